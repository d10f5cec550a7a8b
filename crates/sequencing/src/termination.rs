//! TB.2.1 Sequencing Exit Action Rules Subprocess, TB.2.2 Sequencing Post Condition Rules Subprocess and TB.2.3
//! Termination Request Process.

use crate::definition::{ExitAction, PostConditionAction};
use crate::exception::Exception;
use crate::request::{SequencingRequest, TerminationRequest};
use crate::rule_check::RuleSet;
use crate::sequencer::Sequencer;
use crate::tree::ActivityId;

/// What post-condition rules ask for.
#[derive(Debug, Clone, Copy, Default)]
struct PostCondition {
    termination: Option<TerminationRequest>,
    sequencing: Option<SequencingRequest>,
}

impl Sequencer<'_> {
    /// TB.2.3. A sequencing request that it returns replaces the pending one.
    pub(crate) fn termination_request(
        &mut self,
        request: TerminationRequest,
    ) -> Result<Option<SequencingRequest>, Exception> {
        let current = self.state.current.ok_or(Exception::NothingToTerminate)?;
        self.entered("TB.2.3", current);
        match request {
            TerminationRequest::Exit | TerminationRequest::Abandon if !self.state.is_active(current) => {
                Err(Exception::NotActive)
            }
            TerminationRequest::Exit => self.exit(current),
            TerminationRequest::ExitAll => Ok(Some(self.exit_all(current, None))),
            TerminationRequest::SuspendAll => self.suspend_all(current),
            TerminationRequest::Abandon => {
                self.state.node_mut(current).active = false;
                Ok(None)
            }
            TerminationRequest::AbandonAll => {
                let path: Vec<_> = self.tree.upwards(current).collect();
                for activity in path {
                    self.state.node_mut(activity).active = false;
                }
                self.state.current = Some(ActivityId::ROOT);
                Ok(Some(SequencingRequest::Exit))
            }
            TerminationRequest::ExitParent => Err(Exception::UndefinedTermination),
        }
    }

    /// TB.2.3, case Exit.
    fn exit(&mut self, current: ActivityId) -> Result<Option<SequencingRequest>, Exception> {
        self.end_attempt(current);
        let mut current = self.sequencing_exit_action_rules(current);
        loop {
            let post = self.sequencing_post_condition_rules(current);
            match post.termination {
                Some(TerminationRequest::ExitAll) => {
                    return Ok(Some(self.exit_all(current, post.sequencing)));
                }
                Some(TerminationRequest::ExitParent) => {
                    current = self.tree.parent(current).ok_or(Exception::RootHasNoParent)?;
                    self.state.current = Some(current);
                    self.end_attempt(current);
                }
                _ if current == ActivityId::ROOT && post.sequencing != Some(SequencingRequest::Retry) => {
                    return Ok(Some(SequencingRequest::Exit));
                }
                _ => return Ok(post.sequencing),
            }
        }
    }

    /// TB.2.3, case Exit All.
    fn exit_all(&mut self, current: ActivityId, by_rules: Option<SequencingRequest>) -> SequencingRequest {
        if self.state.is_active(current) {
            self.end_attempt(current);
        }
        self.terminate_descendent_attempts(ActivityId::ROOT);
        self.end_attempt(ActivityId::ROOT);
        self.state.current = Some(ActivityId::ROOT);
        by_rules.unwrap_or(SequencingRequest::Exit)
    }

    /// TB.2.3, case Suspend All.
    fn suspend_all(&mut self, current: ActivityId) -> Result<Option<SequencingRequest>, Exception> {
        let suspended = if self.state.is_active(current) || self.state.is_suspended(current) {
            self.overall_rollup(current);
            current
        } else {
            self.tree.parent(current).ok_or(Exception::CannotSuspendInactiveRoot)?
        };
        self.state.suspended = Some(suspended);
        let path: Vec<_> = self.tree.upwards(suspended).collect();
        for activity in path {
            let node = self.state.node_mut(activity);
            node.active = false;
            node.suspended = true;
        }
        self.state.current = Some(ActivityId::ROOT);
        Ok(Some(SequencingRequest::Exit))
    }

    /// TB.2.1: the outermost activity whose exit rules say so ends, with all below it.
    fn sequencing_exit_action_rules(&mut self, current: ActivityId) -> ActivityId {
        self.entered("TB.2.1", current);
        let Some(parent) = self.tree.parent(current) else { return current };
        let tree = self.tree;
        for activity in tree.downwards(ActivityId::ROOT, parent) {
            let rules = RuleSet { clause: "TB.2.1", rules: &tree.node(activity).exit_rules };
            if self.sequencing_rules_check(activity, rules, |action| action == ExitAction::Exit).is_some() {
                self.terminate_descendent_attempts(activity);
                self.end_attempt(activity);
                self.state.current = Some(activity);
                return activity;
            }
        }
        current
    }

    /// TB.2.2
    fn sequencing_post_condition_rules(&mut self, current: ActivityId) -> PostCondition {
        self.entered("TB.2.2", current);
        if self.state.is_suspended(current) {
            return PostCondition::default();
        }
        let rules = RuleSet { clause: "TB.2.2", rules: &self.tree.node(current).post_condition_rules };
        let (termination, sequencing) = match self.sequencing_rules_check(current, rules, |_| true) {
            None => (None, None),
            Some(PostConditionAction::Retry) => (None, Some(SequencingRequest::Retry)),
            Some(PostConditionAction::Continue) => (None, Some(SequencingRequest::Continue)),
            Some(PostConditionAction::Previous) => (None, Some(SequencingRequest::Previous)),
            Some(PostConditionAction::ExitParent) => (Some(TerminationRequest::ExitParent), None),
            Some(PostConditionAction::ExitAll) => (Some(TerminationRequest::ExitAll), None),
            Some(PostConditionAction::RetryAll) => {
                (Some(TerminationRequest::ExitAll), Some(SequencingRequest::Retry))
            }
        };
        PostCondition { termination, sequencing }
    }
}
