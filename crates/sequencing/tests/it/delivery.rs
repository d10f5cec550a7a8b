//! DB.1.1, DB.2 and the hook for prerequisites

use sequencing::{NavigationRequest, Outcome, Sequencer};

use crate::course::{Course, two_chapters};

#[test]
fn db_2_a_new_attempt_begins_along_the_whole_path() {
    let mut play = two_chapters().play();
    assert_eq!(play.asks(&["start", "choice d", "choice a"]), ["a", "d", "a"]);
    for (id, attempts) in [("r", 1), ("1", 2), ("a", 2), ("2", 1), ("d", 1), ("b", 0)] {
        assert_eq!(play.state.attempts(play.id(id)), attempts, "{id}");
    }
}

#[test]
fn db_1_1_attempt_limits_count() {
    let mut play = two_chapters().but("a", |i| i.seq.limit_conditions.attempt_limit = Some(2)).play();
    assert_eq!(play.asks(&["start", "choice a", "choice a"]), ["a", "a", "DB.1.1-3"]);
}

#[test]
fn up_1_a_suspended_attempt_is_no_new_one() {
    let mut play = two_chapters().but("a", |i| i.seq.limit_conditions.attempt_limit = Some(1)).play();
    assert_eq!(play.ask("start"), "a");
    play.suspends();
    assert_eq!(play.asks(&["continue", "previous"]), ["b", "a"]);
}

#[test]
fn a_leaf_without_anything_to_open_is_not_delivered() {
    use sequencing::{Activity, CompletionThreshold, Edition, Tree, TreeState};
    let definition = sequencing::definition::SequencingDefinition::default();
    let activity = |identifier, parent, deliverable| Activity {
        identifier,
        parent,
        deliverable,
        visible: true,
        sequencing: &definition,
        completion_threshold: CompletionThreshold::default(),
        time_limit: None,
    };
    let items = [activity("r", None, false), activity("a", Some(0), false), activity("b", Some(0), true)];
    let tree = Tree::new(Edition::Fourth, &items).unwrap();
    let mut state = TreeState::new(&tree, 0);
    let mut sequencer = Sequencer::new(&tree, &mut state);
    let a = tree.find("a").unwrap();
    assert!(!sequencer.valid(NavigationRequest::Choice(a)));
    assert!(matches!(sequencer.request(NavigationRequest::Choice(a)), Outcome::Choosing(Some(_))));
    let b = tree.find("b").unwrap();
    assert_eq!(sequencer.request(NavigationRequest::Start), Outcome::Deliver(b));
}

#[test]
fn barred_activities_are_passed_by_and_cannot_be_chosen() {
    let mut play = two_chapters().play();
    let barred = [play.id("a"), play.id("b"), play.id("2")];
    let bars = |activity| barred.contains(&activity);
    let (tree, state) = (&play.tree, &mut play.state);
    let c = tree.find("c").unwrap();
    let mut sequencer = Sequencer::new(tree, state).with_disabled(&bars);
    assert_eq!(sequencer.request(NavigationRequest::Start), Outcome::Deliver(c));
    let toc = sequencer.table_of_contents(None);
    let enabled: Vec<_> = toc.offered().filter(|e| e.enabled).map(|e| tree.identifier(e.activity)).collect();
    assert_eq!(enabled, ["r", "1", "c"]);
    assert!(toc.continue_, "the way on leads out of the course");
    assert!(!toc.previous);
}

#[test]
fn a_list_out_of_preorder_is_no_tree() {
    use sequencing::{Activity, CompletionThreshold, Edition, NoTree, Tree};
    let definition = sequencing::definition::SequencingDefinition::default();
    let tree = |parents: &[Option<usize>]| {
        let activities: Vec<_> = parents
            .iter()
            .map(|parent| Activity {
                identifier: "x",
                parent: *parent,
                deliverable: true,
                visible: true,
                sequencing: &definition,
                completion_threshold: CompletionThreshold::default(),
                time_limit: None,
            })
            .collect();
        Tree::new(Edition::Fourth, &activities).map(|tree| tree.len())
    };
    assert_eq!(tree(&[]), Err(NoTree::Empty));
    assert_eq!(tree(&[Some(0)]), Err(NoTree::NotInPreorder { index: 0 }));
    assert_eq!(tree(&[None, None]), Err(NoTree::NotInPreorder { index: 1 }));
    assert_eq!(tree(&[None, Some(0), Some(0), Some(1)]), Err(NoTree::NotInPreorder { index: 3 }));
    assert_eq!(tree(&[None, Some(7)]), Err(NoTree::NotInPreorder { index: 1 }));
    assert_eq!(tree(&[None, Some(0), Some(1), Some(0)]), Ok(4));
}

#[test]
fn equal_identifiers_mean_the_first() {
    let play = Course::new().flowing(0, "r").item(1, "x").item(1, "x").play();
    assert_eq!(play.id("x").index(), 1);
}
