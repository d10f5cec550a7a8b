//! Learners get a course to take, or need not take it any more.

use super::{Failed, register};
use crate::Campus;
use crate::clock;
use crate::records::courses::{Course, CourseState, RegisterAt};
use crate::records::users::User;
use crate::records::{assignments, events, groups, registrations, users};

/// Assigns a course to learners and to all members of groups. The cloud is told at once where the course says so; what
/// cannot be told now is told later.
pub(crate) async fn assign(
    campus: &Campus,
    by: &User,
    course: &Course,
    learners: &[i64],
    groups: &[i64],
    due_on: Option<&str>,
) -> Result<(), Failed> {
    if due_on.is_some_and(|day| !clock::is_date(day)) {
        return Err(Failed::Input("input-due"));
    }
    let now = campus.now();
    let done: Result<(), Failed> = sql::transact!(campus.records(), |tx| {
        let mut all = learners.to_vec();
        for group in groups {
            all.extend(groups::members(tx, *group).await?);
        }
        all.sort_unstable();
        all.dedup();
        for learner in all {
            let learner = users::find(tx, learner).await?.ok_or(Failed::NotFound)?;
            assignments::upsert(tx, course.key, learner.key, due_on, by.key, now).await?;
            events::insert(tx, &by.login, "course.assigned", &course.title, &learner.login, now).await?;
        }
        Ok(())
    });
    done?;
    if course.register_at == RegisterAt::Assignment && course.state == CourseState::Ready {
        // The assignment stands whether the cloud answers or not; the sweeper registers whom it missed.
        if let Err(error) = register::assigned(campus).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "not everybody could be registered yet");
        }
    }
    Ok(())
}

/// The learner need not take the course any more; the registration with its results is deleted on both sides.
pub(crate) async fn unassign(
    campus: &Campus,
    by: &User,
    course: &Course,
    learner: i64,
) -> Result<(), Failed> {
    let now = campus.now();
    sql::transact!(campus.records(), |tx| {
        let learner = users::find(tx, learner).await?.ok_or(Failed::NotFound)?;
        assignments::delete(tx, course.key, learner.key).await?;
        if let Some(registration) = registrations::find(tx, course.key, learner.key).await? {
            registrations::set_removing(tx, registration.key).await?;
        }
        Ok(events::insert(tx, &by.login, "course.unassigned", &course.title, &learner.login, now).await?)
    })
}
