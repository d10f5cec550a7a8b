//! Paths through the tree, as most processes form them.

use super::{ActivityId, Tree};

impl Tree {
    /// Whether `ancestor` is `activity` or lies above it.
    pub(crate) fn contains(&self, ancestor: ActivityId, activity: ActivityId) -> bool {
        ancestor <= activity && activity.0 < self.node(ancestor).end
    }

    /// The deepest activity that contains both.
    pub(crate) fn common_ancestor(&self, a: ActivityId, b: ActivityId) -> ActivityId {
        self.upwards(a).find(|ancestor| self.contains(*ancestor, b)).unwrap_or(ActivityId::ROOT)
    }

    /// The activity, its parent, and so on to the root.
    pub(crate) fn upwards(&self, activity: ActivityId) -> impl Iterator<Item = ActivityId> + '_ {
        std::iter::successors(Some(activity), |at| self.node(*at).parent)
    }

    /// From `top` (inclusive) down to `activity` (inclusive); empty when `top` does not contain it.
    pub(crate) fn downwards(&self, top: ActivityId, activity: ActivityId) -> Vec<ActivityId> {
        let mut path: Vec<_> = self.upwards(activity).take_while(|at| self.contains(top, *at)).collect();
        path.reverse();
        path
    }
}
