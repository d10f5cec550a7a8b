//! What would happen: request validity and the table of contents, exact at the moment of asking.
//!
//! A question runs the same processes as the request, on the same state, and takes back what changed. The table of
//! contents asks one question for all activities together.

mod choices;
mod findings;

use std::sync::Arc;

use crate::outcome::Outcome;
use crate::report::Reported;
use crate::request::{NavigationRequest, SequencingRequest, TerminationRequest};
use crate::sequencer::Sequencer;
use crate::sequencing_request::Identified;
use crate::state::{ActivityStatus, Order};
use crate::tree::ActivityId;

/// One line of the table of contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TocEntry {
    /// The activity.
    pub activity: ActivityId,
    /// Shown: `isvisible`, and selected where the parent selects its children.
    pub visible: bool,
    /// A `hiddenFromChoice` rule of it, or of an activity above it, is true.
    pub hidden_from_choice: bool,
    /// Choosing it would lead somewhere.
    pub enabled: bool,
}

/// The table of contents at one moment, and the controls that depend on the same look ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableOfContents {
    /// By activity.
    entries: Vec<TocEntry>,
    order: Arc<Order>,
    /// Whether Continue would lead somewhere, be it out of the course.
    pub continue_: bool,
    /// Whether Previous would.
    pub previous: bool,
    /// Whether Exit would.
    pub exit: bool,
    /// Whether Abandon would.
    pub abandon: bool,
}

impl TableOfContents {
    /// The line of an activity; `None` where the tree has no such activity.
    #[must_use]
    pub fn entry(&self, activity: ActivityId) -> Option<TocEntry> {
        self.entries.get(activity.index()).copied()
    }

    /// All lines: parents before children, children in the order they are offered.
    pub fn offered(&self) -> impl ExactSizeIterator<Item = TocEntry> {
        self.order.offered.iter().map(|activity| self.entries[activity.index()])
    }
}

impl Sequencer<'_> {
    /// Whether the request would be carried out, were it made now. The state is as before afterwards.
    pub fn valid(&mut self, request: NavigationRequest) -> bool {
        self.valid_after(None, request)
    }

    /// As [`Self::valid`], with what the open SCO reported taken into account: for `adl.nav.request_valid`.
    pub fn valid_after(&mut self, reported: Option<&Reported>, request: NavigationRequest) -> bool {
        self.ahead(|sequencer| {
            leads_somewhere(match reported {
                Some(reported) => sequencer.request_with(reported, request),
                None => sequencer.request(request),
            })
        })
    }

    /// What the request would lead to, were it made now with what the open SCO reported.
    pub fn foresee(&mut self, reported: &Reported, request: NavigationRequest) -> Outcome {
        self.ahead(|sequencer| sequencer.request_with(reported, request))
    }

    /// What would be known of the current activity, were its attempt ended now with what its SCO reported.
    pub fn status_after_exit(&mut self, reported: &Reported) -> Option<ActivityStatus> {
        let current = self.state.current()?;
        Some(self.ahead(|sequencer| {
            sequencer.report(current, reported);
            if sequencer.state.is_active(current) {
                sequencer.end_attempt(current);
            }
            sequencer.state.status(sequencer.tree, current)
        }))
    }

    /// Everything the player shows, at once: the attempt that is open is ended once for all entries.
    pub fn table_of_contents(&mut self, reported: Option<&Reported>) -> TableOfContents {
        self.ahead(|sequencer| {
            if let (Some(reported), Some(current)) = (reported, sequencer.state.current) {
                sequencer.report(current, reported);
            }
            sequencer.contents()
        })
    }

    fn ahead<T>(&mut self, question: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.state.look_ahead();
        self.looking_ahead = true;
        let answer = question(self);
        self.looking_ahead = false;
        self.state.take_back(mark);
        answer
    }

    fn contents(&mut self) -> TableOfContents {
        let tree = self.tree;
        let order = self.state.order(tree);
        // NB.2.1 judges what is open now; SB.2.9 and DB.1.1 what is left once that has ended.
        let mut begins = |request| self.navigation_request(request).is_ok();
        let continues = begins(NavigationRequest::Continue);
        let goes_back = begins(NavigationRequest::Previous);
        let exits = begins(NavigationRequest::Exit);
        // Where NB.2.1 lets it begin, neither TB.2.3 nor SB.2.11 can refuse it.
        let abandon = begins(NavigationRequest::Abandon);
        let within = self.held_within();
        let hidden = self.hidden();
        let mut by_rules = Ok(None);
        if self.state.current.is_some_and(|current| self.state.is_active(current)) {
            by_rules = self.termination_request(TerminationRequest::Exit);
        }
        // A request of the rules replaces that of the learner, whatever it was.
        let instead = match by_rules {
            Ok(None) => None,
            Ok(Some(request)) => Some(self.carried_out(request)),
            Err(_) => Some(false),
        };
        let mut leads = |request| instead.unwrap_or_else(|| self.carried_out(request));
        let continue_ = continues && leads(SequencingRequest::Continue);
        let previous = goes_back && leads(SequencingRequest::Previous);
        let exit = exits && leads(SequencingRequest::Exit);
        let choices = match instead {
            Some(carried_out) => vec![carried_out; tree.len()],
            // With the attempt the order may have ended as well.
            None => self.choices(),
        };
        let entry = |activity: ActivityId| {
            let own = &tree.outline[activity.index()];
            let may_be_left_for = own.parent.is_none_or(|parent| tree.outline[parent.index()].choice)
                && within.is_none_or(|within| tree.contains(within, activity));
            TocEntry {
                activity,
                visible: order.is_available(activity) && own.visible,
                hidden_from_choice: hidden[activity.index()],
                enabled: may_be_left_for && choices[activity.index()],
            }
        };
        let entries = tree.activities().map(entry).collect();
        TableOfContents { entries, order, continue_, previous, exit, abandon }
    }

    /// NB.2.1 for Choice: what is active and may not be left by a choice holds the learner within.
    fn held_within(&self) -> Option<ActivityId> {
        let current = self.state.current?;
        self.tree
            .upwards(current)
            .find(|a| self.state.is_active(*a) && !self.node(*a).control_mode.choice_exit)
    }

    fn carried_out(&mut self, request: SequencingRequest) -> bool {
        match self.sequencing_request(request) {
            Ok(Identified::Delivery(activity)) => self.delivery_request(activity).is_ok(),
            Ok(Identified::EndOfSession | Identified::Nothing) => true,
            Err(_) => false,
        }
    }
}

fn leads_somewhere(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Deliver(_) | Outcome::Ended | Outcome::Choosing(None) => true,
        Outcome::Choosing(Some(_)) | Outcome::Refused(_) => false,
    }
}
