//! What follows once content has finished: its own request, else the exit actions.

use runtime::{Edition, ExitAction};

use crate::course::{Course, Play};

fn course(edition: Edition, items: usize) -> Course {
    let course = Course::new(edition).flow();
    ["a", "b"].iter().take(items).fold(course, |course, id| course.sco(1, id))
}

/// Finished with this status and exit; empty was not set.
fn finished(edition: Edition, items: usize, open: &str, status: &str, exit: &str) -> Play {
    let mut play = course(edition, items).play();
    play.go("start").go(&["choice:", open].concat()).init();
    let is_2004 = edition.is_2004();
    if !status.is_empty() {
        play.set(if is_2004 { "cmi.success_status" } else { "cmi.core.lesson_status" }, status);
    }
    if !exit.is_empty() {
        play.set(if is_2004 { "cmi.exit" } else { "cmi.core.exit" }, exit);
    }
    play.finish();
    play
}

#[test]
fn the_defaults_lead_on_or_out() {
    for edition in [Edition::Scorm12, Edition::Scorm2004Ed4] {
        for (items, open, status, exit, pending) in [
            (1, "a", "passed", "", "exit exitAll"),
            (1, "a", "failed", "", "exit exitAll"),
            (1, "a", "", "suspend", "exit suspendAll"),
            (1, "a", "passed", "time-out", "exit exitAll"),
            (2, "a", "passed", "", "navigate continue"),
            (2, "a", "failed", "", "message"),
            // Nothing said is done: the player implies it.
            (2, "a", "", "", "navigate continue"),
            (2, "a", "passed", "suspend", "message"),
            (2, "a", "passed", "time-out", "message"),
            (2, "a", "passed", "logout", "exit exitAll"),
            (2, "b", "passed", "", "exit exitAll"),
            (2, "b", "failed", "suspend", "exit suspendAll"),
        ] {
            let play = finished(edition, items, open, status, exit);
            assert_eq!(play.pending(), pending, "{edition:?} {items} {open} {status} {exit}");
            play.check();
        }
    }
}

#[test]
fn the_attributes_decide() {
    for edition in [Edition::Scorm12, Edition::Scorm2004Ed4] {
        for (action, pending) in [
            (ExitAction::ExitCourse, "exit exitAll"),
            (ExitAction::ExitAfterConfirmation, "confirm exitAll"),
            (ExitAction::Continue, "navigate continue"),
            (ExitAction::Message, "message"),
            (ExitAction::Nothing, "none"),
        ] {
            let mut play = course(edition, 2).play_as(|pins| {
                pins.behaviour.exit_actions.normal[0] = action;
                pins.behaviour.exit_actions.normal[1] = action;
            });
            play.go("start").init().finish();
            assert_eq!(play.pending(), pending);
        }
        let mut play = course(edition, 2).play_as(|pins| pins.behaviour.logout_causes_player_exit = false);
        play.go("start").init();
        play.set(if edition.is_2004() { "cmi.exit" } else { "cmi.core.exit" }, "logout").finish();
        let pending = if edition.is_2004() { "exit exitAll" } else { "confirm exitAll" };
        assert_eq!(play.pending(), pending, "{edition:?}");
    }
}

#[test]
fn content_that_is_gone_asks_for_nothing() {
    for edition in [Edition::Scorm12, Edition::Scorm2004Ed4] {
        let mut play = course(edition, 1).play();
        play.go("start").init().unload();
        assert_eq!(play.pending(), "none");
        play.check();
    }
}

#[test]
fn every_verb_of_content_is_performed() {
    for (verb, after) in [
        ("continue", "b"),
        ("{target=b}choice", "b"),
        ("{target=b}jump", "b"),
        ("exit", "choosing"),
        ("exitAll", "ended"),
        ("suspendAll", "ended"),
        ("abandon", "choosing"),
        ("abandonAll", "ended"),
        ("_none_", "a"),
    ] {
        let mut play = course(Edition::Scorm2004Ed4, 2).play();
        play.go("start").init().set("cmi.success_status", "failed").set("adl.nav.request", verb).finish();
        if let Some(request) = play.pending().strip_prefix("navigate ") {
            play.go(request);
        }
        assert_eq!(play.open(), after, "{verb}");
        play.check();
    }
}

#[test]
fn suspended_by_content_it_resumes() {
    let mut play = course(Edition::Scorm2004Ed4, 2).play();
    play.go("start").init().set("adl.nav.request", "suspendAll").finish().go("suspendAll");
    play.launch("l2");
    play.go("start").init();
    assert_eq!((play.open(), play.get("cmi.entry")), ("a".into(), "resume".into()));
    assert_eq!(play.get("adl.nav.request"), "_none_", "what was asked is not asked again");
    play.check();
}

#[test]
fn leaving_the_only_activity_leaves_the_course() {
    let mut play = course(Edition::Scorm2004Ed4, 1).play();
    play.go("start").init().set("cmi.success_status", "passed").finish().go("exit");
    assert_eq!(play.open(), "ended");
    play.check();
}
