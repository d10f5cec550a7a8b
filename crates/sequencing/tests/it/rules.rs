//! UP.2.1: three values, and conditions about measures

use sequencing::Edition;
use sequencing::definition::Objective;
use sequencing::definition::PostConditionAction::Retry;
use sequencing::definition::PreConditionAction::Skip;
use sequencing::definition::RuleConditionKind::{
    ActivityProgressKnown, AttemptLimitExceeded, Completed, ObjectiveMeasureGreaterThan,
    ObjectiveMeasureLessThan, OutsideAvailableTimeRange, Satisfied, TimeLimitExceeded,
};
use sequencing::definition::{Combination, RuleCondition, SequencingRule};

use crate::course::{Play, always, reading, two_chapters, unless, when};

/// Whether `b` is skipped by the rule when its shared objective has this measure and satisfaction.
fn skipped(
    combination: Combination,
    conditions: &[RuleCondition],
    measure: Option<f64>,
    satisfied: Option<bool>,
) -> bool {
    let mut play: Play = two_chapters()
        .but("b", |i| {
            let conditions = conditions.to_vec();
            i.seq.pre_condition_rules.push(SequencingRule { combination, conditions, action: Skip });
            i.seq.primary_objective.maps.push(reading("g"));
        })
        .play();
    let known = sequencing::ObjectiveStatus { measure, satisfied, ..Default::default() };
    play.state.set_global(&play.tree, "g", known);
    play.ask("start");
    play.ask("continue") == "c"
}

#[test]
fn up_2_1_unknown_is_neither_true_nor_false() {
    use Combination::{All, Any};
    let (yes, no) = (when(Satisfied), unless(Satisfied));
    for (conditions, combination, expected) in [
        (vec![yes.clone()], All, [true, false, false]),
        (vec![no.clone()], All, [false, true, false]),
        (vec![yes.clone(), no.clone()], Any, [true, true, false]),
        (vec![yes.clone(), always()], Any, [true, true, true]),
        (vec![always(), no.clone()], All, [false, true, false]),
        (vec![], All, [false, false, false]),
    ] {
        let got = [Some(true), Some(false), None].map(|s| skipped(combination, &conditions, None, s));
        assert_eq!(got, expected, "{conditions:?} {combination:?}");
    }
}

#[test]
fn up_2_1_measures_are_compared_strictly() {
    let condition = |kind| RuleCondition { measure_threshold: 0.5, ..when(kind) };
    let ask = |kind, measure| skipped(Combination::All, &[condition(kind)], measure, None);
    assert_eq!(
        [Some(0.4), Some(0.5), Some(0.6), None].map(|m| ask(ObjectiveMeasureGreaterThan, m)),
        [false, false, true, false]
    );
    assert_eq!(
        [Some(0.4), Some(0.5), Some(0.6), None].map(|m| ask(ObjectiveMeasureLessThan, m)),
        [true, false, false, false]
    );
}

#[test]
fn up_2_1_limits_that_are_not_set_are_not_exceeded() {
    for kind in [AttemptLimitExceeded, TimeLimitExceeded, OutsideAvailableTimeRange] {
        assert!(!skipped(Combination::All, &[when(kind)], None, None));
        assert!(skipped(Combination::All, &[unless(kind)], None, None));
    }
}

#[test]
fn up_2_1_an_objective_that_does_not_exist_is_unknown() {
    let condition = RuleCondition { referenced_objective: Some("nobody".to_owned()), ..unless(Completed) };
    assert!(!skipped(Combination::All, &[condition], None, None));
}

/// Objectives can be completed in the 4th Edition only; before, the condition asks the activity, whatever it names.
#[test]
fn up_2_1_completion_of_an_objective_is_of_the_4th_edition() {
    for (edition, after) in [(Edition::Third, "b"), (Edition::Fourth, "a")] {
        for kind in [Completed, ActivityProgressKnown] {
            let mut play = two_chapters()
                .edition(edition)
                .but("a", |i| {
                    let named = RuleCondition { referenced_objective: Some("o".to_owned()), ..when(kind) };
                    i.post(Retry, named);
                    let id = Some("o".to_owned());
                    i.seq.objectives.push(Objective { id, ..Objective::default() });
                    i.seq.delivery_controls.completion_set_by_content = true;
                })
                .play();
            play.ask("start");
            play.says_of("o", |o| o.completed = Some(Some(true)));
            assert_eq!(play.ask("continue"), after, "{edition:?} {kind:?}");
        }
    }
}
