//! The state of an attempt.

use super::bytes::{Reader, Writer, record, words};
use super::{DecodeError, SNAPSHOT};
use crate::attempt::state::{ActivityState, Course, Launch, Open, Session, State};
use crate::definition::Definition;
use crate::view::PlayerState;

words!(Session { NotInitialized = 0, Running = 1, Terminated = 2 });
words!(PlayerState { Choosing = 0, Playing = 1, Ended = 2 });
record!(Course { completion, success, score });
record!(Open { activity, delivery, session, loaded, request });
record!(Launch { pins, number, started, last, ended, tracked, entries, entry_bytes, deliveries });
record!(ActivityState { attempts, delivered, suspended, tracked, tracked_before, data, kept });

/// The part of the state that belongs to no activity.
pub(crate) fn course(state: &State) -> Vec<u8> {
    let mut out = Writer::default();
    out.put(&state.launch);
    out.put(&state.phase);
    out.put(&state.open);
    out.put(&state.resume_at);
    out.put(&state.course);
    out.put(&state.shared_data);
    out.put(&state.nowhere);
    out.bytes
}

/// One activity.
pub(crate) fn activity(state: &ActivityState) -> Vec<u8> {
    let mut out = Writer::default();
    out.put(state);
    out.bytes
}

pub(crate) fn encode(state: &State) -> Vec<u8> {
    let mut out = Writer { bytes: course(state) };
    out.put(&state.activities);
    match &state.provisional {
        // Within the snapshot it is compressed with the rest, with which it shares nearly everything.
        Some(before) => {
            out.bytes.push(1);
            out.raw(&SNAPSHOT.open(before).unwrap_or_default());
        }
        None => out.bytes.push(0),
    }
    SNAPSHOT.seal(&out.bytes)
}

pub(crate) fn decode(bytes: &[u8], definition: &Definition) -> Result<State, DecodeError> {
    let body = SNAPSHOT.open(bytes)?;
    let mut input = Reader::new(&body);
    let state = State {
        launch: input.get()?,
        phase: input.get()?,
        open: input.get()?,
        resume_at: input.get()?,
        course: input.get()?,
        shared_data: input.get()?,
        nowhere: input.get()?,
        activities: input.get()?,
        provisional: match input.byte()? {
            0 => None,
            1 => Some(SNAPSHOT.seal(input.raw()?)),
            _ => return Err(DecodeError::Broken),
        },
    };
    input.end()?;
    let count = definition.activities.len();
    let fits = state.activities.len() == count
        && state.open.as_ref().is_none_or(|open| open.activity < count)
        && state.resume_at.is_none_or(|index| index < count);
    if fits { Ok(state) } else { Err(DecodeError::Broken) }
}
