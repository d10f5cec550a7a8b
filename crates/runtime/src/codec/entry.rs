//! Entries and notes.

use cmi::{Centiseconds, Timestamp};

use super::bytes::{Reader, Wire, Writer, record, words};
use super::{DecodeError, ENTRY, OBJECTIVE};
use crate::entry::{Entry, EntryKind, Request};
use crate::learner::Learner;
use crate::note::{Note, NoteKind};
use crate::pins::{GlobalObjective, Mode, Pins};

impl Wire for Timestamp {
    fn write(&self, out: &mut Writer) {
        out.signed(self.0);
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        input.signed().map(Self)
    }
}

impl Wire for Centiseconds {
    fn write(&self, out: &mut Writer) {
        out.signed(self.0);
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        input.signed().map(Self)
    }
}

words!(Mode { Normal = 0, Browse = 1, Review = 2 });
record!(Learner { id, first_name, last_name, language });
record!(GlobalObjective {
    id,
    satisfied,
    measure,
    completed,
    progress_measure,
    score_raw,
    score_min,
    score_max,
});
record!(Pins {
    launch,
    engine,
    course_version,
    behaviour,
    learner,
    mode,
    credit,
    global_objectives,
    shared_data,
    seed,
    heartbeat_secs,
});

words!(NoteKind { Read = 1, Refused = 2, Lenient = 3, Implied = 4, Sequencing = 5, Difference = 6, LookAhead = 7, Control = 8 });
record!(Note { at, kind, about, text });

impl Wire for Request {
    fn write(&self, out: &mut Writer) {
        out.bytes.push(match self {
            Self::Start => 1,
            Self::ResumeAll => 2,
            Self::Continue => 3,
            Self::Previous => 4,
            Self::Choice(_) => 5,
            Self::Jump(_) => 6,
            Self::Exit => 7,
            Self::ExitAll => 8,
            Self::SuspendAll => 9,
            Self::Abandon => 10,
            Self::AbandonAll => 11,
            Self::ReturnToLms => 12,
        });
        if let Self::Choice(target) | Self::Jump(target) = self {
            out.put(target);
        }
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match input.byte()? {
            1 => Self::Start,
            2 => Self::ResumeAll,
            3 => Self::Continue,
            4 => Self::Previous,
            5 => Self::Choice(input.get()?),
            6 => Self::Jump(input.get()?),
            7 => Self::Exit,
            8 => Self::ExitAll,
            9 => Self::SuspendAll,
            10 => Self::Abandon,
            11 => Self::AbandonAll,
            12 => Self::ReturnToLms,
            _ => return Err(DecodeError::Broken),
        })
    }
}

impl Wire for EntryKind {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Launched(pins) => {
                out.bytes.push(1);
                out.put(pins);
            }
            Self::Initialize => out.bytes.push(2),
            Self::SetValue { element, value } => {
                out.bytes.push(3);
                out.put(element);
                out.put(value);
            }
            Self::ChangeValue { element, keep_start, keep_end, middle } => {
                out.bytes.push(4);
                out.put(element);
                out.put(keep_start);
                out.put(keep_end);
                out.put(middle);
            }
            Self::Commit => out.bytes.push(5),
            Self::Terminate => out.bytes.push(6),
            Self::ContentUnloaded => out.bytes.push(7),
            Self::Navigate(request) => {
                out.bytes.push(8);
                out.put(request);
            }
            Self::Heartbeat => out.bytes.push(9),
            Self::Closed => out.bytes.push(10),
            Self::Reset => out.bytes.push(11),
            Self::ObjectivesReset => out.bytes.push(12),
        }
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match input.byte()? {
            1 => Self::Launched(input.get()?),
            2 => Self::Initialize,
            3 => Self::SetValue { element: input.get()?, value: input.get()? },
            4 => Self::ChangeValue {
                element: input.get()?,
                keep_start: input.get()?,
                keep_end: input.get()?,
                middle: input.get()?,
            },
            5 => Self::Commit,
            6 => Self::Terminate,
            7 => Self::ContentUnloaded,
            8 => Self::Navigate(input.get()?),
            9 => Self::Heartbeat,
            10 => Self::Closed,
            11 => Self::Reset,
            12 => Self::ObjectivesReset,
            _ => return Err(DecodeError::Broken),
        })
    }
}

record!(Entry { number, at, what });

impl GlobalObjective {
    /// For storing it where it outlives the attempt.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.put(self);
        OBJECTIVE.seal(&out.bytes)
    }

    /// Reads what [`GlobalObjective::encode`] wrote.
    ///
    /// # Errors
    /// When the bytes are not an objective, or one of a newer version.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (body, version) = OBJECTIVE.open(bytes)?;
        let mut input = Reader::new(&body, version);
        let objective = input.get()?;
        input.end()?;
        Ok(objective)
    }

    /// What is known here, and from `older` what is not known here.
    #[must_use]
    pub fn merged_over(self, older: Self) -> Self {
        Self {
            id: self.id,
            satisfied: self.satisfied.or(older.satisfied),
            measure: self.measure.or(older.measure),
            completed: self.completed.or(older.completed),
            progress_measure: self.progress_measure.or(older.progress_measure),
            score_raw: self.score_raw.or(older.score_raw),
            score_min: self.score_min.or(older.score_min),
            score_max: self.score_max.or(older.score_max),
        }
    }
}

impl Entry {
    /// For storing it alone.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.put(self);
        ENTRY.seal(&out.bytes)
    }

    /// Reads what [`Entry::encode`] wrote.
    ///
    /// # Errors
    /// When the bytes are not an entry, or one of a newer version.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (body, version) = ENTRY.open(bytes)?;
        let mut input = Reader::new(&body, version);
        let entry = input.get()?;
        input.end()?;
        Ok(entry)
    }

    /// Bytes it takes, before compression: what the limits count.
    pub(crate) fn size(&self) -> u64 {
        let mut out = Writer::default();
        out.put(self);
        out.bytes.len() as u64
    }
}
