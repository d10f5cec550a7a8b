//! Objectives: shared between activities, registrations and courses.

use runtime::{Edition, Effect, GlobalObjective};
use sequencing::definition::{Objective, ObjectiveMap};

use crate::course::Course;

fn mapped(target: &str) -> Objective {
    Objective {
        id: Some("own".into()),
        maps: vec![ObjectiveMap {
            target: target.into(),
            read_satisfied_status: true,
            read_normalized_measure: true,
            write_satisfied_status: true,
            write_normalized_measure: true,
            ..ObjectiveMap::default()
        }],
        ..Objective::default()
    }
}

/// Two SCOs that share an objective.
fn sharing(global: bool) -> Course {
    Course::new(Edition::Scorm2004Ed4)
        .flow()
        .sco(1, "a")
        .with(|a| a.sequencing.objectives = vec![mapped("shared")])
        .sco(1, "b")
        .with(|b| b.sequencing.objectives = vec![mapped("shared")])
        .whole(|d| d.objectives_global_to_system = global)
}

#[test]
fn one_activity_writes_what_the_next_reads() {
    let mut play = sharing(false).play();
    play.go("start").init();
    assert_eq!(play.get("cmi.objectives._count"), "1");
    assert_eq!(play.get("cmi.objectives.0.id"), "own");
    play.set("cmi.objectives.0.success_status", "passed").set("cmi.objectives.0.score.scaled", "0.25");
    play.finish().go("continue");
    assert_eq!(play.open(), "b");
    play.init();
    assert_eq!(play.get("cmi.objectives.0.success_status"), "passed");
    assert_eq!(play.get("cmi.objectives.0.score.scaled"), "0.25");
    play.finish();
    assert!(!play.effects.iter().any(|effect| matches!(effect, Effect::GlobalObjective(_))));
    let objectives = &play.attempt.results().root.children[1].objectives;
    assert_eq!((objectives[1].id.as_str(), objectives[1].satisfied), ("own", Some(true)));
    play.check();
}

#[test]
fn objectives_of_the_course_last_as_long_as_its_attempt() {
    let ends = [("suspendAll", false, "passed"), ("exitAll", false, "unknown"), ("exitAll", true, "passed")];
    for (end, global, after) in ends {
        let mut play = sharing(global).play();
        play.go("start").init().set("cmi.objectives.0.success_status", "passed").finish().go(end);
        play.launch("again");
        play.go("start").init();
        assert_eq!(play.get("cmi.objectives.0.success_status"), after, "{end}, global {global}");
        play.check();
    }
}

#[test]
fn objectives_global_to_the_system_come_and_go() {
    let mut play = sharing(true).play_as(|pins| {
        pins.global_objectives = vec![GlobalObjective {
            id: "shared".into(),
            satisfied: Some(false),
            measure: Some(0.5),
            ..GlobalObjective::default()
        }];
    });
    play.go("start").init();
    assert_eq!(play.get("cmi.objectives.0.success_status"), "failed");
    assert_eq!(play.get("cmi.objectives.0.score.scaled"), "0.5");
    assert!(!play.effects.iter().any(|effect| matches!(effect, Effect::GlobalObjective(_))));
    play.set("cmi.objectives.0.success_status", "passed").finish();
    let written = play.effects.iter().find_map(|effect| match effect {
        Effect::GlobalObjective(objective) => Some(objective.clone()),
        _ => None,
    });
    let written = written.unwrap();
    assert_eq!((written.id.as_str(), written.satisfied, written.measure), ("shared", Some(true), Some(0.5)));
    play.check();
}

#[test]
fn what_was_only_read_is_not_written_back() {
    let course = sharing(true).whole(|d| {
        let maps = &mut d.activities[2].sequencing.objectives[0].maps;
        maps[0].write_satisfied_status = false;
        maps.push(ObjectiveMap {
            target: "other".into(),
            write_satisfied_status: true,
            ..ObjectiveMap::default()
        });
    });
    let mut play = course.play();
    play.go("start").init().set("cmi.objectives.0.success_status", "passed").finish().go("continue").init();
    assert_eq!(play.get("cmi.objectives.0.success_status"), "passed");
    play.effects.clear();
    play.finish();
    assert!(!play.effects.iter().any(|effect| matches!(effect, Effect::GlobalObjective(_))));
    play.check();
}

#[test]
fn a_score_below_the_passing_score_fails() {
    let course = Course::new(Edition::Scorm2004Ed4).sco(1, "a").with(|a| {
        a.launch_data.scaled_passing_score = Some(0.6);
        a.sequencing.primary_objective.satisfied_by_measure = true;
        a.sequencing.primary_objective.min_normalized_measure = 0.6;
    });
    for (score, standing) in [("0.5", "Complete Failed Some(0.5)"), ("0.6", "Complete Passed Some(0.6)")] {
        let mut play = course.play();
        play.go("start").init().set("cmi.completion_status", "completed").set("cmi.score.scaled", score);
        play.finish().go("exitAll");
        assert_eq!(play.course(), standing);
        play.check();
    }
}

#[test]
fn the_primary_objective_begins_with_what_it_reads() {
    let primary = |name: &str| Objective { id: Some(name.into()), ..mapped("shared") };
    let course = Course::new(Edition::Scorm2004Ed4)
        .flow()
        .sco(1, "a")
        .with(|a| a.sequencing.primary_objective = primary("first"))
        .sco(1, "b")
        .with(|b| b.sequencing.primary_objective = primary("second"));
    let mut play = course.play();
    play.go("start").init().set("cmi.success_status", "passed").set("cmi.score.scaled", "0.5");
    play.finish().go("continue").init();
    assert_eq!(play.get("cmi.objectives._count"), "1");
    assert_eq!(play.get("cmi.objectives.0.id"), "second");
    assert_eq!(play.get("cmi.objectives.0.success_status"), "passed");
    assert_eq!(play.get("cmi.objectives.0.score.scaled"), "0.5");
    play.check();
}

#[test]
fn a_resumed_session_sees_what_others_wrote_meanwhile() {
    let mut play = sharing(false).play();
    play.go("start").init();
    assert_eq!(play.get("cmi.objectives.0.success_status"), "unknown");
    play.set("cmi.exit", "suspend").finish().go("continue").init();
    play.set("cmi.objectives.0.success_status", "failed").finish().go("previous").init();
    assert_eq!((play.open(), play.get("cmi.entry")), ("a".into(), "resume".into()));
    assert_eq!(play.get("cmi.objectives.0.success_status"), "failed");
    play.check();
}

/// A reset from outside enters the journal: what activities share is forgotten, what they came to stays.
#[test]
fn a_reset_forgets_what_is_shared() {
    let mut play = sharing(true).play();
    play.go("start").init().set("cmi.objectives.0.success_status", "passed").finish();
    play.server(runtime::EntryKind::ObjectivesReset);
    let objectives = &play.attempt.results().root.children[0].objectives;
    assert_eq!(objectives[1].satisfied, None);
    assert!(play.attempt.results().root.children[0].attempts > 0);
    assert_eq!(play.attempt.shared_objectives(), ["shared"]);
    play.go("continue").init();
    assert_eq!(play.get("cmi.objectives.0.success_status"), "unknown");
    play.check();
}

/// A close of the server's that turns out to be none brings nothing back.
#[test]
fn a_reset_outlives_the_undoing_of_the_servers_close() {
    let mut play = sharing(false).play();
    play.go("start").init().set("cmi.objectives.0.success_status", "passed").finish();
    play.server(runtime::EntryKind::Closed);
    play.server(runtime::EntryKind::ObjectivesReset);
    play.go("continue").init();
    assert_eq!(play.get("cmi.objectives.0.success_status"), "unknown");
    play.check();
}
