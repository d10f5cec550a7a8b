//! What would happen: request validity and the table of contents, exact at the moment of asking.
//!
//! A question runs the same processes as the request, on the same state, and takes back what changed.

use crate::definition::PreConditionAction;
use crate::outcome::Outcome;
use crate::report::Reported;
use crate::request::{NavigationRequest, SequencingRequest, TerminationRequest};
use crate::sequencer::Sequencer;
use crate::sequencing_request::Identified;
use crate::state::ActivityStatus;
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

/// The table of contents and the navigation controls at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableOfContents {
    /// All activities, parents before children, children in the order they are offered.
    pub entries: Vec<TocEntry>,
    /// Whether Continue would lead somewhere, be it out of the course.
    pub continue_: bool,
    /// Whether Previous would.
    pub previous: bool,
    /// Whether Exit would.
    pub exit: bool,
    /// Whether Exit All would.
    pub exit_all: bool,
    /// Whether Suspend All would.
    pub suspend_all: bool,
    /// Whether Abandon would.
    pub abandon: bool,
    /// Whether Abandon All would.
    pub abandon_all: bool,
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
        let entries = self.ahead(|sequencer| {
            if let (Some(reported), Some(current)) = (reported, sequencer.state.current) {
                sequencer.report(current, reported);
            }
            sequencer.entries()
        });
        TableOfContents {
            entries,
            continue_: self.valid_after(reported, NavigationRequest::Continue),
            previous: self.valid_after(reported, NavigationRequest::Previous),
            exit: self.valid_after(reported, NavigationRequest::Exit),
            exit_all: self.valid_after(reported, NavigationRequest::ExitAll),
            suspend_all: self.valid_after(reported, NavigationRequest::SuspendAll),
            abandon: self.valid_after(reported, NavigationRequest::Abandon),
            abandon_all: self.valid_after(reported, NavigationRequest::AbandonAll),
        }
    }

    fn ahead<T>(&mut self, question: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.state.look_ahead();
        self.looking_ahead = true;
        let answer = question(self);
        self.looking_ahead = false;
        self.state.take_back(mark);
        answer
    }

    fn entries(&mut self) -> Vec<TocEntry> {
        let order = self.offered_order();
        // NB.2.1 judges what is open now; SB.2.9 and DB.1.1 what is left once that has ended.
        let may_leave: Vec<bool> =
            self.tree.activities().map(|activity| self.choice_navigation(activity).is_ok()).collect();
        let shown = self.shown();
        let active = self.state.current.is_some_and(|current| self.state.is_active(current));
        let mut pending = Ok(None);
        if active {
            pending = self.termination_request(TerminationRequest::Exit);
        }
        // A request of the rules replaces every choice.
        let instead = match pending {
            Ok(None) => None,
            Ok(Some(request)) => Some(self.carried_out(request)),
            Err(_) => Some(false),
        };
        let entry = |activity: ActivityId| {
            let (visible, hidden_from_choice) = shown[activity.index()];
            let enabled = may_leave[activity.index()]
                && instead.unwrap_or_else(|| self.carried_out(SequencingRequest::Choice(activity)));
            TocEntry { activity, visible, hidden_from_choice, enabled }
        };
        order.into_iter().map(entry).collect()
    }

    /// Parents before children, children in their drawn order; those not selected come last.
    fn offered_order(&self) -> Vec<ActivityId> {
        let mut order = Vec::with_capacity(self.tree.len());
        let mut open = vec![ActivityId::ROOT];
        while let Some(activity) = open.pop() {
            order.push(activity);
            let all = self.tree.children(activity);
            let available = self.state.available_children(self.tree, activity);
            if available.len() < all.len() {
                let mut selected = available.to_vec();
                selected.sort_unstable();
                open.extend(all.iter().rev().filter(|child| selected.binary_search(child).is_err()));
            }
            open.extend(available.iter().rev());
        }
        order
    }

    /// For each activity in preorder: whether it is shown, and whether it is hidden from choice.
    fn shown(&mut self) -> Vec<(bool, bool)> {
        let mut available = vec![false; self.tree.len()];
        available[0] = true;
        let mut shown: Vec<(bool, bool)> = Vec::with_capacity(self.tree.len());
        for activity in self.tree.activities() {
            for child in self.state.available_children(self.tree, activity) {
                available[child.index()] = available[activity.index()];
            }
            let above = self.tree.parent(activity).is_some_and(|parent| shown[parent.index()].1);
            let hidden = above || self.pre_condition("UP.2", activity, PreConditionAction::HiddenFromChoice);
            shown.push((available[activity.index()] && self.node(activity).visible, hidden));
        }
        shown
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
