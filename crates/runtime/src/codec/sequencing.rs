//! Sequencing definitions, in the order of `sequencing::definition`.

use std::collections::BTreeSet;

use sequencing::definition::{
    ChildActivitySet, Combination, ConstrainedChoice, ControlMode, DeliveryControls, ExitAction,
    HiddenControl, LimitConditions, Objective, ObjectiveMap, PostConditionAction, PreConditionAction,
    Randomization, Required, RollupAction, RollupCondition, RollupConsiderations, RollupControls, RollupRule,
    RuleCondition, RuleConditionKind, SequencingDefinition, SequencingRule, Timing,
};

use super::DecodeError;
use super::bytes::{Reader, Wire, Writer, record, words};

words!(Combination { All = 0, Any = 1 });
words!(RuleConditionKind {
    Satisfied = 1,
    ObjectiveStatusKnown = 2,
    ObjectiveMeasureKnown = 3,
    ObjectiveMeasureGreaterThan = 4,
    ObjectiveMeasureLessThan = 5,
    Completed = 6,
    ActivityProgressKnown = 7,
    Attempted = 8,
    AttemptLimitExceeded = 9,
    TimeLimitExceeded = 10,
    OutsideAvailableTimeRange = 11,
    Always = 12,
});
words!(PreConditionAction { Skip = 1, Disabled = 2, HiddenFromChoice = 3, StopForwardTraversal = 4 });
words!(PostConditionAction { ExitParent = 1, ExitAll = 2, Retry = 3, RetryAll = 4, Continue = 5, Previous = 6 });
words!(ExitAction { Exit = 1 });
words!(RollupAction { Satisfied = 1, NotSatisfied = 2, Completed = 3, Incomplete = 4 });
words!(Required { Always = 0, IfAttempted = 1, IfNotSkipped = 2, IfNotSuspended = 3 });
words!(Timing { Never = 0, Once = 1, OnEachNewAttempt = 2 });
words!(HiddenControl {
    Continue = 1,
    Previous = 2,
    Exit = 3,
    ExitAll = 4,
    Abandon = 5,
    AbandonAll = 6,
    SuspendAll = 7,
});

record!(ControlMode {
    choice,
    choice_exit,
    flow,
    forward_only,
    use_current_attempt_objective_info,
    use_current_attempt_progress_info,
});
record!(RuleCondition { condition, not, referenced_objective, measure_threshold });
record!(LimitConditions { attempt_limit });
record!(RollupCondition { condition, not });
record!(RollupRule { child_activity_set, combination, conditions, action });
record!(RollupControls { objective_satisfied, progress_completion, objective_measure_weight });
record!(RollupConsiderations {
    required_for_satisfied,
    required_for_not_satisfied,
    required_for_completed,
    required_for_incomplete,
    measure_satisfaction_if_active,
});
record!(Objective { id, satisfied_by_measure, min_normalized_measure, maps });
record!(ObjectiveMap {
    target,
    read_satisfied_status,
    write_satisfied_status,
    read_normalized_measure,
    write_normalized_measure,
    read_raw_score,
    write_raw_score,
    read_min_score,
    write_min_score,
    read_max_score,
    write_max_score,
    read_completion_status,
    write_completion_status,
    read_progress_measure,
    write_progress_measure,
});
record!(Randomization { selection_timing, select_count, randomization_timing, reorder_children });
record!(DeliveryControls { tracked, completion_set_by_content, objective_set_by_content });
record!(ConstrainedChoice { prevent_activation, constrain_choice });
record!(SequencingDefinition {
    control_mode,
    pre_condition_rules,
    post_condition_rules,
    exit_rules,
    limit_conditions,
    rollup_rules,
    rollup_controls,
    rollup_considerations,
    primary_objective,
    objectives,
    randomization,
    delivery_controls,
    constrained_choice,
    hide_lms_ui,
});

impl<A: Wire> Wire for SequencingRule<A> {
    fn write(&self, out: &mut Writer) {
        out.put(&self.combination);
        out.put(&self.conditions);
        out.put(&self.action);
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { combination: input.get()?, conditions: input.get()?, action: input.get()? })
    }
}

impl Wire for ChildActivitySet {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::All => out.bytes.push(1),
            Self::Any => out.bytes.push(2),
            Self::None => out.bytes.push(3),
            Self::AtLeastCount(count) => {
                out.bytes.push(4);
                out.put(count);
            }
            Self::AtLeastPercent(share) => {
                out.bytes.push(5);
                out.put(share);
            }
        }
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match input.byte()? {
            1 => Self::All,
            2 => Self::Any,
            3 => Self::None,
            4 => Self::AtLeastCount(input.get()?),
            5 => Self::AtLeastPercent(input.get()?),
            _ => return Err(DecodeError::Broken),
        })
    }
}

impl Wire for BTreeSet<HiddenControl> {
    fn write(&self, out: &mut Writer) {
        out.unsigned(self.len() as u64);
        self.iter().for_each(|control| out.put(control));
    }
    fn read(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        (0..input.count()?).map(|_| input.get()).collect()
    }
}
