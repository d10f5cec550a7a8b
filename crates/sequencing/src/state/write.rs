//! Setting objective information: local first, then what the write maps share (book 3.10.3).

use super::TreeState;
use crate::definition::ObjectiveMap;
use crate::status::ObjectiveStatus;
use crate::tree::{ActivityId, Tree};

impl TreeState {
    /// Changes local information of one objective and shares it. Known values are shared whenever they are set, an
    /// unknown one only where it replaces a known one.
    pub(crate) fn set_objective(
        &mut self,
        tree: &Tree,
        activity: ActivityId,
        objective: usize,
        change: impl FnOnce(&mut ObjectiveStatus),
    ) {
        let before = self.judged(tree, activity, objective, self.local(tree, activity, objective));
        change(self.objective_mut(tree, activity, objective));
        let after = self.judged(tree, activity, objective, self.local(tree, activity, objective));
        for target in &tree.node(activity).objectives[objective].maps {
            let old = self.globals[target.global as usize];
            let new = share(&target.map, old, &before, &after);
            if new == old {
                continue;
            }
            *self.global_mut(target.global as usize) = new;
            self.changed_globals.push(target.global);
            if self.written_globals.last() != Some(&target.global) {
                self.written_globals.push(target.global);
            }
        }
    }

    /// Forgets local information for a new attempt. Shared information stays.
    pub(crate) fn clear_objectives(&mut self, tree: &Tree, activity: ActivityId) {
        for objective in 0..tree.node(activity).objectives.len() {
            if self.local(tree, activity, objective) != ObjectiveStatus::default() {
                *self.objective_mut(tree, activity, objective) = ObjectiveStatus::default();
            }
        }
    }
}

fn share(
    map: &ObjectiveMap,
    old: ObjectiveStatus,
    before: &ObjectiveStatus,
    after: &ObjectiveStatus,
) -> ObjectiveStatus {
    fn pick<T: Copy>(write: bool, old: Option<T>, before: Option<T>, after: Option<T>) -> Option<T> {
        if write && (after.is_some() || before.is_some()) { after } else { old }
    }
    ObjectiveStatus {
        satisfied: pick(map.write_satisfied_status, old.satisfied, before.satisfied, after.satisfied),
        measure: pick(map.write_normalized_measure, old.measure, before.measure, after.measure),
        completed: pick(map.write_completion_status, old.completed, before.completed, after.completed),
        progress: pick(map.write_progress_measure, old.progress, before.progress, after.progress),
        score_raw: pick(map.write_raw_score, old.score_raw, before.score_raw, after.score_raw),
        score_min: pick(map.write_min_score, old.score_min, before.score_min, after.score_min),
        score_max: pick(map.write_max_score, old.score_max, before.score_max, after.score_max),
    }
}
