//! Changes that can be taken back, so that a look ahead needs no copy of the tree.

use super::{NodeState, TreeState};
use crate::status::ObjectiveStatus;
use crate::tree::{ActivityId, Tree};

/// Bookkeeping beside the state proper: no part of its equality or its encoding.
#[derive(Debug, Clone, Default)]
pub(crate) struct Undo {
    /// Old values, while a look ahead is going on.
    log: Option<Vec<Change>>,
}

impl PartialEq for Undo {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[derive(Debug, Clone)]
enum Change {
    Node(ActivityId, NodeState),
    Objective(ActivityId, usize, ObjectiveStatus),
    Global(usize, ObjectiveStatus),
}

/// What a look ahead gives back at its end beside single changes.
#[derive(Debug)]
pub(crate) struct Mark {
    current: Option<ActivityId>,
    suspended: Option<ActivityId>,
    changed_globals: Vec<u32>,
    written_globals: Vec<u32>,
}

impl TreeState {
    /// Begins a look ahead: what changes from here on is taken back by [`Self::take_back`]. Not nested.
    pub(crate) fn look_ahead(&mut self) -> Mark {
        self.undo.log = Some(Vec::new());
        Mark {
            current: self.current,
            suspended: self.suspended,
            changed_globals: self.changed_globals.clone(),
            written_globals: self.written_globals.clone(),
        }
    }

    pub(crate) fn take_back(&mut self, mark: Mark) {
        for change in self.undo.log.take().into_iter().flatten().rev() {
            match change {
                Change::Node(activity, node) => {
                    self.memo.forget(activity);
                    if node.available != self.nodes[activity.index()].available {
                        self.memo.forget_order();
                    }
                    self.nodes[activity.index()] = node;
                }
                Change::Objective(activity, index, objective) => {
                    self.memo.forget(activity);
                    self.objectives[index] = objective;
                }
                Change::Global(index, global) => {
                    self.memo.forget_global(index);
                    self.globals[index] = global;
                }
            }
        }
        self.current = mark.current;
        self.suspended = mark.suspended;
        self.changed_globals = mark.changed_globals;
        self.written_globals = mark.written_globals;
    }

    /// The only way to change which children of an activity are available, and in which order.
    pub(crate) fn set_available(&mut self, activity: ActivityId, available: Box<[ActivityId]>) {
        self.memo.forget_order();
        self.node_mut(activity).available = Some(available);
    }

    /// The only way to change anything else of an activity's state.
    pub(crate) fn node_mut(&mut self, activity: ActivityId) -> &mut NodeState {
        self.memo.forget(activity);
        let node = &mut self.nodes[activity.index()];
        if let Some(log) = &mut self.undo.log {
            log.push(Change::Node(activity, node.clone()));
        }
        node
    }

    /// The only way to change local objective information.
    pub(crate) fn objective_mut(
        &mut self,
        tree: &Tree,
        activity: ActivityId,
        objective: usize,
    ) -> &mut ObjectiveStatus {
        self.memo.forget(activity);
        let index = tree.node(activity).first_objective as usize + objective;
        let status = &mut self.objectives[index];
        if let Some(log) = &mut self.undo.log {
            log.push(Change::Objective(activity, index, *status));
        }
        status
    }

    /// The only way to change a shared objective.
    pub(crate) fn global_mut(&mut self, index: usize) -> &mut ObjectiveStatus {
        self.memo.forget_global(index);
        let status = &mut self.globals[index];
        if let Some(log) = &mut self.undo.log {
            log.push(Change::Global(index, *status));
        }
        status
    }
}
