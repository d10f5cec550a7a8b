//! What becomes of an attempt: it goes on, begins anew, or is thrown away.

use platform::{RegistrationId, Timestamp};
use store::{AppKey, Store, Tx, courses::Course, sandbox_attempts::SandboxAttempt};

use super::begin::{Drawn, Launched, copy_version, insert_launch};
use super::{Host, Sandbox, SandboxError};
use crate::{
    FindVersionError,
    console::{Actor, note},
    find_version::find_course,
    launch::NewPlayer,
    reset_registration::reset,
};

/// Attempts that are deleted in one transaction.
const PAGE: u32 = 50;

/// The course and the attempt on it that a caller names.
pub(super) async fn find_attempt(
    tx: &mut Tx,
    app: AppKey,
    course: &str,
    id: &str,
) -> Result<(Course, SandboxAttempt), SandboxError> {
    let course = find_course(tx, app, course).await?.ok_or(FindVersionError::NoCourse)?;
    let id = RegistrationId::new(id).map_err(|_| SandboxError::NoAttempt)?;
    let attempt = store::sandbox_attempts::find(tx, &course, &id).await?;
    Ok((course, attempt.ok_or(SandboxError::NoAttempt)?))
}

/// Prepares another launch of an attempt, by the attributes that the course has now. `exit` is where the player goes
/// when it is left.
///
/// # Errors
/// See [`SandboxError`].
pub async fn continue_attempt(
    sandbox: Sandbox<'_>,
    app: AppKey,
    course: &str,
    id: &str,
    exit: Option<&str>,
) -> Result<NewPlayer, SandboxError> {
    let drawn = Drawn::new(sandbox.rng);
    store::transact!(sandbox.store, |tx| {
        let (course, attempt) = find_attempt(tx, app, course, id).await?;
        let version = store::course_versions::find(tx, course.key, attempt.version).await?;
        // The version was deleted: what a real registration would play is the latest.
        let version = match version {
            Some(version) => version,
            None => store::course_versions::find_latest(tx, course.key)
                .await?
                .ok_or(FindVersionError::NoCourse)?,
        };
        let host = Host::parse(&attempt.host).unwrap_or_default();
        let copy = copy_version(tx, sandbox, &course, &version, host, &drawn).await?;
        let registration = attempt.registration.key;
        store::sandbox_attempts::update_used(tx, registration, sandbox.now).await?;
        let launched = Launched { registration, exit, culture: attempt.culture.as_deref() };
        insert_launch(tx, &copy, launched, &drawn.token, sandbox.now).await
    })
}

/// Forgets what an attempt came to; its learner begins anew.
///
/// # Errors
/// See [`SandboxError`].
pub async fn reset_attempt(
    store: &Store,
    by: Actor<'_>,
    app: AppKey,
    course: &str,
    id: &str,
    now: Timestamp,
) -> Result<(), SandboxError> {
    store::transact!(store, |tx| {
        let (course, attempt) = find_attempt(tx, app, course, id).await?;
        reset(tx, &attempt.registration, now).await?;
        store::sandbox_attempts::forget_shared(tx, &attempt.registration).await?;
        store::sandbox_attempts::update_used(tx, attempt.registration.key, now).await?;
        note(tx, by, "sandbox.reset", course.id.as_str(), id, now).await?;
        Ok::<_, SandboxError>(())
    })
}

/// Throws an attempt away, with its launches and their logs.
///
/// # Errors
/// See [`SandboxError`].
pub async fn delete_attempt(
    store: &Store,
    by: Actor<'_>,
    app: AppKey,
    course: &str,
    id: &str,
    now: Timestamp,
) -> Result<(), SandboxError> {
    store::transact!(store, |tx| {
        let (course, attempt) = find_attempt(tx, app, course, id).await?;
        store::registrations::lock(tx, attempt.registration.key).await?;
        store::sandbox_attempts::delete(tx, &attempt.registration).await?;
        note(tx, by, "sandbox.deleted", course.id.as_str(), id, now).await?;
        Ok::<_, SandboxError>(())
    })
}

/// Throws away all attempts on a course; the answer is how many there were.
///
/// # Errors
/// See [`SandboxError`].
pub async fn delete_attempts(
    store: &Store,
    by: Actor<'_>,
    app: AppKey,
    course: &str,
    now: Timestamp,
) -> Result<u64, SandboxError> {
    let mut deleted = 0;
    loop {
        let page: Result<u64, SandboxError> = store::transact!(store, |tx| {
            let course = find_course(tx, app, course).await?.ok_or(FindVersionError::NoCourse)?;
            let page = store::sandbox_attempts::list(tx, course.key, None, PAGE).await?;
            for attempt in &page {
                store::registrations::lock(tx, attempt.registration.key).await?;
                store::sandbox_attempts::delete(tx, &attempt.registration).await?;
            }
            if !page.is_empty() {
                let detail = page.len().to_string();
                note(tx, by, "sandbox.all-deleted", course.id.as_str(), &detail, now).await?;
            }
            Ok(page.len() as u64)
        });
        let page = page?;
        deleted += page;
        if page < u64::from(PAGE) {
            return Ok(deleted);
        }
    }
}

/// Throws away attempts that nobody launched since `before`, and links that expired by `now`; the answer is how many
/// attempts there were.
///
/// # Errors
/// When the database cannot be written.
pub async fn wipe_old_attempts(
    store: &Store,
    before: Timestamp,
    now: Timestamp,
) -> Result<u64, store::Error> {
    let mut wiped = 0;
    loop {
        let page: Result<u64, store::Error> = store::transact!(store, |tx| {
            let page = store::sandbox_attempts::list_old(tx, before, PAGE).await?;
            for registration in &page {
                store::registrations::lock(tx, registration.key).await?;
                store::sandbox_attempts::delete(tx, registration).await?;
            }
            Ok(page.len() as u64)
        });
        let page = page?;
        wiped += page;
        if page < u64::from(PAGE) {
            break;
        }
    }
    let links: Result<u64, store::Error> =
        store::transact!(store, |tx| { store::sandbox_links::delete_old(tx, now).await });
    links?;
    Ok(wiped)
}
