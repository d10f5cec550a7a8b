//! Whether an application has a course.

use store::{AppKey, Store};

use crate::find_version::find_course;

/// Whether the course has a version that can be played.
///
/// # Errors
/// When the database cannot be read.
pub async fn course_exists(store: &Store, app: AppKey, id: &str) -> Result<bool, store::Error> {
    let mut tx = store.read_once().await?;
    Ok(find_course(&mut tx, app, id).await?.is_some())
}
