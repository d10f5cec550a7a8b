//! SR.1 and SR.2

use sequencing::TreeState;
use sequencing::definition::Timing;

use crate::course::{Course, Play};

fn pool(timing: Timing, count: Option<u32>, reorder: bool) -> Course {
    let mut course = Course::new().with(0, "r", |i| {
        i.flow();
        let controls = &mut i.seq.randomization;
        (controls.selection_timing, controls.select_count) = (timing, count);
        (controls.randomization_timing, controls.reorder_children) = (timing, reorder);
    });
    for id in ["a", "b", "c", "d", "e", "f"] {
        course = course.item(1, id);
    }
    course
}

fn played(course: &Course, seed: u64) -> (Play, Vec<String>) {
    let mut play = course.play();
    play.state = TreeState::new(&play.tree, seed);
    let order = walk(&mut play);
    (play, order)
}

fn walk(play: &mut Play) -> Vec<String> {
    let mut order = vec![play.ask("start")];
    while order.last().is_some_and(|last| last != "ended") {
        order.push(play.ask("continue"));
        assert!(order.len() < 20, "{order:?}");
    }
    order.pop();
    order
}

#[test]
fn sr_1_as_many_as_asked_for_in_their_order() {
    let course = pool(Timing::Once, Some(3), false);
    let (_, order) = played(&course, 1);
    assert_eq!(order.len(), 3);
    assert!(order.is_sorted());
    assert!((0..50).any(|seed| played(&course, seed).1 != order), "the seed decides");
    assert_eq!(played(&course, 1).1, order, "equal seeds draw equal children");
}

#[test]
fn sr_1_what_is_not_selected_can_be_neither_chosen_nor_jumped_to() {
    let course = pool(Timing::Once, Some(3), false);
    let mut play = course.play();
    let first = play.ask("start");
    let choosable = play.choosable();
    assert_eq!(choosable.len(), 4);
    let left_out =
        ["a", "b", "c", "d", "e", "f"].iter().find(|id| !choosable.contains(&(**id).to_owned())).unwrap();
    assert_eq!(play.ask(&format!("jump {left_out}")), "refused NB.2.1-11");
    assert_eq!(play.ask(&format!("choice {left_out}")), "SB.2.9-2");
    assert_eq!(play.ask(&format!("choice {first}")), first);
}

#[test]
fn sr_2_every_child_once_in_another_order() {
    let course = pool(Timing::Once, None, true);
    let (_, order) = played(&course, 7);
    let mut sorted = order.clone();
    sorted.sort();
    assert_eq!(sorted, ["a", "b", "c", "d", "e", "f"]);
    assert!((0..50).any(|seed| !played(&course, seed).1.is_sorted()));
}

#[test]
fn sr_2_once_stays_and_on_each_new_attempt_changes() {
    let (mut play, order) = played(&pool(Timing::Once, None, true), 7);
    assert_eq!(walk(&mut play), order);
    let (mut play, order) = played(&pool(Timing::OnEachNewAttempt, Some(4), true), 7);
    assert!((0..10).any(|_| walk(&mut play) != order));
}

#[test]
fn sr_2_a_suspended_attempt_keeps_its_order() {
    let mut play = pool(Timing::OnEachNewAttempt, None, true).play();
    let first = play.ask("start");
    let second = play.ask("continue");
    assert_eq!(play.asks(&["suspendAll", "resumeAll"]), ["ended", second.as_str()]);
    assert_eq!(play.ask("previous"), first);
}

#[test]
fn never_draws_nothing() {
    assert_eq!(played(&pool(Timing::Never, Some(2), true), 3).1, ["a", "b", "c", "d", "e", "f"]);
}

/// The attempt that ends is judged by the children that were drawn for it, not by those of the next one.
#[test]
fn up_4_an_attempt_is_rolled_up_before_the_next_one_is_drawn() {
    for seed in 0..20 {
        let course = pool(Timing::OnEachNewAttempt, Some(2), true);
        let mut play = course.play();
        play.state = TreeState::new(&play.tree, seed);
        play.ask("start");
        play.passed().scored(1.0);
        play.ask("continue");
        play.passed().scored(1.0);
        assert_eq!(play.ask("exitAll"), "ended");
        assert_eq!(play.primary("r").measure, Some(1.0), "seed {seed}");
        assert_eq!((play.satisfied("r"), play.is_completed("r")), (Some(true), Some(true)), "seed {seed}");
    }
}

#[test]
fn sr_1_and_sr_2_with_odd_numbers() {
    for count in [None, Some(0), Some(6), Some(7), Some(u32::MAX)] {
        let (_, order) = played(&pool(Timing::Once, count, false), 3);
        assert_eq!(order, ["a", "b", "c", "d", "e", "f"], "{count:?}: all of them");
    }
    let (_, order) = played(&pool(Timing::OnEachNewAttempt, Some(1), true), 3);
    assert_eq!(order.len(), 1);
    // A leaf has nothing to draw from.
    let mut leaf = Course::new().with(0, "r", |i| {
        i.seq.randomization.selection_timing = Timing::OnEachNewAttempt;
        i.seq.randomization.select_count = Some(2);
    });
    leaf = leaf.but("r", |i| i.seq.randomization.reorder_children = true);
    assert_eq!(leaf.play().asks(&["start", "exitAll"]), ["r", "ended"]);
}
