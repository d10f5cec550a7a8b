//! SB.2.1 Flow Tree Traversal Subprocess, SB.2.2 Flow Activity Traversal Subprocess and SB.2.3 Flow Subprocess.
//!
//! The book's recursion is a loop here: trees may be deep, and may hold nothing but skipped activities.

use crate::definition::PreConditionAction;
use crate::exception::Exception;
use crate::sequencer::Sequencer;
use crate::tree::ActivityId;

/// After so many activities passed by, it pays to know the place of each.
const LONG_WALK: usize = 32;

/// Which way a traversal goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Forward,
    Backward,
}

/// Why a flow found nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoFlow {
    /// The walk went off the end of the tree: the session is over.
    pub(crate) end_session: bool,
    pub(crate) exception: Exception,
}

impl NoFlow {
    fn new(exception: Exception) -> Self {
        Self { end_session: exception == Exception::EndOfTree, exception }
    }
}

impl Sequencer<'_> {
    /// SB.2.3: the activity to deliver when walking from `activity`. Changes nothing.
    pub(crate) fn flow(
        &mut self,
        activity: ActivityId,
        direction: Direction,
        consider_children: bool,
    ) -> Result<ActivityId, NoFlow> {
        self.entered("SB.2.3", activity);
        let (next, direction) =
            self.flow_tree_traversal(activity, direction, consider_children, None).map_err(NoFlow::new)?;
        self.flow_activity_traversal(next, direction)
    }

    /// SB.2.2
    fn flow_activity_traversal(
        &mut self,
        mut activity: ActivityId,
        mut direction: Direction,
    ) -> Result<ActivityId, NoFlow> {
        let mut previous = None;
        // Every activity is met at most once on the way down and once in each direction; more is a circle, which
        // only contradictory rules could make.
        for step in 0..self.tree.len().saturating_mul(4).saturating_add(4) {
            if step == LONG_WALK {
                // From here on no place is looked for among many siblings again and again.
                let _ = self.state.order(self.tree);
            }
            self.entered("SB.2.2", activity);
            let parent = self.tree.parent(activity);
            if parent.is_some_and(|parent| !self.node(parent).control_mode.flow) {
                return Err(NoFlow::new(Exception::FlowNotAllowed));
            }
            let skipped = self.is_disabled(activity)
                || self.pre_condition("SB.2.2", activity, PreConditionAction::Skip);
            if skipped {
                let (next, went) =
                    self.flow_tree_traversal(activity, direction, false, previous).map_err(NoFlow::new)?;
                if previous == Some(Direction::Backward) && went == Direction::Backward {
                    // Out at the front of a cluster that was entered backwards and can only be walked forward.
                    direction = Direction::Backward;
                    previous = None;
                }
                activity = next;
                continue;
            }
            if self.check_activity(activity) {
                return Err(NoFlow::new(Exception::ActivityUnavailable));
            }
            if self.tree.is_leaf(activity) {
                return Ok(activity);
            }
            let (next, went) =
                self.flow_tree_traversal(activity, direction, true, None).map_err(NoFlow::new)?;
            if direction == Direction::Backward && went == Direction::Forward {
                direction = Direction::Forward;
                previous = Some(Direction::Backward);
            } else {
                previous = None;
            }
            activity = next;
        }
        Err(NoFlow::new(Exception::ActivityUnavailable))
    }

    /// SB.2.1: the next activity in that direction, and the direction to go on in.
    fn flow_tree_traversal(
        &mut self,
        mut activity: ActivityId,
        mut direction: Direction,
        mut consider_children: bool,
        previous: Option<Direction>,
    ) -> Result<(ActivityId, Direction), Exception> {
        let mut reversed = false;
        if previous == Some(Direction::Backward) && self.neighbour(activity, Direction::Forward).is_none() {
            // The last one of a cluster that was entered backwards: on to what lies before the cluster.
            if let Some(first) = self.siblings(activity).and_then(<[_]>::first) {
                activity = *first;
                direction = Direction::Backward;
                reversed = true;
            }
        }
        loop {
            if consider_children && !self.tree.is_leaf(activity) {
                let children = self.state.available_children(self.tree, activity);
                let (Some(first), Some(last)) = (children.first(), children.last()) else {
                    return Err(Exception::NoAvailableChildren);
                };
                return Ok(match direction {
                    Direction::Backward if !self.node(activity).control_mode.forward_only => {
                        (*last, Direction::Backward)
                    }
                    _ => (*first, Direction::Forward),
                });
            }
            let Some(parent) = self.tree.parent(activity) else {
                return Err(match direction {
                    Direction::Forward => Exception::EndOfTree,
                    Direction::Backward => Exception::StartOfTree,
                });
            };
            if direction == Direction::Backward && !reversed && self.node(parent).control_mode.forward_only {
                return Err(Exception::ForwardOnly);
            }
            if let Some(next) = self.neighbour(activity, direction) {
                return Ok((next, direction));
            }
            activity = parent;
            consider_children = false;
            reversed = false;
        }
    }

    fn siblings(&self, activity: ActivityId) -> Option<&[ActivityId]> {
        let parent = self.tree.parent(activity)?;
        Some(self.state.available_children(self.tree, parent))
    }

    /// The sibling next to it among the Available Children.
    pub(crate) fn neighbour(&self, activity: ActivityId, direction: Direction) -> Option<ActivityId> {
        let siblings = self.siblings(activity)?;
        let at = self.position(activity)?;
        match direction {
            Direction::Forward => siblings.get(at + 1).copied(),
            Direction::Backward => at.checked_sub(1).map(|before| siblings[before]),
        }
    }
}
