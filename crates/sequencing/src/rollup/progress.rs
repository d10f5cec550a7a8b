//! RB.1.3 Activity Progress Rollup Process: RB.1.3.a by measure, RB.1.3.b by rules, RB.1.3.c by default.

use crate::definition::{RollupAction, RuleConditionKind};
use crate::sequencer::Sequencer;
use crate::trace::Step;
use crate::tree::ActivityId;

use super::rules::DefaultRule;

/// RB.1.3.c: incomplete once all children have a status, completed when all are.
const DEFAULT_INCOMPLETE: DefaultRule = DefaultRule(RuleConditionKind::ActivityProgressKnown);
const DEFAULT_COMPLETED: DefaultRule = DefaultRule(RuleConditionKind::Completed);

impl Sequencer<'_> {
    /// RB.1.3
    pub(super) fn activity_progress_rollup(&mut self, activity: ActivityId) {
        if self.node(activity).completion_threshold.completed_by_measure {
            // RB.1.3.a: completion follows the progress measure wherever it is read.
            return;
        }
        let status = self.rolled_up_status(
            activity,
            [RollupAction::Incomplete, RollupAction::Completed],
            [DEFAULT_INCOMPLETE, DEFAULT_COMPLETED],
        );
        let Some(completed) = status else { return };
        let before = self.state.local(self.tree, activity, 0).completed;
        if before != Some(completed) {
            let step = Step::Status { what: "completed", before, after: Some(completed) };
            self.step("RB.1.3", Some(activity), step);
        }
        if before != Some(completed) || self.shares(activity) {
            self.state.set_objective(self.tree, activity, 0, |status| status.completed = Some(completed));
        }
    }
}
