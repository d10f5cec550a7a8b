//! The browser's half of the engine: API calls and requests in, batches of entries out.
//!
//! Pure and natively testable; `player-wasm` only carries bytes to and from it. It keeps the entries that the server
//! has not acknowledged. What is lost on the way is sent again, and what the server knows already is recognised there
//! by its number.

mod calls;
mod outbox;
mod stored;

use std::sync::Arc;

use cmi::Timestamp;

use crate::attempt::{Applied, Attempt};
use crate::behaviour::LogLevel;
use crate::codec::DecodeError;
use crate::definition::Definition;
use crate::entry::{Entry, EntryKind, Request};
use crate::note::{Note, NoteKind, RefusedCall};
use crate::view::{self, PendingRequest, TocItem, TocLine, View};

pub use calls::Call;
pub use outbox::Pending;
pub use stored::{open_stored, seal_stored};

/// An attempt under way in the browser.
#[derive(Debug)]
pub struct Client {
    attempt: Attempt,
    /// Made and not acknowledged, numbers without a gap.
    entries: Vec<Unsent>,
    notes: Vec<Note>,
    note_bytes: u64,
    notes_dropped: u64,
    /// Notes of the last batch: dropped once it is acknowledged.
    notes_sent: usize,
    /// Number and digest of states that the server may acknowledge.
    marks: Vec<(u64, u64)>,
    /// Answer of `GetLastError`, and what `GetDiagnostic` adds.
    last_error: u16,
    diagnostic: String,
    /// What was offered last, as it was noted.
    ways: String,
    key: Option<Vec<u8>>,
    /// The table of contents as the page was told of it.
    shown: Vec<TocLine>,
}

/// An entry on its way.
#[derive(Debug, Clone)]
struct Unsent {
    entry: Entry,
    size: u64,
    /// Must not wait for the next commit interval.
    urgent: bool,
}

/// What became of an acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acknowledgement {
    /// Both homes of the engine agree, as far as can be told.
    Same,
    /// The server's state is another one.
    Differs,
}

impl Client {
    /// Begins with what `start` answered.
    ///
    /// # Errors
    /// When definition or state cannot be read.
    pub fn start(definition: &[u8], state: &[u8]) -> Result<Self, DecodeError> {
        let definition = Arc::new(Definition::decode(definition)?);
        let attempt = Attempt::restore(definition, state)?;
        let marks = vec![(attempt.applied(), attempt.digest())];
        Ok(Self {
            attempt,
            entries: Vec::new(),
            notes: Vec::new(),
            note_bytes: 0,
            notes_dropped: 0,
            notes_sent: 0,
            marks,
            last_error: 0,
            diagnostic: String::new(),
            ways: String::new(),
            key: None,
            shown: Vec::new(),
        })
    }

    /// Key of the seal over what browser storage keeps.
    pub fn set_key(&mut self, key: Vec<u8>) {
        self.key = Some(key);
    }

    /// The attempt as it is here.
    #[must_use]
    pub fn attempt(&self) -> &Attempt {
        &self.attempt
    }

    /// Number of the next entry.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.attempt.applied() + 1
    }

    /// The content frame is gone: an open session ends.
    pub fn unloaded(&mut self, now: Timestamp) {
        self.offer(now, EntryKind::ContentUnloaded, None);
    }

    /// A navigation request of the learner, or one that [`Client::pending_request`] told of.
    pub fn navigate(&mut self, now: Timestamp, request: Request) {
        self.offer(now, EntryKind::Navigate(request), None);
    }

    /// A sign of life: measured time is made of them, so none may be left out.
    pub fn heartbeat(&mut self, now: Timestamp) {
        self.offer(now, EntryKind::Heartbeat, None);
    }

    /// What follows once content has finished.
    #[must_use]
    pub fn pending_request(&self) -> PendingRequest {
        self.attempt.pending_request()
    }

    /// What the page shows. Where that offers other ways than before, it is noted.
    pub fn view(&mut self) -> View {
        let view = self.attempt.view();
        let level = self.attempt.pins().map_or(LogLevel::Off, |pins| pins.behaviour.logging.look_ahead);
        if level >= LogLevel::Audit {
            let entries =
                if level == LogLevel::Detailed { self.attempt.table_of_contents() } else { Vec::new() };
            let ways = ways(&view, &entries);
            if ways != self.ways {
                let at = self.attempt.launch_result().map_or(Timestamp(0), |launch| launch.last_entry);
                self.ways.clone_from(&ways);
                self.take_notes(vec![Note {
                    at,
                    kind: NoteKind::LookAhead,
                    about: String::new(),
                    text: ways,
                }]);
            }
        }
        view
    }

    /// Something that the page did, for the log. `detailed`: only where everything is told.
    pub fn note_control(&mut self, now: Timestamp, detailed: bool, text: &str) {
        let level = self.attempt.pins().map_or(LogLevel::Off, |pins| pins.behaviour.logging.control);
        if !detailed || level == LogLevel::Detailed {
            let (kind, about) = (NoteKind::Control, String::new());
            self.take_notes(vec![Note { at: now, kind, about, text: text.to_owned() }]);
        }
    }

    /// What the page must be told of the table of contents, as it reads it: what differs from the last time it asked.
    pub fn table_of_contents(&mut self) -> String {
        let lines = self.attempt.toc_lines();
        let told = view::changes(&self.shown, &lines, |line| self.attempt.toc_item(line));
        self.shown = lines;
        told
    }

    /// Applies, and keeps the entry until it is acknowledged. `value`: what content wants to set.
    fn offer(&mut self, now: Timestamp, what: EntryKind, value: Option<&str>) -> Applied {
        let (entry, mut applied) = self.attempt.offer(now, what);
        if applied.error != 0 {
            self.diagnostic = match applied.notes.iter_mut().rfind(|note| note.kind == NoteKind::Refused) {
                Some(note) => {
                    let why = note.text.clone();
                    // No entry tells it, since nothing changed.
                    if let Some(value) = value {
                        RefusedCall::add_value(&mut note.text, &calls::noted(value));
                    }
                    why
                }
                None => calls::limit_text(&applied),
            };
        }
        self.take_notes(std::mem::take(&mut applied.notes));
        if let Some(entry) = entry {
            let size = entry.size();
            let at_once =
                self.attempt.pins().is_none_or(|pins| pins.behaviour.finish_causes_immediate_commit);
            let urgent = outbox::is_urgent(&entry.what, &applied, size, at_once);
            self.entries.push(Unsent { entry, size, urgent });
        }
        applied
    }

    /// Digest of the state, 16 hex digits.
    #[must_use]
    pub fn digest_text(&self) -> String {
        hex(self.attempt.digest())
    }

    /// The server's state wins: it is put under the running content, later entries on top.
    ///
    /// # Errors
    /// When the state cannot be read; nothing has changed then.
    pub fn adopt(&mut self, state: &[u8], number: u64) -> Result<(), DecodeError> {
        let attempt = Attempt::restore(Arc::clone(self.attempt.definition()), state)?;
        let before = self.attempt.digest();
        let now = self.attempt.launch_result().map_or(Timestamp(0), |launch| launch.last_entry);
        self.attempt = attempt;
        self.marks = vec![(self.attempt.applied(), self.attempt.digest())];
        self.entries.retain(|unsent| unsent.entry.number > number);
        let mut notes = Vec::new();
        for unsent in &self.entries {
            notes.extend(self.attempt.apply(&unsent.entry).notes);
        }
        let text = [
            hex(before),
            String::from(" here, "),
            hex(self.attempt.digest()),
            String::from(" with the server's"),
        ];
        notes.push(Note { at: now, kind: NoteKind::Difference, about: String::new(), text: text.concat() });
        self.take_notes(notes);
        Ok(())
    }
}

/// What can be asked for: controls, and of `entries` what can be chosen.
fn ways(view: &View, entries: &[TocItem]) -> String {
    let mut text = String::new();
    let mut add = |what: &str| {
        if text.len() < WAYS {
            if !text.is_empty() {
                text.push_str(", ");
            }
            text.push_str(what);
        }
    };
    view.controls.all().iter().filter(|(_, control)| control.enabled).for_each(|(name, _)| add(name));
    let open = entries.iter().filter(|item| item.line.visible && item.line.enabled);
    open.for_each(|item| add(&["choice:", &item.id].concat()));
    text
}

/// Bytes of a note about ways, more or less.
const WAYS: usize = 2_000;

/// 16 digits.
fn hex(value: u64) -> String {
    (0..16).rev().filter_map(|digit| char::from_digit((value >> (digit * 4)) as u32 & 0xf, 16)).collect()
}
