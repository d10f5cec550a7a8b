//! The course as the engine sees it.

use cmi::{Edition, LaunchData};
use sequencing::definition::SequencingDefinition;

use crate::prerequisites::Prerequisite;

/// One course version, ready to be played. Made once at import, encoded, and sent to the browser at each launch.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// The standard that content is held to.
    pub edition: Edition,
    /// Title of the course.
    pub title: String,
    /// All activities in preorder; the first is the root (the organization).
    pub activities: Vec<Activity>,
    /// Shared objectives live as long as the learner, not as the registration.
    pub objectives_global_to_system: bool,
    /// The same for shared data.
    pub shared_data_global_to_system: bool,
}

/// One activity.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Identifier of the item, unique in the course.
    pub identifier: String,
    /// Title.
    pub title: String,
    /// Index of the parent; `None` for the root.
    pub parent: Option<usize>,
    /// Indices of the children, in order.
    pub children: Vec<usize>,
    /// What it opens; `None` for a cluster.
    pub resource: Option<Resource>,
    /// `isvisible`: shown in the table of contents.
    pub visible: bool,
    /// Everything the sequencing vocabulary says.
    pub sequencing: SequencingDefinition,
    /// What the manifest hands to the data model.
    pub launch_data: LaunchData,
    /// SCORM 1.2: what must be done before. A broken expression is left out, which counts as true.
    pub prerequisites: Option<Prerequisite>,
    /// Buckets of shared data that the activity may use (4th Edition).
    pub data_maps: Vec<DataMap>,
}

/// What an activity opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Whether it talks to the player.
    pub kind: ResourceKind,
    /// Address with parameters appended: relative to the top of the package, or absolute.
    pub href: String,
}

/// `adlcp:scormtype`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceKind {
    /// Content that looks for the API.
    Sco,
    /// Content that does not.
    Asset,
}

/// One `adlcp:map` of `adlcp:data`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataMap {
    /// The shared bucket.
    pub target_id: String,
    /// Whether the activity may read it.
    pub read: bool,
    /// Whether the activity may write it.
    pub write: bool,
}

impl Definition {
    /// Index of the activity with that identifier.
    #[must_use]
    pub fn find(&self, identifier: &str) -> Option<usize> {
        self.activities.iter().position(|activity| activity.identifier == identifier)
    }

    /// Activities that open something, in order.
    pub fn launchable(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.activities.iter().enumerate().filter(|(_, a)| a.resource.is_some()).map(|(index, _)| index)
    }

    /// How many activities are SCOs.
    #[must_use]
    pub fn sco_count(&self) -> usize {
        let is_sco = |a: &&Activity| a.resource.as_ref().is_some_and(|r| r.kind == ResourceKind::Sco);
        self.activities.iter().filter(is_sco).count()
    }

    /// Whether there is one thing to open at most, so that no navigation is needed.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.launchable().take(2).count() < 2
    }

    /// How deep an activity lies; the root is 0.
    #[must_use]
    pub fn depth(&self, index: usize) -> usize {
        let mut depth = 0;
        let mut at = index;
        // Bounded by the number of activities, whatever the input says.
        while let Some(parent) = self.activities.get(at).and_then(|a| a.parent).filter(|parent| *parent < at)
        {
            depth += 1;
            at = parent;
        }
        depth
    }
}
