//! UP.2 Sequencing Rules Check Process and UP.2.1 Sequencing Rule Check Subprocess.

use crate::definition::{ActionName, Combination, PreConditionAction, RuleConditionKind};
use crate::sequencer::Sequencer;
use crate::trace::Step;
use crate::tree::{ActivityId, CompiledCondition, CompiledRule};

/// The rules of one kind, and the process that asks.
#[derive(Clone, Copy)]
pub(crate) struct RuleSet<'t, A> {
    pub(crate) clause: &'static str,
    pub(crate) rules: &'t [CompiledRule<A>],
}

impl Sequencer<'_> {
    /// UP.2: the action of the first rule that is true, among rules with a wanted action.
    pub(crate) fn sequencing_rules_check<A: ActionName>(
        &mut self,
        activity: ActivityId,
        set: RuleSet<'_, A>,
        wanted: impl Fn(A) -> bool,
    ) -> Option<A> {
        let rule = set.rules.iter().find(|rule| wanted(rule.action) && self.rule_is_true(activity, rule))?;
        if self.is_traced() {
            let values: Vec<_> =
                rule.conditions.iter().map(|c| (c.kind, self.condition(activity, c))).collect();
            self.step(
                set.clause,
                Some(activity),
                Step::Fired { action: rule.action.name(), conditions: &values },
            );
        }
        Some(rule.action)
    }

    /// UP.2 for pre-condition rules.
    pub(crate) fn pre_condition(
        &mut self,
        clause: &'static str,
        activity: ActivityId,
        action: PreConditionAction,
    ) -> bool {
        let rules = &self.tree.node(activity).pre_condition_rules;
        !rules.is_empty()
            && self.sequencing_rules_check(activity, RuleSet { clause, rules }, |a| a == action).is_some()
    }

    /// UP.2.1: true where the combination of its conditions is known to be.
    fn rule_is_true<A>(&self, activity: ActivityId, rule: &CompiledRule<A>) -> bool {
        let values = rule.conditions.iter().map(|condition| self.condition(activity, condition));
        combine(rule.combination, values) == Some(true)
    }

    fn condition(&self, activity: ActivityId, condition: &CompiledCondition) -> Option<bool> {
        let value = self.evaluate(activity, condition.kind, condition.objective, condition.threshold)?;
        Some(value != condition.not)
    }

    /// Value of one condition, before `not`; `None` is unknown. Rollup rules use it as well (RB.1.4.1).
    pub(crate) fn evaluate(
        &self,
        activity: ActivityId,
        kind: RuleConditionKind,
        objective: Option<u32>,
        threshold: f64,
    ) -> Option<bool> {
        let node = &self.state.nodes[activity.index()];
        let status = || {
            let objective = objective.map(|objective| objective as usize);
            objective.map(|o| self.state.current_objective(self.tree, activity, o)).unwrap_or_default()
        };
        match kind {
            RuleConditionKind::Satisfied => status().satisfied,
            RuleConditionKind::ObjectiveStatusKnown => Some(status().satisfied.is_some()),
            RuleConditionKind::ObjectiveMeasureKnown => Some(status().measure.is_some()),
            RuleConditionKind::ObjectiveMeasureGreaterThan => status().measure.map(|m| m > threshold),
            RuleConditionKind::ObjectiveMeasureLessThan => status().measure.map(|m| m < threshold),
            RuleConditionKind::Completed => status().completed,
            RuleConditionKind::ActivityProgressKnown => Some(status().completed.is_some()),
            RuleConditionKind::Attempted => Some(node.attempts > 0),
            RuleConditionKind::AttemptLimitExceeded => {
                Some(self.node(activity).attempt_limit.is_some_and(|limit| node.attempts >= limit))
            }
            RuleConditionKind::TimeLimitExceeded => {
                Some(self.node(activity).time_limit.is_some_and(|limit| node.experienced >= limit))
            }
            // SCORM has no time ranges.
            RuleConditionKind::OutsideAvailableTimeRange => Some(false),
            RuleConditionKind::Always => Some(true),
        }
    }
}

/// Three-valued `all` and `any`; nothing to combine is unknown.
pub(crate) fn combine(combination: Combination, values: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    // `all` is decided by one false, `any` by one true.
    let decisive = combination == Combination::Any;
    let mut result = None;
    let mut unknown = false;
    for value in values {
        match value {
            Some(value) if value == decisive => return Some(decisive),
            Some(_) => result = Some(!decisive),
            None => unknown = true,
        }
    }
    if unknown { None } else { result }
}
