//! Which activities could be chosen, for all of them at once.
//!
//! A choice request follows the path from the root to its target, the way from the current activity, and below a
//! cluster the flow to a leaf. Asked of every activity in turn, these ways would be walked again and again; here each
//! activity passes on to those below it what holds for all of them, so that one pass down and one pass back answer
//! for the whole tree. The answers are those of SB.2.9, SB.2.3 and DB.1.1; the tests compare them one by one.

use crate::flow::Direction;
use crate::sequencer::Sequencer;
use crate::state::{Findings, Order};
use crate::tree::{ActivityId, Tree};

/// What holds for all activities below a cluster.
#[derive(Clone, Copy)]
struct Below {
    /// It, or something above it, is hidden from choice.
    hidden: bool,
    way: Way,
    /// Something from the common ancestor down to it stops forward traversal.
    stopped: bool,
    /// Something below the common ancestor, down to it, keeps others from being activated.
    prevented: bool,
}

/// How the choice leaves the current activity.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The cluster is the current activity, or holds it.
    OnPath,
    /// To a branch after the current one; likewise from the current activity to what lies below it.
    Forward,
    /// To a branch before the current one.
    Backward,
    /// What is left does not allow it.
    Held,
}

/// The path from the root to the current activity.
struct Path {
    /// By depth.
    activities: Vec<ActivityId>,
    /// By depth: whether all deeper ones allow `choiceExit`.
    exits: Vec<bool>,
    /// The deepest one with `constrainChoice`, and what can be chosen from there: forward, backward.
    constrained: Option<(ActivityId, [ActivityId; 2])>,
    /// The place of the current activity among its siblings.
    from: Option<u32>,
    /// Siblings behind this place cannot be reached past the one that stops forward traversal.
    stop: u32,
}

impl Sequencer<'_> {
    /// For each activity: whether SB.2.9 and DB.1.1 would deliver something for it, were it chosen now.
    pub(super) fn choices(&mut self) -> Vec<bool> {
        let order = self.state.order(self.tree);
        let findings = self.findings();
        let barred = self.barred(&findings);
        let targets = self.flow_targets(&order, &findings);
        let mut choices = self.choosable(&order, &findings);
        let outline = &self.tree.outline;
        for ((activity, target), choice) in self.tree.activities().zip(&targets).zip(choices.iter_mut()) {
            let target = if outline[activity.index()].is_leaf { Some(activity) } else { *target };
            let delivers = |leaf: ActivityId| outline[leaf.index()].deliverable && !barred[leaf.index()];
            *choice = *choice && target.is_some_and(delivers);
        }
        self.state.set_findings(findings);
        choices
    }

    /// For each activity: whether UP.5 bars it or one above it.
    fn barred(&self, findings: &[Findings]) -> Vec<bool> {
        let mut barred = vec![false; findings.len()];
        for (activity, found) in self.tree.activities().zip(findings) {
            let parent = self.tree.outline[activity.index()].parent;
            let above = parent.is_some_and(|parent| barred[parent.index()]);
            barred[activity.index()] = above || found.has(Findings::BARRED) || self.is_disabled(activity);
        }
        barred
    }

    /// For each available cluster: where SB.2.3 arrives that flows forward into it.
    fn flow_targets(&self, order: &Order, findings: &[Findings]) -> Vec<Option<ActivityId>> {
        // For each activity: where SB.2.2 arrives from it.
        let mut reached: Vec<Option<ActivityId>> = vec![None; findings.len()];
        let mut targets = reached.clone();
        let outline = &self.tree.outline;
        // Backwards, so that all that comes later is known.
        for activity in order.offered.iter().rev() {
            let index = activity.index();
            let target = order.first[index].and_then(|first| reached[first.index()]);
            targets[index] = target;
            let flows = outline[index].parent.is_none_or(|parent| outline[parent.index()].flow);
            reached[index] = if !flows {
                None
            } else if findings[index].has(Findings::SKIPPED) || self.is_disabled(*activity) {
                order.next[index].and_then(|next| reached[next.index()])
            } else if findings[index].has(Findings::BARRED) {
                None
            } else if outline[index].is_leaf {
                Some(*activity)
            } else {
                target
            };
        }
        targets
    }

    /// For each activity: SB.2.9, 1 to 10.
    fn choosable(&self, order: &Order, findings: &[Findings]) -> Vec<bool> {
        let path = self.path(order, findings);
        let outline = &self.tree.outline;
        let mut choosable = vec![false; findings.len()];
        let root = Below { hidden: false, way: Way::OnPath, stopped: false, prevented: false };
        let mut below = vec![root; findings.len()];
        for (activity, found) in self.tree.activities().zip(findings) {
            let own = outline[activity.index()];
            let above = own.parent.map_or(root, |parent| below[parent.index()]);
            let mut here = above;
            here.hidden |= found.has(Findings::HIDDEN);
            let allowed = if path.has(activity, own.depth) {
                here.stopped = found.has(Findings::STOPS);
                path.leads_to(activity, own.depth)
            } else {
                let position = order.positions[activity.index()];
                if above.way == Way::OnPath {
                    here.way = path.way(own.depth - 1, position, order);
                }
                here.stopped |= found.has(Findings::STOPS);
                here.prevented |= own.prevents_activation && !self.state.is_active(activity);
                if path.is_of_siblings(own.parent) {
                    let forward_only = own.parent.is_some_and(|parent| outline[parent.index()].forward_only);
                    path.passes_siblings(position, forward_only)
                } else {
                    here.way != Way::Held
                        && (here.way == Way::Backward || !above.stopped)
                        && !above.prevented
                        && path.within_constraint(activity, here.way, self.tree)
                }
            };
            choosable[activity.index()] = allowed
                && order.is_available(activity)
                && !here.hidden
                && own.parent.is_none_or(|parent| outline[parent.index()].choice);
            below[activity.index()] = here;
        }
        choosable
    }

    fn path(&self, order: &Order, findings: &[Findings]) -> Path {
        // Before anything is current the choice begins at the root.
        let current = self.state.current.unwrap_or(ActivityId::ROOT);
        let activities = self.tree.downwards(ActivityId::ROOT, current);
        let mut exits = vec![true; activities.len()];
        for depth in (1..activities.len()).rev() {
            exits[depth - 1] = exits[depth] && self.node(activities[depth]).control_mode.choice_exit;
        }
        let constrains = |at: &&ActivityId| self.node(**at).constrained_choice.constrain_choice;
        let constrained = activities.iter().rev().find(constrains).map(|at| {
            let consider = [Direction::Forward, Direction::Backward].map(|way| self.choice_flow(*at, way));
            (*at, consider)
        });
        let from = order.positions[current.index()];
        let siblings = self.tree.parent(current).map_or(&[][..], |at| &self.node(at).stopping_children);
        let stops = siblings.iter().filter(|child| findings[child.index()].has(Findings::STOPS));
        let places = stops.filter_map(|child| order.positions[child.index()]);
        let stop = places.filter(|at| Some(*at) >= from).min().unwrap_or(u32::MAX);
        Path { activities, exits, constrained, from, stop }
    }
}

impl Path {
    fn has(&self, activity: ActivityId, depth: u32) -> bool {
        self.activities.get(depth as usize) == Some(&activity)
    }

    /// For an activity on the path: the current one, or one that holds it.
    fn leads_to(&self, activity: ActivityId, depth: u32) -> bool {
        self.activities.last() == Some(&activity) || self.exits[depth as usize]
    }

    /// Whether the current activity has that parent.
    fn is_of_siblings(&self, parent: Option<ActivityId>) -> bool {
        let [.., own, _] = self.activities[..] else { return false };
        parent == Some(own)
    }

    /// SB.2.9, case siblings, for the one at that place.
    fn passes_siblings(&self, position: Option<u32>, forward_only: bool) -> bool {
        let (Some(from), Some(to)) = (self.from, position) else { return false };
        if to < from { !forward_only } else { to <= self.stop }
    }

    /// The way to the branch at that place below the activity of the path at that depth, the common ancestor.
    fn way(&self, depth: u32, position: Option<u32>, order: &Order) -> Way {
        let depth = depth as usize;
        let Some(left) = self.activities.get(depth + 1) else {
            // The current activity itself: what lies below it is ahead, and nothing is left.
            return Way::Forward;
        };
        if !self.exits[depth] {
            return Way::Held;
        }
        match (order.positions[left.index()], position) {
            (Some(left), Some(to)) if to < left => Way::Backward,
            _ => Way::Forward,
        }
    }

    /// SB.2.9 with `constrainChoice`: only what is next, or what is before.
    fn within_constraint(&self, activity: ActivityId, way: Way, tree: &Tree) -> bool {
        let Some((constrained, consider)) = self.constrained else { return true };
        let consider = consider[usize::from(way == Way::Backward)];
        // Within it the way does not leave it.
        tree.contains(constrained, activity) || tree.contains(consider, activity)
    }
}
