//! SB.2.9 Choice Sequencing Request Process with SB.2.4 Choice Activity Traversal, SB.2.9.1 Choice Flow and SB.2.9.2
//! Choice Flow Tree Traversal.

use crate::definition::PreConditionAction;
use crate::exception::Exception;
use crate::flow::Direction;
use crate::sequencer::Sequencer;
use crate::tree::ActivityId;

impl Sequencer<'_> {
    /// SB.2.9: the activity to deliver for a chosen one.
    pub(crate) fn choice_sequencing_request(&mut self, target: ActivityId) -> Result<ActivityId, Exception> {
        self.entered("SB.2.9", target);
        let common = self.choice_constraints(target)?;
        if self.tree.is_leaf(target) {
            return Ok(target);
        }
        self.flow(target, Direction::Forward, true).map_err(|_| {
            if !self.looking_ahead {
                // The cluster becomes the current activity, so that the learner chooses from there.
                self.terminate_descendent_attempts(common);
                self.end_attempt(common);
                self.state.current = Some(target);
            }
            Exception::ChoiceLeadsNowhere
        })
    }

    /// SB.2.9, 1 to 10: whether the target may be chosen. Returns the common ancestor.
    fn choice_constraints(&mut self, target: ActivityId) -> Result<ActivityId, Exception> {
        if target.index() >= self.tree.len() {
            return Err(Exception::NoTarget);
        }
        let tree = self.tree;
        for activity in tree.downwards(ActivityId::ROOT, target) {
            if activity != ActivityId::ROOT && self.position(activity).is_none() {
                return Err(Exception::TargetNotAvailable);
            }
            if self.pre_condition("SB.2.9", activity, PreConditionAction::HiddenFromChoice) {
                return Err(Exception::HiddenFromChoice);
            }
        }
        let parent = tree.parent(target);
        if parent.is_some_and(|parent| !self.node(parent).control_mode.choice) {
            return Err(Exception::ChoiceControlNotEnabled);
        }
        let Some(current) = self.state.current else {
            self.choose_below(ActivityId::ROOT, target)?;
            return Ok(ActivityId::ROOT);
        };
        let common = tree.common_ancestor(current, target);
        if current == target {
            // Nothing lies on the way.
        } else if parent.is_some() && tree.parent(current) == parent {
            self.choose_sibling(current, target)?;
        } else if current == common {
            self.choose_below(common, target)?;
        } else if target == common {
            let above = tree.upwards(current).take_while(|activity| *activity != target);
            if above.into_iter().any(|activity| !self.node(activity).control_mode.choice_exit) {
                return Err(Exception::ExitByChoiceNotAllowed);
            }
        } else {
            self.choose_elsewhere(current, target, common)?;
        }
        Ok(common)
    }

    /// SB.2.9, case siblings.
    fn choose_sibling(&mut self, current: ActivityId, target: ActivityId) -> Result<(), Exception> {
        let (Some(from), Some(to)) = (self.position(current), self.position(target)) else {
            return Err(Exception::NothingToTraverse);
        };
        let Some(parent) = self.tree.parent(current) else { return Err(Exception::NothingToTraverse) };
        if to < from {
            // SB.2.4 backward asks the same of all of them.
            return self.choice_activity_traversal(current, Direction::Backward);
        }
        // Only children that have such a rule can stop the traversal.
        let tree = self.tree;
        for activity in &tree.node(parent).stopping_children {
            if self.position(*activity).is_some_and(|at| (from..to).contains(&at)) {
                self.choice_activity_traversal(*activity, Direction::Forward)?;
            }
        }
        Ok(())
    }

    /// SB.2.9, case the current activity contains the target, or there is none.
    fn choose_below(&mut self, common: ActivityId, target: ActivityId) -> Result<(), Exception> {
        let tree = self.tree;
        let mut path = tree.downwards(common, target);
        path.pop();
        if path.is_empty() {
            // The root chosen before anything is current has nothing before it.
            return if common == target { Ok(()) } else { Err(Exception::NothingToTraverse) };
        }
        for activity in path {
            self.choice_activity_traversal(activity, Direction::Forward)?;
            self.may_be_activated(activity, common)?;
        }
        Ok(())
    }

    /// SB.2.9, case the target lies in another branch.
    fn choose_elsewhere(
        &mut self,
        current: ActivityId,
        target: ActivityId,
        common: ActivityId,
    ) -> Result<(), Exception> {
        let tree = self.tree;
        let mut constrained = None;
        for activity in tree.upwards(current).take_while(|activity| *activity != common) {
            if !self.node(activity).control_mode.choice_exit {
                return Err(Exception::ExitByChoiceNotAllowed);
            }
            if self.node(activity).constrained_choice.constrain_choice {
                constrained = constrained.or(Some(activity));
            }
        }
        if let Some(constrained) = constrained {
            let direction =
                if self.is_before(constrained, target) { Direction::Forward } else { Direction::Backward };
            let consider = self.choice_flow(constrained, direction);
            if !tree.contains(consider, target) && target != constrained {
                return Err(Exception::ChoiceConstrained);
            }
        }
        let forward = self.is_before(current, target);
        let mut path = tree.downwards(common, target);
        path.pop();
        for activity in path {
            if forward {
                self.choice_activity_traversal(activity, Direction::Forward)?;
            }
            self.may_be_activated(activity, common)?;
        }
        Ok(())
    }

    fn may_be_activated(&self, activity: ActivityId, common: ActivityId) -> Result<(), Exception> {
        let prevented = activity != common
            && !self.state.is_active(activity)
            && self.node(activity).constrained_choice.prevent_activation;
        if prevented { Err(Exception::ActivationPrevented) } else { Ok(()) }
    }

    /// Whether `b` comes after `a` in a walk through the Available Children.
    fn is_before(&self, a: ActivityId, b: ActivityId) -> bool {
        let common = self.tree.common_ancestor(a, b);
        let below = |activity| self.tree.upwards(activity).take_while(|at| *at != common).last();
        let place = |activity| below(activity).and_then(|child| self.position(child));
        match (place(a), place(b)) {
            (Some(a), Some(b)) => a < b,
            // An ancestor comes before what it contains.
            (None, Some(_)) => true,
            _ => false,
        }
    }

    /// SB.2.4: whether the walk may pass.
    fn choice_activity_traversal(
        &mut self,
        activity: ActivityId,
        direction: Direction,
    ) -> Result<(), Exception> {
        match direction {
            Direction::Forward
                if self.pre_condition("SB.2.4", activity, PreConditionAction::StopForwardTraversal) =>
            {
                Err(Exception::ForwardTraversalStopped)
            }
            Direction::Forward => Ok(()),
            Direction::Backward => match self.tree.parent(activity) {
                Some(parent) if self.node(parent).control_mode.forward_only => {
                    Err(Exception::ChoiceForwardOnly)
                }
                Some(_) => Ok(()),
                None => Err(Exception::NoBackwardFromRoot),
            },
        }
    }

    /// SB.2.9.1 and SB.2.9.2: the neighbour in that direction, up the tree where there is none; the activity itself
    /// where nothing follows.
    pub(crate) fn choice_flow(&self, activity: ActivityId, direction: Direction) -> ActivityId {
        self.tree.upwards(activity).find_map(|at| self.neighbour(at, direction)).unwrap_or(activity)
    }
}
