//! What is kept of a package's metadata, as JSON beside the version.

use packaging::Course;
use serde::{Deserialize, Serialize};

/// A record larger than this is not kept whole; its summary is.
const MAX_RAW_BYTES: usize = 256 << 10;

/// The metadata of a version. Fields may be added; none changes its meaning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct StoredMetadata {
    /// Title; the course's where the record has none.
    pub(crate) title: String,
    /// Description, may be empty.
    pub(crate) description: String,
    /// Duration in hundredths of a second, 0 when unknown.
    pub(crate) duration: u64,
    /// Typical learning time in hundredths of a second, 0 when unknown.
    pub(crate) typical_time: u64,
    /// Keywords.
    pub(crate) keywords: Vec<String>,
    /// The record as XML.
    pub(crate) lom: Option<String>,
}

impl StoredMetadata {
    pub(crate) fn of(course: &Course) -> Self {
        let metadata = &course.metadata;
        Self {
            title: metadata.title.clone().unwrap_or_else(|| course.title.clone()),
            description: metadata.description.clone().unwrap_or_default(),
            duration: hundredths(metadata.duration.as_deref()),
            typical_time: hundredths(metadata.typical_learning_time.as_deref()),
            keywords: metadata.keywords.clone(),
            lom: metadata.raw.clone().filter(|raw| raw.len() <= MAX_RAW_BYTES),
        }
    }
}

fn hundredths(text: Option<&str>) -> u64 {
    let found = text.and_then(packaging::any_duration);
    found.and_then(|duration| u64::try_from(duration.0).ok()).unwrap_or(0)
}
