//! Navigation requests.

use cmi::Timestamp;

use super::state::Session;
use super::{Applied, Attempt};
use crate::behaviour::{ExitAction, ReturnToLms};
use crate::entry::Request;
use crate::run_data::ExitMode;
use crate::view::{PendingRequest, PlayerState};

impl Attempt {
    /// Performs a request. What content asked for while it was unloaded gives way to it.
    pub(super) fn navigate(&mut self, at: Timestamp, request: &Request, applied: &mut Applied) {
        self.state.nowhere = false;
        if self.state.phase == PlayerState::Ended {
            return;
        }
        if self.time_left() == Some(0) {
            applied.implied(at, "timeLimit", "the time for this course is over");
        }
        let request = match request {
            Request::ReturnToLms => match self.behaviour().return_to_lms_action {
                ReturnToLms::ExitAll => &Request::ExitAll,
                ReturnToLms::Legacy | ReturnToLms::Selectable | ReturnToLms::SuspendAll => {
                    &Request::SuspendAll
                }
            },
            request => request,
        };
        if self.definition.edition.is_2004() {
            self.navigate_by_the_book(at, request, applied);
        } else {
            self.navigate_in_a_row(at, request, applied);
        }
    }

    /// SCORM 1.1 and 1.2.
    fn navigate_in_a_row(&mut self, at: Timestamp, request: &Request, applied: &mut Applied) {
        let current = self.state.open.as_ref().map(|open| open.activity);
        let target = match request {
            Request::Start | Request::ResumeAll => current.or_else(|| self.linear_start()),
            Request::Continue => current.and_then(|from| self.linear_next(from)),
            Request::Previous => current.and_then(|from| self.linear_previous(from)),
            Request::Choice(target) | Request::Jump(target) => {
                self.definition.find(target).and_then(|target| self.linear_choice(target))
            }
            Request::SuspendAll => return self.suspend_all(at, applied),
            Request::ExitAll | Request::AbandonAll => return self.exit_all(at, applied),
            Request::Exit | Request::Abandon if self.definition.is_single() => {
                return self.exit_all(at, applied);
            }
            Request::Exit | Request::Abandon => {
                self.end_activity(at, false, applied);
                self.state.open = None;
                self.state.phase = PlayerState::Choosing;
                return;
            }
            Request::ReturnToLms => None,
        };
        match target {
            Some(target) => {
                self.end_activity(at, false, applied);
                // A page loaded anew, or the next launch after leaving, goes on with the same attempt.
                let same = [current, self.state.resume_at.take()].contains(&Some(target));
                let goes_on = same && matches!(request, Request::Start | Request::ResumeAll);
                let resumed = goes_on || self.state.activities[target].suspended;
                self.deliver(at, target, resumed, applied);
            }
            None => self.led_nowhere(at, request, applied),
        }
    }

    /// Nothing can be opened: what is still loaded stays, else the learner chooses.
    pub(super) fn led_nowhere(&mut self, at: Timestamp, request: &Request, applied: &mut Applied) {
        applied.implied(at, request.name(), "there is no activity that may be entered");
        self.state.nowhere = true;
        if self.state.open.as_ref().is_none_or(|open| !open.loaded) {
            self.state.phase = PlayerState::Choosing;
        }
    }

    /// Leaves the course, to go on later.
    pub(super) fn suspend_all(&mut self, at: Timestamp, applied: &mut Applied) {
        self.end_activity(at, false, applied);
        if self.state.phase != PlayerState::Ended {
            if let Some(open) = &self.state.open {
                self.state.resume_at = Some(open.activity);
            }
            self.sequencing_suspend_all(at, applied);
        }
        self.end_session(at, applied);
    }

    /// Leaves the course for good.
    fn exit_all(&mut self, at: Timestamp, applied: &mut Applied) {
        self.end_activity(at, false, applied);
        self.state.resume_at = None;
        self.end_session(at, applied);
    }

    /// What follows once content has finished: its own request, else the exit action of the behaviour.
    #[must_use]
    pub fn pending_request(&self) -> PendingRequest {
        let Some(open) = &self.state.open else { return PendingRequest::None };
        let Some(data) = self.data(open.activity) else { return PendingRequest::None };
        if open.session != Session::Terminated || self.state.phase != PlayerState::Playing {
            return PendingRequest::None;
        }
        if let Some(request) = &open.request {
            return PendingRequest::Navigate(request.clone());
        }
        if self.state.activities[open.activity].suspended && data.exit() != ExitMode::Suspend {
            // Content is gone without a word; nothing follows from its exit.
            return PendingRequest::None;
        }
        let behaviour = self.behaviour();
        let exit = data.exit();
        let leave = if exit == ExitMode::Suspend { Request::SuspendAll } else { Request::ExitAll };
        if exit == ExitMode::Logout
            && (self.definition.edition.is_2004() || behaviour.logout_causes_player_exit)
        {
            return PendingRequest::ExitCourse(leave);
        }
        let actions = match exit {
            ExitMode::Normal => &behaviour.exit_actions.normal,
            ExitMode::Suspend => &behaviour.exit_actions.suspend,
            ExitMode::TimeOut => &behaviour.exit_actions.timeout,
            ExitMode::Logout => &behaviour.exit_actions.logout,
        };
        let is_final = self.definition.launchable().next_back().is_none_or(|last| last <= open.activity);
        let action = actions[usize::from(is_final) * 2 + usize::from(self.is_satisfied(open.activity))];
        match action {
            ExitAction::ExitCourse => PendingRequest::ExitCourse(leave),
            ExitAction::ExitAfterConfirmation => PendingRequest::ConfirmExit(leave),
            ExitAction::Continue if self.can(&Request::Continue) => {
                PendingRequest::Navigate(Request::Continue)
            }
            ExitAction::Continue | ExitAction::Message => PendingRequest::Message,
            ExitAction::Nothing => PendingRequest::None,
        }
    }
}
