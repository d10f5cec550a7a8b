//! The activity tree: what does not change while the course is played.

mod compile;
mod name;
mod path;

use std::fmt;

pub(crate) use compile::{CompiledCondition, CompiledRule, Node, Outline};

use crate::definition::{HiddenControl, SequencingDefinition};
use crate::edition::Edition;

/// An activity: its place in preorder, the root is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActivityId(pub u32);

impl ActivityId {
    /// The root of every tree.
    pub const ROOT: Self = Self(0);

    /// As an index into a list of all activities.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// `adlcp:completionThreshold` of the 4th Edition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CompletionThreshold {
    /// `completedByMeasure`
    pub completed_by_measure: bool,
    /// `minProgressMeasure`
    pub min_progress_measure: f64,
    /// `progressWeight`
    pub progress_weight: f64,
}

impl Default for CompletionThreshold {
    fn default() -> Self {
        Self { completed_by_measure: false, min_progress_measure: 1.0, progress_weight: 1.0 }
    }
}

/// One activity as [`Tree::new`] takes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity<'a> {
    /// Identifier of the item.
    pub identifier: &'a str,
    /// Index of the parent; `None` for the root.
    pub parent: Option<usize>,
    /// Whether there is something to deliver. Only asked of activities without children.
    pub deliverable: bool,
    /// `isvisible`
    pub visible: bool,
    /// What the manifest says of its sequencing.
    pub sequencing: &'a SequencingDefinition,
    /// `adlcp:completionThreshold`
    pub completion_threshold: CompletionThreshold,
    /// `attemptAbsoluteDurationLimit` (`cmi.max_time_allowed`) in hundredths of a second.
    pub time_limit: Option<u64>,
}

/// Why a list of activities is no tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTree {
    /// There is no activity.
    Empty,
    /// There are more than `u32::MAX / 2` activities or objectives.
    TooLarge,
    /// The first activity has a parent, another has none, or the list is not in preorder.
    NotInPreorder {
        /// Where the order breaks.
        index: usize,
    },
}

impl fmt::Display for NoTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is no activity"),
            Self::TooLarge => f.write_str("there are too many activities"),
            Self::NotInPreorder { index } => write!(f, "activity {index} is not in preorder"),
        }
    }
}

impl std::error::Error for NoTree {}

/// The activities of one course with all references resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    pub(crate) edition: Edition,
    pub(crate) nodes: Vec<Node>,
    /// By activity, as `nodes`.
    pub(crate) outline: Vec<Outline>,
    /// Names of shared objectives, in order.
    pub(crate) globals: Vec<String>,
    /// For each shared objective: the activities whose primary objective reads it, in order.
    pub(crate) readers: Vec<Vec<ActivityId>>,
    /// For each shared objective: the activities with pre-condition rules that may ask it, in order.
    pub(crate) rule_readers: Vec<Vec<ActivityId>>,
    /// Identifiers with their activities, in order of the identifiers; the first of equal ones counts.
    identifiers: Vec<(String, ActivityId)>,
    objective_count: u32,
}

impl Tree {
    /// Makes a tree of activities in preorder, the root first.
    ///
    /// # Errors
    /// When the list is no tree in preorder. What definitions refer to and does not exist is ignored.
    pub fn new(edition: Edition, activities: &[Activity<'_>]) -> Result<Self, NoTree> {
        compile::compile(edition, activities)
    }

    /// The edition it is sequenced by.
    #[must_use]
    pub fn edition(&self) -> Edition {
        self.edition
    }

    /// How many activities there are; never 0.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// A tree has a root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// All activities in preorder.
    pub fn activities(&self) -> impl DoubleEndedIterator<Item = ActivityId> + use<> {
        (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).map(ActivityId)
    }

    /// The activity with that identifier.
    #[must_use]
    pub fn find(&self, identifier: &str) -> Option<ActivityId> {
        let at = self.identifiers.binary_search_by(|(id, _)| id.as_str().cmp(identifier)).ok()?;
        Some(self.identifiers[at].1)
    }

    /// Identifier of the item.
    #[must_use]
    pub fn identifier(&self, activity: ActivityId) -> &str {
        &self.node(activity).identifier
    }

    /// Its parent; `None` for the root.
    #[must_use]
    pub fn parent(&self, activity: ActivityId) -> Option<ActivityId> {
        self.node(activity).parent
    }

    /// Its children as the manifest has them; see [`crate::TreeState::available_children`].
    #[must_use]
    pub fn children(&self, activity: ActivityId) -> &[ActivityId] {
        &self.node(activity).children
    }

    /// Whether it has no children.
    #[must_use]
    pub fn is_leaf(&self, activity: ActivityId) -> bool {
        self.node(activity).children.is_empty()
    }

    /// How deep it lies; the root is 0.
    #[must_use]
    pub fn depth(&self, activity: ActivityId) -> u32 {
        self.node(activity).depth
    }

    /// Controls hidden while it is open.
    pub fn hidden_controls(&self, activity: ActivityId) -> impl Iterator<Item = HiddenControl> + '_ {
        self.node(activity).hidden_controls.iter().copied()
    }

    /// Identifiers of its objectives, the primary one first (which may have none).
    pub fn objective_ids(&self, activity: ActivityId) -> impl Iterator<Item = Option<&str>> {
        self.node(activity).objectives.iter().map(|objective| objective.id.as_deref())
    }

    /// Names of all shared objectives, in order.
    #[must_use]
    pub fn global_ids(&self) -> &[String] {
        &self.globals
    }

    pub(crate) fn node(&self, activity: ActivityId) -> &Node {
        &self.nodes[activity.index()]
    }

    pub(crate) fn global(&self, id: &str) -> Option<usize> {
        let id = name::canonical(id);
        self.globals.binary_search_by(|name| name.as_str().cmp(id.as_ref())).ok()
    }

    /// Place of the named objective within the activity.
    pub(crate) fn objective(&self, activity: ActivityId, id: &str) -> Option<usize> {
        let objectives = &self.node(activity).objectives;
        let id = name::canonical(id);
        objectives.iter().position(|o| o.id.as_deref().is_some_and(|own| name::canonical(own) == id))
    }

    pub(crate) fn objective_count(&self) -> usize {
        self.objective_count as usize
    }
}
