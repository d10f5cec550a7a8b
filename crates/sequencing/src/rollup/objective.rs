//! RB.1.2 Objective Rollup Process: RB.1.2.a by measure, RB.1.2.b by rules, RB.1.2.c by default.

use crate::definition::{Combination, RollupAction, RollupCondition, RollupRule, RuleConditionKind};
use crate::sequencer::Sequencer;
use crate::trace::Step;
use crate::tree::ActivityId;

use super::rules::DefaultRule;

/// RB.1.2.c: not satisfied once all children have a status, satisfied when all are.
const DEFAULT_NOT_SATISFIED: DefaultRule = DefaultRule(RuleConditionKind::ObjectiveStatusKnown);
const DEFAULT_SATISFIED: DefaultRule = DefaultRule(RuleConditionKind::Satisfied);

impl Sequencer<'_> {
    /// RB.1.2
    pub(super) fn objective_rollup(&mut self, activity: ActivityId) {
        let node = self.node(activity);
        if node.objectives[0].satisfied_by_measure {
            // RB.1.2.a: status follows the measure wherever it is read, so there is nothing to set.
            return;
        }
        let status = self.rolled_up_status(
            activity,
            [RollupAction::NotSatisfied, RollupAction::Satisfied],
            [DEFAULT_NOT_SATISFIED, DEFAULT_SATISFIED],
        );
        let Some(satisfied) = status else { return };
        let before = self.state.local(self.tree, activity, 0).satisfied;
        if before != Some(satisfied) {
            let step = Step::Status { what: "satisfied", before, after: Some(satisfied) };
            self.step("RB.1.2", Some(activity), step);
        }
        if before != Some(satisfied) || self.shares(activity) {
            self.state.set_objective(self.tree, activity, 0, |status| status.satisfied = Some(satisfied));
        }
    }

    /// The outcome of two opposite actions, the negative one asked first so that the positive one wins. `None`: no
    /// rule is true, and the status stays as it is.
    pub(super) fn rolled_up_status(
        &mut self,
        activity: ActivityId,
        actions: [RollupAction; 2],
        defaults: [DefaultRule; 2],
    ) -> Option<bool> {
        let node = self.node(activity);
        let by_rules = node.rollup_rules.iter().any(|rule| actions.contains(&rule.action));
        let [negative, positive] = if by_rules {
            actions.map(|action| self.rollup_rule_subprocess(activity, action, &node.rollup_rules))
        } else {
            let mut at = 0;
            actions.map(|action| {
                let rule = RollupRule {
                    child_activity_set: crate::definition::ChildActivitySet::All,
                    combination: Combination::Any,
                    conditions: vec![RollupCondition { condition: defaults[at].0, not: false }],
                    action,
                };
                at += 1;
                self.rollup_rule_subprocess(activity, action, &[rule])
            })
        };
        if positive {
            Some(true)
        } else if negative {
            Some(false)
        } else {
            None
        }
    }
}
