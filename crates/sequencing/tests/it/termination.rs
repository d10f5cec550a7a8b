//! TB.2.1, TB.2.2, TB.2.3 and the utility processes

use sequencing::definition::PostConditionAction::{Continue, ExitAll, ExitParent, Previous, Retry, RetryAll};
use sequencing::definition::PreConditionAction::Skip;
use sequencing::definition::RuleConditionKind::{Completed, Satisfied};

use crate::course::{always, two_chapters, unless, when};

#[test]
fn tb_2_2_retry_begins_a_new_attempt() {
    let mut play = two_chapters()
        .but("a", |i| {
            i.post(Retry, unless(Satisfied));
        })
        .play();
    assert_eq!(play.ask("start"), "a");
    play.failed();
    assert_eq!(play.ask("continue"), "a");
    assert_eq!(play.state.attempts(play.id("a")), 2);
    assert_eq!(play.satisfied("a"), None);
    play.passed();
    assert_eq!(play.ask("continue"), "b");
}

#[test]
fn tb_2_2_a_request_of_the_rules_replaces_the_learners() {
    let mut play = two_chapters()
        .but("b", |i| {
            i.post(Previous, always());
        })
        .but("d", |i| {
            i.post(Continue, always());
        })
        .play();
    assert_eq!(play.asks(&["choice b", "choice e"]), ["b", "a"]);
    assert_eq!(play.asks(&["choice d", "exit"]), ["d", "e"]);
}

#[test]
fn tb_2_2_a_suspended_activity_has_no_post_conditions() {
    let mut play = two_chapters()
        .but("a", |i| {
            i.post(Retry, always());
        })
        .play();
    assert_eq!(play.ask("start"), "a");
    play.suspends();
    assert_eq!(play.ask("continue"), "b");
}

#[test]
fn tb_2_3_exit_parent_goes_on_after_the_parent() {
    let mut play = two_chapters()
        .but("a", |i| {
            i.post(ExitParent, always());
        })
        .play();
    assert_eq!(play.asks(&["start", "continue"]), ["a", "d"]);
    assert!(!play.state.is_active(play.id("1")));
}

#[test]
fn tb_2_3_exit_parent_asks_the_parents_rules_next() {
    let mut play = two_chapters()
        .but("a", |i| {
            i.post(ExitParent, always());
        })
        .but("1", |i| {
            i.post(ExitAll, always());
        })
        .play();
    assert_eq!(play.asks(&["start", "continue", "start"]), ["a", "ended", "a"]);
}

#[test]
fn tb_2_3_exit_all_from_a_rule_ends_the_session() {
    let mut play = two_chapters()
        .but("b", |i| {
            i.post(ExitAll, when(Satisfied));
        })
        .play();
    assert_eq!(play.asks(&["choice b", "continue"]), ["b", "ended"]);
    assert!(!play.state.is_active(play.id("r")));
    assert_eq!(play.ask("start"), "a");
}

#[test]
fn tb_2_3_retry_all_begins_the_course_again() {
    let mut play = two_chapters()
        .but("e", |i| {
            i.post(RetryAll, unless(Satisfied));
        })
        .play();
    assert_eq!(play.ask("choice e"), "e");
    play.failed();
    assert_eq!(play.ask("continue"), "a");
    assert_eq!(play.state.attempts(play.id("r")), 2);
}

#[test]
fn tb_2_1_the_outermost_exit_rule_ends_its_cluster() {
    let mut play = two_chapters()
        .but("1", |i| {
            i.exit(when(Satisfied));
            i.seq.rollup_rules.push(crate::rollup::any(
                sequencing::definition::RuleConditionKind::Satisfied,
                sequencing::definition::RollupAction::Satisfied,
            ));
        })
        .play();
    assert_eq!(play.ask("start"), "a");
    play.passed();
    assert_eq!(play.ask("continue"), "d");
    assert_eq!(play.satisfied("1"), Some(true));
}

#[test]
fn up_4_content_that_says_nothing_counts_as_done() {
    let mut play = two_chapters()
        .but("b", |i| {
            i.seq.delivery_controls.completion_set_by_content = true;
            i.seq.delivery_controls.objective_set_by_content = true;
        })
        .play();
    assert_eq!(play.asks(&["start", "continue", "continue"]), ["a", "b", "c"]);
    assert_eq!((play.is_completed("a"), play.satisfied("a")), (Some(true), Some(true)));
    assert_eq!((play.is_completed("b"), play.satisfied("b")), (None, None));
}

#[test]
fn up_4_what_content_left_unknown_stays_unknown() {
    let mut play = two_chapters().play();
    assert_eq!(play.ask("start"), "a");
    play.says(|s| (s.completed, s.satisfied) = (Some(None), Some(None)));
    assert_eq!(play.ask("continue"), "b");
    assert_eq!((play.is_completed("a"), play.satisfied("a")), (None, None));
}

#[test]
fn up_4_what_is_suspended_is_not_completed() {
    let mut play = two_chapters().play();
    assert_eq!(play.ask("start"), "a");
    play.suspends();
    assert_eq!(play.ask("continue"), "b");
    assert_eq!(play.is_completed("a"), None);
    // Coming back goes on with the same attempt.
    assert_eq!(play.ask("previous"), "a");
    assert_eq!(play.state.attempts(play.id("a")), 1);
}

#[test]
fn tb_2_3_abandon_leaves_no_trace() {
    let mut play = two_chapters().play();
    assert_eq!(play.ask("start"), "a");
    play.passed();
    assert_eq!(play.ask("abandon"), "choosing");
    assert_eq!(play.satisfied("a"), None);
    assert_eq!(play.ask("continue"), "b");
    play.passed();
    assert_eq!(play.ask("abandonAll"), "ended");
    assert_eq!(play.satisfied("b"), None);
    assert_eq!(play.ask("start"), "a");
}

#[test]
fn tb_2_3_suspend_all_suspends_the_whole_path() {
    let mut play = two_chapters().play();
    assert_eq!(play.asks(&["choice e", "suspendAll"]), ["e", "ended"]);
    for id in ["r", "2", "e"] {
        assert!(play.state.is_suspended(play.id(id)) && !play.state.is_active(play.id(id)), "{id}");
    }
    assert_eq!(play.state.suspended(), Some(play.id("e")));
}

#[test]
fn tb_2_3_suspend_all_after_an_exit_suspends_the_parent() {
    let mut play = two_chapters().play();
    assert_eq!(play.asks(&["choice e", "exit", "suspendAll"]), ["e", "choosing", "ended"]);
    assert_eq!(play.state.suspended(), Some(play.id("2")));
}

#[test]
fn db_2_1_another_activity_gives_up_the_suspended_one() {
    let mut play = two_chapters().play();
    assert_eq!(play.asks(&["choice e", "suspendAll", "choice a"]), ["e", "ended", "a"]);
    assert_eq!(play.state.suspended(), None);
    assert!(!play.state.is_suspended(play.id("e")));
    // What contains both goes on.
    assert!(!play.state.is_suspended(play.id("2")));
    assert_eq!(play.state.attempts(play.id("r")), 1);
}

#[test]
fn db_2_1_what_was_suspended_between_two_activities_goes_on() {
    let mut play = two_chapters().play();
    assert_eq!(play.asks(&["choice d", "exit", "suspendAll"]), ["d", "choosing", "ended"]);
    // A cluster cannot be delivered: the course starts again, within the same attempt.
    assert_eq!(play.asks(&["resumeAll", "start"]), ["DB.1.1-1", "a"]);
    assert_eq!(play.state.attempts(play.id("r")), 1);
}

#[test]
fn up_3_leaving_a_branch_ends_its_attempts() {
    let mut play = two_chapters().play();
    assert_eq!(play.asks(&["start", "choice d"]), ["a", "d"]);
    assert!(!play.state.is_active(play.id("1")));
    assert!(play.state.is_active(play.id("2")));
}

#[test]
fn up_2_skip_rules_of_a_cluster_in_its_new_attempt_see_nothing_old() {
    let course = two_chapters()
        .but("1", |i| {
            i.post(Retry, unless(Completed));
        })
        .but("a", |i| {
            i.pre(Skip, when(Completed));
        })
        .but("c", |i| {
            i.post(ExitParent, always());
        });
    let run = |course: &crate::course::Course| {
        let mut play = course.play();
        assert_eq!(play.asks(&["start", "continue", "continue"]), ["a", "b", "c"]);
        play.completed(false);
        play.ask("continue")
    };
    assert_eq!(run(&course), "a");
    let lasting = course.but("1", |i| i.seq.control_mode.use_current_attempt_progress_info = false);
    assert_eq!(run(&lasting), "b");
}
