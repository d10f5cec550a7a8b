//! The log of one launch, as far as it was written: lines, and states from which any step is rebuilt.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher as _, RandomState},
    sync::{Arc, Mutex, PoisonError},
};

use platform::LaunchId;
use runtime::{Attempt, Batch, Definition, Edition, Entry, EntryKind, Note, NoteKind, RefusedCall};
use store::Tx;

use super::line::{By, LineKind, LogLine, Show, of_entry, of_note, whose};
use super::standing::Standing;
use crate::load_attempt::LoadError;

/// Rows that are read at once.
const PAGE: u32 = 200;
/// Entries that are written before others get a turn.
const TURN: u32 = 500;
/// Entries between two kept states, at first.
const STRIDE: u32 = 500;
/// Kept states of one log, and their bytes; beyond them every second one goes.
const CHECKPOINTS: usize = 128;
const CHECKPOINT_BYTES: usize = 16 << 20;
/// Of a value, so many characters are kept; fewer once the log is large.
const VALUE_CHARS: usize = 4_000;
const VALUE_CHARS_OF_MANY: usize = 200;
const MANY_BYTES: u64 = 16 << 20;
/// No element has a name of so many characters; what content calls by longer ones is cut.
const ABOUT_CHARS: usize = 400;

/// What happened in a launch.
#[derive(Debug)]
pub struct Log {
    launch: LaunchId,
    definition: Option<Arc<Definition>>,
    lines: Vec<LogLine>,
    bytes: u64,
    counts: [u32; Show::ALL.len()],
    /// The attempt after the last line; `None` where the version is gone. It is one thread's at a time.
    attempt: Mutex<Option<Attempt>>,
    edition: Option<Edition>,
    steps: u32,
    checkpoints: Vec<Checkpoint>,
    stride: u32,
    /// Rows of the journal in the order in which they were applied.
    rows: Vec<RowKey>,
    /// Number of the last entry of the player.
    last_entry: u64,
    last_notes: Option<i64>,
    /// Notes that replaying made, and that the player's own may repeat.
    made: HashMap<u64, u32>,
    hasher: RandomState,
    /// Delivery and activity that were open last.
    opened: (u32, Option<u32>),
    /// Ids of questions and objectives by their record, for plain words.
    questions: HashMap<String, String>,
    differs: bool,
}

/// First and last number of a row.
type RowKey = (u64, u64);

/// A state after `step` entries: those in `rows` before `row`, and of that one the first `within`.
#[derive(Debug)]
struct Checkpoint {
    step: u32,
    row: usize,
    within: usize,
    state: Vec<u8>,
}

impl Log {
    /// Nothing is written yet; `attempt` is what the launch began with.
    pub(super) fn new(launch: LaunchId, attempt: Option<Attempt>) -> Self {
        let mut log = Self {
            launch,
            definition: attempt.as_ref().map(|attempt| Arc::clone(attempt.definition())),
            lines: Vec::new(),
            bytes: 0,
            counts: Default::default(),
            edition: attempt.as_ref().map(|attempt| attempt.definition().edition),
            attempt: Mutex::new(attempt),
            steps: 0,
            checkpoints: Vec::new(),
            stride: STRIDE,
            rows: Vec::new(),
            last_entry: 0,
            last_notes: None,
            made: HashMap::new(),
            hasher: RandomState::new(),
            opened: (0, None),
            questions: HashMap::new(),
            differs: false,
        };
        log.keep_state(0, 0);
        log
    }

    /// All lines.
    #[must_use]
    pub fn lines(&self) -> &[LogLine] {
        &self.lines
    }

    /// How many lines a choice takes in.
    #[must_use]
    pub fn count(&self, show: Show) -> u32 {
        Show::ALL.iter().position(|other| *other == show).map_or(0, |at| self.counts[at])
    }

    /// The edition that is played; `None` where the version is gone.
    #[must_use]
    pub fn edition(&self) -> Option<Edition> {
        self.edition
    }

    /// Title of the course, as its package has it.
    #[must_use]
    pub fn title(&self) -> &str {
        self.definition.as_ref().map_or("", |definition| definition.title.as_str())
    }

    /// Identifier and title of an activity by its place in the course.
    #[must_use]
    pub fn activity(&self, place: u32) -> Option<(&str, &str)> {
        let activity = self.definition.as_ref()?.activities.get(place as usize)?;
        Some((&activity.identifier, &activity.title))
    }

    /// The title of an activity; its identifier where it has none.
    #[must_use]
    pub fn title_of<'a>(&'a self, identifier: &'a str) -> &'a str {
        let found = self.definition.as_ref().and_then(|definition| {
            let place = definition.find(identifier)?;
            definition.activities.get(place)
        });
        found.map_or(identifier, |activity| activity.title.as_str())
    }

    /// Whether any moment can be rebuilt.
    #[must_use]
    pub fn replays(&self) -> bool {
        self.definition.is_some()
    }

    /// Whether replaying came to another state than the one that is stored: something was changed outside the journal.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.differs
    }

    pub(super) fn agrees_with(&mut self, stored: Option<u64>) {
        self.differs = stored.is_some_and(|stored| self.digest().is_some_and(|ours| ours != stored));
    }

    /// Digest of the state after the last entry.
    #[must_use]
    pub fn digest(&self) -> Option<u64> {
        self.attempt.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(Attempt::digest)
    }

    /// About what it takes in memory.
    pub(super) fn bytes(&self) -> u64 {
        let states: usize = self.checkpoints.iter().map(|checkpoint| checkpoint.state.len()).sum();
        self.bytes + states as u64 + (self.rows.len() + self.made.len()) as u64 * 16
    }

    /// Writes what came since the last time.
    pub(super) async fn read_on(&mut self, tx: &mut Tx) -> Result<(), LoadError> {
        let mut rows = rows_behind(tx, self.launch, self.last_entry).await?;
        let known: HashSet<RowKey> =
            self.rows.iter().rev().take_while(|(first, _)| *first > self.last_entry).copied().collect();
        rows.retain(|row| !known.contains(&(row.first, row.last)));
        // A reset takes no number, so its place among the rows is told by the time at which they were stored.
        rows.sort_by_key(|row| (row.at, row.first, row.last));
        let mut notes = Vec::new();
        loop {
            let page = store::journal_notes::list(tx, self.launch, self.last_notes, PAGE).await?;
            let is_last = page.len() < PAGE as usize;
            self.last_notes = page.last().map(|row| row.number).or(self.last_notes);
            notes.extend(page);
            if is_last {
                break;
            }
        }
        notes.sort_by_key(|row| row.at);
        let (mut rows, mut notes) = (rows.into_iter().peekable(), notes.into_iter().peekable());
        let mut turn = self.steps;
        // What was stored at one moment belongs together.
        while let Some(at) =
            rows.peek().map(|row| row.at).into_iter().chain(notes.peek().map(|row| row.at)).min()
        {
            let mut beside = Vec::new();
            let mut late = Vec::new();
            while let Some(row) = notes.next_if(|row| row.at == at) {
                let batch = decode(&row.bytes)?;
                beside.extend(batch.notes);
                late.extend(batch.entries);
            }
            let mut beside = beside.into_iter().peekable();
            while let Some(row) = rows.next_if(|row| row.at == at) {
                self.write_row(&row, &mut beside)?;
            }
            beside.for_each(|note| self.write_note(note));
            late.iter().for_each(|entry| self.write_late(entry));
            if self.steps - turn >= TURN {
                turn = self.steps;
                tokio::task::yield_now().await;
            }
        }
        Ok(())
    }

    /// The entries of a row, and before each the notes that are older.
    fn write_row(
        &mut self,
        row: &store::journal::Batch,
        notes: &mut std::iter::Peekable<std::vec::IntoIter<Note>>,
    ) -> Result<(), LoadError> {
        let place = self.rows.len();
        self.rows.push((row.first, row.last));
        self.last_entry = self.last_entry.max(row.last);
        for (within, entry) in decode(&row.bytes)?.entries.iter().enumerate() {
            while let Some(note) = notes.next_if(|note| note.at < entry.at) {
                self.write_note(note);
            }
            self.write_entry(entry);
            let is_due = self.checkpoints.last().is_some_and(|last| self.steps - last.step >= self.stride);
            if is_due {
                self.keep_state(place, within + 1);
            }
        }
        Ok(())
    }

    fn write_entry(&mut self, entry: &Entry) {
        self.steps += 1;
        let Some(mut attempt) = self.attempt().take() else {
            let (kind, about, value) = of_entry(&entry.what, By::Learner);
            self.push(LogLine { entry: entry.number, ..self.line(entry.at, kind, about, &value) });
            return;
        };
        let by = match &entry.what {
            EntryKind::Navigate(request) => whose(request, &attempt.pending_request()),
            _ => By::Learner,
        };
        let before = attempt.course_result();
        let applied = attempt.apply(entry);
        let (kind, about, mut value) = of_entry(&entry.what, by);
        if matches!(entry.what, EntryKind::ChangeValue { .. })
            && let Some(whole) = attempt.stored_value(&about)
        {
            whole.clone_into(&mut value);
        }
        let beside =
            if kind == LineKind::SetValue { self.beside(&attempt, &about, &value) } else { String::new() };
        let line = self.line(entry.at, kind, about, &value);
        self.push(LogLine { entry: entry.number, error: applied.error, beside, ..line });
        for note in applied.notes {
            if !attempt.logs(note.kind) {
                continue;
            }
            *self.made.entry(self.mark(&note)).or_default() += 1;
            let line = self.of_note(&note);
            self.push(LogLine { explains: true, ..line });
        }
        self.look(&attempt, entry);
        let after = attempt.course_result();
        if (after.completion, after.success, after.score) != (before.completion, before.success, before.score)
        {
            let kind = LineKind::Result(after.completion, after.success, after.score);
            let line = self.line(entry.at, kind, String::new(), "");
            self.push(LogLine { explains: true, ..line });
        }
        self.edition = Some(attempt.definition().edition);
        *self.attempt() = Some(attempt);
    }

    /// Writes down that an activity was opened.
    fn look(&mut self, attempt: &Attempt, entry: &Entry) {
        if !matches!(entry.what, EntryKind::Launched(_) | EntryKind::Navigate(_) | EntryKind::Reset) {
            return;
        }
        let Some(delivery) = attempt.delivery() else {
            self.opened.1 = None;
            return;
        };
        let place = attempt.definition().find(&delivery.activity).and_then(|place| u32::try_from(place).ok());
        let is_new = delivery.number != self.opened.0;
        self.opened = (delivery.number, place);
        if is_new {
            self.questions.clear();
            let line = self.line(entry.at, LineKind::Opened, delivery.activity, &delivery.title);
            self.push(LogLine { explains: true, ..line });
        }
    }

    /// What plain words need beside a value.
    fn beside(&mut self, attempt: &Attempt, element: &str, value: &str) -> String {
        if let Some(of) = element.strip_suffix(".raw") {
            let most = attempt.stored_value(&[of, ".max"].concat()).unwrap_or_default();
            return shorten(most, VALUE_CHARS_OF_MANY);
        }
        // `cmi.interactions.3.result`: of which question, `cmi.objectives.0.status`: of which objective.
        let mut parts = element.splitn(4, '.');
        let (Some("cmi"), Some(list), Some(at), Some(leaf)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return String::new();
        };
        let record = [list, ".", at].concat();
        if leaf == "id" && self.questions.len() < 1_000 {
            self.questions.insert(record, shorten(value, VALUE_CHARS_OF_MANY));
            return String::new();
        }
        if let Some(known) = self.questions.get(&record) {
            return known.clone();
        }
        let id = attempt.stored_value(&["cmi.", &record, ".id"].concat());
        id.map(|id| shorten(id, VALUE_CHARS_OF_MANY)).unwrap_or_default()
    }

    /// A note of the player; one that replaying made already is passed over.
    fn write_note(&mut self, note: Note) {
        let mark = self.mark(&note);
        if let Some(left) = self.made.get_mut(&mark) {
            *left -= 1;
            if *left == 0 {
                self.made.remove(&mark);
            }
            return;
        }
        let line = self.of_note(&note);
        self.push(line);
    }

    /// An entry that was not applied.
    fn write_late(&mut self, entry: &Entry) {
        let (kind, about, value) = of_entry(&entry.what, By::Learner);
        let line = self.line(entry.at, kind, about, &value);
        self.push(LogLine { entry: entry.number, late: true, ..line });
    }

    fn of_note(&self, note: &Note) -> LogLine {
        let mut line = self.line(note.at, of_note(note.kind), note.about.clone(), &note.text);
        if note.kind == NoteKind::Refused {
            line.error = RefusedCall::parse(&note.text).map_or(0, |call| call.number);
        }
        line
    }

    fn line(&self, at: platform::Timestamp, kind: LineKind, about: String, value: &str) -> LogLine {
        let most = if self.bytes < MANY_BYTES { VALUE_CHARS } else { VALUE_CHARS_OF_MANY };
        LogLine {
            at,
            kind,
            about: if about.len() > ABOUT_CHARS { shorten(&about, ABOUT_CHARS) } else { about },
            value: shorten(value, most),
            value_chars: u32::try_from(value.chars().count()).unwrap_or(u32::MAX),
            beside: String::new(),
            error: 0,
            entry: 0,
            step: self.steps,
            explains: false,
            late: false,
            activity: self.opened.1,
        }
    }

    fn push(&mut self, line: LogLine) {
        for (count, show) in self.counts.iter_mut().zip(Show::ALL) {
            *count += u32::from(line.is_shown(show));
        }
        self.bytes += line.bytes();
        self.lines.push(line);
    }

    fn attempt(&mut self) -> &mut Option<Attempt> {
        self.attempt.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn mark(&self, note: &Note) -> u64 {
        self.hasher.hash_one((note.kind as u8, &note.about, &note.text))
    }

    fn keep_state(&mut self, row: usize, within: usize) {
        let Some(state) = self.attempt().as_ref().map(Attempt::snapshot) else { return };
        self.checkpoints.push(Checkpoint { step: self.steps, row, within, state });
        let bytes: usize = self.checkpoints.iter().map(|checkpoint| checkpoint.state.len()).sum();
        if self.checkpoints.len() > CHECKPOINTS || bytes > CHECKPOINT_BYTES {
            self.stride = self.stride.saturating_mul(2);
            let mut place = 0;
            // The first one stays: it is what the launch began with.
            self.checkpoints.retain(|_| {
                place += 1;
                place % 2 == 1
            });
        }
    }

    /// The attempt after `step` entries of the launch; `None` where it cannot be rebuilt.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn attempt_at(&self, tx: &mut Tx, step: u32) -> Result<Option<Attempt>, LoadError> {
        let Some(definition) = self.definition.clone() else { return Ok(None) };
        let place = self.checkpoints.partition_point(|checkpoint| checkpoint.step <= step);
        let Some(from) = place.checked_sub(1).and_then(|place| self.checkpoints.get(place)) else {
            return Ok(None);
        };
        let mut attempt = Attempt::restore(definition, &from.state).map_err(LoadError::decoding("state"))?;
        let mut left = (step - from.step) as usize;
        let mut skip = from.within;
        let mut place = from.row;
        while left > 0 && place < self.rows.len() {
            let until = self.rows.len().min(place + PAGE as usize / 4);
            for row in rows_of(tx, self.launch, &self.rows[place..until]).await? {
                let batch = decode(&row.bytes)?;
                for entry in batch.entries.iter().skip(skip).take(left) {
                    attempt.apply(entry);
                    left -= 1;
                }
                skip = 0;
                if left == 0 {
                    break;
                }
            }
            place = until;
        }
        Ok(Some(attempt))
    }

    /// How the attempt stood with a line, and before the entry that the line is or explains; `None` where no moment can
    /// be rebuilt. `number` counts lines from 1; 0 is the beginning.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn step(&self, tx: &mut Tx, number: usize) -> Result<Option<(Standing, Standing)>, LoadError> {
        let line = number.checked_sub(1).and_then(|place| self.lines.get(place));
        let step = line.map_or(0, |line| line.step);
        let changes = line.is_some_and(LogLine::changes);
        let Some(attempt) = self.attempt_at(tx, step).await? else { return Ok(None) };
        let after = Standing::of(&attempt);
        let before = match step.checked_sub(1).filter(|_| changes) {
            Some(earlier) => self.attempt_at(tx, earlier).await?.map(|attempt| Standing::of(&attempt)),
            None => None,
        };
        Ok(Some((before.unwrap_or_else(|| after.clone()), after)))
    }

    /// The value that a line tells of, whole.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn whole_value(&self, tx: &mut Tx, number: usize) -> Result<Option<String>, LoadError> {
        let Some(line) = number.checked_sub(1).and_then(|place| self.lines.get(place)) else {
            return Ok(None);
        };
        if line.value.chars().count() >= line.value_chars as usize
            || line.late
            || line.kind != LineKind::SetValue
        {
            return Ok(Some(line.value.clone()));
        }
        let attempt = self.attempt_at(tx, line.step).await?;
        let whole = attempt.and_then(|attempt| attempt.stored_value(&line.about).map(str::to_owned));
        Ok(Some(whole.unwrap_or_else(|| line.value.clone())))
    }
}

/// A text with so many characters at most.
fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}\u{2026}", &text[..end]),
        None => text.to_owned(),
    }
}

/// The rows of a launch behind an entry of the player.
pub(super) async fn rows_behind(
    tx: &mut Tx,
    launch: LaunchId,
    entry: u64,
) -> Result<Vec<store::journal::Batch>, store::Error> {
    let mut rows: Vec<store::journal::Batch> = Vec::new();
    let mut after = (entry, u64::MAX >> 1);
    loop {
        let page = store::journal::list_after(tx, launch, after, PAGE).await?;
        let is_last = page.len() < PAGE as usize;
        after = page.last().map_or(after, |row| (row.first, row.last));
        rows.extend(page);
        if is_last {
            return Ok(rows);
        }
    }
}

/// Rows by their keys, in the order of the keys.
async fn rows_of(
    tx: &mut Tx,
    launch: LaunchId,
    keys: &[RowKey],
) -> Result<Vec<store::journal::Batch>, store::Error> {
    let least = keys.iter().map(|(first, _)| *first).min().unwrap_or(0);
    let greatest = keys.iter().max().copied().unwrap_or_default();
    let mut found = HashMap::new();
    let mut after = (least.saturating_sub(1), u64::MAX >> 1);
    while found.len() < keys.len() && after < greatest {
        let limit = u32::try_from(keys.len()).unwrap_or(PAGE) + 4;
        let page = store::journal::list_after(tx, launch, after, limit).await?;
        let Some(last) = page.last() else { break };
        after = (last.first, last.last);
        found.extend(page.into_iter().map(|row| ((row.first, row.last), row)));
    }
    Ok(keys.iter().filter_map(|key| found.remove(key)).collect())
}

pub(super) fn decode(bytes: &[u8]) -> Result<Batch, LoadError> {
    Batch::decode(bytes).map_err(LoadError::decoding("journal"))
}
