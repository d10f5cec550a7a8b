//! From run-time data to tracking: what a SCO said of itself.

use crate::sequencer::Sequencer;
use crate::status::ObjectiveStatus;
use crate::tree::ActivityId;

/// What content reported about one objective; `None` where it said nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ReportedObjective {
    /// `success_status`; `Some(None)` where content said `unknown`.
    pub satisfied: Option<Option<bool>>,
    /// `completion_status`; `Some(None)` where content said `unknown`.
    pub completed: Option<Option<bool>>,
    /// `score.scaled`
    pub measure: Option<f64>,
    /// `progress_measure`
    pub progress: Option<f64>,
    /// `score.raw`
    pub score_raw: Option<f64>,
    /// `score.min`
    pub score_min: Option<f64>,
    /// `score.max`
    pub score_max: Option<f64>,
}

/// What the current SCO reported in this attempt so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reported {
    /// `cmi.success_status`, `cmi.completion_status`, `cmi.score` and `cmi.progress_measure`: the primary objective.
    pub primary: ReportedObjective,
    /// `cmi.objectives` by identifier; unknown identifiers are ignored. One with the primary objective's identifier
    /// counts where `primary` says nothing.
    pub objectives: Vec<(String, ReportedObjective)>,
    /// `cmi.exit` is `suspend`: the attempt goes on at the next delivery, and nothing is completed of its own accord.
    pub suspended: bool,
    /// Time spent in this attempt, in hundredths of a second.
    pub experienced: u64,
}

impl Sequencer<'_> {
    /// Hands over what the current activity's SCO reported, before the navigation request that ends it or follows
    /// from it. Nothing is kept of an activity that is not tracked or not active.
    pub fn report(&mut self, activity: ActivityId, reported: &Reported) {
        if !self.state.is_active(activity) || !self.node(activity).delivery_controls.tracked {
            return;
        }
        let mut primary = reported.primary;
        let mut satisfied_said = primary.satisfied.is_some();
        let mut completed_said = primary.completed.is_some();
        for (id, objective) in &reported.objectives {
            match self.tree.objective(activity, id) {
                Some(0) => {
                    satisfied_said |= objective.satisfied.is_some();
                    completed_said |= objective.completed.is_some();
                    primary = or(primary, objective);
                }
                Some(index) => self.set_reported(activity, index, objective),
                None => {}
            }
        }
        self.set_reported(activity, 0, &primary);
        let node = &self.state.nodes[activity.index()];
        let new = (satisfied_said, completed_said, reported.suspended, reported.experienced);
        if (node.success_by_content, node.completion_by_content, node.suspended, node.experienced) != new {
            let node = self.state.node_mut(activity);
            (node.success_by_content, node.completion_by_content, node.suspended, node.experienced) = new;
        }
    }

    /// RB.1.5 from the activity upwards, without ending its attempt: so that reports know what content committed.
    pub fn roll_up_from(&mut self, activity: ActivityId) {
        self.overall_rollup(activity);
    }

    fn set_reported(&mut self, activity: ActivityId, objective: usize, reported: &ReportedObjective) {
        if *reported == ReportedObjective::default() {
            return;
        }
        self.state.set_objective(self.tree, activity, objective, |status| {
            let old = *status;
            *status = ObjectiveStatus {
                satisfied: reported.satisfied.unwrap_or(old.satisfied),
                completed: reported.completed.unwrap_or(old.completed),
                measure: reported.measure.or(old.measure),
                progress: reported.progress.or(old.progress),
                score_raw: reported.score_raw.or(old.score_raw),
                score_min: reported.score_min.or(old.score_min),
                score_max: reported.score_max.or(old.score_max),
            };
        });
    }
}

fn or(first: ReportedObjective, second: &ReportedObjective) -> ReportedObjective {
    ReportedObjective {
        satisfied: first.satisfied.or(second.satisfied),
        completed: first.completed.or(second.completed),
        measure: first.measure.or(second.measure),
        progress: first.progress.or(second.progress),
        score_raw: first.score_raw.or(second.score_raw),
        score_min: first.score_min.or(second.score_min),
        score_max: first.score_max.or(second.score_max),
    }
}
