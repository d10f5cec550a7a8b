//! SCORM 1.2: activities in a row, prerequisites, status and time.

use runtime::{Edition, EntryKind, PendingRequest, Prerequisite, Request};

use crate::course::{Course, SECOND};

fn single() -> Course {
    Course::new(Edition::Scorm12).sco(1, "a")
}

fn three() -> Course {
    Course::new(Edition::Scorm12)
        .sco(1, "a")
        .sco(1, "b")
        .with(|b| b.prerequisites = Some(Prerequisite::Done("a".into())))
        .sco(1, "c")
}

#[test]
fn a_single_sco_is_launched_finished_and_left() {
    let mut play = single().play();
    play.go("start");
    assert_eq!((play.open().as_str(), play.controls().as_str(), play.toc().len()), ("a", "", 0));
    play.init().set("cmi.core.lesson_status", "passed").set("cmi.core.score.raw", "80").finish();
    assert_eq!(play.course(), "Complete Passed Some(0.8)");
    assert_eq!(play.attempt.pending_request(), PendingRequest::ExitCourse(Request::ExitAll));
    play.go("exitAll");
    assert_eq!(play.open(), "ended");
    play.check();
}

#[test]
fn prerequisites_bar_continue_and_choice() {
    let mut play = three().play();
    play.go("start");
    assert_eq!((play.open().as_str(), play.choices().as_str()), ("a", "root a c"));
    play.go("choice:b");
    assert_eq!((play.open().as_str(), play.view().message), ("a", Some("nothing-to-open")));
    play.go("continue");
    assert_eq!(play.open(), "c", "what is barred is passed by");
    play.go("previous").init().set("cmi.core.lesson_status", "completed").finish();
    assert_eq!(play.choices(), "root a b c");
    play.go("continue");
    assert_eq!((play.open().as_str(), play.controls().as_str()), ("b", "continue previous"));
    play.check();
}

#[test]
fn the_last_one_leads_nowhere_and_the_next_launch_resumes() {
    let mut play = three().play();
    play.go("start").go("choice:c");
    assert_eq!(play.controls(), "previous");
    play.init().set("cmi.core.lesson_location", "page 3").unload().go("returnToLms");
    play.launch("l2");
    play.go("start");
    assert_eq!(play.open(), "c");
    play.init();
    assert_eq!(play.get("cmi.core.entry"), "resume");
    assert_eq!(play.get("cmi.core.lesson_location"), "page 3");
    play.check();
}

#[test]
fn closing_sets_no_status_and_opens_again() {
    let mut play = single().play();
    play.go("start").init();
    let before = play.clone();
    play.server(EntryKind::Closed);
    assert!(!play.course().starts_with("Complete"), "{}", play.course());
    play.check();
    let mut later = before.clone();
    later.now = play.now;
    later.finish();
    play.finish();
    assert_eq!(play.attempt.digest(), later.attempt.digest());
    play.check();
}

#[test]
fn time_counts_while_signs_of_life_come() {
    let mut play = single().play();
    play.go("start");
    for _ in 0..5 {
        play.now += 59 * SECOND;
        play.offer(EntryKind::Heartbeat);
    }
    let counted = play.attempt.course_result().total_time.0;
    assert_eq!(counted, 5 * 60 * 100);
    // The lid was closed for an hour.
    play.now += 3_600 * SECOND;
    play.offer(EntryKind::Heartbeat);
    assert_eq!(play.attempt.course_result().total_time.0, counted);
    play.unload();
    let unloaded = play.attempt.course_result().total_time.0;
    play.now += 60 * SECOND;
    play.offer(EntryKind::Heartbeat);
    assert_eq!(play.attempt.course_result().total_time.0, unloaded, "nothing is open");
    play.check();
}

#[test]
fn a_call_that_fails_leaves_no_trace() {
    let mut play = single().play();
    play.go("start");
    let before = (play.attempt.digest(), play.attempt.applied());
    assert_ne!(play.try_set("cmi.core.lesson_status", "passed"), 0, "before LMSInitialize");
    assert_ne!(play.offer(EntryKind::Terminate), 0);
    assert_eq!((play.attempt.digest(), play.attempt.applied()), before);
    play.check();
}

#[test]
fn initialize_after_finish_is_accepted_with_a_note() {
    let mut play = single().play();
    play.go("start").init().set("cmi.core.lesson_status", "incomplete").finish().init();
    assert!(play.notes.iter().any(|note| note.contains("LMSInitialize after LMSFinish")));
    play.set("cmi.core.lesson_status", "completed").finish();
    assert_eq!(play.course(), "Complete Unknown None");
    play.check();
}

#[test]
fn exit_of_one_among_several_lets_choose() {
    let mut play = three().play();
    play.go("start").go("exit");
    assert_eq!(play.open(), "choosing");
    play.go("choice:c");
    assert_eq!(play.open(), "c");
    play.go("exitAll");
    play.launch("l2");
    play.go("start");
    assert_eq!(play.open(), "a", "the course was left for good");
    play.check();
}

#[test]
fn complete_stays_complete() {
    let mut play = single().play();
    play.go("start").init().set("cmi.core.lesson_status", "passed").set("cmi.core.score.raw", "90");
    play.finish().go("exitAll");
    play.launch("l2");
    play.go("start").init().set("cmi.core.lesson_status", "failed").set("cmi.core.score.raw", "10").finish();
    assert_eq!(play.course(), "Complete Passed Some(0.9)");
    play.check();
}

#[test]
fn a_completed_course_is_reviewed_without_credit() {
    let mut play = single().play();
    play.go("start").init().set("cmi.core.lesson_status", "passed").set("cmi.core.score.raw", "90");
    play.finish().go("exitAll");
    let behaviour = play.attempt.pins().unwrap().behaviour.clone();
    let (mode, credit) = play.attempt.next_mode(&behaviour);
    assert_eq!((mode.name(), credit), ("review", false));
    play.launch_as("l2", |pins| (pins.mode, pins.credit) = (mode, credit));
    play.go("start").init();
    assert_eq!((play.get("cmi.core.lesson_mode"), play.get("cmi.core.credit")), {
        ("review".into(), "no-credit".into())
    });
    play.set("cmi.core.lesson_status", "failed").set("cmi.core.score.raw", "10");
    play.set("cmi.core.lesson_location", "page 9").finish().go("exitAll");
    assert_eq!(play.course(), "Complete Passed Some(0.9)");
    let runtime = play.attempt.results().root.children[0].runtime.clone().unwrap();
    assert_eq!(runtime.score_raw.as_deref(), Some("90"));
    assert_eq!(runtime.location.as_deref(), Some("page 9"));
    play.check();
}

#[test]
fn browsing_leaves_browsed() {
    let mut play = single().play_as(|pins| {
        pins.mode = runtime::Mode::Browse;
        pins.credit = false;
    });
    play.go("start").init().finish();
    assert_eq!(play.attempt.results().root.children[0].runtime.clone().unwrap().completion_status, "browsed");
    assert!(!play.course().starts_with("Complete"));
    play.check();
}

#[test]
fn credit_mastery_and_a_score_decide() {
    let course = single().with(|a| a.launch_data.mastery_score = Some(70.0));
    for (raw, course_is) in [("70", "Complete Passed Some(0.7)"), ("69", "Unknown Failed Some(0.69)")] {
        let mut play = course.play();
        play.go("start").init().set("cmi.core.score.raw", raw).finish();
        assert_eq!(play.course(), course_is);
        play.check();
    }
}
