//! What the browser posts.

use super::bytes::{Reader, Writer};
use super::{BATCH, DecodeError};
use crate::entry::Entry;
use crate::note::Note;

/// Entries with what goes along. Numbers rise by one from the first entry; times are written as differences.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Batch {
    /// Public id of the launch.
    pub launch: String,
    /// Number of the first entry; of the next one where there is none.
    pub first: u64,
    /// Digest of the state that the first entry was made on, where the sender knows it.
    pub built_on: Option<u64>,
    /// Digest of the state after the last entry; absent where more entries follow in another batch.
    pub digest: Option<u64>,
    /// In order of their numbers, without a gap.
    pub entries: Vec<Entry>,
    /// Explanations, oldest first.
    pub notes: Vec<Note>,
    /// Notes that were dropped since the last batch.
    pub notes_dropped: u64,
    /// Measured time of this launch at the end of the batch, in milliseconds.
    pub elapsed_millis: u64,
}

impl Batch {
    /// The body of the request.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.put(&self.launch);
        out.put(&self.first);
        out.put(&self.built_on);
        out.put(&self.digest);
        out.put(&self.notes_dropped);
        out.put(&self.elapsed_millis);
        let mut last = 0;
        out.unsigned(self.entries.len() as u64);
        for entry in &self.entries {
            out.signed(entry.at.0.wrapping_sub(last));
            last = entry.at.0;
            out.put(&entry.what);
        }
        out.unsigned(self.notes.len() as u64);
        for note in &self.notes {
            out.signed(note.at.0.wrapping_sub(last));
            last = note.at.0;
            out.put(&note.kind);
            out.put(&note.about);
            out.put(&note.text);
        }
        BATCH.seal(&out.bytes)
    }

    /// Reads the body of a request.
    ///
    /// # Errors
    /// When the bytes are not a batch, or one of a newer version.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (body, version) = BATCH.open(bytes)?;
        let mut input = Reader::new(&body, version);
        let mut batch = Self {
            launch: input.get()?,
            first: input.get()?,
            built_on: input.get()?,
            digest: input.get()?,
            notes_dropped: input.get()?,
            elapsed_millis: input.get()?,
            ..Self::default()
        };
        let mut last = 0i64;
        for index in 0..input.count()? {
            last = last.wrapping_add(input.signed()?);
            let number = batch.first.checked_add(index as u64).ok_or(DecodeError::Broken)?;
            batch.entries.push(Entry { number, at: cmi::Timestamp(last), what: input.get()? });
        }
        for _ in 0..input.count()? {
            last = last.wrapping_add(input.signed()?);
            batch.notes.push(Note {
                at: cmi::Timestamp(last),
                kind: input.get()?,
                about: input.get()?,
                text: input.get()?,
            });
        }
        input.end()?;
        Ok(batch)
    }
}
