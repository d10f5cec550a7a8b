//! NB.2.1 Navigation Request Process.

use crate::exception::Exception;
use crate::request::{NavigationRequest, SequencingRequest, TerminationRequest};
use crate::sequencer::Sequencer;
use crate::tree::ActivityId;

/// What a valid navigation request becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Navigation {
    pub(crate) termination: Option<TerminationRequest>,
    pub(crate) sequencing: SequencingRequest,
}

impl Sequencer<'_> {
    /// NB.2.1
    pub(crate) fn navigation_request(&mut self, request: NavigationRequest) -> Result<Navigation, Exception> {
        self.entered("NB.2.1", self.state.current);
        let current = self.state.current;
        match request {
            NavigationRequest::Start | NavigationRequest::ResumeAll if current.is_some() => {
                Err(Exception::SessionAlreadyBegun)
            }
            NavigationRequest::Start => Ok(only(SequencingRequest::Start)),
            NavigationRequest::ResumeAll if self.state.suspended.is_none() => {
                Err(Exception::NothingSuspended)
            }
            NavigationRequest::ResumeAll => Ok(only(SequencingRequest::ResumeAll)),
            NavigationRequest::Choice(target) => {
                self.choice_navigation(target)?;
                Ok(self.after_exit(SequencingRequest::Choice(target)))
            }
            _ => self.within_session(request, current.ok_or(Exception::SessionNotBegun)?),
        }
    }

    fn within_session(
        &mut self,
        request: NavigationRequest,
        current: ActivityId,
    ) -> Result<Navigation, Exception> {
        let parent = self.tree.parent(current).map(|parent| self.node(parent).control_mode);
        let active = self.state.is_active(current);
        let leaving =
            |termination| Navigation { termination: Some(termination), sequencing: SequencingRequest::Exit };
        match request {
            NavigationRequest::Continue => match parent {
                Some(parent) if parent.flow => Ok(self.after_exit(SequencingRequest::Continue)),
                _ => Err(Exception::FlowNotEnabled),
            },
            NavigationRequest::Previous => match parent {
                Some(parent) if parent.flow && !parent.forward_only => {
                    Ok(self.after_exit(SequencingRequest::Previous))
                }
                Some(_) => Err(Exception::FlowNotEnabledOrForwardOnly),
                None => Err(Exception::NothingBeforeRoot),
            },
            NavigationRequest::Jump(target) => {
                if self.tree.edition() < crate::Edition::Fourth {
                    return Err(Exception::UndefinedNavigation);
                }
                if !self.is_available(target) {
                    return Err(Exception::NoSuchActivity);
                }
                Ok(self.after_exit(SequencingRequest::Jump(target)))
            }
            NavigationRequest::Exit if active => Ok(leaving(TerminationRequest::Exit)),
            NavigationRequest::Abandon if active => Ok(leaving(TerminationRequest::Abandon)),
            NavigationRequest::Exit | NavigationRequest::Abandon => Err(Exception::AlreadyTerminated),
            NavigationRequest::ExitAll => Ok(leaving(TerminationRequest::ExitAll)),
            NavigationRequest::AbandonAll => Ok(leaving(TerminationRequest::AbandonAll)),
            NavigationRequest::SuspendAll => Ok(leaving(TerminationRequest::SuspendAll)),
            NavigationRequest::Start | NavigationRequest::ResumeAll | NavigationRequest::Choice(_) => {
                Err(Exception::UndefinedNavigation)
            }
        }
    }

    /// An attempt still open ends first.
    fn after_exit(&self, sequencing: SequencingRequest) -> Navigation {
        let active = self.state.current.is_some_and(|current| self.state.is_active(current));
        Navigation { termination: active.then_some(TerminationRequest::Exit), sequencing }
    }

    /// NB.2.1 for Choice: whether what is open may be left for the target.
    pub(crate) fn choice_navigation(&self, target: ActivityId) -> Result<(), Exception> {
        if target.index() >= self.tree.len() {
            return Err(Exception::NoSuchActivity);
        }
        let parent = self.tree.parent(target);
        if parent.is_some_and(|parent| !self.node(parent).control_mode.choice) {
            return Err(Exception::ChoiceNotEnabled);
        }
        let Some(current) = self.state.current else { return Ok(()) };
        if current == target {
            return Ok(());
        }
        // The book leaves siblings out; then `choiceExit` of the activity that is left would mean nothing.
        let common = self.tree.common_ancestor(current, target);
        let mut left = self.tree.upwards(current).take_while(|activity| *activity != common);
        let held = left.any(|a| self.state.is_active(a) && !self.node(a).control_mode.choice_exit);
        if held { Err(Exception::ChoiceExitNotAllowed) } else { Ok(()) }
    }

    /// Whether the activity is among the Available Children all the way up.
    pub(crate) fn is_available(&self, activity: ActivityId) -> bool {
        activity.index() < self.tree.len()
            && self.tree.upwards(activity).all(|at| self.position(at).is_some() || at == ActivityId::ROOT)
    }

    /// Its place among its parent's Available Children.
    pub(crate) fn position(&self, activity: ActivityId) -> Option<usize> {
        let parent = self.tree.parent(activity)?;
        match &self.state.nodes[parent.index()].available {
            Some(available) => match self.state.known_position(activity) {
                Some(known) => known,
                None => available.iter().position(|child| *child == activity),
            },
            None => self.tree.children(parent).binary_search(&activity).ok(),
        }
    }
}

fn only(sequencing: SequencingRequest) -> Navigation {
    Navigation { termination: None, sequencing }
}
