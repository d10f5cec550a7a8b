//! How launches begin and end.

use cmi::Timestamp;
use sequencing::{ActivityId, NavigationRequest, ObjectiveStatus, TreeState};

use super::{Applied, Attempt, id};
use crate::pins::{GlobalObjective, Mode};

impl Attempt {
    /// Brings in what the launch pinned.
    pub(in super::super) fn sequencing_launched(&mut self, _: Timestamp, applied: &mut Applied) {
        let (Some(tree), Some(launch)) = (self.tree.clone(), &self.state.launch) else { return };
        let pins = &launch.pins;
        let review = pins.mode == Mode::Review;
        if let Some(kept) = self.state.tree_kept.take() {
            self.state.tree = Some(kept.into());
        }
        let state = self.state.tree.get_or_insert_with(|| TreeState::new(&tree, pins.seed).into()).get_mut();
        state.set_seed(pins.seed);
        let over = !state.is_active(ActivityId::ROOT) && !state.is_suspended(ActivityId::ROOT);
        if self.definition.objectives_global_to_system {
            for objective in &pins.global_objectives {
                state.set_global(&tree, &objective.id, status(objective));
            }
        }
        for index in 0..self.definition.activities.len() {
            let node = &self.definition.activities[index].sequencing;
            if node.delivery_controls.tracked {
                let attempts = state.attempts(id(index));
                if self.state.activities[index].attempts != attempts {
                    self.state.activities[index].attempts = attempts;
                    self.digests.get_mut()[index] = None;
                    self.activities_digest.set(None);
                }
            }
        }
        if review {
            let kept = self.state.tracking().as_deref().cloned();
            self.state.tree_kept = kept;
        }
        if over {
            self.begin_anew(&tree);
        }
        self.share(&tree, applied);
        self.tree_changed();
    }

    /// The learner leaves, to go on later.
    pub(in super::super) fn sequencing_suspend_all(&mut self, at: Timestamp, applied: &mut Applied) {
        if self.sequencing_current().is_some() {
            self.sequence(at, NavigationRequest::SuspendAll, applied);
        }
    }
}

fn status(objective: &GlobalObjective) -> ObjectiveStatus {
    ObjectiveStatus {
        satisfied: objective.satisfied,
        measure: objective.measure,
        completed: objective.completed,
        progress: objective.progress_measure,
        score_raw: objective.score_raw,
        score_min: objective.score_min,
        score_max: objective.score_max,
    }
}
