//! Tracking and activity state: all that changes while the course is played (book, chapter 4.2).

mod codec;
mod memo;
mod read;
mod undo;
mod write;

pub use codec::BadState;
pub use memo::Standing;

use crate::random;
use crate::status::ObjectiveStatus;
use crate::tree::{ActivityId, Tree};
use memo::Memo;
pub(crate) use memo::{Findings, Order};
use undo::Undo;

/// State of one activity (TM.1.2 and AM.1.1).
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct NodeState {
    /// Activity Attempt Count; Activity Progress Status is that it is above 0.
    pub(crate) attempts: u32,
    /// Activity is Active.
    pub(crate) active: bool,
    /// Activity is Suspended.
    pub(crate) suspended: bool,
    /// Objectives were recorded in an earlier attempt on the parent, which asks for those of its current attempt only.
    pub(crate) stale_objectives: bool,
    /// The same for completion.
    pub(crate) stale_progress: bool,
    /// Content said something about completion in this attempt, be it `unknown`.
    pub(crate) completion_by_content: bool,
    /// Content said something about success in this attempt, be it `unknown`.
    pub(crate) success_by_content: bool,
    /// Attempt Experienced Duration in hundredths of a second.
    pub(crate) experienced: u64,
    /// Available Children where they differ from all children in order.
    pub(crate) available: Option<Box<[ActivityId]>>,
}

/// What the learner did so far. Belongs to the [`Tree`] it was made for.
#[derive(Debug, Clone, PartialEq)]
pub struct TreeState {
    pub(crate) nodes: Vec<NodeState>,
    /// Local objective information, by [`crate::tree::Node::first_objective`].
    pub(crate) objectives: Vec<ObjectiveStatus>,
    /// Shared objectives, in the order of [`Tree::global_ids`].
    pub(crate) globals: Vec<ObjectiveStatus>,
    pub(crate) current: Option<ActivityId>,
    pub(crate) suspended: Option<ActivityId>,
    pub(crate) seed: u64,
    /// Shared objectives that changed since the last rollup.
    pub(crate) changed_globals: Vec<u32>,
    /// Shared objectives written since [`TreeState::drain_written_globals`].
    pub(crate) written_globals: Vec<u32>,
    pub(crate) undo: Undo,
    pub(crate) memo: Memo,
}

/// What reports show of one activity.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ActivityStatus {
    /// Attempts begun.
    pub attempts: u32,
    /// An attempt is going on.
    pub active: bool,
    /// The attempt is suspended.
    pub suspended: bool,
    /// The primary objective, shared information included.
    pub primary: ObjectiveStatus,
}

impl TreeState {
    /// Nobody has begun. `seed` decides selection and random order.
    #[must_use]
    pub fn new(tree: &Tree, seed: u64) -> Self {
        let mut state = Self {
            nodes: vec![NodeState::default(); tree.len()],
            objectives: vec![ObjectiveStatus::default(); tree.objective_count()],
            globals: vec![ObjectiveStatus::default(); tree.globals.len()],
            current: None,
            suspended: None,
            seed,
            changed_globals: Vec::new(),
            written_globals: Vec::new(),
            undo: Undo::default(),
            memo: Memo::default(),
        };
        for activity in tree.activities() {
            random::arrange_first(tree, &mut state, activity);
        }
        state
    }

    /// The seed for selections and orders drawn from now on.
    pub fn set_seed(&mut self, seed: u64) {
        self.seed = seed;
    }

    /// The Current Activity: the one that is open, or was left last.
    #[must_use]
    pub fn current(&self) -> Option<ActivityId> {
        self.current
    }

    /// The Suspended Activity: where a session goes on by [`crate::NavigationRequest::ResumeAll`].
    #[must_use]
    pub fn suspended(&self) -> Option<ActivityId> {
        self.suspended
    }

    /// Whether an attempt on the activity is going on.
    #[must_use]
    pub fn is_active(&self, activity: ActivityId) -> bool {
        self.nodes[activity.index()].active
    }

    /// Whether the attempt on the activity is suspended.
    #[must_use]
    pub fn is_suspended(&self, activity: ActivityId) -> bool {
        self.nodes[activity.index()].suspended
    }

    /// How many attempts on the activity began.
    #[must_use]
    pub fn attempts(&self, activity: ActivityId) -> u32 {
        self.nodes[activity.index()].attempts
    }

    /// AM.1.2 Available Children: those selected, in the order drawn.
    #[must_use]
    pub fn available_children<'a>(&'a self, tree: &'a Tree, activity: ActivityId) -> &'a [ActivityId] {
        self.nodes[activity.index()].available.as_deref().unwrap_or_else(|| tree.children(activity))
    }

    /// What is known of a shared objective; `None` where the course has none of that name.
    #[must_use]
    pub fn global(&self, tree: &Tree, id: &str) -> Option<ObjectiveStatus> {
        tree.global(id).map(|index| self.globals[index])
    }

    /// Brings in what is known of a shared objective from outside. Names that the course does not use are ignored.
    /// It counts in rules at once and in rollup from the next one on.
    pub fn set_global(&mut self, tree: &Tree, id: &str, status: ObjectiveStatus) {
        let Some(index) = tree.global(id).filter(|index| self.globals[*index] != status) else { return };
        *self.global_mut(index) = status;
        if let Ok(index) = u32::try_from(index) {
            self.changed_globals.push(index);
        }
    }

    /// Names and state of shared objectives written since the last call, in order: to be kept outside where
    /// `objectivesGlobalToSystem` holds.
    pub fn drain_written_globals<'a>(&mut self, tree: &'a Tree) -> Vec<(&'a str, ObjectiveStatus)> {
        let mut written = std::mem::take(&mut self.written_globals);
        written.sort_unstable();
        written.dedup();
        written.iter().map(|i| (tree.globals[*i as usize].as_str(), self.globals[*i as usize])).collect()
    }
}
