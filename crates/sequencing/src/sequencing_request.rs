//! SB.2.12 Sequencing Request Process and the requests SB.2.5 Start, SB.2.6 Resume All, SB.2.7 Continue, SB.2.8
//! Previous, SB.2.10 Retry, SB.2.11 Exit and SB.2.13 Jump. Choice has a file of its own.

use crate::exception::Exception;
use crate::flow::{Direction, NoFlow};
use crate::request::SequencingRequest;
use crate::sequencer::Sequencer;
use crate::status::ObjectiveStatus;
use crate::tree::ActivityId;

/// What a sequencing request identified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identified {
    /// An activity for delivery.
    Delivery(ActivityId),
    /// The end of the session.
    EndOfSession,
    /// Nothing; the session goes on.
    Nothing,
}

impl Sequencer<'_> {
    /// SB.2.12
    pub(crate) fn sequencing_request(&mut self, request: SequencingRequest) -> Result<Identified, Exception> {
        self.entered("SB.2.12", self.state.current);
        match request {
            SequencingRequest::Start => self.start(),
            SequencingRequest::ResumeAll => self.resume_all(),
            SequencingRequest::Continue => self.continue_(),
            SequencingRequest::Previous => self.previous(),
            SequencingRequest::Choice(target) => {
                self.choice_sequencing_request(target).map(Identified::Delivery)
            }
            SequencingRequest::Retry => self.retry(),
            SequencingRequest::Exit => self.exit_sequencing(),
            SequencingRequest::Jump(target) => {
                self.entered("SB.2.13", target);
                let current = self.state.current.ok_or(Exception::JumpSessionNotBegun);
                current.map(|_| Identified::Delivery(target))
            }
        }
    }

    /// SB.2.5
    fn start(&mut self) -> Result<Identified, Exception> {
        self.entered("SB.2.5", ActivityId::ROOT);
        if self.state.current.is_some() {
            return Err(Exception::StartSessionBegun);
        }
        if self.tree.is_leaf(ActivityId::ROOT) {
            return Ok(Identified::Delivery(ActivityId::ROOT));
        }
        let flow = self.flow(ActivityId::ROOT, Direction::Forward, true);
        match (flow, self.only_leaf()) {
            // Where there is only one thing to open, nobody has to choose it.
            (Err(NoFlow { exception: Exception::FlowNotAllowed, .. }), Some(only)) => {
                Ok(Identified::Delivery(only))
            }
            (flow, _) => or_end(flow),
        }
    }

    fn only_leaf(&self) -> Option<ActivityId> {
        let mut leaves =
            self.tree.activities().filter(|a| self.tree.is_leaf(*a) && self.node(*a).deliverable);
        leaves.next().filter(|_| leaves.next().is_none())
    }

    /// SB.2.6
    fn resume_all(&mut self) -> Result<Identified, Exception> {
        self.entered("SB.2.6", self.state.suspended);
        if self.state.current.is_some() {
            return Err(Exception::ResumeSessionBegun);
        }
        self.state.suspended.map(Identified::Delivery).ok_or(Exception::ResumeNothingSuspended)
    }

    /// SB.2.7
    fn continue_(&mut self) -> Result<Identified, Exception> {
        let current = self.state.current.ok_or(Exception::ContinueSessionNotBegun)?;
        self.entered("SB.2.7", current);
        if self.tree.parent(current).is_some_and(|parent| !self.node(parent).control_mode.flow) {
            return Err(Exception::ContinueFlowNotAllowed);
        }
        or_end(self.flow(current, Direction::Forward, false))
    }

    /// SB.2.8
    fn previous(&mut self) -> Result<Identified, Exception> {
        let current = self.state.current.ok_or(Exception::PreviousSessionNotBegun)?;
        self.entered("SB.2.8", current);
        if self.tree.parent(current).is_some_and(|parent| !self.node(parent).control_mode.flow) {
            return Err(Exception::PreviousFlowNotAllowed);
        }
        or_end(self.flow(current, Direction::Backward, false))
    }

    /// SB.2.10
    fn retry(&mut self) -> Result<Identified, Exception> {
        let current = self.state.current.ok_or(Exception::RetrySessionNotBegun)?;
        self.entered("SB.2.10", current);
        if self.state.is_active(current) || self.state.is_suspended(current) {
            return Err(Exception::RetryActiveOrSuspended);
        }
        if self.tree.is_leaf(current) {
            return Ok(Identified::Delivery(current));
        }
        // Its next attempt is what the rules below are asked in: what the last one left counts no longer, where the
        // cluster asks for its current attempt only. DB.2 makes it so; where nothing is found it stays as it was.
        let before = self.staleness(current);
        self.mark_children_stale(current);
        let shared = self.forget_shared(current);
        let flow = self.flow(current, Direction::Forward, true);
        if flow.is_err() {
            self.set_staleness(&before);
            self.remember_shared(&shared);
        }
        match flow {
            Ok(activity) => Ok(Identified::Delivery(activity)),
            Err(NoFlow { end_session: true, .. }) => Ok(Identified::EndOfSession),
            Err(_) => Err(Exception::RetryLeadsNowhere),
        }
    }

    /// Shared objectives of one attempt at the course do not last into the next one. What they were.
    fn forget_shared(&mut self, retried: ActivityId) -> Vec<ObjectiveStatus> {
        if !self.shared_per_attempt || retried != ActivityId::ROOT {
            return Vec::new();
        }
        let before = self.state.globals.clone();
        self.remember_shared(&vec![ObjectiveStatus::default(); before.len()]);
        before
    }

    fn remember_shared(&mut self, shared: &[ObjectiveStatus]) {
        for (index, (status, number)) in shared.iter().zip(0..).enumerate() {
            if self.state.globals[index] != *status {
                *self.state.global_mut(index) = *status;
                self.state.changed_globals.push(number);
            }
        }
    }

    /// SB.2.11
    fn exit_sequencing(&mut self) -> Result<Identified, Exception> {
        let current = self.state.current.ok_or(Exception::ExitSessionNotBegun)?;
        self.entered("SB.2.11", current);
        if self.state.is_active(current) {
            return Err(Exception::ExitStillActive);
        }
        Ok(if current == ActivityId::ROOT { Identified::EndOfSession } else { Identified::Nothing })
    }
}

fn or_end(flow: Result<ActivityId, NoFlow>) -> Result<Identified, Exception> {
    match flow {
        Ok(activity) => Ok(Identified::Delivery(activity)),
        Err(NoFlow { end_session: true, .. }) => Ok(Identified::EndOfSession),
        Err(NoFlow { exception, .. }) => Err(exception),
    }
}
