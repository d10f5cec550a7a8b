//! The sandbox of a course, as its page shows it.

use cloud_api::v1::{report::RegistrationReport, values::ResultsFormat};
use platform::{LaunchId, RegistrationId, Timestamp};
use store::{
    AppKey, RegistrationKey, Store, course_versions::CourseVersion, courses::Course, launches::Launch,
    sandbox_attempts::SandboxAttempt, sandbox_links::SandboxLink,
};

use super::SandboxError;
use super::attempts::find_attempt;
use super::links::MOST_LINKS;
use crate::{
    find_version::find_course,
    load_attempt::Definitions,
    registration_result::{ResultError, latest_result},
};

/// Attempts on one page.
const PAGE: u32 = 20;
/// Launches of one attempt that are shown.
const LAUNCHES: u32 = 50;

/// What there is to play, and who played.
#[derive(Clone, Debug)]
pub struct SandboxCourse {
    /// The course.
    pub course: Course,
    /// Its versions, first to latest.
    pub versions: Vec<CourseVersion>,
    /// A page of attempts, latest first.
    pub attempts: Vec<SandboxAttempt>,
    /// The attempt behind which the next page begins, where there is one.
    pub next: Option<RegistrationId>,
    /// Links that did not expire, latest first.
    pub links: Vec<SandboxLink>,
}

/// The sandbox of a course with a page of attempts, those before `before`; `None` when there is no such course.
///
/// # Errors
/// When the database cannot be read.
pub async fn sandbox_course(
    store: &Store,
    app: AppKey,
    course: &str,
    before: Option<&str>,
    now: Timestamp,
) -> Result<Option<SandboxCourse>, store::Error> {
    let mut tx = store.begin_read().await?;
    let Some(course) = find_course(&mut tx, app, course).await? else { return Ok(None) };
    let versions = store::course_versions::list(&mut tx, course.key).await?;
    let before: Option<RegistrationKey> = match before.and_then(|id| RegistrationId::new(id).ok()) {
        Some(id) => {
            let found = store::sandbox_attempts::find(&mut tx, &course, &id).await?;
            found.map(|attempt| attempt.registration.key)
        }
        None => None,
    };
    let mut attempts = store::sandbox_attempts::list(&mut tx, course.key, before, PAGE + 1).await?;
    let has_more = attempts.len() > PAGE as usize;
    attempts.truncate(PAGE as usize);
    let next = attempts.last().filter(|_| has_more).map(|last| last.registration.id.clone());
    let links = store::sandbox_links::list(&mut tx, course.key, now, MOST_LINKS).await?;
    Ok(Some(SandboxCourse { course, versions, attempts, next, links }))
}

/// An attempt with what came of it.
#[derive(Clone, Debug)]
pub struct AttemptDetail {
    /// The attempt.
    pub attempt: SandboxAttempt,
    /// Its results by activity; `None` where nothing was played yet, or it cannot be read.
    pub report: Option<RegistrationReport>,
    /// Its launches, latest first.
    pub launches: Vec<Launch>,
    /// The launch that runs.
    pub running: Option<LaunchId>,
}

/// An attempt on a course.
///
/// # Errors
/// See [`SandboxError`].
pub async fn attempt_detail(
    store: &Store,
    definitions: &Definitions,
    app: AppKey,
    course: &str,
    id: &str,
) -> Result<AttemptDetail, SandboxError> {
    let mut tx = store.begin_read().await?;
    let (_, attempt) = find_attempt(&mut tx, app, course, id).await?;
    let registration = &attempt.registration;
    let report = latest_result(&mut tx, definitions, registration.key, id, ResultsFormat::Activity).await;
    let report = match report {
        Ok(report) => report,
        Err(ResultError::Find(error)) => return Err(error.into()),
        Err(ResultError::Load(error)) => return Err(error.into()),
    };
    let mut launches =
        store::launches::list_of_registration(&mut tx, registration.key, None, LAUNCHES).await?;
    launches.retain(|launch| launch.started_at.is_some());
    let running = launches.iter().find(|launch| launch.ended_at.is_none()).map(|launch| launch.id);
    Ok(AttemptDetail { attempt, report, launches, running })
}
