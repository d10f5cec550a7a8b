//! Explanations

use sequencing::definition::PreConditionAction::Skip;
use sequencing::{ActivityId, NavigationRequest, Sequencer, Step, Trace};

use crate::course::{always, two_chapters};

#[derive(Default)]
struct Lines(Vec<String>);

impl Trace for Lines {
    fn step(&mut self, clause: &'static str, activity: Option<ActivityId>, what: Step<'_>) {
        let activity = activity.map(|a| a.index().to_string()).unwrap_or_default();
        match what {
            Step::Entered => {}
            Step::Fired { action, conditions } => {
                self.0.push(format!("{clause} {activity} {action} by {conditions:?}"));
            }
            Step::Status { what, before, after } => {
                self.0.push(format!("{clause} {activity} {what} {before:?} -> {after:?}"));
            }
            Step::Measure { what, before, after } => {
                self.0.push(format!("{clause} {activity} {what} {before:?} -> {after:?}"));
            }
            Step::Exception(exception) => self.0.push(format!("{clause} {activity} {exception}")),
        }
    }
}

#[test]
fn a_request_tells_which_rules_fired_and_what_rolled_up() {
    let mut play = two_chapters()
        .but("b", |i| {
            i.pre(Skip, always());
        })
        .play();
    play.asks(&["start", "choice e"]);
    play.scored(0.5);
    // Hands the score over without moving on.
    assert_eq!(play.ask("exit"), "choosing");
    play.asks(&["choice d"]);
    let mut lines = Lines::default();
    let mut sequencer = Sequencer::new(&play.tree, &mut play.state).with_trace(&mut lines);
    assert!(sequencer.valid(NavigationRequest::Previous));
    sequencer.request(NavigationRequest::Start);
    sequencer.request(NavigationRequest::Choice(ActivityId(2)));
    sequencer.request(NavigationRequest::Continue);
    let text = lines.0.join("\n");
    assert!(text.starts_with("NB.2.1 6 NB.2.1-1: the sequencing session has already begun"), "{text}");
    assert!(text.contains("SB.2.2 3 skip by [(Always, Some(true))]"), "{text}");
    assert!(text.contains("RB.1.2 5 satisfied None -> Some(true)"), "{text}");
}
