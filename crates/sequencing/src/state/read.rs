//! Objective and attempt information as rules, rollup and reports see it: local, shared, or by measure.

use super::{ActivityStatus, TreeState};
use crate::definition::ObjectiveMap;
use crate::status::ObjectiveStatus;
use crate::tree::{ActivityId, Tree};

impl TreeState {
    /// What is known of an activity, for reports: also what an earlier attempt on the parent left.
    #[must_use]
    pub fn status(&self, tree: &Tree, activity: ActivityId) -> ActivityStatus {
        let node = &self.nodes[activity.index()];
        ActivityStatus {
            attempts: node.attempts,
            active: node.active,
            suspended: node.suspended,
            primary: self.objective(tree, activity, 0),
        }
    }

    /// Objectives with what is known of them, the primary one first: what `cmi.objectives` of a delivered SCO starts
    /// from.
    pub fn objectives<'a>(
        &'a self,
        tree: &'a Tree,
        activity: ActivityId,
    ) -> impl Iterator<Item = (Option<&'a str>, ObjectiveStatus)> {
        let objectives = tree.node(activity).objectives.iter().enumerate();
        objectives.map(move |(index, o)| (o.id.as_deref(), self.objective(tree, activity, index)))
    }

    /// Local objective information, without maps and thresholds.
    pub(crate) fn local(&self, tree: &Tree, activity: ActivityId, objective: usize) -> ObjectiveStatus {
        self.objectives[tree.node(activity).first_objective as usize + objective]
    }

    /// As rules and rollup see it: nothing while it is of an earlier attempt on the parent, where that one asks for
    /// its current attempt only.
    pub(crate) fn current_objective(
        &self,
        tree: &Tree,
        activity: ActivityId,
        objective: usize,
    ) -> ObjectiveStatus {
        let node = &self.nodes[activity.index()];
        let mut local = self.local(tree, activity, objective);
        if node.stale_objectives {
            local = ObjectiveStatus {
                completed: local.completed,
                progress: local.progress,
                ..Default::default()
            };
        }
        if node.stale_progress {
            (local.completed, local.progress) = (None, None);
        }
        self.seen(tree, activity, objective, local)
    }

    fn objective(&self, tree: &Tree, activity: ActivityId, objective: usize) -> ObjectiveStatus {
        self.seen(tree, activity, objective, self.local(tree, activity, objective))
    }

    fn seen(
        &self,
        tree: &Tree,
        activity: ActivityId,
        objective: usize,
        local: ObjectiveStatus,
    ) -> ObjectiveStatus {
        if !tree.node(activity).delivery_controls.tracked {
            return ObjectiveStatus::default();
        }
        let read = self.with_shared(tree, activity, objective, local);
        self.judged(tree, activity, objective, read)
    }

    /// Shared information stands before local information where it is known (book 3.10.3 and 4.2.1.2).
    fn with_shared(
        &self,
        tree: &Tree,
        activity: ActivityId,
        objective: usize,
        local: ObjectiveStatus,
    ) -> ObjectiveStatus {
        let maps = &tree.node(activity).objectives[objective].maps;
        if maps.is_empty() {
            return local;
        }
        fn shared<T>(
            state: &TreeState,
            maps: &[crate::tree::MapTarget],
            reads: impl Fn(&ObjectiveMap) -> bool,
            value: impl Fn(&ObjectiveStatus) -> Option<T>,
        ) -> Option<T> {
            maps.iter().filter(|m| reads(&m.map)).find_map(|m| value(&state.globals[m.global as usize]))
        }
        ObjectiveStatus {
            satisfied: shared(self, maps, |m| m.read_satisfied_status, |g| g.satisfied).or(local.satisfied),
            measure: shared(self, maps, |m| m.read_normalized_measure, |g| g.measure).or(local.measure),
            completed: shared(self, maps, |m| m.read_completion_status, |g| g.completed).or(local.completed),
            progress: shared(self, maps, |m| m.read_progress_measure, |g| g.progress).or(local.progress),
            score_raw: shared(self, maps, |m| m.read_raw_score, |g| g.score_raw).or(local.score_raw),
            score_min: shared(self, maps, |m| m.read_min_score, |g| g.score_min).or(local.score_min),
            score_max: shared(self, maps, |m| m.read_max_score, |g| g.score_max).or(local.score_max),
        }
    }

    /// RB.1.2.a and RB.1.3.a: where a measure decides, nothing else does.
    pub(crate) fn judged(
        &self,
        tree: &Tree,
        activity: ActivityId,
        objective: usize,
        mut status: ObjectiveStatus,
    ) -> ObjectiveStatus {
        let node = tree.node(activity);
        let definition = &node.objectives[objective];
        if definition.satisfied_by_measure {
            let too_early = self.nodes[activity.index()].active
                && !node.rollup_considerations.measure_satisfaction_if_active;
            status.satisfied =
                status.measure.filter(|_| !too_early).map(|m| m >= definition.min_normalized_measure);
        }
        if objective == 0 && node.completion_threshold.completed_by_measure {
            status.completed = status.progress.map(|p| p >= node.completion_threshold.min_progress_measure);
        }
        status
    }
}
