//! SM.5 Rollup Rules, SM.8 Rollup Controls and the considerations that `adlseq` adds.

use super::rule::{Combination, RuleConditionKind};

/// `childActivitySet`: how many of the children that take part must fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ChildActivitySet {
    /// `all`
    All,
    /// `any`
    Any,
    /// `none`
    None,
    /// `atLeastCount` with `minimumCount`
    AtLeastCount(u32),
    /// `atLeastPercent` with `minimumPercent`, 0 to 1
    AtLeastPercent(f64),
}

/// `rollupAction`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RollupAction {
    /// `satisfied`
    Satisfied,
    /// `notSatisfied`
    NotSatisfied,
    /// `completed`
    Completed,
    /// `incomplete`
    Incomplete,
}

impl RollupAction {
    /// As the manifest spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Satisfied => "satisfied",
            Self::NotSatisfied => "notSatisfied",
            Self::Completed => "completed",
            Self::Incomplete => "incomplete",
        }
    }
}

/// One `rollupCondition`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollupCondition {
    /// What is asked of a child.
    pub condition: RuleConditionKind,
    /// `operator="not"`
    pub not: bool,
}

/// One `rollupRule`. Without conditions it fits no child.
#[derive(Debug, Clone, PartialEq)]
pub struct RollupRule {
    /// `childActivitySet`
    pub child_activity_set: ChildActivitySet,
    /// `conditionCombination`
    pub combination: Combination,
    /// Conditions in document order.
    pub conditions: Vec<RollupCondition>,
    /// `rollupAction`
    pub action: RollupAction,
}

/// SM.8 what of an activity takes part in the rollup of its parent (attributes of `rollupRules`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RollupControls {
    /// `rollupObjectiveSatisfied`
    pub objective_satisfied: bool,
    /// `rollupProgressCompletion`
    pub progress_completion: bool,
    /// `objectiveMeasureWeight`, 0 to 1
    pub objective_measure_weight: f64,
}

impl Default for RollupControls {
    fn default() -> Self {
        Self { objective_satisfied: true, progress_completion: true, objective_measure_weight: 1.0 }
    }
}

/// When a child takes part in its parent's rollup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Required {
    /// `always`
    #[default]
    Always,
    /// `ifAttempted`
    IfAttempted,
    /// `ifNotSkipped`
    IfNotSkipped,
    /// `ifNotSuspended`
    IfNotSuspended,
}

/// `adlseq:rollupConsiderations`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollupConsiderations {
    /// `requiredForSatisfied`
    pub required_for_satisfied: Required,
    /// `requiredForNotSatisfied`
    pub required_for_not_satisfied: Required,
    /// `requiredForCompleted`
    pub required_for_completed: Required,
    /// `requiredForIncomplete`
    pub required_for_incomplete: Required,
    /// `measureSatisfactionIfActive`: satisfaction by measure is judged while the activity is still active.
    pub measure_satisfaction_if_active: bool,
}

impl Default for RollupConsiderations {
    fn default() -> Self {
        Self {
            required_for_satisfied: Required::Always,
            required_for_not_satisfied: Required::Always,
            required_for_completed: Required::Always,
            required_for_incomplete: Required::Always,
            measure_satisfaction_if_active: true,
        }
    }
}
