//! SM.2 Sequencing Rules.

/// How the conditions of a rule are joined: `conditionCombination`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Combination {
    /// `all`
    All,
    /// `any`
    Any,
}

/// What a condition asks of an activity. Rollup rules use the same, except for measures and `always`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleConditionKind {
    /// `satisfied`
    Satisfied,
    /// `objectiveStatusKnown`
    ObjectiveStatusKnown,
    /// `objectiveMeasureKnown`
    ObjectiveMeasureKnown,
    /// `objectiveMeasureGreaterThan`
    ObjectiveMeasureGreaterThan,
    /// `objectiveMeasureLessThan`
    ObjectiveMeasureLessThan,
    /// `completed`
    Completed,
    /// `activityProgressKnown`
    ActivityProgressKnown,
    /// `attempted`
    Attempted,
    /// `attemptLimitExceeded`
    AttemptLimitExceeded,
    /// `timeLimitExceeded`
    TimeLimitExceeded,
    /// `outsideAvailableTimeRange`
    OutsideAvailableTimeRange,
    /// `always`
    Always,
}

impl RuleConditionKind {
    /// As the manifest spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Satisfied => "satisfied",
            Self::ObjectiveStatusKnown => "objectiveStatusKnown",
            Self::ObjectiveMeasureKnown => "objectiveMeasureKnown",
            Self::ObjectiveMeasureGreaterThan => "objectiveMeasureGreaterThan",
            Self::ObjectiveMeasureLessThan => "objectiveMeasureLessThan",
            Self::Completed => "completed",
            Self::ActivityProgressKnown => "activityProgressKnown",
            Self::Attempted => "attempted",
            Self::AttemptLimitExceeded => "attemptLimitExceeded",
            Self::TimeLimitExceeded => "timeLimitExceeded",
            Self::OutsideAvailableTimeRange => "outsideAvailableTimeRange",
            Self::Always => "always",
        }
    }
}

/// One `ruleCondition`.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleCondition {
    /// What is asked.
    pub condition: RuleConditionKind,
    /// `operator="not"`
    pub not: bool,
    /// `referencedObjective`: the objective that is asked; the primary one where absent.
    pub referenced_objective: Option<String>,
    /// `measureThreshold`
    pub measure_threshold: f64,
}

/// One rule; `A` is the vocabulary of its kind. A rule without conditions never applies.
#[derive(Debug, Clone, PartialEq)]
pub struct SequencingRule<A> {
    /// `conditionCombination`
    pub combination: Combination,
    /// Conditions in document order.
    pub conditions: Vec<RuleCondition>,
    /// `ruleAction`
    pub action: A,
}

/// Actions of a `preConditionRule`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreConditionAction {
    /// `skip`: flow passes the activity by.
    Skip,
    /// `disabled`: the activity can neither be flowed into nor chosen.
    Disabled,
    /// `hiddenFromChoice`
    HiddenFromChoice,
    /// `stopForwardTraversal`: nothing after the activity can be reached past it.
    StopForwardTraversal,
}

/// Actions of a `postConditionRule`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostConditionAction {
    /// `exitParent`
    ExitParent,
    /// `exitAll`
    ExitAll,
    /// `retry`
    Retry,
    /// `retryAll`
    RetryAll,
    /// `continue`
    Continue,
    /// `previous`
    Previous,
}

/// Actions of an `exitConditionRule`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitAction {
    /// `exit`
    Exit,
}

/// An action of any kind, as a trace names it.
pub trait ActionName: Copy + PartialEq {
    /// As the manifest spells it.
    fn name(self) -> &'static str;
}

impl ActionName for PreConditionAction {
    fn name(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Disabled => "disabled",
            Self::HiddenFromChoice => "hiddenFromChoice",
            Self::StopForwardTraversal => "stopForwardTraversal",
        }
    }
}

impl ActionName for PostConditionAction {
    fn name(self) -> &'static str {
        match self {
            Self::ExitParent => "exitParent",
            Self::ExitAll => "exitAll",
            Self::Retry => "retry",
            Self::RetryAll => "retryAll",
            Self::Continue => "continue",
            Self::Previous => "previous",
        }
    }
}

impl ActionName for ExitAction {
    fn name(self) -> &'static str {
        "exit"
    }
}
