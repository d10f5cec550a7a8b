//! Deletes a course or one of its versions.

use cloud_api::v1::values::Which;
use store::{AppKey, Store, Tx, course_versions::Left, registrations::Whose};

use crate::{
    find_version::{FindVersionError, find_course, find_version},
    thin_out::thin_out,
};

/// Deletes a course with all its versions and registrations, or only the version that is named; with the last
/// version the course goes too. Launches that are running find their registration gone and end; what was
/// pending for the registrations is dropped; the files are left to the sweeper. Of a course with many registrations they
/// go before it, some at a time; where that is broken off the rest is still there, to be deleted again.
///
/// # Errors
/// When there is no such course or version, or the database cannot be written.
pub async fn delete_course(
    store: &Store,
    app: AppKey,
    id: &str,
    which: Option<Which>,
) -> Result<(), FindVersionError> {
    if which.is_none() {
        let course = find_course(&mut store.begin_read().await?, app, id).await?;
        thin_out(store, Whose::Course(course.ok_or(FindVersionError::NoCourse)?.key)).await?;
    }
    store::transact!(store, |tx| { delete_in(tx, app, id, which).await.map(|_| ()) })
}

/// The same within a transaction; tells whether the course is still there.
pub(crate) async fn delete_in(
    tx: &mut Tx,
    app: AppKey,
    id: &str,
    which: Option<Which>,
) -> Result<Left, FindVersionError> {
    match which {
        None => {
            let course = find_course(tx, app, id).await?.ok_or(FindVersionError::NoCourse)?;
            store::courses::delete(tx, course.key).await?;
            Ok(Left::Nothing)
        }
        Some(_) => {
            let (course, version) = find_version(tx, app, id, which).await?;
            Ok(store::course_versions::delete(tx, &course, &version).await?)
        }
    }
}
