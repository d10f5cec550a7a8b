//! RB.1.1.a Measure Rollup Process and RB.1.1.b Completion Measure Rollup Process.

use crate::edition::Edition;
use crate::sequencer::Sequencer;
use crate::trace::Step;
use crate::tree::ActivityId;

/// A weighted average in the making.
#[derive(Default)]
struct Average {
    total: f64,
    counted: f64,
    valid: bool,
}

impl Average {
    fn add(&mut self, value: Option<f64>, weight: f64) {
        self.counted += weight;
        if let Some(value) = value {
            self.total += value * weight;
            self.valid = true;
        }
    }

    /// Unknown where no child has a value or no child has weight.
    fn value(&self) -> Option<f64> {
        (self.valid && self.counted > 0.0).then(|| self.total / self.counted)
    }
}

impl Sequencer<'_> {
    /// RB.1.1.a and RB.1.1.b: weighted averages over the tracked children; one without a value counts as 0.
    pub(super) fn measure_rollup(&mut self, activity: ActivityId) {
        let fourth = self.tree.edition() == Edition::Fourth;
        let (mut measure, mut progress) = (Average::default(), Average::default());
        for child in self.state.available_children(self.tree, activity) {
            let node = self.node(*child);
            if !node.delivery_controls.tracked {
                continue;
            }
            let status = self.state.current_objective(self.tree, *child, 0);
            measure.add(status.measure, node.rollup_controls.objective_measure_weight);
            progress.add(status.progress, node.completion_threshold.progress_weight);
        }
        let before = self.state.local(self.tree, activity, 0);
        let measure = measure.value();
        let progress = if fourth { progress.value() } else { before.progress };
        if before.measure != measure {
            let step = Step::Measure { what: "measure", before: before.measure, after: measure };
            self.step("RB.1.1.a", Some(activity), step);
        }
        if before.progress != progress {
            let step = Step::Measure { what: "progress", before: before.progress, after: progress };
            self.step("RB.1.1.b", Some(activity), step);
        }
        if (before.measure, before.progress) != (measure, progress) || self.shares(activity) {
            self.state.set_objective(self.tree, activity, 0, |status| {
                (status.measure, status.progress) = (measure, progress);
            });
        }
    }

    /// Whether the primary objective has maps, so that setting it again matters.
    pub(super) fn shares(&self, activity: ActivityId) -> bool {
        !self.node(activity).objectives[0].maps.is_empty()
    }
}
