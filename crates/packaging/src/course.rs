//! A course as its manifest describes it.

use std::sync::Arc;

use cmi::{Edition, LaunchData};
use sequencing::definition::SequencingDefinition;

use crate::Prerequisites;

/// Everything a package's manifest says about the course.
#[derive(Debug, Clone)]
pub struct Course {
    /// The standard and edition the course is played by.
    pub edition: Edition,
    /// Why that edition, in a sentence for the import report.
    pub detection: String,
    /// The manifest's identifier, trimmed; may be empty.
    pub identifier: String,
    /// The course's title: of the default organization, else of the metadata, else the identifier.
    pub title: String,
    /// Folder of the manifest inside the zip, `""` or with a closing slash. References start there.
    pub root: String,
    /// The manifest's own name, as the zip spells it.
    pub manifest_path: String,
    /// The manifest, decoded to UTF-8.
    pub manifest_text: String,
    /// At least one; [`Course::organization`] is the one that is played.
    pub organizations: Vec<Organization>,
    /// Index of the default organization.
    pub default_organization: usize,
    /// What the manifest's metadata says.
    pub metadata: Metadata,
}

impl Course {
    /// The organization that is played.
    #[must_use]
    pub fn organization(&self) -> &Organization {
        &self.organizations[self.default_organization]
    }

    /// Items of the played organization with something to launch that is a SCO.
    #[must_use]
    pub fn sco_count(&self) -> usize {
        let mut count = 0;
        self.organization().walk(&mut |item, _| {
            count += usize::from(item.resource.as_ref().is_some_and(|r| r.kind == ResourceKind::Sco));
        });
        count
    }
}

/// A tree of items: the root activity.
#[derive(Debug, Clone, Default)]
pub struct Organization {
    /// Identifier, trimmed; never empty.
    pub identifier: String,
    /// Title; the identifier where the manifest has none.
    pub title: String,
    /// Items at the top.
    pub items: Vec<Item>,
    /// Sequencing of the root activity.
    pub sequencing: SequencingDefinition,
    /// Completion threshold of the root (SCORM 2004 4th Edition); the rest is of no use for an organization.
    pub launch_data: LaunchData,
    /// `adlseq:objectivesGlobalToSystem`: objectives live as long as the learner, not as the registration.
    pub objectives_global_to_system: bool,
    /// `adlcp:sharedDataGlobalToSystem`: the same for shared data.
    pub shared_data_global_to_system: bool,
}

impl Organization {
    /// Visits every item in preorder with its depth, 0 for the top.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Item, usize)) {
        walk(&self.items, 0, visit);
    }
}

pub(crate) fn walk<'a>(items: &'a [Item], depth: usize, visit: &mut dyn FnMut(&'a Item, usize)) {
    for item in items {
        visit(item, depth);
        walk(&item.children, depth + 1, visit);
    }
}

/// One `item`: an activity.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// Identifier, trimmed; never empty, unique within its organization.
    pub identifier: String,
    /// Title; the identifier where the manifest has none.
    pub title: String,
    /// `isvisible`.
    pub is_visible: bool,
    /// `parameters` as written; [`Item::launch_address`] has them appended.
    pub parameters: String,
    /// What is launched; `None` for a cluster and for an item whose reference is broken.
    pub resource: Option<Arc<Resource>>,
    /// `adlcp:prerequisites` of SCORM 1.2.
    pub prerequisites: Option<Prerequisites>,
    /// What the manifest hands to the data model.
    pub launch_data: LaunchData,
    /// `adlcp:data`: buckets shared with other activities (SCORM 2004 4th Edition).
    pub data_maps: Vec<DataMap>,
    /// Everything the sequencing, navigation and presentation vocabularies say.
    pub sequencing: SequencingDefinition,
    /// Items below.
    pub children: Vec<Item>,
    /// Line of the item in the manifest.
    pub line: u32,
}

impl Item {
    /// The address to open, parameters appended: relative to the top of the package, or absolute.
    #[must_use]
    pub fn launch_address(&self) -> Option<String> {
        let resource = self.resource.as_ref()?;
        Some(crate::parameters::append(&resource.href, &self.parameters))
    }
}

/// What an item launches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Identifier, trimmed.
    pub identifier: String,
    /// Whether it talks to the player.
    pub kind: ResourceKind,
    /// Address with the `xml:base` chain and the manifest's folder applied, escaped for use in a URL:
    /// relative to the top of the package, or absolute. Query and fragment are the author's.
    pub href: String,
    /// The package's file behind `href`, as the zip spells it; `None` when missing or on another server.
    pub launch_file: Option<String>,
    /// Its own listed files that are in the package, as the zip spells them, sorted.
    pub files: Vec<String>,
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
    /// Whether the activity may read it; true when not said.
    pub read: bool,
    /// Whether the activity may write it; true when not said.
    pub write: bool,
}

/// What a learning-object metadata record says, first language first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata {
    /// `general/title`.
    pub title: Option<String>,
    /// `general/description`.
    pub description: Option<String>,
    /// `technical/duration`, as written.
    pub duration: Option<String>,
    /// `educational/typicallearningtime`, as written.
    pub typical_learning_time: Option<String>,
    /// `general/keyword`.
    pub keywords: Vec<String>,
    /// `schema` and `schemaversion`, as written.
    pub schema: Option<String>,
    /// See `schema`.
    pub schema_version: Option<String>,
    /// The record itself, as XML.
    pub raw: Option<String>,
    /// The external file it came from.
    pub file: Option<String>,
}
