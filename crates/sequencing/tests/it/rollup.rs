//! RB.1.1 to RB.1.5

use sequencing::definition::RuleConditionKind::{
    Attempted, ObjectiveMeasureKnown, ObjectiveStatusKnown, Satisfied,
};
use sequencing::definition::{
    ChildActivitySet, Combination, Required, RollupAction, RollupCondition, RollupRule, RuleConditionKind,
};

use crate::course::{Course, Play, always, two_chapters};

pub(crate) fn rollup(
    set: ChildActivitySet,
    not: bool,
    condition: RuleConditionKind,
    action: RollupAction,
) -> RollupRule {
    RollupRule {
        child_activity_set: set,
        combination: Combination::Any,
        conditions: vec![RollupCondition { condition, not }],
        action,
    }
}

pub(crate) fn any(condition: RuleConditionKind, action: RollupAction) -> RollupRule {
    rollup(ChildActivitySet::Any, false, condition, action)
}

/// Plays `a`, `b`, `c` of one cluster with what each reports, and goes on.
fn through(play: &mut Play, says: &[fn(&mut Play)]) {
    assert_eq!(play.ask("start"), "a");
    for say in says {
        say(play);
        play.ask("continue");
    }
}

fn one_chapter() -> Course {
    Course::new().flowing(0, "r").flowing(1, "1").item(2, "a").item(2, "b").item(2, "c").item(1, "end")
}

fn pass(play: &mut Play) {
    play.passed();
}

fn fail(play: &mut Play) {
    play.failed();
}

fn unknown(play: &mut Play) {
    play.says(|s| (s.satisfied, s.completed) = (Some(None), Some(None)));
}

#[test]
fn rb_1_1_a_measures_are_weighted() {
    let mut play = one_chapter()
        .but("a", |i| i.seq.rollup_controls.objective_measure_weight = 0.5)
        .but("c", |i| i.seq.rollup_controls.objective_measure_weight = 0.0)
        .play();
    through(
        &mut play,
        &[
            |p| {
                p.scored(1.0);
            },
            |p| {
                p.scored(0.25);
            },
            |p| {
                p.scored(-1.0);
            },
        ],
    );
    assert_eq!(play.primary("1").measure, Some((0.5 + 0.25) / 1.5));
}

#[test]
fn rb_1_1_a_a_child_without_measure_counts_as_nothing() {
    let mut play = one_chapter().play();
    through(
        &mut play,
        &[|p| {
            p.scored(0.9);
        }],
    );
    assert_eq!(play.primary("1").measure, Some(0.9 / 3.0));
}

#[test]
fn rb_1_1_a_no_measure_at_all_is_unknown() {
    let mut play = one_chapter().play();
    through(&mut play, &[pass]);
    assert_eq!(play.primary("1").measure, None);
}

#[test]
fn rb_1_1_b_progress_is_weighted_and_decides_completion() {
    let mut play = one_chapter()
        .but("1", |i| {
            i.threshold.completed_by_measure = true;
            i.threshold.min_progress_measure = 0.5;
        })
        .but("a", |i| i.threshold.progress_weight = 2.0)
        .play();
    through(
        &mut play,
        &[|p| {
            p.says(|s| s.progress = Some(0.75));
        }],
    );
    assert_eq!((play.primary("1").progress, play.is_completed("1")), (Some(1.5 / 4.0), Some(false)));
    play.says(|s| s.progress = Some(0.5));
    assert_eq!(play.ask("continue"), "c");
    assert_eq!((play.primary("1").progress, play.is_completed("1")), (Some(0.5), Some(true)));
}

#[test]
fn rb_1_1_b_is_of_the_4th_edition() {
    let mut play = one_chapter()
        .but("1", |i| i.threshold.completed_by_measure = true)
        .edition(sequencing::Edition::Third)
        .play();
    through(
        &mut play,
        &[
            |p| {
                p.says(|s| s.progress = Some(0.75));
            },
            pass,
            pass,
        ],
    );
    assert_eq!((play.primary("1").progress, play.is_completed("1")), (None, Some(true)));
}

#[test]
fn rb_1_2_a_satisfied_by_measure_heeds_nothing_else() {
    let mut play = one_chapter()
        .but("1", |i| {
            i.seq.primary_objective.satisfied_by_measure = true;
            i.seq.primary_objective.min_normalized_measure = 0.6;
        })
        .play();
    through(&mut play, &[pass, pass, pass]);
    assert_eq!(play.satisfied("1"), None);
    let mut play = one_chapter()
        .but("1", |i| {
            i.seq.primary_objective.satisfied_by_measure = true;
            i.seq.primary_objective.min_normalized_measure = 0.6;
        })
        .play();
    through(
        &mut play,
        &[
            |p| {
                p.scored(0.6).failed();
            },
            |p| {
                p.scored(0.6);
            },
            |p| {
                p.scored(0.6);
            },
        ],
    );
    assert_eq!(play.satisfied("1"), Some(play.primary("1").measure >= Some(0.6)));
}

#[test]
fn rb_1_2_a_may_wait_for_the_end_of_the_attempt() {
    let mut play = one_chapter()
        .but("1", |i| {
            i.seq.primary_objective.satisfied_by_measure = true;
            i.seq.primary_objective.min_normalized_measure = 0.25;
            i.seq.rollup_considerations.measure_satisfaction_if_active = false;
        })
        .play();
    through(
        &mut play,
        &[|p| {
            p.scored(1.0);
        }],
    );
    assert_eq!(play.satisfied("1"), None);
    assert_eq!(play.ask("choice end"), "end");
    assert_eq!(play.satisfied("1"), Some(true));
}

#[test]
fn rb_1_2_c_default_rules() {
    type Case = (&'static [fn(&mut Play)], Option<bool>);
    let cases: [Case; 5] = [
        (&[pass, pass], None),
        (&[pass, pass, pass], Some(true)),
        (&[pass, fail, pass], Some(false)),
        (&[fail, fail], None),
        (&[pass, unknown, pass], None),
    ];
    for (says, expected) in cases {
        let mut play = one_chapter().play();
        through(&mut play, says);
        assert_eq!(play.satisfied("1"), expected, "{}", says.len());
    }
}

#[test]
fn rb_1_3_c_default_rules() {
    let mut play = one_chapter().play();
    through(
        &mut play,
        &[
            |p| {
                p.completed(false);
            },
            pass,
            pass,
        ],
    );
    assert_eq!(play.is_completed("1"), Some(false));
    assert_eq!(play.asks(&["choice a", "continue"]), ["a", "b"]);
    // The new attempt on the cluster asks for what it recorded itself.
    assert_eq!(play.is_completed("1"), None);
}

#[test]
fn rb_1_4_child_activity_sets() {
    let done = |set| {
        let mut play = one_chapter()
            .but("1", |i| i.seq.rollup_rules = vec![rollup(set, false, Satisfied, RollupAction::Completed)])
            .play();
        through(&mut play, &[pass, fail, pass]);
        play.is_completed("1")
    };
    assert_eq!(done(ChildActivitySet::All), None);
    assert_eq!(done(ChildActivitySet::Any), Some(true));
    assert_eq!(done(ChildActivitySet::None), None);
    assert_eq!(done(ChildActivitySet::AtLeastCount(2)), Some(true));
    assert_eq!(done(ChildActivitySet::AtLeastCount(3)), None);
    assert_eq!(done(ChildActivitySet::AtLeastPercent(0.66)), Some(true));
    assert_eq!(done(ChildActivitySet::AtLeastPercent(0.67)), None);
}

#[test]
fn rb_1_4_the_positive_rule_wins() {
    let mut play = one_chapter()
        .but("1", |i| {
            i.seq.rollup_rules =
                vec![any(Satisfied, RollupAction::Satisfied), any(Attempted, RollupAction::NotSatisfied)];
        })
        .play();
    through(&mut play, &[fail]);
    assert_eq!(play.satisfied("1"), Some(false));
    play.passed();
    play.ask("continue");
    assert_eq!(play.satisfied("1"), Some(true));
}

#[test]
fn rb_1_4_where_no_child_takes_part_all_and_none_hold() {
    let untracked = |set, condition| {
        let mut course = one_chapter()
            .but("1", |i| i.seq.rollup_rules = vec![rollup(set, true, condition, RollupAction::Completed)]);
        for id in ["a", "b", "c"] {
            course = course.but(id, |i| i.seq.delivery_controls.tracked = false);
        }
        let mut play = course.play();
        through(&mut play, &[pass]);
        play.is_completed("1")
    };
    assert_eq!(untracked(ChildActivitySet::All, ObjectiveStatusKnown), Some(true));
    assert_eq!(untracked(ChildActivitySet::None, ObjectiveStatusKnown), Some(true));
    assert_eq!(untracked(ChildActivitySet::Any, ObjectiveStatusKnown), None);
    assert_eq!(untracked(ChildActivitySet::AtLeastCount(0), ObjectiveStatusKnown), None);
}

#[test]
fn rb_1_4_1_unknown_conditions_make_no_rule_true() {
    let rules = vec![RollupRule {
        combination: Combination::All,
        conditions: vec![
            RollupCondition { condition: ObjectiveMeasureKnown, not: false },
            RollupCondition { condition: Satisfied, not: true },
        ],
        ..any(Satisfied, RollupAction::Completed)
    }];
    let mut play = one_chapter().but("1", |i| i.seq.rollup_rules = rules).play();
    assert_eq!(play.ask("start"), "a");
    play.scored(0.5).says(|s| s.satisfied = Some(None));
    assert_eq!(play.ask("continue"), "b");
    assert_eq!(play.is_completed("1"), None);
    play.scored(0.5).failed();
    assert_eq!(play.ask("continue"), "c");
    assert_eq!(play.is_completed("1"), Some(true));
}

#[test]
fn rb_1_4_2_who_takes_part() {
    let satisfied = |required, rolls_up: bool| {
        let mut play = one_chapter()
            .but("b", |i| {
                i.seq.rollup_considerations.required_for_satisfied = required;
                i.seq.rollup_controls.objective_satisfied = rolls_up;
                i.pre(sequencing::definition::PreConditionAction::Skip, always());
            })
            .but("c", |i| {
                i.pre(sequencing::definition::PreConditionAction::Skip, always());
                i.seq.rollup_controls.objective_satisfied = false;
            })
            .play();
        through(&mut play, &[pass]);
        play.satisfied("1")
    };
    assert_eq!(satisfied(Required::Always, true), None);
    assert_eq!(satisfied(Required::Always, false), Some(true));
    assert_eq!(satisfied(Required::IfAttempted, true), Some(true));
    assert_eq!(satisfied(Required::IfNotSkipped, true), Some(true));
    assert_eq!(satisfied(Required::IfNotSuspended, true), None);
}

#[test]
fn rb_1_4_2_a_suspended_child_may_be_left_out() {
    let mut play = one_chapter()
        .but("a", |i| i.seq.rollup_considerations.required_for_completed = Required::IfNotSuspended)
        .play();
    assert_eq!(play.ask("start"), "a");
    play.suspends();
    assert_eq!(play.asks(&["continue", "continue", "continue"]), ["b", "c", "end"]);
    assert_eq!(play.is_completed("1"), Some(true));
}

#[test]
fn rb_1_5_reaches_the_root() {
    let mut play = two_chapters().play();
    assert_eq!(play.ask("choice 2"), "d");
    play.scored(1.0);
    assert_eq!(play.ask("continue"), "e");
    assert_eq!(play.primary("r").measure, Some(0.25));
}
