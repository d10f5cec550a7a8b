//! `sequencingRules`: pre-condition, exit and post-condition rules (CAM 5.1.3).

use sequencing::definition::{
    Combination, ExitAction, PostConditionAction, PreConditionAction, RuleCondition, RuleConditionKind,
    SequencingDefinition, SequencingRule,
};

use crate::values::{decimal, parts, uri, word};
use crate::warning::Warnings;
use crate::xml::Element;

pub(super) fn read(element: &Element, definition: &mut SequencingDefinition, warnings: &mut Warnings) {
    definition.pre_condition_rules = rules(element, "preConditionRule", PRE, warnings);
    definition.exit_rules = rules(element, "exitConditionRule", EXIT, warnings);
    definition.post_condition_rules = rules(element, "postConditionRule", POST, warnings);
}

/// Rules of one kind, in the order of the file. One without a known action says nothing.
fn rules<A: Copy>(
    element: &Element,
    name: &str,
    actions: &[(&str, A)],
    warnings: &mut Warnings,
) -> Vec<SequencingRule<A>> {
    let mut rules = Vec::new();
    for rule in parts(element, name, warnings) {
        let action = rule.first("ruleAction");
        let action = action.and_then(|a| word(a, "ruleAction", a.attribute("action"), actions, warnings));
        let Some(action) = action else { continue };
        let mut combination = Combination::All;
        let mut conditions = Vec::new();
        if let Some(list) = rule.first("ruleConditions") {
            combination = super::rollup::combination(list, combination, warnings);
            conditions.extend(parts(list, "ruleCondition", warnings).filter_map(|c| condition(c, warnings)));
        }
        rules.push(SequencingRule { combination, conditions, action });
    }
    rules
}

fn condition(element: &Element, warnings: &mut Warnings) -> Option<RuleCondition> {
    let threshold = element.attribute("measureThreshold");
    Some(RuleCondition {
        condition: word(element, "condition", element.attribute("condition"), CONDITIONS, warnings)?,
        not: super::rollup::negated(element, warnings),
        referenced_objective: uri(element.attribute("referencedObjective")),
        measure_threshold: decimal(element, "measureThreshold", threshold, -1.0..=1.0, warnings)
            .unwrap_or(0.0),
    })
}

/// Conditions of sequencing rules; rollup conditions are the same without the two about measures and `always`.
pub(super) const CONDITIONS: &[(&str, RuleConditionKind)] = &[
    ("satisfied", RuleConditionKind::Satisfied),
    ("objectiveStatusKnown", RuleConditionKind::ObjectiveStatusKnown),
    ("objectiveMeasureKnown", RuleConditionKind::ObjectiveMeasureKnown),
    ("objectiveMeasureGreaterThan", RuleConditionKind::ObjectiveMeasureGreaterThan),
    ("objectiveMeasureLessThan", RuleConditionKind::ObjectiveMeasureLessThan),
    ("completed", RuleConditionKind::Completed),
    ("activityProgressKnown", RuleConditionKind::ActivityProgressKnown),
    ("attempted", RuleConditionKind::Attempted),
    ("attemptLimitExceeded", RuleConditionKind::AttemptLimitExceeded),
    ("timeLimitExceeded", RuleConditionKind::TimeLimitExceeded),
    ("outsideAvailableTimeRange", RuleConditionKind::OutsideAvailableTimeRange),
    ("always", RuleConditionKind::Always),
];

const PRE: &[(&str, PreConditionAction)] = &[
    ("skip", PreConditionAction::Skip),
    ("disabled", PreConditionAction::Disabled),
    ("hiddenFromChoice", PreConditionAction::HiddenFromChoice),
    ("stopForwardTraversal", PreConditionAction::StopForwardTraversal),
];

const EXIT: &[(&str, ExitAction)] = &[("exit", ExitAction::Exit)];

const POST: &[(&str, PostConditionAction)] = &[
    ("exitParent", PostConditionAction::ExitParent),
    ("exitAll", PostConditionAction::ExitAll),
    ("retry", PostConditionAction::Retry),
    ("retryAll", PostConditionAction::RetryAll),
    ("continue", PostConditionAction::Continue),
    ("previous", PostConditionAction::Previous),
];
