//! SB.2.1, SB.2.2, SB.2.3, SB.2.7 and SB.2.8

use sequencing::definition::PreConditionAction::{Disabled, Skip};
use sequencing::definition::RuleConditionKind::{Attempted, Completed};

use crate::course::{Course, always, two_chapters, when};

#[test]
fn sb_2_1_forward_through_all_leaves_and_out() {
    let mut play = two_chapters().play();
    assert_eq!(
        play.asks(&["start", "continue", "continue", "continue", "continue", "continue"]),
        ["a", "b", "c", "d", "e", "ended"]
    );
    assert_eq!(play.is_completed("r"), Some(true));
    // The next session is a new attempt on everything.
    assert_eq!(play.ask("start"), "a");
    assert_eq!(play.state.attempts(play.id("r")), 2);
}

#[test]
fn sb_2_1_backward_enters_a_cluster_at_its_end() {
    let mut play = two_chapters().play();
    assert_eq!(play.asks(&["choice d", "previous", "previous"]), ["d", "c", "b"]);
}

#[test]
fn sb_2_1_backward_enters_a_forward_only_cluster_at_its_front() {
    let mut play = two_chapters().but("1", |i| i.seq.control_mode.forward_only = true).play();
    assert_eq!(play.asks(&["choice d", "previous"]), ["d", "a"]);
}

#[test]
fn sb_2_1_nothing_before_the_first() {
    let mut play = two_chapters().play();
    assert_eq!(play.ask("start"), "a");
    assert_eq!(play.ask("previous"), "SB.2.1-3");
}

#[test]
fn sb_2_1_backward_over_a_skipped_end_of_a_forward_only_cluster() {
    // Entered at its front, whose leaves are all skipped: on to what lies before the cluster.
    let mut play = Course::new()
        .flowing(0, "r")
        .item(1, "x")
        .with(1, "1", |i| i.flow().seq.control_mode.forward_only = true)
        .with(2, "a", |i| {
            i.pre(Skip, always());
        })
        .item(1, "y")
        .play();
    assert_eq!(play.asks(&["choice y", "previous"]), ["y", "x"]);
}

/// A forward-only cluster entered backwards is walked from its front; where all of it is skipped, the walk goes on
/// before the cluster, and backwards again.
#[test]
fn sb_2_2_backward_through_a_forward_only_cluster_with_skipped_leaves() {
    let course = |skipped: &[&str]| {
        let mut course = Course::new()
            .flowing(0, "r")
            .flowing(1, "0")
            .item(2, "v")
            .item(2, "w")
            .with(1, "1", |i| i.flow().seq.control_mode.forward_only = true)
            .item(2, "a")
            .item(2, "b")
            .item(2, "c")
            .item(1, "y");
        for id in skipped {
            course = course.but(id, |i| {
                i.pre(Skip, always());
            });
        }
        course.play()
    };
    for (skipped, before) in [
        (&[][..], "a"),
        (&["a"], "b"),
        (&["a", "b"], "c"),
        (&["b", "c"], "a"),
        (&["a", "b", "c"], "w"),
        (&["a", "b", "c", "w"], "v"),
        (&["1"], "w"),
    ] {
        let mut play = course(skipped);
        assert_eq!(play.asks(&["choice y", "previous"]), ["y", before], "{skipped:?} skipped");
    }
}

#[test]
fn sb_2_2_skipped_activities_are_passed_by_in_both_directions() {
    let mut play = two_chapters()
        .but("b", |i| {
            i.pre(Skip, always());
        })
        .play();
    assert_eq!(play.asks(&["start", "continue", "previous"]), ["a", "c", "a"]);
}

#[test]
fn sb_2_2_a_skipped_cluster_is_passed_by_whole() {
    let mut play = two_chapters()
        .but("1", |i| {
            i.pre(Skip, always());
        })
        .play();
    assert_eq!(play.ask("start"), "d");
}

#[test]
fn sb_2_2_everything_skipped_ends_the_session() {
    let mut course = Course::new().flowing(0, "r");
    for index in 0..200 {
        course = course.with(1, &format!("leaf {index}"), |i| {
            i.pre(Skip, always());
        });
    }
    assert_eq!(course.play().ask("start"), "ended");
}

#[test]
fn sb_2_2_a_disabled_activity_stops_the_flow() {
    let mut play = two_chapters()
        .but("b", |i| {
            i.pre(Disabled, always());
        })
        .play();
    assert_eq!(play.ask("start"), "a");
    assert!(!play.valid("continue"));
    assert_eq!(play.ask("continue"), "SB.2.2-2");
}

#[test]
fn sb_2_2_an_exceeded_attempt_limit_stops_the_flow() {
    let mut play = two_chapters().but("a", |i| i.seq.limit_conditions.attempt_limit = Some(1)).play();
    assert_eq!(play.asks(&["start", "continue", "previous"]), ["a", "b", "SB.2.2-2"]);
}

#[test]
fn sb_2_2_a_cluster_without_flow_cannot_be_entered() {
    let mut play = two_chapters().but("2", |i| i.seq.control_mode.flow = false).play();
    assert_eq!(play.asks(&["choice c", "continue"]), ["c", "SB.2.2-1"]);
    // The cluster itself leads nowhere; its leaves can be chosen one by one.
    assert_eq!(play.choosable(), ["r", "1", "a", "b", "c", "d", "e"]);
}

#[test]
fn up_2_rules_see_what_happened_before() {
    let mut play = two_chapters()
        .but("c", |i| {
            i.pre(Skip, when(Attempted));
        })
        .but("b", |i| {
            i.pre(Skip, when(Completed));
        })
        .play();
    assert_eq!(play.asks(&["choice c", "previous"]), ["c", "b"]);
    play.completed(true);
    assert_eq!(play.asks(&["previous", "continue"]), ["a", "d"]);
}

#[test]
fn deep_and_wide_trees_do_not_overflow() {
    let mut course = Course::new();
    for depth in 0..2000 {
        course = course.flowing(depth, &depth.to_string());
    }
    let mut play = course.play();
    assert_eq!(play.asks(&["start", "continue"]), ["1999", "ended"]);
    assert_eq!(play.is_completed("0"), Some(true));
}
