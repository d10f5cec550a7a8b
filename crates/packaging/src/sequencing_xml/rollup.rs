//! `rollupRules` (CAM 5.1.6) and `adlseq:rollupConsiderations` (CAM 5.2.2).

use sequencing::definition::{
    ChildActivitySet, Combination, Required, RollupAction, RollupCondition, RollupConsiderations,
    RollupControls, RollupRule, SequencingDefinition,
};

use super::rules::CONDITIONS;
use crate::limits::ROLLUP_RULES;
use crate::values::{count, decimal, flag, parts, word};
use crate::warning::{Code, Warnings};
use crate::xml::Element;

pub(super) fn read_rules(element: &Element, definition: &mut SequencingDefinition, warnings: &mut Warnings) {
    let default = RollupControls::default();
    let weight = element.attribute("objectiveMeasureWeight");
    definition.rollup_controls = RollupControls {
        objective_satisfied: flag(element, "rollupObjectiveSatisfied", default.objective_satisfied, warnings),
        progress_completion: flag(element, "rollupProgressCompletion", default.progress_completion, warnings),
        objective_measure_weight: decimal(element, "objectiveMeasureWeight", weight, 0.0..=1.0, warnings)
            .unwrap_or(default.objective_measure_weight),
    };
    if element.all("rollupRule").nth(ROLLUP_RULES).is_some() {
        let text = format!("there are more than {ROLLUP_RULES} `rollupRule`; the rest is left out");
        warnings.at(Code::Value, element.line, text);
    }
    let rules = element.all("rollupRule").take(ROLLUP_RULES);
    definition.rollup_rules = rules.filter_map(|rule| read_rule(rule, warnings)).collect();
}

fn read_rule(rule: &Element, warnings: &mut Warnings) -> Option<RollupRule> {
    let action = rule.first("rollupAction")?;
    let action = word(action, "rollupAction", action.attribute("action"), ACTIONS, warnings)?;
    let minimum_count = count(rule, "minimumCount", rule.attribute("minimumCount"), warnings).unwrap_or(0);
    let percent = rule.attribute("minimumPercent");
    let minimum_percent = decimal(rule, "minimumPercent", percent, 0.0..=1.0, warnings).unwrap_or(0.0);
    let sets = [
        ("all", ChildActivitySet::All),
        ("any", ChildActivitySet::Any),
        ("none", ChildActivitySet::None),
        ("atLeastCount", ChildActivitySet::AtLeastCount(minimum_count)),
        ("atLeastPercent", ChildActivitySet::AtLeastPercent(minimum_percent)),
    ];
    let set = word(rule, "childActivitySet", rule.attribute("childActivitySet"), &sets, warnings);
    let mut combining = Combination::Any;
    let mut conditions = Vec::new();
    if let Some(list) = rule.first("rollupConditions") {
        combining = combination(list, combining, warnings);
        for element in parts(list, "rollupCondition", warnings) {
            let condition = word(element, "condition", element.attribute("condition"), CONDITIONS, warnings);
            conditions.extend(
                condition.map(|condition| RollupCondition { condition, not: negated(element, warnings) }),
            );
        }
    }
    Some(RollupRule {
        child_activity_set: set.unwrap_or(ChildActivitySet::All),
        combination: combining,
        conditions,
        action,
    })
}

/// `conditionCombination`, of sequencing rules as well.
pub(super) fn combination(list: &Element, default: Combination, warnings: &mut Warnings) -> Combination {
    let words = [("all", Combination::All), ("any", Combination::Any)];
    word(list, "conditionCombination", list.attribute("conditionCombination"), &words, warnings)
        .unwrap_or(default)
}

/// `operator`, of sequencing rules as well.
pub(super) fn negated(condition: &Element, warnings: &mut Warnings) -> bool {
    let words = [("not", true), ("noOp", false)];
    word(condition, "operator", condition.attribute("operator"), &words, warnings).unwrap_or(false)
}

pub(super) fn read_considerations(element: &Element, warnings: &mut Warnings) -> RollupConsiderations {
    let mut required = |name: &str| {
        word(element, name, element.attribute(name), REQUIRED, warnings).unwrap_or(Required::Always)
    };
    RollupConsiderations {
        required_for_satisfied: required("requiredForSatisfied"),
        required_for_not_satisfied: required("requiredForNotSatisfied"),
        required_for_completed: required("requiredForCompleted"),
        required_for_incomplete: required("requiredForIncomplete"),
        measure_satisfaction_if_active: flag(element, "measureSatisfactionIfActive", true, warnings),
    }
}

const ACTIONS: &[(&str, RollupAction)] = &[
    ("satisfied", RollupAction::Satisfied),
    ("notSatisfied", RollupAction::NotSatisfied),
    ("completed", RollupAction::Completed),
    ("incomplete", RollupAction::Incomplete),
];

const REQUIRED: &[(&str, Required)] = &[
    ("always", Required::Always),
    ("ifAttempted", Required::IfAttempted),
    ("ifNotSkipped", Required::IfNotSkipped),
    ("ifNotSuspended", Required::IfNotSuspended),
];
