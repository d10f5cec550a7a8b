//! A course or one of its versions is thrown away.

use platform::Timestamp;
use store::{Store, course_versions::Left, registrations::Whose};

use super::{ShownCourse, note_change};
use crate::{
    console::Actor,
    delete_course::{delete_in, goes},
    find_version::FindVersionError,
    thin_out::{are_many, thin_out},
};

/// Deletes a course with all its versions and registrations.
///
/// # Errors
/// When it is gone already, or the database cannot be written.
pub async fn delete_course(
    store: &Store,
    by: Actor<'_>,
    of: &ShownCourse,
    now: Timestamp,
) -> Result<(), FindVersionError> {
    delete_many(store, by, of, now).await?;
    store::transact!(store, |tx| {
        delete_in(tx, &of.course, None).await?;
        note_change(tx, by, "course.deleted", of, &of.course.title, now).await?;
        Ok(())
    })
}

/// Deletes the version that is shown and tells whether the course is still there: with its last version it goes.
///
/// # Errors
/// When it is gone already, or the database cannot be written.
pub async fn delete_course_version(
    store: &Store,
    by: Actor<'_>,
    of: &ShownCourse,
    now: Timestamp,
) -> Result<bool, FindVersionError> {
    if goes(&of.course, of.which()) {
        delete_many(store, by, of, now).await?;
    }
    store::transact!(store, |tx| {
        let left = delete_in(tx, &of.course, of.which()).await?;
        note_change(tx, by, "course.version-deleted", of, &of.version.number.0.to_string(), now).await?;
        Ok(left == Left::Course)
    })
}

/// Registrations of which there are many go before their course.
async fn delete_many(
    store: &Store,
    by: Actor<'_>,
    of: &ShownCourse,
    now: Timestamp,
) -> Result<(), store::Error> {
    let registrations = Whose::Course(of.course.key);
    if !are_many(store, registrations).await? {
        return Ok(());
    }
    // Before anything goes: what breaks off in the middle is not to be without a trace.
    store::transact!(store, |tx| {
        note_change(tx, by, "course.deletion-begun", of, &of.course.title, now).await
    })?;
    thin_out(store, registrations).await
}
