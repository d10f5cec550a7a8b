//! The versions of a course, latest first.

use platform::VersionNumber;
use store::{Store, course_versions::CourseVersion};

pub use store::file_changes::FileChange;

use super::{ShownCourse, overview::UpTo, structure::warnings};

/// Instances of a version that are looked at to count who stands on it.
const LOOKED_AT: u32 = 20_000;
/// Changes of files that are told of a version.
const CHANGES: u32 = 5;

/// A version in the history.
#[derive(Clone, Debug)]
pub struct HistoryEntry {
    /// The version.
    pub version: CourseVersion,
    /// How many warnings its import had.
    pub warnings: usize,
    /// The login of who brought it by the console; empty where it came by the API.
    pub made_by: String,
    /// Registrations whose latest results are on it.
    pub standing: UpTo,
    /// The latest changes of its files, latest first.
    pub changes: Vec<FileChange>,
}

/// A page of the versions of a course, those before `before`, latest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn course_history(
    store: &Store,
    of: &ShownCourse,
    before: Option<u32>,
    limit: u32,
) -> Result<Vec<HistoryEntry>, store::Error> {
    let mut tx = store.begin_read().await?;
    let before = before.map(VersionNumber);
    let past = store::course_versions::list_history(&mut tx, of.course.key, before, limit).await?;
    let mut history = Vec::with_capacity(past.len());
    for past in past {
        let key = past.version.key;
        let (seen, latest) = store::instances::count_on_version(&mut tx, key, LOOKED_AT + 1).await?;
        history.push(HistoryEntry {
            warnings: warnings(&past.warnings).len(),
            made_by: past.made_by,
            standing: UpTo::stopped(latest, seen > u64::from(LOOKED_AT)),
            changes: store::file_changes::list(&mut tx, key, CHANGES).await?,
            version: past.version,
        });
    }
    Ok(history)
}
