//! OP.1 Overall Sequencing Process.

use crate::exception::Exception;
use crate::outcome::Outcome;
use crate::report::Reported;
use crate::request::NavigationRequest;
use crate::sequencer::Sequencer;
use crate::sequencing_request::Identified;
use crate::tree::ActivityId;

impl Sequencer<'_> {
    /// Hands over what the open SCO reported, then carries out the request. What is abandoned is not handed over.
    pub fn request_with(&mut self, reported: &Reported, request: NavigationRequest) -> Outcome {
        let abandoned = matches!(request, NavigationRequest::Abandon | NavigationRequest::AbandonAll);
        if let Some(current) = self.state.current.filter(|_| !abandoned) {
            self.report(current, reported);
        }
        self.request(request)
    }

    /// OP.1: navigation, termination, sequencing and delivery for one navigation request.
    pub fn request(&mut self, request: NavigationRequest) -> Outcome {
        self.entered("OP.1", self.state.current);
        let navigation = match self.navigation_request(request) {
            Ok(navigation) => navigation,
            Err(exception) => return Outcome::Refused(self.raised(exception)),
        };
        let mut sequencing = navigation.sequencing;
        if let Some(termination) = navigation.termination {
            match self.termination_request(termination) {
                // Only one sequencing request can be pending: that of the rules replaces that of the learner.
                Ok(by_rules) => sequencing = by_rules.unwrap_or(sequencing),
                Err(exception) => return self.nothing_found(exception),
            }
        }
        match self.sequencing_request(sequencing) {
            Err(exception) => self.nothing_found(exception),
            Ok(Identified::Nothing) => Outcome::Choosing(None),
            Ok(Identified::EndOfSession) => self.end_session(),
            Ok(Identified::Delivery(activity)) => self.deliver(activity),
        }
    }

    fn deliver(&mut self, activity: ActivityId) -> Outcome {
        match self.delivery_request(activity) {
            Err(exception) => self.nothing_found(exception),
            Ok(()) if self.looking_ahead => Outcome::Deliver(activity),
            Ok(()) => match self.content_delivery_environment(activity) {
                Ok(()) => Outcome::Deliver(activity),
                Err(exception) => self.nothing_found(exception),
            },
        }
    }

    /// The book leaves the session as it is and the behaviour to the system: where content is still open it stays so,
    /// else the learner chooses.
    fn nothing_found(&mut self, exception: Exception) -> Outcome {
        let exception = self.raised(exception);
        match self.state.current {
            Some(current) if self.state.is_active(current) && self.tree.is_leaf(current) => {
                Outcome::Refused(exception)
            }
            _ => Outcome::Choosing(Some(exception)),
        }
    }

    /// Control goes back to whoever launched the course. Attempts still open end here, so that the next session
    /// begins new ones; what was suspended or abandoned is not active.
    fn end_session(&mut self) -> Outcome {
        if !self.looking_ahead {
            if self.state.is_active(ActivityId::ROOT) {
                self.terminate_descendent_attempts(ActivityId::ROOT);
                self.end_attempt(ActivityId::ROOT);
            }
            self.state.current = None;
        }
        Outcome::Ended
    }
}
