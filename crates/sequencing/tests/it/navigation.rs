//! NB.2.1

use crate::course::{Course, two_chapters};

#[test]
fn nb_2_1_nothing_but_start_before_the_session() {
    let mut play = two_chapters().play();
    assert_eq!(play.ask("continue"), "refused NB.2.1-2");
    assert_eq!(play.ask("exit"), "refused NB.2.1-2");
    assert_eq!(play.ask("resumeAll"), "refused NB.2.1-3");
    assert_eq!(play.ask("start"), "a");
    assert_eq!(play.ask("start"), "refused NB.2.1-1");
}

#[test]
fn nb_2_1_a_session_may_begin_with_a_choice() {
    assert_eq!(two_chapters().play().ask("choice d"), "d");
}

#[test]
fn nb_2_1_continue_and_previous_need_the_parents_flow() {
    let mut play = two_chapters().but("2", |i| i.seq.control_mode.flow = false).play();
    assert_eq!(play.ask("choice d"), "d");
    assert_eq!(play.ask("continue"), "refused NB.2.1-4");
    assert_eq!(play.ask("previous"), "refused NB.2.1-5");
}

#[test]
fn nb_2_1_previous_is_refused_where_only_forward() {
    let mut play = two_chapters().but("1", |i| i.seq.control_mode.forward_only = true).play();
    assert_eq!(play.asks(&["start", "continue", "previous"]), ["a", "b", "refused NB.2.1-5"]);
    // What is open stays open.
    assert!(play.state.is_active(play.id("b")));
}

#[test]
fn nb_2_1_choice_needs_the_parents_choice() {
    let mut play = two_chapters().but("2", |i| i.seq.control_mode.choice = false).play();
    assert_eq!(play.asks(&["start", "choice e"]), ["a", "refused NB.2.1-10"]);
}

#[test]
fn nb_2_1_choice_exit_keeps_the_learner_inside() {
    let mut play = two_chapters().but("1", |i| i.seq.control_mode.choice_exit = false).play();
    assert_eq!(play.asks(&["start", "choice d", "choice c"]), ["a", "refused NB.2.1-8", "c"]);
    assert_eq!(play.ask("continue"), "d");
}

#[test]
fn nb_2_1_choice_exit_of_the_open_activity_bars_even_its_siblings() {
    let mut play = two_chapters().but("a", |i| i.seq.control_mode.choice_exit = false).play();
    assert_eq!(play.asks(&["start", "choice b", "choice a"]), ["a", "refused NB.2.1-8", "a"]);
}

#[test]
fn nb_2_1_exit_of_what_is_left_already() {
    let mut play = two_chapters().play();
    assert_eq!(
        play.asks(&["start", "exit", "exit", "abandon"])[1..],
        ["choosing", "refused NB.2.1-12", "refused NB.2.1-12"]
    );
    assert_eq!(play.ask("continue"), "b");
}

#[test]
fn nb_2_1_jump_is_of_the_4th_edition() {
    let course = two_chapters().but("2", |i| i.seq.control_mode.choice = false);
    assert_eq!(course.play().asks(&["start", "jump e"]), ["a", "e"]);
    let third = course.edition(sequencing::Edition::Third);
    assert_eq!(third.play().asks(&["start", "jump e"]), ["a", "refused NB.2.1-13"]);
}

#[test]
fn nb_2_1_jump_to_a_cluster_delivers_nothing() {
    assert_eq!(two_chapters().play().asks(&["start", "jump 2"]), ["a", "DB.1.1-1"]);
}

#[test]
fn sb_2_5_start_without_flow_leaves_the_choice_to_the_learner() {
    let mut play = Course::new().item(0, "r").item(1, "a").item(1, "b").play();
    assert_eq!(play.asks(&["start", "choice b"]), ["SB.2.2-1", "b"]);
}

#[test]
fn sb_2_5_the_only_activity_starts_without_flow() {
    assert_eq!(Course::new().item(0, "r").item(1, "a").play().ask("start"), "a");
    assert_eq!(Course::new().item(0, "r").play().ask("start"), "r");
}

#[test]
fn sb_2_6_resume_goes_on_where_the_learner_left() {
    let mut play = two_chapters().play();
    assert_eq!(play.asks(&["start", "continue"]), ["a", "b"]);
    assert_eq!(play.asks(&["suspendAll", "resumeAll"]), ["ended", "b"]);
    assert_eq!(play.state.attempts(play.id("b")), 1);
    assert_eq!(play.state.attempts(play.id("r")), 1);
}

#[test]
fn sb_2_11_exit_of_the_root_ends_the_session() {
    let mut play = Course::new().item(0, "r").play();
    assert_eq!(play.asks(&["start", "exit", "start"]), ["r", "ended", "r"]);
    assert_eq!(play.state.attempts(play.id("r")), 2);
}
