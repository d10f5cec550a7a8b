//! One attempt: the learner's work on one instance of a registration, over all launches.

mod by_the_book;
mod calls;
mod course;
mod deliver;
mod end_activity;
mod inspect;
mod launching;
mod linear;
mod navigate;
mod report;
mod show;
pub(crate) mod state;
mod tree;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use cmi::{Edition, Timestamp};

use crate::behaviour::LogLevel;
use crate::codec::{self, DecodeError};
use crate::definition::Definition;
use crate::digest;
use crate::effect::Effect;
use crate::entry::{Entry, EntryKind};
use crate::limits::Limits;
use crate::note::{Note, NoteKind};
use crate::view::PlayerState;
pub use inspect::error_meaning;
use state::State;

/// The general error of both standards, for calls beyond the limits.
const GENERAL_ERROR: u16 = 101;

/// State of one instance of a registration. [`Attempt::apply`] is the only way to change it.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The course as the running launch plays it.
    definition: Arc<Definition>,
    /// The edition that the package was written for.
    own_edition: Edition,
    state: State,
    /// Digests of the activities' states and the bytes they were made of; `None` where one has changed since.
    digests: RefCell<Vec<Option<(u64, usize)>>>,
    /// All of them in one; `None` where one is.
    activities_digest: Cell<Option<u64>>,
    /// SCORM 2004: the activities as `sequencing` sees them. `None` for what it does not play.
    tree: Option<Arc<sequencing::Tree>>,
    /// Digest of the tracking; `None` where it has changed since.
    tree_digest: Cell<Option<u64>>,
    /// What was found by looking ahead since the last change.
    ahead: RefCell<Option<by_the_book::Ahead>>,
    /// For each activity whether something of it was opened; empty until somebody asks.
    begun: RefCell<Vec<bool>>,
}

/// What an entry led to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Applied {
    /// The entry was not taken in; nothing changed.
    pub refused: Option<Refusal>,
    /// SCORM error number of a call; 0 is success. A call that failed changed nothing but the entry's number.
    pub error: u16,
    /// To be done outside, in order.
    pub effects: Vec<Effect>,
    /// Explanations, in order.
    pub notes: Vec<Note>,
}

/// Why an entry was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Its number was applied before; harmless.
    Duplicate,
    /// An entry before it is missing.
    Gap,
    /// No launch has begun, or the attempt was reset meanwhile.
    NoLaunch,
    /// The launch has written more than [`Limits`] allow.
    Limit,
}

impl Applied {
    fn refuse(refusal: Refusal) -> Self {
        let error = if refusal == Refusal::Limit { GENERAL_ERROR } else { 0 };
        Self { refused: Some(refusal), error, ..Self::default() }
    }

    fn note(&mut self, at: Timestamp, kind: NoteKind, about: &str, text: impl Into<String>) {
        self.notes.push(Note { at, kind, about: about.to_owned(), text: text.into() });
    }

    fn implied(&mut self, at: Timestamp, about: &str, text: impl Into<String>) {
        self.note(at, NoteKind::Implied, about, text);
    }
}

impl Attempt {
    /// Nothing has happened yet.
    #[must_use]
    pub fn new(definition: Arc<Definition>) -> Self {
        let state = State::new(&definition);
        let tree = by_the_book::tree(&definition);
        Self::with(definition, tree, state)
    }

    fn with(definition: Arc<Definition>, tree: Option<Arc<sequencing::Tree>>, state: State) -> Self {
        let digests = RefCell::new(vec![None; definition.activities.len()]);
        let (activities_digest, tree_digest) = (Cell::new(None), Cell::new(None));
        let (ahead, begun) = (RefCell::new(None), RefCell::default());
        let own_edition = definition.edition;
        Self { definition, own_edition, state, digests, activities_digest, tree, tree_digest, ahead, begun }
    }

    /// The course as the running launch plays it: by the edition that it pinned.
    #[must_use]
    pub fn definition(&self) -> &Arc<Definition> {
        &self.definition
    }

    /// Public id of the launch that is running or ran last.
    #[must_use]
    pub fn launch(&self) -> Option<&str> {
        self.state.launch.as_ref().map(|launch| launch.pins.launch.as_str())
    }

    /// Number of the last entry of that launch; 0 where there was none.
    #[must_use]
    pub fn applied(&self) -> u64 {
        self.state.launch.as_ref().map_or(0, |launch| launch.number)
    }

    /// Whether the session of that launch is over (the learner left).
    #[must_use]
    pub fn ended(&self) -> bool {
        self.state.phase == PlayerState::Ended
    }

    /// Whether that launch is over only because the server closed it.
    #[must_use]
    pub fn closed_by_server(&self) -> bool {
        self.state.provisional.is_some()
    }

    /// What the launch pinned.
    #[must_use]
    pub fn pins(&self) -> Option<&crate::Pins> {
        self.state.launch.as_ref().map(|launch| &launch.pins)
    }

    /// Applies one entry. Entries that were applied before are recognised by their number and change nothing.
    pub fn apply(&mut self, entry: &Entry) -> Applied {
        if let Err(refusal) = self.admit(entry) {
            return Applied::refuse(refusal);
        }
        let mut applied = Applied::default();
        self.perform(entry, &mut applied);
        applied
    }

    /// Applies what content or the page just did, as the entry with the next number. There is no entry when the call
    /// failed, since nothing changed then.
    pub fn offer(&mut self, at: Timestamp, what: EntryKind) -> (Option<Entry>, Applied) {
        let entry = Entry { number: self.applied() + 1, at, what };
        if let Err(refusal) = self.admit(&entry) {
            return (None, Applied::refuse(refusal));
        }
        let before = self.clocks();
        // A call on a closed launch opens it again, unless it fails.
        let closed = self.state.provisional.is_some().then(|| self.state.clone());
        let mut applied = Applied::default();
        self.perform(&entry, &mut applied);
        if applied.error != 0 {
            match closed {
                Some(state) => {
                    self.state = state;
                    self.touch_all();
                }
                None => self.set_clocks(before),
            }
            return (None, applied);
        }
        (Some(entry), applied)
    }

    /// Whether an entry is the next one.
    fn admit(&self, entry: &Entry) -> Result<(), Refusal> {
        let launch = self.state.launch.as_ref();
        match &entry.what {
            EntryKind::Launched(pins) => match launch {
                Some(launch) if launch.pins.launch == pins.launch => Err(Refusal::Duplicate),
                _ => Ok(()),
            },
            EntryKind::Reset | EntryKind::ObjectivesReset => Ok(()),
            EntryKind::Closed => match launch {
                None => Err(Refusal::NoLaunch),
                Some(launch) if launch.number != entry.number || launch.ended.is_some() => {
                    Err(Refusal::Duplicate)
                }
                Some(_) => Ok(()),
            },
            what => {
                let launch = launch.ok_or(Refusal::NoLaunch)?;
                if entry.number <= launch.number {
                    return Err(Refusal::Duplicate);
                }
                if entry.number != launch.number + 1 {
                    return Err(Refusal::Gap);
                }
                let limits = Limits::LAUNCH;
                let by_content = matches!(
                    what,
                    EntryKind::Initialize
                        | EntryKind::SetValue { .. }
                        | EntryKind::ChangeValue { .. }
                        | EntryKind::Commit
                );
                let full = launch.number >= limits.all_entries
                    || by_content
                        && (launch.entries >= limits.entries
                            || launch.entry_bytes + entry.size() > limits.entry_bytes);
                if full { Err(Refusal::Limit) } else { Ok(()) }
            }
        }
    }

    fn perform(&mut self, entry: &Entry, applied: &mut Applied) {
        let at = entry.at;
        if by_the_book::changes_the_outlook(&entry.what) {
            *self.ahead.get_mut() = None;
        }
        match &entry.what {
            EntryKind::Launched(pins) => self.launched(entry.number, at, pins, applied),
            EntryKind::Reset => self.reset(),
            EntryKind::ObjectivesReset => self.forget_objectives(applied),
            EntryKind::Closed => self.close(at, applied),
            what => {
                self.reopen(applied);
                self.count(entry);
                self.tick(at);
                match what {
                    EntryKind::Initialize => self.initialize(at, applied),
                    EntryKind::SetValue { element, value } => self.set_value(at, element, value, applied),
                    EntryKind::ChangeValue { element, keep_start, keep_end, middle } => {
                        match self.unfold(element, *keep_start, *keep_end, middle) {
                            Some(value) => self.set_value(at, element, &value, applied),
                            None => {
                                applied.error = GENERAL_ERROR;
                                applied.note(
                                    at,
                                    NoteKind::Difference,
                                    element,
                                    "the change does not fit the value",
                                );
                            }
                        }
                    }
                    EntryKind::Commit => self.commit(at, applied),
                    EntryKind::Terminate => self.terminate(at, applied),
                    EntryKind::ContentUnloaded => self.content_unloaded(at, applied),
                    EntryKind::Navigate(request) => self.navigate(at, request, applied),
                    _ => {}
                }
            }
        }
        if applied.error == 0 {
            self.update_course(applied);
        }
    }

    /// Digest of the state. What is kept for undoing the server's close does not take part.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let activities = self.activities_digest.get().unwrap_or_else(|| self.digest_of_activities());
        self.activities_digest.set(Some(activities));
        let tree = self
            .tree_digest
            .get()
            .unwrap_or_else(|| digest::digest(&codec::snapshot::tree(&self.state, self.tree.as_deref())));
        self.tree_digest.set(Some(tree));
        let course = digest::digest(&codec::snapshot::course(&self.state));
        digest::combine([course, tree, activities].into_iter())
    }

    fn digest_of_activities(&self) -> u64 {
        let mut digests = self.digests.borrow_mut();
        let parts = self.state.activities.iter().zip(digests.iter_mut()).map(|(activity, cached)| {
            let digest_of = || {
                let bytes = codec::snapshot::activity(activity);
                (digest::digest(&bytes), bytes.len())
            };
            cached.get_or_insert_with(digest_of).0
        });
        digest::combine(parts)
    }

    /// About how many bytes the state of the activities takes in memory, as far as [`Attempt::digest`] has looked at it.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        self.digests.borrow().iter().flatten().map(|(_, bytes)| *bytes as u64).sum()
    }

    /// Names of the objectives that activities of this course share, in order.
    #[must_use]
    pub fn shared_objectives(&self) -> &[String] {
        self.tree.as_deref().map_or(&[], sequencing::Tree::global_ids)
    }

    /// The state as bytes.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        codec::snapshot::encode(&self.state, self.tree.as_deref())
    }

    /// The state that [`Attempt::snapshot`] wrote.
    ///
    /// # Errors
    /// When the bytes are not a snapshot of this course, or one of a newer version.
    pub fn restore(definition: Arc<Definition>, bytes: &[u8]) -> Result<Self, DecodeError> {
        let tree = by_the_book::tree(&definition);
        let state = codec::snapshot::decode(bytes, &definition, tree.as_deref())?;
        let mut attempt = Self::with(definition, tree, state);
        attempt.play_by(attempt.pins().and_then(|pins| pins.behaviour.edition));
        Ok(attempt)
    }

    /// The activity's state will change: its digest is computed anew.
    fn touch(&mut self, activity: usize) -> &mut state::ActivityState {
        self.activities_digest.set(None);
        if let Some(cached) = self.digests.get_mut().get_mut(activity) {
            *cached = None;
        }
        &mut self.state.activities[activity]
    }

    /// Whether the launch's log holds notes of that sort. What the player implies is always told, and why.
    #[must_use]
    pub fn logs(&self, kind: NoteKind) -> bool {
        let Some(pins) = self.pins() else { return true };
        let logging = &pins.behaviour.logging;
        let (level, least) = match kind {
            NoteKind::Read => (logging.runtime, LogLevel::Detailed),
            NoteKind::Refused | NoteKind::Lenient => (logging.runtime, LogLevel::Audit),
            NoteKind::Sequencing => (logging.sequencing, LogLevel::Audit),
            NoteKind::LookAhead => (logging.look_ahead, LogLevel::Audit),
            NoteKind::Control => (logging.control, LogLevel::Audit),
            NoteKind::Implied | NoteKind::Difference => return true,
        };
        level >= least
    }

    fn touch_all(&mut self) {
        self.activities_digest.set(None);
        self.digests.get_mut().fill(None);
        self.begun.get_mut().clear();
        self.tree_changed();
    }
}
