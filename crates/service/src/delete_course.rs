//! Deletes a course or one of its versions.

use cloud_api::v1::values::Which;
use store::{AppKey, Store, Tx, course_versions::Left, courses::Course, registrations::Whose};

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
    let mut tx = store.begin_read().await?;
    let course = match which {
        None => find_course(&mut tx, app, id).await?.ok_or(FindVersionError::NoCourse)?,
        Some(_) => find_version(&mut tx, app, id, which).await?.0,
    };
    drop(tx);
    if goes(&course, which) {
        thin_out(store, Whose::Course(course.key)).await?;
    }
    store::transact!(store, |tx| { delete_in(tx, &course, which).await.map(|_| ()) })
}

/// Whether the course goes with what is deleted: it is named as a whole, or its only version is.
pub(crate) fn goes(course: &Course, which: Option<Which>) -> bool {
    which.is_none() || course.versions == 1
}

/// The same within a transaction; tells whether the course is still there. One that took the id meanwhile is another.
pub(crate) async fn delete_in(
    tx: &mut Tx,
    course: &Course,
    which: Option<Which>,
) -> Result<Left, FindVersionError> {
    let is_still =
        find_course(tx, course.app, course.id.as_str()).await?.is_some_and(|now| now.key == course.key);
    if !is_still {
        return Err(FindVersionError::NoCourse);
    }
    match which {
        None => {
            store::courses::delete(tx, course.key).await?;
            Ok(Left::Nothing)
        }
        Some(_) => {
            let (course, version) = find_version(tx, course.app, course.id.as_str(), which).await?;
            Ok(store::course_versions::delete(tx, &course, &version).await?)
        }
    }
}
