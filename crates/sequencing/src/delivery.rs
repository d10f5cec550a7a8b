//! DB.1.1 Delivery Request Process, DB.2 Content Delivery Environment Process and DB.2.1 Clear Suspended Activity
//! Subprocess.

use crate::exception::Exception;
use crate::sequencer::Sequencer;
use crate::tree::ActivityId;

impl Sequencer<'_> {
    /// DB.1.1: whether the activity may be delivered.
    pub(crate) fn delivery_request(&mut self, activity: ActivityId) -> Result<(), Exception> {
        self.entered("DB.1.1", activity);
        if !self.tree.is_leaf(activity) {
            return Err(Exception::NotALeaf);
        }
        if !self.node(activity).deliverable {
            return Err(Exception::NothingToDeliver);
        }
        let tree = self.tree;
        if tree.upwards(activity).any(|at| self.check_activity(at)) {
            return Err(Exception::DeliveryBarred);
        }
        Ok(())
    }

    /// DB.2: attempts begin or go on along the path to the activity.
    pub(crate) fn content_delivery_environment(&mut self, activity: ActivityId) -> Result<(), Exception> {
        self.entered("DB.2", activity);
        if self.state.current.is_some_and(|current| self.state.is_active(current)) {
            return Err(Exception::StillActive);
        }
        if self.state.suspended != Some(activity) {
            self.clear_suspended_activity(activity);
        }
        self.terminate_descendent_attempts(activity);
        let tree = self.tree;
        for at in tree.downwards(ActivityId::ROOT, activity) {
            if self.state.is_active(at) {
                continue;
            }
            // Suspend All suspends what is not tracked as well.
            if self.state.is_suspended(at) {
                self.state.node_mut(at).suspended = false;
            } else if self.node(at).delivery_controls.tracked {
                self.begin_attempt(at);
            }
            self.state.node_mut(at).active = true;
        }
        self.state.current = Some(activity);
        self.state.suspended = None;
        Ok(())
    }

    /// DB.2, 5.1.1.2: a new attempt begins with nothing known of it.
    fn begin_attempt(&mut self, activity: ActivityId) {
        let node = self.state.node_mut(activity);
        node.attempts = node.attempts.saturating_add(1);
        node.stale_objectives = false;
        node.stale_progress = false;
        node.completion_by_content = false;
        node.success_by_content = false;
        node.experienced = 0;
        self.state.clear_objectives(self.tree, activity);
        self.mark_children_stale(activity);
    }

    /// What descendants recorded belongs to an earlier attempt from now on (Use Current Attempt Objective and
    /// Progress Information). Branches never attempted have recorded nothing.
    pub(crate) fn mark_children_stale(&mut self, activity: ActivityId) {
        let mut open = vec![activity];
        while let Some(cluster) = open.pop() {
            let controls = self.node(cluster).control_mode;
            let objectives = controls.use_current_attempt_objective_info;
            let progress = controls.use_current_attempt_progress_info;
            if !objectives && !progress {
                continue;
            }
            for child in self.tree.children(cluster) {
                let state = &self.state.nodes[child.index()];
                if state.attempts == 0 && self.node(*child).delivery_controls.tracked {
                    continue;
                }
                if (objectives && !state.stale_objectives) || (progress && !state.stale_progress) {
                    let node = self.state.node_mut(*child);
                    node.stale_objectives |= objectives;
                    node.stale_progress |= progress;
                }
                open.push(*child);
            }
        }
    }

    /// What [`Self::mark_children_stale`] may change below an activity.
    pub(crate) fn staleness(&self, activity: ActivityId) -> Vec<(ActivityId, bool, bool)> {
        let below = activity.0 + 1..self.node(activity).end;
        let flags = |id: ActivityId| {
            let state = &self.state.nodes[id.index()];
            (id, state.stale_objectives, state.stale_progress)
        };
        below.map(ActivityId).map(flags).collect()
    }

    /// Sets back what [`Self::staleness`] found.
    pub(crate) fn set_staleness(&mut self, before: &[(ActivityId, bool, bool)]) {
        for (id, objectives, progress) in before {
            let state = &self.state.nodes[id.index()];
            if (state.stale_objectives, state.stale_progress) != (*objectives, *progress) {
                let node = self.state.node_mut(*id);
                (node.stale_objectives, node.stale_progress) = (*objectives, *progress);
            }
        }
    }

    /// DB.2.1: what was suspended is given up, up to where the new activity's path begins. What contains both goes
    /// on.
    fn clear_suspended_activity(&mut self, activity: ActivityId) {
        let Some(suspended) = self.state.suspended else { return };
        self.entered("DB.2.1", suspended);
        let common = self.tree.common_ancestor(activity, suspended);
        let tree = self.tree;
        let path: Vec<_> = tree.upwards(suspended).take_while(|at| *at != common).collect();
        for at in path {
            let still = !tree.is_leaf(at)
                && self
                    .state
                    .available_children(tree, at)
                    .iter()
                    .any(|child| self.state.is_suspended(*child));
            self.state.node_mut(at).suspended = still;
        }
        self.state.suspended = None;
    }
}
