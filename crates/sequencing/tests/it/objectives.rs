//! Local and shared objectives, and what content reads of them.

use sequencing::definition::PreConditionAction::Skip;
use sequencing::definition::RuleConditionKind::Satisfied;
use sequencing::definition::{Objective, ObjectiveMap, RuleCondition};
use sequencing::{Edition, ObjectiveStatus};

use crate::course::{Course, reading, shared, two_chapters, when};

fn objective(id: &str, maps: Vec<ObjectiveMap>) -> Objective {
    Objective { id: Some(id.to_owned()), maps, ..Objective::default() }
}

#[test]
fn a_shared_objective_steers_another_activity() {
    let mut play = two_chapters()
        .but("a", |i| i.seq.objectives.push(objective("o", vec![shared("g")])))
        .but("b", |i| {
            i.seq.objectives.push(objective("mine", vec![reading("g")]));
            i.pre(Skip, RuleCondition { referenced_objective: Some("mine".to_owned()), ..when(Satisfied) });
        })
        .play();
    assert_eq!(play.ask("start"), "a");
    play.says_of("o", |o| o.satisfied = Some(Some(true)));
    assert_eq!(play.ask("continue"), "c");
    let written = play.state.drain_written_globals(&play.tree);
    assert_eq!(written, [("g", ObjectiveStatus { satisfied: Some(true), ..Default::default() })]);
    assert!(play.state.drain_written_globals(&play.tree).is_empty());
}

#[test]
fn what_is_read_from_a_shared_objective_is_not_known_locally() {
    let mut play = two_chapters().but("a", |i| i.seq.primary_objective.maps.push(reading("g"))).play();
    assert_eq!(play.ask("start"), "a");
    play.passed();
    assert_eq!(play.ask("continue"), "b");
    assert_eq!(play.satisfied("a"), None);
    let known = ObjectiveStatus { satisfied: Some(false), ..Default::default() };
    play.state.set_global(&play.tree, "g", known);
    assert_eq!(play.satisfied("a"), Some(false));
}

#[test]
fn rb_1_5_a_shared_objective_rolls_up_where_it_is_read() {
    let mut play = Course::new()
        .flowing(0, "r")
        .with(1, "test", |i| {
            i.seq.objectives.push(objective("x", vec![shared("gx")]));
            i.seq.objectives.push(objective("y", vec![shared("gy")]));
        })
        .flowing(1, "lessons")
        .with(2, "x", |i| i.seq.primary_objective.maps.push(reading("gx")))
        .with(2, "y", |i| i.seq.primary_objective.maps.push(reading("gy")))
        .play();
    assert_eq!(play.ask("start"), "test");
    play.says_of("x", |o| (o.satisfied, o.measure) = (Some(Some(true)), Some(1.0)));
    play.says_of("y", |o| (o.satisfied, o.measure) = (Some(Some(true)), Some(0.5)));
    assert_eq!(play.ask("exit"), "choosing");
    assert_eq!((play.satisfied("lessons"), play.primary("lessons").measure), (Some(true), Some(0.75)));
    assert_eq!(play.satisfied("r"), Some(true));
}

#[test]
fn a_circle_of_shared_objectives_comes_to_an_end() {
    let mut play = Course::new()
        .flowing(0, "r")
        .with(1, "1", |i| i.flow().seq.primary_objective.maps.push(shared("g")))
        .with(2, "a", |i| i.seq.primary_objective.maps.push(shared("h")))
        .with(2, "b", |i| i.seq.primary_objective.maps.push(reading("g")))
        .with(1, "2", |i| i.flow().seq.primary_objective.maps.push(shared("h")))
        .with(2, "c", |i| i.seq.primary_objective.maps.push(shared("g")))
        .play();
    assert_eq!(play.ask("start"), "a");
    play.failed().scored(0.3);
    assert_eq!(play.ask("continue"), "b");
    play.passed();
    assert_eq!(play.asks(&["continue", "continue"]), ["c", "ended"]);
}

#[test]
fn scores_and_completion_are_shared_in_the_4th_edition_only() {
    let map = ObjectiveMap {
        target: "g".to_owned(),
        read_raw_score: true,
        write_raw_score: true,
        read_completion_status: true,
        write_completion_status: true,
        ..ObjectiveMap::default()
    };
    let course = two_chapters()
        .but("a", |i| i.seq.objectives.push(objective("o", vec![map.clone()])))
        .but("b", |i| i.seq.objectives.push(objective("p", vec![map.clone()])));
    let seen = |edition| {
        let mut play = course.clone().edition(edition).play();
        assert_eq!(play.ask("start"), "a");
        play.says_of("o", |o| (o.score_raw, o.completed) = (Some(7.0), Some(Some(true))));
        assert_eq!(play.ask("continue"), "b");
        let b = play.id("b");
        let objectives: Vec<_> = play.state.objectives(&play.tree, b).collect();
        assert_eq!((objectives[0].0, objectives[1].0), (None, Some("p")));
        (objectives[1].1.score_raw, objectives[1].1.completed)
    };
    assert_eq!(seen(Edition::Fourth), (Some(7.0), Some(true)));
    assert_eq!(seen(Edition::Second), (None, None));
}

#[test]
fn an_untracked_activity_reports_nothing_and_still_reads() {
    let mut play = two_chapters()
        .but("a", |i| {
            i.seq.delivery_controls.tracked = false;
            i.seq.primary_objective = objective("p", vec![shared("g")]);
        })
        .play();
    play.state.set_global(&play.tree, "g", ObjectiveStatus { measure: Some(0.5), ..Default::default() });
    assert_eq!(play.ask("start"), "a");
    let a = play.id("a");
    assert_eq!(play.state.objectives(&play.tree, a).next().unwrap().1.measure, Some(0.5));
    play.passed().scored(1.0);
    assert_eq!(play.ask("continue"), "b");
    assert_eq!(play.state.global(&play.tree, "g").unwrap().measure, Some(0.5));
    assert_eq!(play.state.attempts(a), 0);
}

#[test]
fn the_primary_objective_may_be_reported_by_its_name() {
    let mut play = two_chapters().but("a", |i| i.seq.primary_objective = objective("p", vec![])).play();
    assert_eq!(play.ask("start"), "a");
    play.says_of("p", |o| (o.satisfied, o.measure) = (Some(Some(false)), Some(0.1)));
    play.says(|s| s.measure = Some(0.2));
    assert_eq!(play.ask("continue"), "b");
    assert_eq!((play.satisfied("a"), play.primary("a").measure), (Some(false), Some(0.2)));
}

#[test]
fn up_4_satisfaction_by_measure_needs_a_measure() {
    let mut play = two_chapters()
        .but("a", |i| {
            i.seq.primary_objective.satisfied_by_measure = true;
            i.seq.primary_objective.min_normalized_measure = 0.5;
            i.seq.primary_objective.maps.push(shared("g"));
        })
        .play();
    assert_eq!(play.ask("start"), "a");
    play.passed();
    assert_eq!(play.ask("continue"), "b");
    assert_eq!(play.satisfied("a"), None);
    assert_eq!(play.ask("previous"), "a");
    play.scored(0.5);
    assert_eq!(play.ask("continue"), "b");
    assert_eq!(play.satisfied("a"), Some(true));
    assert_eq!(play.state.global(&play.tree, "g").unwrap().satisfied, Some(true));
}

/// Content that is silent about success was successful, also where a shared objective that it reads says otherwise.
#[test]
fn up_4_what_is_read_was_not_said_by_content() {
    let from = |target: &str| ObjectiveMap { write_satisfied_status: true, ..reading(target) };
    let mut play = two_chapters()
        .but("a", |i| i.seq.primary_objective = objective("a", vec![shared("g")]))
        .but("b", |i| i.seq.primary_objective = objective("b", vec![from("g")]))
        .play();
    play.ask("start");
    assert_eq!(play.failed().ask("continue"), "b");
    assert_eq!(play.satisfied("b"), Some(false));
    assert_eq!(play.ask("continue"), "c");
    assert_eq!((play.satisfied("a"), play.satisfied("b")), (Some(true), Some(true)));
    // It may say otherwise.
    assert_eq!(play.ask("choice b"), "b");
    assert_eq!(play.failed().ask("continue"), "c");
    assert_eq!((play.satisfied("a"), play.satisfied("b")), (Some(false), Some(false)));
}
