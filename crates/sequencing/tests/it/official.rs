//! Trees and courses of events as official LMS test packages of ADL prescribe them, rebuilt by hand.

use sequencing::Sequencer;
use sequencing::definition::PostConditionAction::{ExitAll, Previous, Retry};
use sequencing::definition::PreConditionAction::{Disabled, HiddenFromChoice, Skip};
use sequencing::definition::RuleConditionKind::{Completed, ObjectiveStatusKnown, Satisfied};
use sequencing::definition::{ChildActivitySet, Objective, ObjectiveMap, RollupAction, RuleCondition};

use crate::course::{Course, always, reading, shared, unless, when};
use crate::rollup::rollup;

/// CM-07a: `choiceExit` of clusters and of single activities.
#[test]
fn cm_07a() {
    let mut play = Course::new()
        .flowing(0, "root")
        .with(1, "1", |i| i.flow().seq.control_mode.choice_exit = false)
        .flowing(2, "2")
        .item(3, "3")
        .item(3, "4")
        .with(3, "5", |i| {
            i.pre(Disabled, always());
        })
        .with(2, "6", |i| i.seq.control_mode.choice_exit = false)
        .item(2, "7")
        .with(1, "8", |i| i.flow().seq.control_mode.choice_exit = false)
        .item(2, "9")
        .with(2, "10", |i| i.seq.control_mode.choice_exit = false)
        .flowing(2, "11")
        .item(3, "12")
        .item(3, "13")
        .with(3, "14", |i| {
            i.pre(Disabled, always());
        })
        .play();
    assert_eq!(play.ask("start"), "3");
    assert_eq!(play.choosable(), ["1", "2", "3", "4", "6", "7"]);
    assert_eq!(play.ask("choice 6"), "6");
    // Only itself.
    assert_eq!(play.choosable(), ["6"]);
    assert_eq!(play.asks(&["continue", "continue"]), ["7", "9"]);
    assert_eq!(play.ask("choice 13"), "13");
    assert_eq!(play.choosable(), ["8", "9", "10", "11", "12", "13"]);
    assert!(!play.valid("continue"), "14 is disabled");
    assert_eq!(play.asks(&["choice 10", "continue", "continue"]), ["10", "12", "13"]);
}

/// CM-08: `exitAll` after every activity, be it left by Continue or by a choice.
#[test]
fn cm_08() {
    let after = |i: &mut crate::course::Item| {
        i.post(ExitAll, always());
    };
    let mut play = Course::new().flowing(0, "root").with(1, "1", after).with(1, "2", after).play();
    assert_eq!(play.asks(&["start", "continue", "start", "choice 2"]), ["1", "ended", "1", "ended"]);
}

/// CM-13: a shared objective that nobody writes keeps its readers from hiding.
#[test]
fn cm_13() {
    let reads = |i: &mut crate::course::Item| {
        i.pre(HiddenFromChoice, when(Satisfied));
        i.seq.primary_objective.maps.push(reading("gObj"));
    };
    let mut play = Course::new()
        .flowing(0, "root")
        .with(1, "1", |i| {
            i.flow();
            reads(i);
        })
        .with(2, "2", reads)
        .with(2, "3", |i| i.seq.primary_objective.maps.push(reading("gObj")))
        .item(1, "4")
        .play();
    assert_eq!(play.asks(&["start", "choice 3", "choice 2", "choice 1"]), ["2", "3", "2", "2"]);
}

/// CM-15: a jump over disabled choice; a status set to unknown does not fire `objectiveStatusKnown`.
#[test]
fn cm_15() {
    let mut play = Course::new()
        .with(0, "root", |i| {
            i.seq.control_mode.flow = true;
        })
        .with(1, "1", |i| i.flow().seq.control_mode.choice = false)
        .with(2, "2", |i| {
            i.post(Retry, when(ObjectiveStatusKnown));
        })
        .item(2, "3")
        .item(1, "5")
        .play();
    assert_eq!(play.asks(&["choice 5", "choice 2", "jump 2"]), ["5", "refused NB.2.1-10", "2"]);
    play.says(|s| s.satisfied = Some(None));
    assert_eq!(play.ask("continue"), "3");
}

/// CO-02a and CO-10: thresholds judge what is shared for rules; the data model gets the shared status itself.
#[test]
fn co_02a_and_co_10() {
    let map = |write| ObjectiveMap {
        target: "gObj".to_owned(),
        read_completion_status: true,
        read_progress_measure: true,
        write_completion_status: write,
        write_progress_measure: write,
        ..ObjectiveMap::default()
    };
    let primary =
        |write| Objective { id: Some("P".to_owned()), maps: vec![map(write)], ..Objective::default() };
    let mut play = Course::new()
        .flowing(0, "root")
        .with(1, "1", |i| i.seq.primary_objective = primary(true))
        .with(1, "2", |i| {
            i.pre(Skip, when(Completed));
            i.seq.primary_objective = primary(false);
            i.threshold.completed_by_measure = true;
            i.threshold.min_progress_measure = 0.5;
        })
        .item(1, "3")
        .play();
    assert_eq!(play.ask("start"), "1");
    play.says_of("P", |o| (o.completed, o.progress) = (Some(Some(false)), Some(0.8)));
    assert_eq!(play.ask("continue"), "3");
    let two = play.id("2");
    assert_eq!(play.is_completed("2"), Some(true));
    assert_eq!(play.state.objectives(&play.tree, two).next().unwrap().1.completed, Some(false));
}

/// OB-02a: names of objectives are equal when only white space, escaped or not, differs.
#[test]
fn ob_02a() {
    let mut play = Course::new()
        .flowing(0, "root")
        .with(1, "1", |i| {
            i.seq.objectives.push(Objective {
                id: Some("obj1".to_owned()),
                maps: vec![shared("gObj")],
                ..Objective::default()
            });
        })
        .with(1, "2", |i| {
            i.pre(
                Skip,
                RuleCondition {
                    referenced_objective: Some("  %20obj%20%201%20  ".to_owned()),
                    ..unless(Satisfied)
                },
            );
            i.seq.objectives.push(Objective {
                id: Some("obj%201".to_owned()),
                maps: vec![reading("gObj")],
                ..Objective::default()
            });
        })
        .item(1, "3")
        .play();
    assert_eq!(play.ask("start"), "1");
    play.passed().says_of("obj1", |o| o.satisfied = Some(Some(false)));
    assert_eq!(play.ask("continue"), "3");
}

/// RU-11: where all children are untracked, a rule about all of them is true.
#[test]
fn ru_11() {
    let untracked = |i: &mut crate::course::Item| i.seq.delivery_controls.tracked = false;
    let mut play = Course::new()
        .flowing(0, "root")
        .item(1, "1")
        .with(1, "2", |i| {
            i.flow().exit(when(Completed)).post(Previous, when(Completed));
            i.seq.rollup_rules =
                vec![rollup(ChildActivitySet::All, true, ObjectiveStatusKnown, RollupAction::Completed)];
        })
        .with(2, "3", untracked)
        .with(2, "4", untracked)
        .item(1, "6")
        .play();
    assert_eq!(play.asks(&["start", "continue"]), ["1", "3"]);
    play.passed();
    assert_eq!(play.ask("continue"), "1");
}

/// SX-04a: what is abandoned does not count.
#[test]
fn sx_04a() {
    let mut play = Course::new()
        .flowing(0, "root")
        .with(1, "1", |i| {
            i.pre(Skip, when(Satisfied));
            i.seq.primary_objective.maps.push(shared("gObj"));
        })
        .item(1, "2")
        .play();
    assert_eq!(play.ask("start"), "1");
    play.passed();
    assert_eq!(play.asks(&["abandonAll", "start"]), ["ended", "1"]);
    let toc = Sequencer::new(&play.tree, &mut play.state).table_of_contents(None);
    assert!(toc.continue_);
}
