//! SCORM 2004: navigation, rollup, suspending and resuming.

use std::sync::Arc;

use runtime::{Attempt, Edition, EntryKind, PendingRequest, Request};
use sequencing::definition::{
    Combination, HiddenControl, PostConditionAction, PreConditionAction, RuleCondition, RuleConditionKind,
    SequencingRule, Timing,
};

use crate::course::{Course, Play};

const ED4: Edition = Edition::Scorm2004Ed4;

fn single() -> Course {
    Course::new(ED4).sco(1, "a")
}

fn three() -> Course {
    Course::new(ED4).flow().sco(1, "a").sco(1, "b").sco(1, "c")
}

fn when(condition: RuleConditionKind) -> RuleCondition {
    RuleCondition { condition, not: false, referenced_objective: None, measure_threshold: 0.0 }
}

fn rule<A>(action: A, condition: RuleConditionKind) -> SequencingRule<A> {
    SequencingRule { combination: Combination::All, conditions: vec![when(condition)], action }
}

/// Plays what is open to its end.
fn pass(play: &mut Play, success: &str, score: &str) {
    play.init().set("cmi.completion_status", "completed");
    play.set("cmi.success_status", success).set("cmi.score.scaled", score);
    play.finish();
}

#[test]
fn a_single_sco_starts_without_flow_and_rolls_up() {
    let mut play = single().play();
    assert_eq!(play.open(), "choosing");
    play.go("start");
    assert_eq!(play.open(), "a");
    pass(&mut play, "passed", "0.8");
    assert_eq!(play.course(), "Complete Passed Some(0.8)", "known before the learner leaves");
    assert_eq!(play.attempt.pending_request(), PendingRequest::ExitCourse(Request::ExitAll));
    play.go("exitAll");
    assert_eq!(play.open(), "ended");
    let root = play.attempt.results().root;
    assert_eq!((root.attempts, root.children[0].attempts), (1, 1));
    play.check();
}

#[test]
fn content_that_says_nothing_is_done_when_it_ends() {
    let mut play = single().play();
    play.go("start").init().finish().go("exitAll");
    assert_eq!(play.course(), "Complete Passed None");
    let by_content = single().with(|a| {
        a.sequencing.delivery_controls.completion_set_by_content = true;
        a.sequencing.delivery_controls.objective_set_by_content = true;
    });
    let mut play = by_content.play();
    play.go("start").init().finish().go("exitAll");
    assert_ne!(play.course(), "Complete Passed None");
    play.check();
}

#[test]
fn unknown_said_by_content_stays_unknown() {
    let mut play = single().play();
    play.go("start").init().set("cmi.completion_status", "unknown").set("cmi.success_status", "unknown");
    play.finish().go("exitAll");
    assert!(!play.course().contains("Complete"), "{}", play.course());
    assert!(!play.course().contains("Passed"), "{}", play.course());
}

#[test]
fn flow_leads_through_and_out() {
    let mut play = three().play();
    play.go("start");
    assert_eq!((play.open().as_str(), play.controls().as_str()), ("a", "continue"));
    pass(&mut play, "passed", "1");
    play.go("continue");
    assert_eq!((play.open().as_str(), play.controls().as_str()), ("b", "continue previous"));
    pass(&mut play, "passed", "0.5");
    play.go("previous");
    assert_eq!(play.open(), "a");
    pass(&mut play, "passed", "1");
    play.go("choice:c");
    assert_eq!(play.open(), "c");
    pass(&mut play, "passed", "0");
    play.go("continue");
    assert_eq!(play.open(), "ended");
    assert_eq!(play.course(), "Complete Passed Some(0.5)");
    play.check();
}

#[test]
fn without_flow_the_learner_chooses() {
    let mut play = Course::new(ED4).sco(1, "a").sco(1, "b").play();
    play.go("start");
    assert_eq!(play.open(), "choosing");
    assert_eq!(play.view().message, None, "waiting for a choice is no failure");
    assert_eq!(play.choices(), "a b");
    play.go("choice:b");
    assert_eq!((play.open().as_str(), play.controls().as_str()), ("b", ""));
    play.go("choice:nothing");
    assert_eq!(play.open(), "b");
    assert_eq!(play.view().message, Some("nothing-to-open"));
    play.check();
}

#[test]
fn a_refused_request_leaves_content_open() {
    let mut play = Course::new(ED4).flow().no_choice().sco(1, "a").sco(1, "b").play();
    play.go("start").init();
    assert_eq!(play.choices(), "root");
    play.go("choice:b");
    assert_eq!((play.open().as_str(), play.view().message), ("a", Some("nothing-to-open")));
    assert_eq!(play.get("cmi.mode"), "normal", "its session goes on");
    assert!(play.notes.iter().any(|note| note.contains("NB.2.1-10")), "{:?}", play.notes);
    play.check();
}

#[test]
fn content_asks_and_learns_what_it_may_ask() {
    let mut play = three().play();
    play.go("start").init();
    for (element, answer) in [
        ("adl.nav.request", "_none_"),
        ("adl.nav.request_valid.continue", "true"),
        ("adl.nav.request_valid.previous", "false"),
        ("adl.nav.request_valid.choice.{target=c}", "true"),
        ("adl.nav.request_valid.choice.{target=x}", "false"),
        ("adl.nav.request_valid.jump.{target=b}", "true"),
        ("adl.nav.request_valid.elsewhere", "401"),
    ] {
        assert_eq!(play.get(element), answer, "{element}");
    }
    for (element, value, error) in [
        ("adl.nav.request", "onward", 406),
        ("adl.nav.request_valid.continue", "true", 404),
        ("adl.nav.nothing", "true", 401),
    ] {
        assert_eq!(play.try_set(element, value), error, "{element}");
    }
    play.set("adl.nav.request", "{target=c}choice");
    assert_eq!(play.get("adl.nav.request"), "{target=c}choice");
    assert_eq!(play.attempt.pending_request(), PendingRequest::None, "not before it has finished");
    play.finish();
    let choice = Request::Choice("c".into());
    assert_eq!(play.attempt.pending_request(), PendingRequest::Navigate(choice));
    let mut own = play.clone();
    own.go("continue");
    assert_eq!(own.open(), "b", "the learner's own request wins");
    play.go("choice:c");
    assert_eq!(play.open(), "c");
    play.check();
}

#[test]
fn jump_is_of_the_fourth_edition() {
    let mut play = Course::new(Edition::Scorm2004Ed3).flow().sco(1, "a").sco(1, "b").play();
    play.go("start").init();
    assert_eq!(play.try_set("adl.nav.request", "{target=b}jump"), 406);
    assert_eq!(play.get("adl.nav.request_valid.jump.{target=b}"), "401");
}

/// `scormVersion` takes effect at the next launch, also back again, and a journal replays alone over all of them.
#[test]
fn a_launch_may_go_by_another_edition() {
    let course = Course::new(ED4).flow().sco(1, "a").sco(1, "b");
    let package = Arc::new(course.definition());
    let mut play = course.play();
    let may_jump = |play: &Play| play.get("adl.nav.request_valid.jump.{target=b}");
    play.go("start").init().set("cmi.location", "p1");
    assert_eq!(may_jump(&play), "true");
    play.go("suspendAll");
    for (launch, edition, expected) in [
        ("l2", Some(Edition::Scorm2004Ed3), "401"),
        ("l3", None, "true"),
        ("l4", Some(Edition::Scorm2004Ed2), "401"),
    ] {
        play.launch_as(launch, |pins| pins.behaviour.edition = edition);
        play.go("start").init();
        assert_eq!(play.attempt.definition().edition, edition.unwrap_or(ED4));
        assert_eq!((play.open().as_str(), play.get("cmi.location").as_str()), ("a", "p1"));
        assert_eq!(may_jump(&play), expected, "{launch}");
        let restored = Attempt::restore(Arc::clone(&package), &play.attempt.snapshot()).unwrap();
        assert_eq!(restored.definition(), play.attempt.definition());
        assert_eq!((restored.digest(), restored.view()), (play.attempt.digest(), play.view()));
        play.go("suspendAll");
    }
    let mut replayed = Attempt::new(Arc::clone(&package));
    for entry in &play.journal {
        assert_eq!(replayed.apply(entry).refused, None, "{entry:?}");
    }
    assert_eq!(replayed.digest(), play.attempt.digest());
    // Another standard is never taken.
    let mut older =
        Course::new(Edition::Scorm12).sco(1, "a").play_as(|pins| pins.behaviour.edition = Some(ED4));
    older.go("start").init();
    assert_eq!(older.attempt.definition().edition, Edition::Scorm12);
    play.server(EntryKind::Reset);
    assert_eq!(play.attempt.definition().edition, ED4);
}

#[test]
fn rules_decide_on_what_content_said_a_moment_ago() {
    let course = Course::new(ED4).flow().sco(1, "a").sco(1, "b").with(|b| {
        let skip = rule(PreConditionAction::Disabled, RuleConditionKind::Always);
        b.sequencing.pre_condition_rules.push(skip);
    });
    let mut play = course.play();
    play.go("start").init();
    assert_eq!(play.choices(), "root a");
    let again = three().whole(|d| {
        let retry = rule(PostConditionAction::Retry, RuleConditionKind::Satisfied);
        d.activities[1].sequencing.post_condition_rules.push(retry);
    });
    let mut play = again.play();
    play.go("start");
    pass(&mut play, "passed", "1");
    let before = play.view().delivery.unwrap().number;
    play.go("continue");
    let delivery = play.view().delivery.unwrap();
    assert_eq!((delivery.activity.as_str(), delivery.number), ("a", before + 1), "the rule replaced it");
    let story = play.notes.iter().rev().find(|note| note.contains("deliver a")).unwrap();
    assert!(story.contains("TB.2.2 a: rule retry fired (satisfied=true)"), "{story}");
    play.init();
    assert_eq!(play.get("cmi.entry"), "ab-initio", "a new attempt");
    play.check();
}

#[test]
fn validity_follows_each_value_that_is_set() {
    let course = three().whole(|d| {
        let stop = SequencingRule {
            combination: Combination::All,
            conditions: vec![RuleCondition { not: true, ..when(RuleConditionKind::Completed) }],
            action: PreConditionAction::StopForwardTraversal,
        };
        d.activities[1].sequencing.pre_condition_rules.push(stop);
    });
    let mut play = course.play();
    play.go("start").init().set("cmi.completion_status", "incomplete");
    assert_eq!(play.get("adl.nav.request_valid.choice.{target=c}"), "false");
    assert_eq!(play.choices(), "root a");
    play.set("cmi.completion_status", "completed");
    assert_eq!(play.get("adl.nav.request_valid.choice.{target=c}"), "true");
    assert_eq!(play.choices(), "root a b c");
    play.check();
}

#[test]
fn hidden_controls_are_gone_and_unselected_items_too() {
    let course = three().whole(|d| {
        let hidden = &mut d.activities[1].sequencing.hide_lms_ui;
        hidden.extend([HiddenControl::Continue, HiddenControl::AbandonAll]);
        d.activities[3].visible = false;
    });
    let mut play = course.play();
    play.go("start");
    let controls = play.view().controls;
    assert!(!controls.continue_.visible && !controls.continue_.enabled && !controls.abandon_all.visible);
    assert!(controls.exit_all.visible && controls.suspend_all.enabled && controls.return_to_lms.visible);
    assert_eq!(play.choices(), "root a b");
}

#[test]
fn suspend_all_resumes_where_it_was() {
    let mut play = three().play();
    play.go("start");
    pass(&mut play, "passed", "1");
    play.go("continue").init();
    play.set("cmi.location", "page 3").set("cmi.exit", "suspend").finish().go("suspendAll");
    assert_eq!(play.open(), "ended");
    play.launch("l2");
    play.go("start");
    assert_eq!(play.open(), "b");
    play.init();
    assert_eq!((play.get("cmi.entry"), play.get("cmi.location")), ("resume".into(), "page 3".into()));
    play.check();
}

#[test]
fn a_session_without_terminate_counts_as_suspended() {
    let mut play = three().play();
    play.go("start").init().set("cmi.location", "page 3").unload();
    assert_eq!(play.open(), "a");
    play.go("returnToLms");
    play.launch("l2");
    play.go("start").init();
    assert_eq!((play.get("cmi.entry"), play.get("cmi.location")), ("resume".into(), "page 3".into()));
    play.check();
}

#[test]
fn exit_all_begins_anew() {
    let mut play = three().play();
    play.go("start");
    pass(&mut play, "passed", "1");
    play.go("continue").init().set("cmi.location", "page 3").finish().go("exitAll");
    play.launch("l2");
    play.go("start");
    assert_eq!(play.open(), "a");
    play.init();
    assert_eq!((play.get("cmi.entry"), play.get("cmi.location")), ("ab-initio".into(), "403".into()));
    play.check();
}

#[test]
fn loading_the_page_anew_shows_the_same_again() {
    let mut play = three().play();
    play.go("start").go("continue").init().set("cmi.location", "page 3").unload();
    let before = play.view().delivery.unwrap().number;
    play.go("start");
    assert_eq!((play.open().as_str(), play.view().delivery.unwrap().number), ("b", before + 1));
    play.init();
    assert_eq!((play.get("cmi.entry"), play.get("cmi.location")), ("resume".into(), "page 3".into()));
    pass_rest(&mut play);
    assert_eq!(play.attempt.results().root.children[1].attempts, 1);
    play.check();
}

fn pass_rest(play: &mut Play) {
    play.set("cmi.completion_status", "completed").set("cmi.success_status", "passed").finish();
}

#[test]
fn exit_leaves_the_activity_only() {
    let mut play = three().play();
    play.go("start");
    pass(&mut play, "passed", "1");
    play.go("exit");
    assert_eq!(play.open(), "choosing");
    assert_eq!(play.choices(), "root a b c");
    assert_eq!(play.controls(), "continue");
    play.go("continue");
    assert_eq!(play.open(), "b");
    play.check();
}

#[test]
fn the_learner_can_always_go() {
    for request in ["exitAll", "suspendAll", "abandonAll", "returnToLms"] {
        let mut play = Course::new(ED4).sco(1, "a").sco(1, "b").play();
        play.go("start").go(request);
        assert_eq!(play.open(), "ended", "{request} before anything was chosen");
        play.launch("l2");
        play.go("start").go("choice:b").init().go(request);
        assert_eq!(play.open(), "ended", "{request} from running content");
        play.check();
    }
}

#[test]
fn abandoned_content_hands_nothing_over() {
    let mut play = three().play();
    play.go("start").init().set("cmi.completion_status", "completed");
    play.set("adl.nav.request", "abandonAll").finish();
    assert_eq!(play.attempt.pending_request(), PendingRequest::Navigate(Request::AbandonAll));
    play.go("abandonAll");
    assert_eq!(play.open(), "ended");
    assert_eq!(format!("{:?}", play.attempt.results().root.children[0].completion), "Unknown");
    play.check();
}

#[test]
fn what_the_learner_abandons_is_not_handed_over() {
    let mut play = three().play();
    play.go("start").init().set("cmi.completion_status", "completed").go("abandon");
    assert_eq!(play.open(), "choosing");
    assert_eq!(format!("{:?}", play.attempt.results().root.children[0].completion), "Unknown");
    play.check();
}

#[test]
fn a_silent_launch_is_closed_and_opens_again() {
    let mut play = three().play();
    play.go("start").init().set("cmi.location", "page 3");
    let before = play.clone();
    play.server(EntryKind::Closed);
    assert_eq!(play.open(), "ended");
    assert!(play.attempt.closed_by_server());
    play.check();
    let mut later = before.clone();
    later.now = play.now;
    later.set("cmi.completion_status", "completed");
    play.set("cmi.completion_status", "completed");
    assert_eq!(play.attempt.digest(), later.attempt.digest(), "as if it had not been closed");
    assert_eq!(play.open(), "a");
    play.check();
    play.server(EntryKind::Closed);
    play.launch("l2");
    play.go("start").init();
    assert_eq!((play.open(), play.get("cmi.entry")), ("a".into(), "resume".into()));
    play.check();
}

#[test]
fn review_changes_no_tracking() {
    let mut play = single().play();
    play.go("start");
    pass(&mut play, "passed", "0.8");
    play.go("exitAll");
    let before = play.attempt.results();
    play.launch_as("l2", |pins| {
        pins.mode = runtime::Mode::Review;
        pins.credit = false;
    });
    play.go("start").init().set("cmi.completion_status", "incomplete");
    play.set("cmi.success_status", "failed").set("cmi.score.scaled", "0.1").finish().go("exitAll");
    assert_eq!(play.course(), "Complete Passed Some(0.8)");
    let after = play.attempt.results().root;
    assert_eq!((after.completion, after.success, after.score), {
        (before.root.completion, before.root.success, before.root.score)
    });
    assert_eq!(after.children[0].objectives, before.root.children[0].objectives);
    play.check();
}

#[test]
fn reset_forgets_everything() {
    let mut play = three().play();
    play.go("start");
    pass(&mut play, "passed", "1");
    play.server(EntryKind::Reset);
    assert_eq!(play.course(), "Unknown Unknown None");
    assert_eq!(play.attempt.results().root.attempts, 0);
    assert_eq!(play.attempt.applied(), 0);
    play.launch("l2");
    play.go("start");
    assert_eq!(play.open(), "a");
    play.check();
}

#[test]
fn always_flow_to_first_sco() {
    let mut play = Course::new(ED4).sco(1, "a").sco(1, "b").play_as(|pins| {
        pins.behaviour.always_flow_to_first_sco = true;
    });
    play.go("start");
    assert_eq!(play.open(), "a");
}

#[test]
fn the_course_knows_what_was_committed() {
    let mut play = single().play();
    play.go("start").init().set("cmi.completion_status", "completed").set("cmi.success_status", "passed");
    assert_eq!(play.course(), "Unknown Unknown None");
    play.commit();
    assert_eq!(play.course(), "Complete Passed None");
    assert!(play.effects.contains(&runtime::Effect::ResultsChanged));
    play.check();
}

#[test]
fn the_order_drawn_is_the_order_shown_and_stays() {
    let ids = ["a", "b", "c", "d", "e", "f"];
    let course = ids.iter().fold(
        Course::new(ED4).flow().with(|root| {
            root.sequencing.randomization.randomization_timing = Timing::Once;
            root.sequencing.randomization.reorder_children = true;
        }),
        |course, id| course.sco(1, id),
    );
    let order = |play: &Play| play.toc().iter().map(|item| item.id.clone()).collect::<Vec<_>>();
    let mut orders = std::collections::BTreeSet::new();
    for seed in 0..8 {
        let mut play = course.play_as(|pins| pins.seed = seed);
        play.go("start");
        let drawn = order(&play);
        assert_eq!(play.open(), drawn[1], "the first one shown is the first one opened");
        play.init().unload().go("suspendAll");
        play.launch_as("l2", |pins| pins.seed = seed + 100);
        play.go("start");
        assert_eq!(order(&play), drawn, "another seed draws nothing anew");
        play.check();
        orders.insert(drawn);
    }
    assert!(orders.len() > 1);
}
