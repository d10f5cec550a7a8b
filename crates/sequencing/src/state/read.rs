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
    /// from, also when it is resumed. Shared completion is handed over as its writer left it.
    pub fn objectives<'a>(
        &'a self,
        tree: &'a Tree,
        activity: ActivityId,
    ) -> impl Iterator<Item = (Option<&'a str>, ObjectiveStatus)> {
        let objectives = tree.node(activity).objectives.iter().enumerate();
        objectives.map(move |(index, objective)| {
            let mut status = self.objective(tree, activity, index);
            if let Some(shared) = objective.maps.iter().find(|target| target.map.read_completion_status) {
                status.completed = self.globals[shared.global as usize].completed;
            }
            (objective.id.as_deref(), status)
        })
    }

    /// Local objective information, without maps and thresholds.
    pub(crate) fn local(&self, tree: &Tree, activity: ActivityId, objective: usize) -> ObjectiveStatus {
        self.objectives[tree.node(activity).first_objective as usize + objective]
    }

    /// As rules and rollup see it: nothing while it is of an earlier attempt on the parent, where that one asks for
    /// its current attempt only, and nothing of an activity that is not tracked.
    pub(crate) fn current_objective(
        &self,
        tree: &Tree,
        activity: ActivityId,
        objective: usize,
    ) -> ObjectiveStatus {
        if !tree.node(activity).delivery_controls.tracked {
            return ObjectiveStatus::default();
        }
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

    /// For reports and run-time data: also what an earlier attempt on the parent left, and what an activity that is
    /// not tracked reads from shared objectives.
    fn objective(&self, tree: &Tree, activity: ActivityId, objective: usize) -> ObjectiveStatus {
        let local = self.local(tree, activity, objective);
        self.seen(tree, activity, objective, local)
    }

    /// Where a map reads a shared objective, that one alone counts, known or not (book 3.10.3). Where a measure
    /// decides, the reader's threshold judges it.
    fn seen(
        &self,
        tree: &Tree,
        activity: ActivityId,
        objective: usize,
        local: ObjectiveStatus,
    ) -> ObjectiveStatus {
        let maps = &tree.node(activity).objectives[objective].maps;
        if maps.is_empty() {
            return self.judged(tree, activity, objective, local);
        }
        let read = |reads: fn(&ObjectiveMap) -> bool| {
            let target = maps.iter().find(|target| reads(&target.map));
            target.map_or(&local, |target| &self.globals[target.global as usize])
        };
        let read_status = ObjectiveStatus {
            satisfied: read(|map| map.read_satisfied_status).satisfied,
            measure: read(|map| map.read_normalized_measure).measure,
            completed: read(|map| map.read_completion_status).completed,
            progress: read(|map| map.read_progress_measure).progress,
            score_raw: read(|map| map.read_raw_score).score_raw,
            score_min: read(|map| map.read_min_score).score_min,
            score_max: read(|map| map.read_max_score).score_max,
        };
        self.judged(tree, activity, objective, read_status)
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
