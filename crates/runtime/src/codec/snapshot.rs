//! The state of an attempt.

use std::cell::RefCell;

use super::bytes::{Reader, Writer, record, words};
use super::{DecodeError, SNAPSHOT};
use crate::attempt::state::{ActivityState, Course, Launch, Open, Session, State};
use crate::definition::Definition;
use crate::view::PlayerState;
use sequencing::{Tree, TreeState};

words!(Session { NotInitialized = 0, Running = 1, Terminated = 2 });
words!(PlayerState { Choosing = 0, Playing = 1, Ended = 2 });
record!(Course { completion, success, score });
record!(Open { activity, delivery, session, loaded, asked, request });
record!(Launch { pins, number, started, last, ended, tracked, entries, entry_bytes, deliveries });
record!(ActivityState { attempts, delivered, suspended, tracked, tracked_before, data, said, kept });

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

/// Tracking of SCORM 2004, in the codec of `sequencing`.
pub(crate) fn tree(state: &State, tree: Option<&Tree>) -> Vec<u8> {
    let mut out = Writer::default();
    put_tree(&mut out, state.tracking().as_deref(), tree);
    put_tree(&mut out, state.tree_kept.as_ref(), tree);
    out.bytes
}

fn put_tree(out: &mut Writer, state: Option<&TreeState>, tree: Option<&Tree>) {
    let mut bytes = Vec::new();
    if let (Some(state), Some(tree)) = (state, tree) {
        state.encode(tree, &mut bytes);
    }
    // A state is never empty, so that nothing stands for none.
    out.raw(&bytes);
}

fn get_tree(input: &mut Reader<'_>, tree: Option<&Tree>) -> Result<Option<TreeState>, DecodeError> {
    let mut bytes = input.raw()?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let tree = tree.ok_or(DecodeError::Broken)?;
    let state = TreeState::decode(tree, &mut bytes).map_err(|_| DecodeError::Broken)?;
    if bytes.is_empty() { Ok(Some(state)) } else { Err(DecodeError::Broken) }
}

/// One activity.
pub(crate) fn activity(state: &ActivityState) -> Vec<u8> {
    let mut out = Writer::default();
    out.put(state);
    out.bytes
}

pub(crate) fn encode(state: &State, tree: Option<&Tree>) -> Vec<u8> {
    let mut out = Writer { bytes: course(state) };
    put_tree(&mut out, state.tracking().as_deref(), tree);
    put_tree(&mut out, state.tree_kept.as_ref(), tree);
    out.put(&state.activities);
    match &state.provisional {
        // Within the snapshot it is compressed with the rest, with which it shares nearly everything.
        Some(before) => {
            out.bytes.push(1);
            out.raw(&SNAPSHOT.open(before).unwrap_or_default().0);
        }
        None => out.bytes.push(0),
    }
    SNAPSHOT.seal(&out.bytes)
}

pub(crate) fn decode(
    bytes: &[u8],
    definition: &Definition,
    tree: Option<&Tree>,
) -> Result<State, DecodeError> {
    let (body, version) = SNAPSHOT.open(bytes)?;
    read(&body, version, definition, tree, true)
}

/// `outer`: not the state within a state, which holds no third one.
fn read(
    body: &[u8],
    version: u8,
    definition: &Definition,
    tree: Option<&Tree>,
    outer: bool,
) -> Result<State, DecodeError> {
    let mut input = Reader::new(body, version);
    let state = State {
        launch: input.get()?,
        phase: input.get()?,
        open: input.get()?,
        resume_at: input.get()?,
        course: input.get()?,
        shared_data: input.get()?,
        nowhere: input.get()?,
        tree: get_tree(&mut input, tree)?.map(RefCell::new),
        tree_kept: get_tree(&mut input, tree)?,
        activities: input.get()?,
        provisional: match input.byte()? {
            0 => None,
            // Kept in the newest version, whatever it was written in.
            1 if outer => Some(encode(&read(input.raw()?, version, definition, tree, false)?, tree)),
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
