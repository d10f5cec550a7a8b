//! Deleting on both sides: first written down here, then done in the cloud, then forgotten here. What is interrupted is
//! gone on with.

use lyceum_client::{CallError, CourseId, RegistrationId, code};

use super::Failed;
use crate::Campus;
use crate::records::courses::{self, Course};
use crate::records::users::User;
use crate::records::{events, registrations};

/// A course is to be deleted, with all registrations.
pub(crate) async fn course(campus: &Campus, by: &User, course: &Course) -> Result<(), Failed> {
    let now = campus.now();
    sql::transact!(campus.records(), |tx| {
        courses::set_removing(tx, course.key).await?;
        Ok(events::insert(tx, &by.login, "course.deleted", &course.title, &course.id, now).await?)
    })
}

/// Deletes in the cloud what was written down.
pub(crate) async fn finish(campus: &Campus) -> Result<(), Failed> {
    let (removing, registrations) = {
        let mut tx = campus.records().begin_read().await?;
        (courses::removing(&mut tx).await?, registrations::removing(&mut tx).await?)
    };
    for registration in registrations {
        // Made by us, so it is an id.
        if let Ok(id) = RegistrationId::new(registration.id.as_str()) {
            gone(campus.cloud().registrations().delete(&id).await)?;
        }
        let forgotten: Result<(), Failed> =
            sql::transact!(campus.records(), |tx| { Ok(registrations::delete(tx, registration.key).await?) });
        forgotten?;
    }
    for course in removing {
        if let Ok(id) = CourseId::new(course.id.as_str()) {
            gone(campus.cloud().courses().delete(&id).await)?;
        }
        let forgotten: Result<(), Failed> =
            sql::transact!(campus.records(), |tx| { Ok(courses::delete(tx, course.key).await?) });
        forgotten?;
    }
    Ok(())
}

/// What is not there counts as deleted.
fn gone(deleted: Result<(), CallError>) -> Result<(), Failed> {
    match deleted {
        Ok(()) | Err(CallError::Refused { code: code::NOT_FOUND, .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
