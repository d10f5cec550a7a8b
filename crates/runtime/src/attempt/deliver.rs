//! Opening an activity in the content frame.

use cmi::Timestamp;

use super::state::{Open, Session};
use super::{Applied, Attempt};
use crate::behaviour::ResetTiming;
use crate::definition::ResourceKind;
use crate::pins::Mode;
use crate::run_data::{EntryMode, RunData, SessionStart};
use crate::view::PlayerState;

impl Attempt {
    /// Opens an activity. `resumed`: its last attempt goes on.
    pub(super) fn deliver(&mut self, at: Timestamp, activity: usize, resumed: bool, applied: &mut Applied) {
        let Some(launch) = &mut self.state.launch else { return };
        let timing = launch.pins.behaviour.reset_run_time_data_timing;
        let review = launch.pins.mode == Mode::Review;
        launch.deliveries += 1;
        let delivery = launch.deliveries;
        self.state.open = Some(Open {
            activity,
            delivery,
            session: Session::NotInitialized,
            loaded: true,
            asked: String::new(),
            request: None,
        });
        self.state.phase = PlayerState::Playing;
        self.state.nowhere = false;

        let fresh = RunData::new(self.definition.edition, &self.definition.activities[activity]);
        let sco = self.definition.activities[activity]
            .resource
            .as_ref()
            .is_some_and(|r| r.kind == ResourceKind::Sco);
        self.has_begun(activity);
        let state = self.touch(activity);
        state.delivered = true;
        if !resumed {
            state.attempts += 1;
            let discard = match timing {
                ResetTiming::Never => false,
                ResetTiming::UnlessSuspended => !state.suspended,
                ResetTiming::EachNewAttempt => true,
            };
            if discard && state.data.is_some() {
                state.data = None;
                state.said.clear();
                state.tracked_before += std::mem::take(&mut state.tracked);
                let identifier = self.definition.activities[activity].identifier.clone();
                applied.implied(at, &identifier, "a new attempt begins with empty run-time data");
            }
        }
        let state = self.touch(activity);
        if review && state.kept.is_none() {
            // What was never opened keeps having no results.
            state.kept = Some(state.data.clone().unwrap_or_else(|| Box::new(fresh.clone())));
        }
        let data = state.data.get_or_insert_with(|| Box::new(fresh));
        if !sco {
            data.complete_asset();
            let identifier = self.definition.activities[activity].identifier.clone();
            applied.implied(at, &identifier, "an asset counts as complete once delivered");
        }
    }

    /// A communication session begins. `again`: the second one within a delivery.
    pub(super) fn begin_session(
        &mut self,
        at: Timestamp,
        activity: usize,
        again: bool,
        applied: &mut Applied,
    ) {
        let Some(launch) = &self.state.launch else { return };
        let (mode, credit) = (launch.pins.mode, launch.pins.credit && launch.pins.mode == Mode::Normal);
        let learner = launch.pins.learner.clone();
        let behaviour = launch.pins.behaviour.clone();
        let definition = std::sync::Arc::clone(&self.definition);
        let state = self.touch(activity);
        let suspended = std::mem::take(&mut state.suspended);
        let Some(data) = &mut state.data else { return };
        let entry = if !data.has_begun() {
            EntryMode::AbInitio
        } else if suspended {
            EntryMode::Resume
        } else {
            EntryMode::Neither
        };
        let start = SessionStart { learner, mode, credit, entry, again };
        data.begin(&definition, activity, &behaviour, &start);
        if !again {
            let text = ["entry is `", entry.name(), "`"].concat();
            applied.implied(at, &definition.activities[activity].identifier, text);
        }
        self.prepare_session(at, activity);
    }
}
