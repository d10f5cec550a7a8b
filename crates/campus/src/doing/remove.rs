//! Deleting on both sides: first written down here, then done in the cloud, then forgotten here. What is interrupted is
//! gone on with.

use std::time::Duration;

use lyceum_client::{CallError, CourseId, RegistrationId, code};

use super::{Failed, go_on};
use crate::records::courses::{self, Course};
use crate::records::registrations::{self, Registration};
use crate::records::users::User;
use crate::records::{events, imports};
use crate::{Campus, clock};

/// A package that comes in through Campus and was not heard of for so long comes no more.
const QUIET: Duration = Duration::from_secs(5 * 60);

/// A course is to be deleted, with all registrations.
pub(crate) async fn course(campus: &Campus, by: &User, course: &Course) -> Result<(), Failed> {
    let now = campus.now();
    sql::transact!(campus.records(), |tx| {
        courses::set_removing(tx, course.key).await?;
        Ok(events::insert(tx, &by.login, "course.deleted", &course.title, &course.id, now).await?)
    })
}

/// Deletes in the cloud what was written down. A course waits until none of its packages can arrive there any more, for
/// it would come back with that.
pub(crate) async fn finish(campus: &Campus) -> Result<(), Failed> {
    let now = campus.now();
    let (removing, registrations): (Vec<Course>, Vec<Registration>) = {
        let read: Result<_, Failed> = sql::transact!(campus.records(), |tx| {
            registrations::set_unassigned_removing(tx).await?;
            imports::abandon_removing(tx, clock::before(now, QUIET), now).await?;
            Ok((courses::removing(tx).await?, registrations::removing(tx).await?))
        });
        read?
    };
    for registration in registrations {
        go_on(forget_registration(campus, &registration).await, "delete a registration", &registration.id)?;
    }
    for course in removing {
        go_on(forget_course(campus, &course).await, "delete a course", &course.id)?;
    }
    Ok(())
}

async fn forget_registration(campus: &Campus, registration: &Registration) -> Result<(), Failed> {
    // Made by us, so it is an id.
    if let Ok(id) = RegistrationId::new(registration.id.as_str()) {
        gone(campus.cloud().registrations().delete(&id).await)?;
    }
    sql::transact!(campus.records(), |tx| { Ok(registrations::delete(tx, registration.key).await?) })
}

async fn forget_course(campus: &Campus, course: &Course) -> Result<(), Failed> {
    if let Ok(id) = CourseId::new(course.id.as_str()) {
        gone(campus.cloud().courses().delete(&id).await)?;
    }
    sql::transact!(campus.records(), |tx| { Ok(courses::delete(tx, course.key).await?) })
}

/// What is not there counts as deleted.
fn gone(deleted: Result<(), CallError>) -> Result<(), Failed> {
    match deleted {
        Ok(()) | Err(CallError::Refused { code: code::NOT_FOUND, .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
