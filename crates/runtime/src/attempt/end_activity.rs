//! The end of a communication session, and of what the content frame holds.

use cmi::Timestamp;

use super::state::{Open, Session};
use super::{Applied, Attempt};
use crate::effect::Effect;
use crate::pins::Mode;
use crate::run_data::ExitMode;

impl Attempt {
    /// Ends the session that is running, if one is. `finished`: content said so itself; otherwise it counts as
    /// suspended, whatever exit says, and no status is set.
    pub(super) fn end_activity(&mut self, at: Timestamp, finished: bool, applied: &mut Applied) {
        let Some(Open { activity, session, .. }) = &mut self.state.open else { return };
        let activity = *activity;
        if *session != Session::Running {
            return;
        }
        *session = Session::Terminated;
        let identifier = self.definition.activities[activity].identifier.clone();
        let Some(launch) = &self.state.launch else { return };
        let review = launch.pins.mode == Mode::Review;
        let pins = launch.pins.clone();
        let definition = std::sync::Arc::clone(&self.definition);

        let state = self.touch(activity);
        let Some(data) = &mut state.data else { return };
        data.count_session_time();
        if finished {
            if let Some((status, why)) = data.imply_status(&definition.activities[activity], &pins) {
                let text = ["status set to `", status, "`: ", why].concat();
                applied.implied(at, &identifier, text);
            }
            state.suspended = data.exit() == ExitMode::Suspend;
        } else {
            state.suspended = true;
            applied.implied(
                at,
                &identifier,
                "content is gone without having finished; the session counts as suspended",
            );
        }
        self.hand_over(at, activity, applied);
        if finished {
            self.keep_request(at, activity, applied);
        }
        if review && self.end_review(activity) {
            applied.implied(at, &identifier, "review changes no status and no score");
        }
        applied.effects.push(Effect::ActivityEnded);
    }

    /// Status and score are again those from before the review, if there was one.
    pub(super) fn end_review(&mut self, activity: usize) -> bool {
        let state = self.touch(activity);
        match (state.kept.take(), &mut state.data) {
            (Some(kept), Some(data)) => {
                data.take_results_from(&kept);
                true
            }
            _ => false,
        }
    }

    /// The content frame no longer holds the content.
    pub(super) fn content_unloaded(&mut self, at: Timestamp, applied: &mut Applied) {
        self.end_activity(at, false, applied);
        if let Some(open) = &mut self.state.open {
            open.loaded = false;
        }
    }
}
