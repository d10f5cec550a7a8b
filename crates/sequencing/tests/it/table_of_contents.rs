//! The look ahead

use sequencing::Sequencer;
use sequencing::definition::PostConditionAction::ExitAll;

use crate::course::{Play, always, two_chapters};

#[test]
fn before_the_session_everything_choosable_is_offered() {
    let mut play = two_chapters().play();
    assert_eq!(play.choosable(), ["r", "1", "a", "b", "c", "2", "d", "e"]);
    assert_eq!(CONTROLS.map(|words| play.valid(words)), [false; 7]);
    assert_eq!(of_the_table(&mut play), [false; 3]);
}

const CONTROLS: [&str; 7] =
    ["continue", "previous", "exit", "exitAll", "suspendAll", "abandon", "abandonAll"];

fn of_the_table(play: &mut Play) -> [bool; 3] {
    let toc = Sequencer::new(&play.tree, &mut play.state).table_of_contents(None);
    [toc.continue_, toc.previous, toc.exit]
}

#[test]
fn controls_follow_the_place_in_the_tree() {
    let mut play = two_chapters().play();
    play.ask("start");
    assert_eq!(CONTROLS.map(|words| play.valid(words)), [true, false, true, true, true, true, true]);
    assert_eq!(of_the_table(&mut play), [true, false, true]);
    play.ask("exit");
    assert_eq!(CONTROLS.map(|words| play.valid(words)), [true, false, false, true, true, false, true]);
    assert_eq!(of_the_table(&mut play), [true, false, false]);
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
    let entry = toc.entry(b).unwrap();
    assert!(!entry.visible && entry.enabled && !entry.hidden_from_choice);
}
