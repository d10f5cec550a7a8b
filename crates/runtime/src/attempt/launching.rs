//! Launches: how they begin, how time passes in them, how the server closes a silent one and how it opens again.

use std::cell::RefCell;
use std::sync::Arc;

use cmi::{Edition, Timestamp};
use sequencing::TreeState;

use super::state::{Launch, State};
use super::{Applied, Attempt, by_the_book};
use crate::behaviour::Behaviour;
use crate::codec;
use crate::definition::Definition;
use crate::effect::Effect;
use crate::entry::{Entry, EntryKind};
use crate::pins::{Mode, Pins};
use crate::results::{Completion, Success};
use crate::view::PlayerState;

/// A longer silence is not time spent (sleep, a closed lid): this many heartbeats.
const COUNTED_HEARTBEATS: i64 = 3;

/// In microseconds.
const MINUTE: i64 = 60_000_000;

/// Counters of a launch and of what is open in it.
pub(super) struct Clocks {
    number: u64,
    last: Timestamp,
    tracked: i64,
    entries: u64,
    entry_bytes: u64,
    open: Option<(usize, i64)>,
}

impl Attempt {
    /// Mode and credit of the next launch: a completed course is launched for review where
    /// `launchCompletedRegsAsNoCredit` says so, and one whose time is over in any case.
    #[must_use]
    pub fn next_mode(&self, behaviour: &Behaviour) -> (Mode, bool) {
        let course = &self.state.course;
        let done = course.completion == Completion::Complete || course.success == Success::Passed;
        if done && behaviour.launch_completed_regs_as_no_credit
            || self.left_of(behaviour.time_limit) == Some(0)
        {
            (Mode::Review, false)
        } else {
            (Mode::Normal, true)
        }
    }

    /// `timeLimit`: microseconds that the learner may still spend in the course, over all launches; `None` without a
    /// limit, and in a launch that counts for nothing.
    #[must_use]
    pub fn time_left(&self) -> Option<i64> {
        let pins = &self.state.launch.as_ref()?.pins;
        if pins.mode == Mode::Normal { self.left_of(pins.behaviour.time_limit) } else { None }
    }

    /// Whether the learner has spent all the time there is, in this launch or before it.
    #[must_use]
    pub fn time_is_over(&self) -> bool {
        self.pins().is_some_and(|pins| self.left_of(pins.behaviour.time_limit) == Some(0))
    }

    fn left_of(&self, minutes: u32) -> Option<i64> {
        let spent: i64 = self.state.activities.iter().map(|a| a.tracked + a.tracked_before).sum();
        (minutes > 0).then(|| (i64::from(minutes) * MINUTE - spent).max(0))
    }

    pub(super) fn launched(&mut self, number: u64, at: Timestamp, pins: &Pins, applied: &mut Applied) {
        // What the launch before left open ends where it was last heard of.
        if let Some(last) = self.state.launch.as_ref().map(|launch| launch.last) {
            self.end_activity(last, false, applied);
            self.suspend_all(last, applied);
        }
        // A review that never came to its end leaves nothing either.
        for index in 0..self.state.activities.len() {
            if self.state.activities[index].kept.is_some() {
                self.end_review(index);
            }
        }
        self.play_by(pins.behaviour.edition);
        self.state.provisional = None;
        self.state.phase = PlayerState::Choosing;
        self.state.open = None;
        self.state.nowhere = false;
        self.state.launch = Some(Launch {
            pins: pins.clone(),
            number,
            started: at,
            last: at,
            ended: None,
            tracked: 0,
            entries: 0,
            entry_bytes: 0,
            deliveries: 0,
        });
        self.state.shared_data.extend(pins.shared_data.iter().cloned());
        self.sequencing_launched(at, applied);
        if pins.mode != Mode::Normal {
            let text = ["mode is ", pins.mode.name(), ", without credit"].concat();
            applied.implied(at, "mode", text);
        }
    }

    /// From here on the course is played by another edition of SCORM 2004, or by its own again. What was tracked stays:
    /// it has the same shape in all of them.
    pub(super) fn play_by(&mut self, wanted: Option<Edition>) {
        let edition = wanted.filter(|edition| edition.is_2004() && self.own_edition.is_2004());
        let edition = edition.unwrap_or(self.own_edition);
        if edition == self.definition.edition {
            return;
        }
        self.definition = Arc::new(Definition { edition, ..Definition::clone(&self.definition) });
        let (before, tree) = (self.tree.take(), by_the_book::tree(&self.definition));
        if let (Some(before), Some(tree)) = (&before, &tree) {
            // What is remembered beside the state was found out by the other edition's rules.
            let moved = |state: &TreeState| {
                let mut bytes = Vec::new();
                state.encode(before, &mut bytes);
                TreeState::decode(tree, &mut bytes.as_slice()).ok()
            };
            self.state.tree =
                self.state.tree.as_ref().and_then(|state| moved(&state.borrow())).map(RefCell::new);
            self.state.tree_kept = self.state.tree_kept.as_ref().and_then(moved);
        }
        self.tree = tree;
        self.touch_all();
    }

    pub(super) fn reset(&mut self) {
        self.play_by(None);
        self.state = State::new(&self.definition);
        self.touch_all();
    }

    /// The server heard nothing for long. The state from before is kept, so that later entries of the same launch
    /// can be applied as if this had not been.
    pub(super) fn close(&mut self, at: Timestamp, applied: &mut Applied) {
        let before = codec::snapshot::encode(&self.state, self.tree.as_deref());
        self.tick(at);
        self.end_activity(at, false, applied);
        self.suspend_all(at, applied);
        self.state.provisional = Some(before);
        applied.implied(at, "", "the launch fell silent and was closed; the session counts as suspended");
    }

    /// An entry came after all: the close is undone.
    pub(super) fn reopen(&mut self, applied: &mut Applied) {
        let Some(before) = self.state.provisional.take() else { return };
        if let Ok(state) = codec::snapshot::decode(&before, &self.definition, self.tree.as_deref()) {
            self.state = state;
            self.touch_all();
            applied.effects.push(Effect::Reopened);
        }
    }

    /// Counts an entry of the running launch.
    pub(super) fn count(&mut self, entry: &Entry) {
        let Some(launch) = &mut self.state.launch else { return };
        launch.number = entry.number;
        if !matches!(entry.what, EntryKind::Heartbeat | EntryKind::Navigate(_) | EntryKind::ContentUnloaded) {
            launch.entries += 1;
            launch.entry_bytes += entry.size();
        }
    }

    /// What an entry counts up before it is performed, to be set back where there will be no entry.
    pub(super) fn clocks(&self) -> Option<Clocks> {
        let launch = self.state.launch.as_ref()?;
        let open = self.state.open.as_ref().map(|open| open.activity);
        Some(Clocks {
            number: launch.number,
            last: launch.last,
            tracked: launch.tracked,
            entries: launch.entries,
            entry_bytes: launch.entry_bytes,
            open: open.map(|open| (open, self.state.activities[open].tracked)),
        })
    }

    /// A call failed: nothing of it stays.
    pub(super) fn set_clocks(&mut self, clocks: Option<Clocks>) {
        let (Some(clocks), Some(launch)) = (clocks, &mut self.state.launch) else { return };
        launch.number = clocks.number;
        launch.last = clocks.last;
        launch.tracked = clocks.tracked;
        launch.entries = clocks.entries;
        launch.entry_bytes = clocks.entry_bytes;
        if let Some((open, tracked)) = clocks.open {
            self.touch(open).tracked = tracked;
        }
    }

    /// Time passes up to an entry: it was spent on the open activity unless the silence was too long.
    pub(super) fn tick(&mut self, at: Timestamp) {
        let Some(launch) = &mut self.state.launch else { return };
        let gap = at.0.saturating_sub(launch.last.0);
        let longest = i64::from(launch.pins.heartbeat_secs) * COUNTED_HEARTBEATS * 1_000_000;
        launch.last = at;
        if gap <= 0 || gap > longest {
            return;
        }
        let Some(open) = self.state.open.as_ref().filter(|open| open.loaded).map(|open| open.activity) else {
            return;
        };
        launch.tracked += gap;
        self.touch(open).tracked += gap;
    }

    /// The learner left, or is counted as having left.
    pub(super) fn end_session(&mut self, at: Timestamp, applied: &mut Applied) {
        self.state.open = None;
        self.state.phase = PlayerState::Ended;
        if let Some(launch) = &mut self.state.launch
            && launch.ended.is_none()
        {
            launch.ended = Some(at);
            applied.effects.push(Effect::SessionEnded);
        }
    }
}
