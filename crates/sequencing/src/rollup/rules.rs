//! RB.1.4 Rollup Rule Check Subprocess, RB.1.4.1 Evaluate Rollup Conditions Subprocess and RB.1.4.2 Check Child for
//! Rollup Subprocess.

use crate::definition::{
    ChildActivitySet, PreConditionAction, Required, RollupAction, RollupRule, RuleConditionKind,
};
use crate::rule_check::combine;
use crate::sequencer::Sequencer;
use crate::trace::Step;
use crate::tree::ActivityId;

/// What stands where the author wrote no rule: all children that take part fit this condition.
#[derive(Clone, Copy)]
pub(super) struct DefaultRule(pub(super) RuleConditionKind);

/// How many children fit a rule, do not, or are unknown.
#[derive(Default)]
struct Bag {
    yes: u32,
    no: u32,
    unknown: u32,
}

impl Bag {
    /// RB.1.4, 1.2.4: whether they are the children that the rule asks for. Where no child takes part, `all` and
    /// `none` hold, as the book words them, unless the caller would rather have it unknown.
    fn fits(&self, set: ChildActivitySet, empty_set_unknown: bool) -> bool {
        let total = self.yes + self.no + self.unknown;
        if total == 0 && empty_set_unknown {
            return false;
        }
        match set {
            ChildActivitySet::All => self.yes == total,
            ChildActivitySet::Any => self.yes > 0,
            ChildActivitySet::None => self.no == total,
            ChildActivitySet::AtLeastCount(count) => total > 0 && self.yes >= count,
            ChildActivitySet::AtLeastPercent(percent) => {
                total > 0 && f64::from(self.yes) / f64::from(total) >= percent
            }
        }
    }
}

impl Sequencer<'_> {
    /// RB.1.4: whether any of the rules with that action is true.
    pub(super) fn rollup_rule_subprocess(
        &mut self,
        activity: ActivityId,
        action: RollupAction,
        rules: &[RollupRule],
    ) -> bool {
        for rule in rules.iter().filter(|rule| rule.action == action) {
            let mut bag = Bag::default();
            // Skip rules of children are asked without a trace: they explain nothing here.
            for at in 0..self.state.available_children(self.tree, activity).len() {
                let child = self.state.available_children(self.tree, activity)[at];
                if !self.node(child).delivery_controls.tracked || !self.check_child_for_rollup(child, action)
                {
                    continue;
                }
                match self.evaluate_rollup_conditions(child, rule) {
                    Some(true) => bag.yes += 1,
                    Some(false) => bag.no += 1,
                    None => bag.unknown += 1,
                }
            }
            if bag.fits(rule.child_activity_set, self.empty_set_unknown) {
                if self.is_traced() {
                    let conditions: Vec<_> =
                        rule.conditions.iter().map(|c| (c.condition, Some(!c.not))).collect();
                    let step = Step::Fired { action: action.name(), conditions: &conditions };
                    self.step("RB.1.4", Some(activity), step);
                }
                return true;
            }
        }
        false
    }

    /// RB.1.4.1
    fn evaluate_rollup_conditions(&self, child: ActivityId, rule: &RollupRule) -> Option<bool> {
        let values = rule.conditions.iter().map(|condition| {
            let value = self.evaluate(child, condition.condition, Some(0), 0.0)?;
            Some(value != condition.not)
        });
        combine(rule.combination, values)
    }

    /// RB.1.4.2: whether the child takes part.
    fn check_child_for_rollup(&mut self, child: ActivityId, action: RollupAction) -> bool {
        let node = self.node(child);
        let considerations = &node.rollup_considerations;
        let (takes_part, required) = match action {
            RollupAction::Satisfied => {
                (node.rollup_controls.objective_satisfied, considerations.required_for_satisfied)
            }
            RollupAction::NotSatisfied => {
                (node.rollup_controls.objective_satisfied, considerations.required_for_not_satisfied)
            }
            RollupAction::Completed => {
                (node.rollup_controls.progress_completion, considerations.required_for_completed)
            }
            RollupAction::Incomplete => {
                (node.rollup_controls.progress_completion, considerations.required_for_incomplete)
            }
        };
        let state = &self.state.nodes[child.index()];
        takes_part
            && match required {
                Required::Always => true,
                Required::IfAttempted => state.attempts > 0,
                Required::IfNotSuspended => !(state.attempts > 0 && state.suspended),
                Required::IfNotSkipped => !self.pre_condition("RB.1.4.2", child, PreConditionAction::Skip),
            }
    }
}
