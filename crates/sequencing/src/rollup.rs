//! RB.1.5 Overall Rollup Process.

mod measure;
mod objective;
mod progress;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use crate::sequencer::Sequencer;
use crate::tree::ActivityId;

/// How often one activity is rolled up at most in one go. More than one is only needed where shared objectives lead
/// from a cluster back into it; such a circle need not come to rest.
const ROUNDS: u8 = 3;

impl Sequencer<'_> {
    /// RB.1.5: rolls up along the path from the activity to the root, and from every activity that reads a shared
    /// objective which changed; deepest first.
    pub(crate) fn overall_rollup(&mut self, activity: ActivityId) {
        self.entered("RB.1.5", activity);
        let tree = self.tree;
        let mut pending: BTreeSet<(u32, ActivityId)> = BTreeSet::new();
        let mut rounds: BTreeMap<ActivityId, u8> = BTreeMap::new();
        let key = |activity| (u32::MAX - tree.depth(activity), activity);
        pending.extend(tree.upwards(activity).filter(|at| !tree.is_leaf(*at)).map(key));
        loop {
            for global in std::mem::take(&mut self.state.changed_globals) {
                let readers = &tree.readers[global as usize];
                pending.extend(readers.iter().filter_map(|reader| tree.parent(*reader)).map(key));
            }
            let Some((_, at)) = pending.pop_first() else { return };
            let round = rounds.entry(at).or_default();
            *round += 1;
            if *round <= ROUNDS && self.roll_up(at) {
                pending.extend(tree.parent(at).map(key));
            }
        }
    }

    /// RB.1.5, 3, for one cluster. Whether what its parent sees of it changed.
    fn roll_up(&mut self, activity: ActivityId) -> bool {
        if !self.node(activity).delivery_controls.tracked {
            return false;
        }
        let before = self.state.current_objective(self.tree, activity, 0);
        self.measure_rollup(activity);
        self.objective_rollup(activity);
        self.activity_progress_rollup(activity);
        self.state.current_objective(self.tree, activity, 0) != before
    }
}
