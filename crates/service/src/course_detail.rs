//! A course with its versions and tags.

use std::collections::BTreeMap;

use platform::Timestamp;
use store::{AppKey, Store, VersionKey, course_versions::CourseVersion, courses::Course, tags::Tagged};

use crate::find_version::find_course;

/// Everything about a course.
#[derive(Clone, Debug)]
pub struct CourseDetail {
    /// The course.
    pub course: Course,
    /// Its versions, first to latest.
    pub versions: Vec<CourseVersion>,
    /// When files of its versions changed last, where they did since the import.
    pub files_changed_at: BTreeMap<VersionKey, Timestamp>,
    /// Its tags, in the order they were given.
    pub tags: Vec<String>,
}

/// A course by its id; `None` when there is no such course.
///
/// # Errors
/// When the database cannot be read.
pub async fn course_detail(
    store: &Store,
    app: AppKey,
    id: &str,
) -> Result<Option<CourseDetail>, store::Error> {
    let mut tx = store.begin_read().await?;
    let Some(course) = find_course(&mut tx, app, id).await? else { return Ok(None) };
    let versions = store::course_versions::list(&mut tx, course.key).await?;
    let tags = store::tags::list(&mut tx, Tagged::Course(app, course.key)).await?;
    let files_changed_at = store::file_changes::list_latest(&mut tx, course.key).await?;
    Ok(Some(CourseDetail { course, versions, files_changed_at, tags }))
}
