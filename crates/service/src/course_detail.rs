//! A course with its versions and tags.

use store::{AppKey, Store, course_versions::CourseVersion, courses::Course, tags::Tagged};

use crate::find_version::find_course;

/// Everything about a course.
#[derive(Clone, Debug)]
pub struct CourseDetail {
    /// The course.
    pub course: Course,
    /// Its versions, first to latest.
    pub versions: Vec<CourseVersion>,
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
    Ok(Some(CourseDetail { course, versions, tags }))
}
