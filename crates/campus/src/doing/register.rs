//! The cloud is told that a learner takes a course: reserve here, create there, confirm here.

use std::time::Duration;

use lyceum_client::{
    CourseId, NewRegistration, RecordState, RegisterError, RegistrationId, RegistrationRecords, Timestamp,
};

use super::{Failed, go_on, people, postbacks};
use crate::records::courses::{Course, CourseState};
use crate::records::registrations::{self, Registration, RegistrationState};
use crate::records::users::User;
use crate::records::{assignments, courses, events, users};
use crate::{Campus, records};

/// How long a request may take to get from reserving to confirming.
const GRACE: Duration = Duration::from_secs(5 * 60);

/// The registration's id follows from course and learner: two requests at once mean the same.
pub(crate) fn id(course: &Course, learner: &User) -> Result<RegistrationId, Failed> {
    RegistrationId::of(&(course.id.as_str(), learner.id.as_str())).map_err(|_| Failed::NotFound)
}

/// The registration of a learner in a course, made if it is not there.
pub(crate) async fn ensure(campus: &Campus, course: &Course, learner: &User) -> Result<Registration, Failed> {
    if course.state != CourseState::Ready {
        return Err(Failed::Input("input-not-ready"));
    }
    let new = new_registration(campus, course, learner)?;
    match campus.cloud().register(&Records(campus), &new).await {
        Ok(_) => {}
        Err(RegisterError::Records(failed)) => return Err(failed),
        Err(RegisterError::NotDone(error) | RegisterError::Pending(error)) => {
            return Err(match error {
                lyceum_client::EnsureError::Call(error) => error.into(),
                lyceum_client::EnsureError::Taken { .. } => Failed::Input("input-taken"),
            });
        }
    }
    let mut tx = campus.records().begin_read().await?;
    registrations::find(&mut tx, course.key, learner.key).await?.ok_or(Failed::NotFound)
}

/// Registers everybody who was assigned a course that registers at assignment and who is not registered yet.
pub(crate) async fn assigned(campus: &Campus) -> Result<(), Failed> {
    let waiting = {
        let mut tx = campus.records().begin_read().await?;
        assignments::unregistered(&mut tx).await?
    };
    for assignment in waiting {
        let (course, learner) = {
            let mut tx = campus.records().begin_read().await?;
            let course = courses::find(&mut tx, assignment.course).await?;
            (course, users::find(&mut tx, assignment.learner).await?)
        };
        if let (Some(course), Some(learner)) = (course, learner) {
            let done = ensure(campus, &course, &learner).await.map(drop);
            go_on(done, "register a learner who was assigned a course", &course.id)?;
        }
    }
    Ok(())
}

/// Finishes what a crash or a lost answer left reserved.
pub(crate) async fn finish(campus: &Campus) -> Result<(), Failed> {
    let finished = lyceum_client::finish_reservations(campus.cloud(), &Records(campus), GRACE).await?;
    let now = campus.now();
    for id in finished.released {
        let noted: Result<(), Failed> = sql::transact!(campus.records(), |tx| {
            Ok(events::insert(tx, "Campus", "registration.refused", id.as_str(), "", now).await?)
        });
        noted?;
    }
    Ok(())
}

fn new_registration(campus: &Campus, course: &Course, learner: &User) -> Result<NewRegistration, Failed> {
    let id = id(course, learner)?;
    let settings = postbacks::settings(campus, &id);
    let course = CourseId::new(course.id.as_str()).map_err(|_| Failed::NotFound)?;
    Ok(NewRegistration::new(id, course, people::learner(learner)?).with_postback(settings))
}

/// Campus's table of registrations, as the SDK wants it.
struct Records<'c>(&'c Campus);

impl Records<'_> {
    /// Course and learner of a registration, by the ids in it.
    async fn owners(&self, new: &NewRegistration) -> Result<(i64, i64), Failed> {
        let mut tx = self.0.records().begin_read().await?;
        let course = courses::find_by_id(&mut tx, new.course.as_str()).await?.ok_or(Failed::NotFound)?;
        let learner = users::find_by_id(&mut tx, new.learner.id.as_str()).await?.ok_or(Failed::NotFound)?;
        Ok((course.key, learner.key))
    }
}

impl RegistrationRecords for Records<'_> {
    type Error = Failed;

    async fn reserve(&self, new: &NewRegistration, at: Timestamp) -> Result<RecordState, Failed> {
        let (course, learner) = self.owners(new).await?;
        let posts_to = postbacks::digest(self.0);
        sql::transact!(self.0.records(), |tx| {
            if registrations::reserve(tx, new.id.as_str(), course, learner, at).await? {
                // Those of the first request are what the cloud keeps, whoever confirms, and with whatever settings.
                records::postbacks::set(tx, new.id.as_str(), &posts_to).await?;
                return Ok(RecordState::New);
            }
            let found = registrations::find(tx, course, learner).await?.ok_or(Failed::NotFound)?;
            match found.state {
                RegistrationState::Confirmed => Ok(RecordState::Confirmed),
                RegistrationState::Reserved | RegistrationState::Lost => Ok(RecordState::Reserved),
                RegistrationState::Removing => Err(Failed::Input("input-removing")),
            }
        })
    }

    async fn confirm(&self, new: &NewRegistration) -> Result<(), Failed> {
        let (course, learner) = self.owners(new).await?;
        let now = self.0.now();
        sql::transact!(self.0.records(), |tx| {
            Ok(registrations::confirm(tx, new.id.as_str(), course, learner, now).await?)
        })
    }

    async fn release(&self, id: &RegistrationId) -> Result<(), Failed> {
        sql::transact!(self.0.records(), |tx| { Ok(registrations::release(tx, id.as_str()).await?) })
    }

    async fn reserved_before(&self, before: Timestamp) -> Result<Vec<NewRegistration>, Failed> {
        let mut tx = self.0.records().begin_read().await?;
        let mut found = Vec::new();
        for registration in registrations::reserved(&mut tx, before).await? {
            let course = courses::find(&mut tx, registration.course).await?;
            let learner = users::find(&mut tx, registration.learner).await?;
            if let (Some(course), Some(learner)) = (course, learner) {
                found.push(new_registration(self.0, &course, &learner)?);
            }
        }
        Ok(found)
    }
}
