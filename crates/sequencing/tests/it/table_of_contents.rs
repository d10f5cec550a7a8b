//! The look ahead

use sequencing::Sequencer;
use sequencing::definition::PostConditionAction::ExitAll;

use crate::course::{always, two_chapters};

#[test]
fn before_the_session_everything_choosable_is_offered() {
    let mut play = two_chapters().play();
    assert_eq!(play.choosable(), ["r", "1", "a", "b", "c", "2", "d", "e"]);
    let toc = Sequencer::new(&play.tree, &mut play.state).table_of_contents(None);
    assert_eq!(
        [toc.continue_, toc.previous, toc.exit, toc.exit_all, toc.suspend_all, toc.abandon, toc.abandon_all],
        [false; 7]
    );
}

#[test]
fn controls_follow_the_place_in_the_tree() {
    let mut play = two_chapters().play();
    play.ask("start");
    let toc = Sequencer::new(&play.tree, &mut play.state).table_of_contents(None);
    assert_eq!(
        [toc.continue_, toc.previous, toc.exit, toc.exit_all, toc.suspend_all, toc.abandon, toc.abandon_all],
        [true, false, true, true, true, true, true]
    );
    play.ask("exit");
    let toc = Sequencer::new(&play.tree, &mut play.state).table_of_contents(None);
    assert_eq!([toc.exit, toc.abandon, toc.suspend_all], [false, false, true]);
}

#[test]
fn a_rule_that_ends_the_session_makes_every_choice_lead_out() {
    let mut play = two_chapters()
        .but("a", |i| {
            i.post(ExitAll, always());
        })
        .play();
    play.ask("start");
    assert_eq!(play.choosable().len(), 8);
    assert_eq!(play.ask("choice e"), "ended");
}

#[test]
fn invisible_items_say_so() {
    let mut play = two_chapters().but("b", |i| i.visible = false).play();
    let toc = Sequencer::new(&play.tree, &mut play.state).table_of_contents(None);
    let b = play.id("b");
    let entry = toc.entries.iter().find(|e| e.activity == b).unwrap();
    assert!(!entry.visible && entry.enabled && !entry.hidden_from_choice);
}
