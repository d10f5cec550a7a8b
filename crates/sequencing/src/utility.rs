//! UP.1 Limit Conditions Check, UP.3 Terminate Descendent Attempts, UP.4 End Attempt and UP.5 Check Activity.

use crate::definition::PreConditionAction;
use crate::random;
use crate::sequencer::Sequencer;
use crate::tree::ActivityId;

impl Sequencer<'_> {
    /// UP.1: whether a new attempt would exceed a limit. SCORM evaluates attempt limits only; limits of time reach
    /// content by `cmi.max_time_allowed` and rules by `timeLimitExceeded`.
    pub(crate) fn limit_conditions_check(&self, activity: ActivityId) -> bool {
        let node = self.node(activity);
        let state = &self.state.nodes[activity.index()];
        let goes_on = state.active || state.suspended;
        node.delivery_controls.tracked && !goes_on && node.attempt_limit.is_some_and(|n| state.attempts >= n)
    }

    /// UP.3: ends all attempts between the current activity and the given one, both excluded.
    pub(crate) fn terminate_descendent_attempts(&mut self, activity: ActivityId) {
        let Some(current) = self.state.current else { return };
        let common = self.tree.common_ancestor(current, activity);
        let path: Vec<_> = self.tree.upwards(current).skip(1).take_while(|at| *at != common).collect();
        if current == common || path.is_empty() {
            return;
        }
        self.entered("UP.3", activity);
        for at in path {
            self.end_attempt(at);
        }
    }

    /// UP.4
    pub(crate) fn end_attempt(&mut self, activity: ActivityId) {
        self.entered("UP.4", activity);
        if self.tree.is_leaf(activity) {
            self.complete_what_content_left_open(activity);
        } else {
            let suspended = self
                .state
                .available_children(self.tree, activity)
                .iter()
                .any(|c| self.state.is_suspended(*c));
            self.state.node_mut(activity).suspended = suspended;
        }
        self.state.node_mut(activity).active = false;
        self.overall_rollup(activity);
        // Not before: what was drawn for this attempt is what it is judged by.
        random::arrange_again(self.tree, self.state, activity);
    }

    /// UP.4, 1: content that said nothing counts as done, unless it is declared to speak for itself. What it reads from
    /// a shared objective it did not say: satisfaction is judged by what is known locally.
    fn complete_what_content_left_open(&mut self, activity: ActivityId) {
        let node = self.node(activity);
        let state = &self.state.nodes[activity.index()];
        if !node.delivery_controls.tracked || state.suspended {
            return;
        }
        let seen = self.state.current_objective(self.tree, activity, 0);
        let complete = !node.delivery_controls.completion_set_by_content
            && !node.completion_threshold.completed_by_measure
            && !state.completion_by_content
            && seen.completed.is_none();
        let satisfy = !node.delivery_controls.objective_set_by_content
            && !node.objectives[0].satisfied_by_measure
            && !state.success_by_content
            && self.state.local(self.tree, activity, 0).satisfied.is_none();
        if complete || satisfy {
            self.state.set_objective(self.tree, activity, 0, |status| {
                if complete {
                    status.completed = Some(true);
                }
                if satisfy {
                    status.satisfied = Some(true);
                }
            });
        }
    }

    /// UP.5: whether the activity is barred.
    pub(crate) fn check_activity(&mut self, activity: ActivityId) -> bool {
        self.is_disabled(activity)
            || self.pre_condition("UP.5", activity, PreConditionAction::Disabled)
            || self.limit_conditions_check(activity)
    }
}
