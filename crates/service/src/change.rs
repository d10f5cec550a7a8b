//! What entries do to an attempt, and how that is stored: one place for the start of a launch, for batches of the
//! player and for the server's close.

use std::ops::Range;

use cloud_api::v1::{report::RegistrationReport, values::ResultsFormat, xml_read};
use platform::{LaunchId, Timestamp};
use runtime::{Attempt, Batch, Effect, Entry, EntryKind, GlobalObjective, Limits, Note, Refusal, Results};
use store::{
    AppKey, InstanceKey, LearnerScope, RegistrationKey, Tx,
    hourly_figures::Figures,
    instances::{Applied, CourseResult},
    launches::{Activity, Added, History, Progress},
};

use crate::{load_attempt::Tail, postback_settings::postback_host, report};

/// Entries that were applied, and what came of them.
#[derive(Debug, Default)]
pub(crate) struct Change {
    pub(crate) entries: Vec<Entry>,
    pub(crate) notes: Vec<Note>,
    pub(crate) effects: Vec<Effect>,
}

impl Change {
    /// Applies an entry of the player. One that is there already is passed over. The notes are not taken: the player
    /// sends its own.
    pub(crate) fn apply(&mut self, attempt: &mut Attempt, entry: Entry) -> Result<(), Refusal> {
        self.apply_with(attempt, entry).map(|_| ())
    }

    /// Applies an entry that the server makes, with the notes that explain it.
    pub(crate) fn apply_own(&mut self, attempt: &mut Attempt, entry: Entry) -> Result<(), Refusal> {
        let notes = self.apply_with(attempt, entry)?;
        self.notes.extend(notes);
        Ok(())
    }

    fn apply_with(&mut self, attempt: &mut Attempt, entry: Entry) -> Result<Vec<Note>, Refusal> {
        let applied = attempt.apply(&entry);
        match applied.refused {
            None => {
                self.effects.extend(applied.effects);
                self.entries.push(entry);
                Ok(applied.notes.into_iter().filter(|note| attempt.logs(note.kind)).collect())
            }
            Some(Refusal::Duplicate) => Ok(Vec::new()),
            Some(refusal) => Err(refusal),
        }
    }

    fn has(&self, wanted: &Effect) -> bool {
        self.effects.contains(wanted)
    }

    /// Completion, success or score changed, or the launch is over: to be posted whatever was posted before.
    pub(crate) fn posts_at_once(&self) -> bool {
        self.has(&Effect::ResultsChanged) || self.has(&Effect::SessionEnded)
    }

    /// Content saved or finished: run-time detail may be posted.
    pub(crate) fn posts_in_turn(&self) -> bool {
        self.has(&Effect::Committed) || self.has(&Effect::ActivityEnded)
    }
}

/// Whose attempt it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub(crate) app: AppKey,
    pub(crate) registration: RegistrationKey,
    pub(crate) instance: InstanceKey,
    pub(crate) launch: LaunchId,
    pub(crate) row_version: u64,
}

/// Notes of a launch that are stored already.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NotesStored {
    pub(crate) count: u64,
    pub(crate) bytes: u64,
}

/// A change made ready outside the transaction, so that the database is held as short as can be.
#[derive(Debug)]
pub(crate) struct Prepared {
    journal: Option<store::journal::Batch>,
    notes: Option<Vec<u8>>,
    snapshot: Option<Vec<u8>>,
    report: Option<Vec<u8>>,
    digest: u64,
    result: CourseResult,
    history: History,
    applied: u64,
    ended_at: Option<Timestamp>,
    closed_by_server: bool,
    objectives: Vec<GlobalObjective>,
    shared_data: Vec<(String, String)>,
    activity: Activity,
    /// Completion, success or score changed.
    is_news: bool,
    /// Whether results and perhaps a postback go out.
    posts: bool,
}

/// How a change is stored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// A snapshot whatever the tail's length.
    pub(crate) snapshot: bool,
    /// The change is told to whoever waits for results.
    pub(crate) posts: bool,
    /// The server's own entry, which takes no number.
    pub(crate) by_server: bool,
}

impl Prepared {
    /// Makes the rows; `tail` is counted on, and begins anew with a snapshot.
    pub(crate) fn new(
        attempt: &Attempt,
        change: &Change,
        tail: &mut Tail,
        noted: NotesStored,
        manner: Manner,
        now: Timestamp,
    ) -> Self {
        let journal = journal_row(change, manner.by_server, now);
        tail.entries += change.entries.len() as u64;
        tail.bytes += journal.as_ref().map_or(0, |row| row.bytes.len() as u64);
        let over = attempt.ended();
        let snapshot = (manner.snapshot || over || tail.is_long()).then(|| attempt.snapshot());
        if let Some(bytes) = &snapshot {
            *tail = Tail { snapshot_bytes: bytes.len() as u64, ..Tail::default() };
        }
        let course = attempt.course_result();
        let launch = attempt.launch_result();
        let closed_by_server = attempt.closed_by_server();
        let ended_at = launch.as_ref().and_then(|launch| launch.ended).map(|at| at.min(now));
        let mut objectives: Vec<GlobalObjective> = Vec::new();
        let mut shared_data: Vec<(String, String)> = Vec::new();
        for effect in &change.effects {
            match effect {
                Effect::GlobalObjective(objective) => {
                    objectives.retain(|other| other.id != objective.id);
                    objectives.push(objective.clone());
                }
                Effect::SharedData { id, value } => {
                    shared_data.retain(|(other, _)| other != id);
                    shared_data.push((id.clone(), value.clone()));
                }
                _ => {}
            }
        }
        Self {
            journal,
            notes: notes_row(attempt, &change.notes, noted),
            snapshot,
            report: over.then(|| stored_report(&attempt.results())),
            digest: attempt.digest(),
            result: CourseResult {
                complete: report::completion(course.completion).as_str().to_owned(),
                success: report::success(course.success).as_str().to_owned(),
                score: course.score,
                total_seconds: u64::try_from(course.total_time.0 / 100).unwrap_or(0),
            },
            history: History {
                completion: report::completion(course.completion).as_str().to_owned(),
                satisfaction: report::success(course.success).as_str().to_owned(),
                measure: course.score,
                tracked_centiseconds: launch
                    .as_ref()
                    .map_or(0, |launch| u64::try_from(launch.tracked.0).unwrap_or(0)),
            },
            applied: attempt.applied(),
            ended_at: ended_at.or(closed_by_server.then_some(now)),
            closed_by_server,
            objectives,
            shared_data,
            activity: Activity::of(
                change.entries.iter().filter(|entry| is_doing(&entry.what)).map(|entry| at(entry, now)),
            ),
            is_news: change.has(&Effect::ResultsChanged),
            posts: manner.posts,
        }
    }

    /// Bytes of entries and of notes that the rows hold.
    pub(crate) fn notes_added(&self) -> NotesStored {
        let bytes = self.notes.as_ref().map_or(0, |bytes| bytes.len() as u64);
        NotesStored { count: u64::from(self.notes.is_some()), bytes }
    }

    /// Stores everything. `false`: the instance is not what the change was made on; nothing may be kept.
    /// `seen_at` is the launch's last sign of life.
    pub(crate) async fn store(
        &self,
        tx: &mut Tx,
        target: &Target,
        seen_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, store::Error> {
        let applied = Applied {
            digest: self.digest,
            result: &self.result,
            updated_at: self.posts.then_some(now),
            snapshot: self.snapshot.as_deref().map(|bytes| (self.applied, bytes)),
            report: self.report.as_deref(),
        };
        let Target { instance, launch, row_version, .. } = *target;
        if !store::instances::update_applied(tx, instance, row_version, launch, &applied).await? {
            return Ok(false);
        }
        let mut added = Added::default();
        if let Some(journal) = &self.journal {
            store::journal::insert(tx, launch, journal).await?;
            added.entry_bytes = journal.bytes.len() as u64;
        }
        if let Some(notes) = &self.notes {
            store::journal_notes::insert(tx, launch, now, notes).await?;
            added.notes = 1;
            added.note_bytes = notes.len() as u64;
        }
        let progress = Progress {
            seen_at,
            next_entry: self.applied + 1,
            added,
            history: &self.history,
            ended_at: self.ended_at,
            closed_by_server: self.closed_by_server,
            activity: self.activity,
        };
        store::launches::update_progress(tx, launch, &progress, now).await?;
        self.share(tx, target, now).await?;
        if self.posts {
            let is_complete = self.result.complete == "complete";
            let progressed =
                store::registrations::update_progress(tx, target.registration, now, is_complete).await?;
            if let Some(url) = progressed.postback_url {
                store::postback_outbox::enqueue(tx, target.registration, &postback_host(&url), now).await?;
            }
            if progressed.completes {
                let more = Figures { completions: 1, ..Figures::default() };
                store::hourly_figures::add(tx, target.app, now, &more).await?;
            }
        } else if self.is_news {
            store::registrations::update_standing(tx, target.registration).await?;
        }
        Ok(true)
    }

    /// Objectives and buckets that outlive the registration.
    async fn share(&self, tx: &mut Tx, target: &Target, now: Timestamp) -> Result<(), store::Error> {
        if self.objectives.is_empty() && self.shared_data.is_empty() {
            return Ok(());
        }
        let Some(registration) = store::registrations::find_by_key(tx, target.registration).await? else {
            return Ok(());
        };
        let scope = LearnerScope { app: target.app, learner: &registration.learner.id, scope: "" };
        if !self.objectives.is_empty() {
            let known = store::global_objectives::list_for_update(tx, scope).await?;
            for objective in &self.objectives {
                let older = known.get(&objective.id).and_then(|bytes| GlobalObjective::decode(bytes).ok());
                let merged = objective.clone().merged_over(older.unwrap_or_default());
                store::global_objectives::upsert(tx, scope, &objective.id, &merged.encode(), now).await?;
            }
        }
        for (id, value) in &self.shared_data {
            store::shared_data::upsert(tx, scope, id, value.as_bytes(), now).await?;
        }
        Ok(())
    }
}

/// Whether the learner or the course did something. A sign of life says only that the page is open, and what the server
/// adds nobody did.
fn is_doing(what: &EntryKind) -> bool {
    !matches!(what, EntryKind::Heartbeat | EntryKind::Closed | EntryKind::Reset | EntryKind::ObjectivesReset)
}

/// When an entry was made, by the browser's clock as far as that is not ahead.
fn at(entry: &Entry, now: Timestamp) -> Timestamp {
    Timestamp(entry.at.0).min(now)
}

pub(crate) fn journal_row(change: &Change, by_server: bool, now: Timestamp) -> Option<store::journal::Batch> {
    let (first, last) = (change.entries.first()?.number, change.entries.last()?.number);
    let batch = Batch { first, entries: change.entries.clone(), ..Batch::default() };
    // Each kind of the server's own entries has an empty range of its own, so that several fit behind one number.
    let first = match change.entries.first()?.what {
        EntryKind::ObjectivesReset => last + 3,
        _ if by_server => last + 1,
        _ => first,
    };
    Some(store::journal::Batch { first, last, at: now, bytes: batch.encode() })
}

/// Notes as a row of their own, while the launch has room for them.
pub(crate) fn notes_row(attempt: &Attempt, notes: &[Note], noted: NotesStored) -> Option<Vec<u8>> {
    let limits = Limits::LAUNCH;
    if notes.is_empty() || noted.count >= u64::from(limits.notes) || noted.bytes >= limits.note_bytes {
        return None;
    }
    let batch = Batch { first: attempt.applied() + 1, notes: notes.to_vec(), ..Batch::default() };
    Some(batch.encode())
}

/// The report as it outlives its course version: both detailed forms, since nothing else can make them once the
/// definition is gone. The ids are filled in when it is read.
pub(crate) fn stored_report(results: &Results) -> Vec<u8> {
    let text = |format| report::report(results, "", 0, format).to_xml();
    let (activity, full) = (text(ResultsFormat::Activity), text(ResultsFormat::Full));
    format!("{}\n{activity}{full}", activity.len()).into_bytes()
}

/// Where the report in one of its detailed forms stands in what [`stored_report`] made.
pub(crate) fn find_stored_report(stored: &str, format: ResultsFormat) -> Option<Range<usize>> {
    let (length, _) = stored.split_once('\n')?;
    let begin = length.len() + 1;
    let middle = begin.checked_add(length.parse().ok()?)?;
    Some(if format == ResultsFormat::Full { middle..stored.len() } else { begin..middle })
}

/// The same, read.
pub(crate) fn read_stored_report(bytes: &[u8], format: ResultsFormat) -> Option<RegistrationReport> {
    let stored = std::str::from_utf8(bytes).ok()?;
    let text = stored.get(find_stored_report(stored, format)?)?;
    RegistrationReport::from_element(&xml_read::parse(text).ok()?).ok()
}
