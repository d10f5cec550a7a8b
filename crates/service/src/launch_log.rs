//! What happened in a launch, read off its journal.

use platform::LaunchId;
use runtime::{Attempt, Batch, Entry, EntryKind, NoteKind};
use store::{AppKey, Store, Tx, launches::Launch};

use crate::{
    launch_history::launch_by_id,
    load_attempt::{Definitions, LoadError},
};

/// Rows that are read at once.
const PAGE: u32 = 200;
/// Launches before the one that is asked for.
const MOST_LAUNCHES: u32 = 1_000;
/// Events that are told at most.
const MOST_EVENTS: usize = 5_000;
/// Of a value, so many characters are told.
const VALUE_CHARS: usize = 4_000;

/// One thing that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoggedEvent {
    /// When.
    pub at: platform::Timestamp,
    /// What: `AttemptStart`, `Initialize`, `SetValue`, `GetValue`, `Commit`, `Terminate`, `AttemptEnd`, …
    pub name: &'static str,
    /// Identifier of the activity that was open; empty where none was.
    pub activity: String,
    /// Its title.
    pub title: String,
    /// Attempt on it.
    pub attempt: u32,
    /// Further facts by name.
    pub extra: Vec<(&'static str, String)>,
}

/// A launch with what happened in it.
#[derive(Clone, Debug)]
pub struct LaunchLog {
    /// The launch.
    pub launch: Launch,
    /// In order.
    pub events: Vec<LoggedEvent>,
    /// Whether the log tells when (`debugIncludeTimestamps`).
    pub timestamps: bool,
}

/// A tracked launch of an application that began, with what happened in it; `None` when there is none.
///
/// # Errors
/// When the database or the journal cannot be read.
pub async fn launch_log(
    store: &Store,
    definitions: &Definitions,
    app: AppKey,
    id: &str,
) -> Result<Option<LaunchLog>, LoadError> {
    let Some(launch) = launch_by_id(store, app, id).await? else { return Ok(None) };
    let mut tx = store.begin_read().await?;
    let mut events = Vec::new();
    let version = match launch.version {
        Some(version) => Some(definitions.get(&mut tx, version).await?.definition),
        // Without its version an attempt cannot be replayed: the entries alone are told.
        None => None,
    };
    let mut attempt = version.map(Attempt::new);
    for before in launches_before(&mut tx, &launch).await? {
        // Past its retention: what came after cannot be replayed any more either.
        if store::journal::is_dropped(&mut tx, before).await? {
            attempt = None;
        }
        if let Some(attempt) = &mut attempt {
            for_each_entry(&mut tx, before, |entry| {
                attempt.apply(entry);
            })
            .await?;
        }
    }
    let mut here = Here::default();
    for_each_entry(&mut tx, launch.id, |entry| {
        if let Some(attempt) = &mut attempt {
            attempt.apply(entry);
            if matches!(entry.what, EntryKind::Navigate(_) | EntryKind::Launched(_)) {
                here.look(attempt);
            }
        }
        if events.len() < MOST_EVENTS {
            events.extend(event(entry, &mut here));
        }
    })
    .await?;
    noted(&mut tx, launch.id, &mut events).await?;
    events.sort_by_key(|event| event.at);
    let logging = attempt.as_ref().and_then(Attempt::pins).map(|pins| pins.behaviour.logging);
    let timestamps = logging.is_none_or(|logging| logging.timestamps);
    Ok(Some(LaunchLog { launch, events, timestamps }))
}

/// What is open.
#[derive(Default)]
struct Here {
    delivery: u32,
    is_new: bool,
    activity: String,
    title: String,
    attempt: u32,
}

impl Here {
    fn look(&mut self, attempt: &Attempt) {
        let Some(delivery) = attempt.delivery() else { return };
        if delivery.number == self.delivery {
            return;
        }
        self.is_new = true;
        self.delivery = delivery.number;
        self.attempt = attempts(&attempt.results().root, &delivery.activity).unwrap_or_default();
        self.activity = delivery.activity;
        self.title = delivery.title;
    }

    fn event(&self, entry: &Entry, name: &'static str) -> LoggedEvent {
        LoggedEvent {
            at: entry.at,
            name,
            activity: self.activity.clone(),
            title: self.title.clone(),
            attempt: self.attempt,
            extra: Vec::new(),
        }
    }
}

fn attempts(result: &runtime::ActivityResult, identifier: &str) -> Option<u32> {
    if result.identifier == identifier {
        return Some(result.attempts);
    }
    result.children.iter().find_map(|child| attempts(child, identifier))
}

fn event(entry: &Entry, here: &mut Here) -> Vec<LoggedEvent> {
    let name = match &entry.what {
        EntryKind::Launched(_) => "Launch",
        EntryKind::Initialize => "Initialize",
        EntryKind::SetValue { .. } | EntryKind::ChangeValue { .. } => "SetValue",
        EntryKind::Commit => "Commit",
        EntryKind::Terminate => "Terminate",
        EntryKind::ContentUnloaded => "AttemptEnd",
        EntryKind::Navigate(_) => "Navigate",
        EntryKind::Heartbeat => return Vec::new(),
        EntryKind::Closed => "ClosedByServer",
        EntryKind::Reset => "Reset",
        EntryKind::ObjectivesReset => "ObjectivesReset",
    };
    let mut event = here.event(entry, name);
    match &entry.what {
        EntryKind::SetValue { element, value } => {
            event.extra = vec![("element", element.clone()), ("value", told(value))];
        }
        EntryKind::ChangeValue { element, keep_start, keep_end, middle } => {
            event.extra = vec![
                ("element", element.clone()),
                ("changedFrom", keep_start.to_string()),
                ("unchangedAtEnd", keep_end.to_string()),
                ("value", told(middle)),
            ];
        }
        EntryKind::Navigate(request) => event.extra = vec![("request", request.to_string())],
        _ => {}
    }
    let mut events = vec![event];
    if std::mem::take(&mut here.is_new) {
        events.push(here.event(entry, "AttemptStart"));
    }
    events
}

/// A value as far as it is told. Content may save the same long text thousands of times.
fn told(value: &str) -> String {
    match value.char_indices().nth(VALUE_CHARS) {
        Some((end, _)) => format!("{}\u{2026}", &value[..end]),
        None => value.to_owned(),
    }
}

/// Launches on the same instance that began earlier, oldest first.
async fn launches_before(tx: &mut Tx, launch: &Launch) -> Result<Vec<LaunchId>, store::Error> {
    let Some(registration) = launch.registration else { return Ok(Vec::new()) };
    let all = store::launches::list_history(tx, registration, None, MOST_LAUNCHES).await?;
    let mut before: Vec<_> = all
        .into_iter()
        .filter(|other| {
            other.instance == launch.instance && other.id != launch.id && other.started_at < launch.started_at
        })
        .collect();
    before.sort_by_key(|launch| launch.started_at);
    Ok(before.into_iter().map(|launch| launch.id).collect())
}

async fn for_each_entry(tx: &mut Tx, launch: LaunchId, mut f: impl FnMut(&Entry)) -> Result<(), LoadError> {
    let mut from = 0;
    loop {
        let page = store::journal::list(tx, launch, from, PAGE).await?;
        for row in &page {
            for entry in &decode(&row.bytes)?.entries {
                f(entry);
            }
            from = from.max(row.last + 1);
        }
        if page.len() < PAGE as usize {
            return Ok(());
        }
    }
}

/// What was noted beside the entries. Of what sorts, the launch's attributes have said when it was noted.
async fn noted(tx: &mut Tx, launch: LaunchId, events: &mut Vec<LoggedEvent>) -> Result<(), LoadError> {
    let opened: Vec<LoggedEvent> =
        events.iter().filter(|event| event.name == "AttemptStart").cloned().collect();
    let mut after = None;
    loop {
        let page = store::journal_notes::list(tx, launch, after, PAGE).await?;
        for row in &page {
            after = Some(row.number);
            for note in decode(&row.bytes)?.notes {
                if events.len() >= MOST_EVENTS {
                    return Ok(());
                }
                let open = opened.iter().rev().find(|event| event.at <= note.at).cloned();
                let (name, about, what) = told_as(note.kind);
                let mut extra = vec![(about, note.about), (what, told(&note.text))];
                extra.retain(|(what, text)| *what != about || !text.is_empty());
                events.push(LoggedEvent { at: note.at, name, extra, ..open.unwrap_or_default() });
            }
        }
        if page.len() < PAGE as usize {
            return Ok(());
        }
    }
}

/// The name of the event, and those of what it is about and of what it says.
fn told_as(kind: NoteKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        NoteKind::Read => ("GetValue", "element", "value"),
        NoteKind::Refused => ("Refused", "element", "reason"),
        NoteKind::Lenient => ("Lenient", "element", "reason"),
        NoteKind::Implied => ("Implied", "about", "reason"),
        NoteKind::Sequencing => ("Sequencing", "request", "steps"),
        NoteKind::Difference => ("Difference", "about", "reason"),
        NoteKind::LookAhead => ("LookAhead", "about", "offers"),
        NoteKind::Control => ("Control", "about", "what"),
    }
}

fn decode(bytes: &[u8]) -> Result<Batch, LoadError> {
    Batch::decode(bytes).map_err(LoadError::decoding("journal"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut_between_characters() {
        assert_eq!(told("passed"), "passed");
        let longest = "\u{8ab2}".repeat(VALUE_CHARS);
        assert_eq!(told(&longest), longest);
        assert_eq!(told(&format!("{longest}xyz")), format!("{longest}\u{2026}"));
    }
}
