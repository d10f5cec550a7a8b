//! Which version of a course a caller means.

use cloud_api::v1::values::Which;
use platform::{CourseId, VersionNumber};
use store::{AppKey, Tx, course_versions::CourseVersion, courses::Course};

/// A course or version that a caller names is not there, or could not be looked up.
#[derive(Debug, thiserror::Error)]
pub enum FindVersionError {
    /// No such course in this application.
    #[error("there is no such course")]
    NoCourse,
    /// The course is there, this version is not.
    #[error("the course has no version {0}")]
    NoVersion(u32),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// A course that has a version, by the id a caller sent. What cannot be an id names no course.
pub(crate) async fn find_course(tx: &mut Tx, app: AppKey, id: &str) -> Result<Option<Course>, store::Error> {
    let Ok(id) = CourseId::new(id) else { return Ok(None) };
    // Between the start and the end of its first import a course has no version.
    Ok(store::courses::find(tx, app, &id).await?.filter(|course| course.versions > 0))
}

/// A version of a course; the latest when the caller names none.
pub(crate) async fn find_version(
    tx: &mut Tx,
    app: AppKey,
    id: &str,
    which: Option<Which>,
) -> Result<(Course, CourseVersion), FindVersionError> {
    let course = find_course(tx, app, id).await?.ok_or(FindVersionError::NoCourse)?;
    let version = match which {
        None | Some(Which::Latest) => {
            store::course_versions::find_latest(tx, course.key).await?.ok_or(FindVersionError::NoCourse)?
        }
        Some(Which::Number(number)) => store::course_versions::find(tx, course.key, VersionNumber(number))
            .await?
            .ok_or(FindVersionError::NoVersion(number))?,
    };
    Ok((course, version))
}
