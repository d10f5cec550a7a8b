//! SB.2.9 with SB.2.4

use sequencing::definition::PreConditionAction::{Disabled, HiddenFromChoice, StopForwardTraversal};
use sequencing::definition::RuleConditionKind::{Completed, Satisfied};

use crate::course::{Course, always, two_chapters, unless, when};

#[test]
fn sb_2_9_a_cluster_is_entered_at_its_front() {
    assert_eq!(two_chapters().play().asks(&["start", "choice 2", "choice r"]), ["a", "d", "a"]);
}

#[test]
fn sb_2_9_the_open_activity_may_be_chosen_again() {
    let mut play = two_chapters().play();
    assert_eq!(play.asks(&["start", "choice a"]), ["a", "a"]);
    assert_eq!(play.state.attempts(play.id("a")), 2);
    // Suspended, it goes on.
    play.suspends();
    assert_eq!(play.ask("choice a"), "a");
    assert_eq!(play.state.attempts(play.id("a")), 2);
}

#[test]
fn sb_2_9_hidden_from_choice_hides_what_lies_below() {
    let mut play = two_chapters()
        .but("2", |i| {
            i.pre(HiddenFromChoice, always());
        })
        .play();
    assert_eq!(play.ask("start"), "a");
    assert_eq!(play.choosable(), ["r", "1", "a", "b", "c"]);
    assert_eq!(play.ask("choice e"), "SB.2.9-3");
}

#[test]
fn sb_2_4_stop_forward_traversal_bars_siblings_that_follow_until_it_is_false() {
    let mut play = two_chapters()
        .but("b", |i| {
            i.pre(StopForwardTraversal, unless(Completed));
        })
        .play();
    assert_eq!(play.ask("start"), "a");
    // Nothing is known of `b`: an unknown condition stops nothing.
    assert_eq!(play.choosable(), ["r", "1", "a", "b", "c", "2", "d", "e"]);
    assert_eq!(play.ask("choice b"), "b");
    play.completed(false);
    // Into another branch only what lies on the way from the common ancestor is asked (SB.2.9).
    assert_eq!(play.choosable(), ["r", "1", "a", "b", "2", "d", "e"]);
    assert!(!play.valid("choice c"));
    play.completed(true);
    assert!(play.valid("choice c"));
}

#[test]
fn sb_2_4_forward_only_bars_siblings_that_lie_before() {
    let mut play = two_chapters().but("1", |i| i.seq.control_mode.forward_only = true).play();
    assert_eq!(play.asks(&["start", "choice c", "choice a"]), ["a", "c", "SB.2.4-2"]);
}

#[test]
fn sb_2_9_prevent_activation_bars_an_unentered_branch() {
    let mut play = two_chapters().but("2", |i| i.seq.constrained_choice.prevent_activation = true).play();
    assert_eq!(play.ask("start"), "a");
    // The cluster itself may be chosen; what lies below it may not.
    assert_eq!(play.choosable(), ["r", "1", "a", "b", "c", "2"]);
    assert_eq!(play.ask("choice e"), "SB.2.9-6");
    assert_eq!(play.asks(&["choice 2", "choice e"]), ["d", "e"]);
}

#[test]
fn sb_2_9_constrain_choice_allows_the_neighbours_only() {
    let mut play = Course::new()
        .flowing(0, "r")
        .flowing(1, "1")
        .item(2, "a")
        .with(1, "2", |i| i.flow().seq.constrained_choice.constrain_choice = true)
        .item(2, "b")
        .flowing(1, "3")
        .item(2, "c")
        .flowing(1, "4")
        .item(2, "d")
        .play();
    assert_eq!(play.ask("choice b"), "b");
    assert_eq!(play.choosable(), ["r", "1", "a", "2", "b", "3", "c"]);
    assert_eq!(play.ask("choice d"), "SB.2.9-8");
    assert_eq!(play.ask("choice 3"), "c");
}

#[test]
fn sb_2_9_a_cluster_that_leads_nowhere() {
    let mut play = two_chapters().but("2", |i| i.seq.control_mode.flow = false).play();
    assert_eq!(play.asks(&["start", "choice 2"]), ["a", "SB.2.9-9"]);
    // The learner stands at the cluster now and chooses from there.
    assert_eq!(play.state.current(), Some(play.id("2")));
    assert_eq!(play.ask("choice e"), "e");
}

#[test]
fn db_1_1_a_chosen_activity_may_be_disabled() {
    let mut play = two_chapters()
        .but("2", |i| {
            i.pre(Disabled, always());
        })
        .play();
    assert_eq!(play.asks(&["start", "choice d"]), ["a", "DB.1.1-3"]);
}

#[test]
fn choice_validity_counts_what_ending_the_open_attempt_changes() {
    // `b` hides itself once satisfied; content that says nothing is satisfied when it ends.
    let mut play = two_chapters()
        .but("b", |i| {
            i.pre(HiddenFromChoice, when(Satisfied));
        })
        .play();
    assert_eq!(play.ask("choice b"), "b");
    assert_eq!(play.choosable(), ["r", "1", "a", "c", "2", "d", "e"]);
    play.failed();
    assert_eq!(play.choosable(), ["r", "1", "a", "b", "c", "2", "d", "e"]);
}
