//! A course with its versions.

use store::{AppKey, Store, course_versions::CourseVersion, courses::Course};

use crate::find_version::find_course;

/// A course and its versions, first to latest; `None` when there is no such course.
///
/// # Errors
/// When the database cannot be read.
pub async fn course_detail(
    store: &Store,
    app: AppKey,
    id: &str,
) -> Result<Option<(Course, Vec<CourseVersion>)>, store::Error> {
    let mut tx = store.begin_read().await?;
    let Some(course) = find_course(&mut tx, app, id).await? else { return Ok(None) };
    let versions = store::course_versions::list(&mut tx, course.key).await?;
    Ok(Some((course, versions)))
}
