//! What waits to be sent, and in which portions.

use super::{Acknowledgement, Client};
use crate::attempt::Applied;
use crate::codec::Batch;
use crate::effect::Effect;
use crate::entry::EntryKind;
use crate::json::Json;
use crate::limits::Limits;
use crate::note::{Note, NoteKind};

/// An entry above this is sent when it is made: beside a later one it might not fit the browser's last request.
const LARGE: u64 = 16 << 10;

/// What waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// Number of entries that are not acknowledged.
    pub entries: usize,
    /// Their bytes before compression.
    pub bytes: u64,
    /// One of them should be sent without waiting.
    pub urgent: bool,
    /// Number of the first; of the next one where there is none.
    pub first: u64,
    /// Number of the last.
    pub last: u64,
}

impl Pending {
    /// As the page reads it.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Json::default();
        json.object(|o| {
            o.key("entries").number(self.entries as u64);
            o.key("bytes").number(self.bytes);
            o.key("urgent").boolean(self.urgent);
            o.key("first").number(self.first);
            o.key("last").number(self.last);
        });
        json.finish()
    }
}

/// Completion, success, score, Commit, Terminate and all that leaves content are sent at once.
pub(super) fn is_urgent(what: &EntryKind, applied: &Applied, size: u64, finish_at_once: bool) -> bool {
    let element = match what {
        EntryKind::Heartbeat | EntryKind::Initialize => return false,
        EntryKind::Terminate if !finish_at_once => return applied.effects.contains(&Effect::ResultsChanged),
        EntryKind::SetValue { element, .. } | EntryKind::ChangeValue { element, .. } => element.as_str(),
        _ => return true,
    };
    size > LARGE
        || applied.effects.contains(&Effect::ResultsChanged)
        || ["cmi.core.lesson_status", "cmi.completion_status", "cmi.success_status"].contains(&element)
        || element.starts_with("cmi.core.score.")
        || element.starts_with("cmi.score.")
}

impl Client {
    /// What waits to be sent.
    #[must_use]
    pub fn pending(&self) -> Pending {
        let next = self.next();
        Pending {
            entries: self.entries.len(),
            bytes: self.entries.iter().map(|unsent| unsent.size).sum(),
            urgent: self.entries.iter().any(|unsent| unsent.urgent),
            first: self.entries.first().map_or(next, |unsent| unsent.entry.number),
            last: next.saturating_sub(1),
        }
    }

    /// Entries from the first unacknowledged one on, and notes while they fit. `None` where even the first entry is
    /// larger than `limit` bytes. Without entries it is the heartbeat's empty batch.
    pub fn batch(&mut self, limit: usize) -> Option<Vec<u8>> {
        let mut count = self.entries.len();
        let mut bytes = self.encode_batch(count, 0);
        while bytes.len() > limit {
            if count <= 1 {
                return None;
            }
            // Compression makes size and number of entries unequal; a few tries come close.
            count = (count * limit / bytes.len()).clamp(1, count - 1);
            bytes = self.encode_batch(count, 0);
        }
        self.notes_sent = 0;
        if !self.notes.is_empty() {
            let mut room = limit.saturating_sub(bytes.len());
            let fits = |note: &&Note| {
                let size = note.size() as usize;
                let fit = size <= room;
                room = room.saturating_sub(size);
                fit
            };
            let notes = self.notes.iter().take_while(fits).count();
            if notes > 0 {
                bytes = self.encode_batch(count, notes);
                self.notes_sent = notes;
            }
        }
        if count == self.entries.len() {
            let mark = (self.attempt.applied(), self.attempt.digest());
            if self.marks.last() != Some(&mark) {
                self.marks.push(mark);
            }
        }
        Some(bytes)
    }

    pub(super) fn encode_batch(&self, count: usize, notes: usize) -> Vec<u8> {
        let whole = count == self.entries.len();
        let first = self.entries.first().map_or(self.next(), |unsent| unsent.entry.number);
        Batch {
            launch: self.attempt.launch().unwrap_or_default().to_owned(),
            first,
            built_on: self.marks.iter().find(|(number, _)| number + 1 == first).map(|(_, digest)| *digest),
            digest: whole.then(|| self.attempt.digest()),
            entries: self.entries.iter().take(count).map(|unsent| unsent.entry.clone()).collect(),
            notes: self.notes.iter().take(notes).cloned().collect(),
            notes_dropped: self.notes_dropped,
            elapsed_millis: self
                .attempt
                .launch_result()
                .map_or(0, |launch| launch.tracked.0.max(0) as u64 * 10),
        }
        .encode()
    }

    /// The server stored everything up to `number`, and its state has this digest.
    pub fn acknowledge(&mut self, number: u64, digest: u64) -> Acknowledgement {
        self.entries.retain(|unsent| unsent.entry.number > number);
        let sent = std::mem::take(&mut self.notes_sent).min(self.notes.len());
        self.notes.drain(..sent);
        self.note_bytes = self.notes.iter().map(Note::size).sum();
        let mark = self.marks.iter().find(|(at, _)| *at == number).map(|(_, digest)| *digest);
        self.marks.retain(|(at, _)| *at >= number);
        match mark {
            Some(mark) if mark != digest => Acknowledgement::Differs,
            _ => Acknowledgement::Same,
        }
    }

    /// Keeps notes while there is room; the oldest stay, since they tell how it began.
    pub(super) fn take_notes(&mut self, notes: Vec<Note>) {
        for note in notes {
            if !self.attempt.logs(note.kind) {
                continue;
            }
            let size = note.size();
            let limits = Limits::LAUNCH;
            if self.notes.len() >= WAITING_NOTES || self.note_bytes + size > limits.note_bytes / 8 {
                // Reads are the first to go.
                self.notes_dropped += 1;
                let read =
                    self.notes.iter().skip(self.notes_sent).position(|note| note.kind == NoteKind::Read);
                match read {
                    Some(at) if note.kind != NoteKind::Read => {
                        let gone = self.notes.remove(self.notes_sent + at);
                        self.note_bytes -= gone.size();
                    }
                    _ => continue,
                }
            }
            self.note_bytes += size;
            self.notes.push(note);
        }
    }
}

/// Notes that wait at most; in one batch's interval there are rarely more.
const WAITING_NOTES: usize = 5_000;

impl Note {
    /// About what it takes in a batch.
    pub(crate) fn size(&self) -> u64 {
        (self.about.len() + self.text.len()) as u64 + 12
    }
}
