//! Navigation requests of learner, content and exit actions.

use cmi::Timestamp;
use sequencing::{Exception, NavigationRequest, Outcome};

use super::super::state::Session;
use super::{Applied, Attempt, id};
use crate::entry::Request;
use crate::view::PlayerState;

impl Attempt {
    pub(in super::super) fn navigate_by_the_book(
        &mut self,
        at: Timestamp,
        request: &Request,
        applied: &mut Applied,
    ) {
        // The learner's request, or the pending one itself: either way nothing waits any longer.
        if let Some(open) = &mut self.state.open {
            open.request = None;
        }
        match request {
            Request::Start | Request::ResumeAll => self.start(at, applied),
            _ => self.move_on(at, request, applied),
        }
    }

    /// Begins a session, or shows again what is open in it (the page was loaded anew).
    fn start(&mut self, at: Timestamp, applied: &mut Applied) {
        let Some(state) = self.state.tracking() else {
            return self.led_nowhere(at, &Request::Start, applied);
        };
        let (current, is_suspended) = (state.current(), state.suspended().is_some());
        let is_active = current.is_some_and(|current| state.is_active(current));
        drop(state);
        if let Some(current) = current {
            if is_active && self.state.open.as_ref().is_some_and(|open| open.activity == current.index()) {
                self.end_activity(at, false, applied);
                self.open(at, current.index(), true, applied);
                self.hand_over(at, current.index(), applied);
            }
            return;
        }
        let mut outcome = None;
        if is_suspended {
            outcome = self.sequence(at, NavigationRequest::ResumeAll, applied);
        }
        if !matches!(outcome, Some(Outcome::Deliver(_))) {
            outcome = self.sequence(at, NavigationRequest::Start, applied);
        }
        let first = self.definition.launchable().next();
        if let (Some(Outcome::Choosing(_) | Outcome::Refused(_)), Some(first)) = (outcome, first)
            && self.behaviour().always_flow_to_first_sco
        {
            outcome = self.sequence(at, NavigationRequest::Choice(id(first)), applied).or(outcome);
        }
        match outcome {
            Some(outcome @ (Outcome::Deliver(_) | Outcome::Ended)) => {
                self.follow(at, &Request::Start, outcome, applied);
            }
            // Without flow the learner chooses; that is no failure.
            _ => {
                self.state.open = None;
                self.state.phase = PlayerState::Choosing;
            }
        }
    }

    fn move_on(&mut self, at: Timestamp, request: &Request, applied: &mut Applied) {
        let Some(navigation) = self.navigation_request(request) else {
            return self.led_nowhere(at, request, applied);
        };
        // What would be refused does not end what is open.
        if self.state.open.as_ref().is_some_and(|open| open.loaded && open.session != Session::Terminated)
            && let Some(Outcome::Refused(exception) | Outcome::Choosing(Some(exception))) =
                self.foresee(navigation)
            && !leaves(request)
        {
            return self.refused(at, request, exception, applied);
        }
        if let (Request::Abandon | Request::AbandonAll, Some(open)) = (request, &mut self.state.open) {
            // What is abandoned is not handed over; see `hand_over`.
            open.asked = request.name().to_owned();
        }
        self.end_activity(at, false, applied);
        match self.sequence(at, navigation, applied) {
            // Whatever the book says, the learner can always go.
            Some(Outcome::Refused(_) | Outcome::Choosing(_)) | None if leaves(request) => {
                self.end_session(at, applied);
            }
            // Where there is one thing to open only, leaving it leaves the course.†
            Some(Outcome::Choosing(None)) if self.definition.is_single() => {
                self.sequence(at, NavigationRequest::ExitAll, applied);
                self.end_session(at, applied);
            }
            Some(outcome) => self.follow(at, request, outcome, applied),
            None => self.led_nowhere(at, request, applied),
        }
    }

    /// What a request led to becomes what is shown.
    fn follow(&mut self, at: Timestamp, request: &Request, outcome: Outcome, applied: &mut Applied) {
        match outcome {
            Outcome::Deliver(activity) => {
                let index = activity.index();
                let resumed = self.goes_on(index);
                self.open(at, index, resumed, applied);
            }
            Outcome::Ended => self.end_session(at, applied),
            Outcome::Choosing(None) => {
                self.state.open = None;
                self.state.phase = PlayerState::Choosing;
            }
            Outcome::Choosing(Some(exception)) => {
                self.state.open = None;
                self.refused(at, request, exception, applied);
            }
            Outcome::Refused(exception) => self.refused(at, request, exception, applied),
        }
    }

    fn refused(&mut self, at: Timestamp, request: &Request, exception: Exception, applied: &mut Applied) {
        applied.implied(at, request.name(), [exception.code(), ": ", exception.text()].concat());
        self.led_nowhere(at, request, applied);
    }

    /// Whether what was just delivered is an attempt that goes on: a new one is counted by `sequencing` already.
    fn goes_on(&self, index: usize) -> bool {
        let state = &self.state.activities[index];
        if !self.definition.activities[index].sequencing.delivery_controls.tracked {
            return state.suspended;
        }
        let attempts = self.state.tracking().map_or(0, |tree| tree.attempts(id(index)));
        attempts == state.attempts
    }

    fn open(&mut self, at: Timestamp, index: usize, resumed: bool, applied: &mut Applied) {
        self.touch(index).suspended = resumed;
        self.deliver(at, index, resumed, applied);
    }

    /// As `sequencing` spells it; `None` where the target does not exist.
    pub(super) fn navigation_request(&self, request: &Request) -> Option<NavigationRequest> {
        Some(match request {
            Request::Start => NavigationRequest::Start,
            Request::ResumeAll => NavigationRequest::ResumeAll,
            Request::Continue => NavigationRequest::Continue,
            Request::Previous => NavigationRequest::Previous,
            Request::Choice(target) => NavigationRequest::Choice(self.tree.as_ref()?.find(target)?),
            Request::Jump(target) => NavigationRequest::Jump(self.tree.as_ref()?.find(target)?),
            Request::Exit => NavigationRequest::Exit,
            Request::ExitAll => NavigationRequest::ExitAll,
            Request::SuspendAll | Request::ReturnToLms => NavigationRequest::SuspendAll,
            Request::Abandon => NavigationRequest::Abandon,
            Request::AbandonAll => NavigationRequest::AbandonAll,
        })
    }
}

/// Whether a request leaves the course.
pub(super) fn leaves(request: &Request) -> bool {
    matches!(request, Request::ExitAll | Request::SuspendAll | Request::AbandonAll | Request::ReturnToLms)
}
