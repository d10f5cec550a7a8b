//! Attempts of the sandbox: registrations of hidden applications ([`sandbox`](crate::sandbox)).

use platform::{AppId, RegistrationId, Timestamp, VersionNumber};

use crate::courses::Course;
use crate::instances::CourseResult;
use crate::registrations::{Registration, registration};
use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{CourseKey, Error, RegistrationKey, SandboxLinkKey, Tx};

statements! { "sandbox_attempts";
    /// An attempt was begun.
    INSERT = "
        INSERT INTO sandbox_attempts (registration, culture, made_by, link, used_at)
        VALUES ($1, $2, $3, $4, $5)";
    /// It was launched again.
    UPDATE_USED = "UPDATE sandbox_attempts SET used_at = $2 WHERE registration = $1";
    /// The latest attempts on a course, those before a row, latest first.
    LIST = "
        SELECT r.key, r.app, r.id, r.course, c.id AS course_id, c.title AS course_title,
            r.learner_id, r.learner_first, r.learner_last, r.learner_email,
            r.latest_instance, r.launched_version, r.created_at, r.updated_at,
            r.first_access_at, r.last_access_at, r.completed_at,
            r.postback_url, r.postback_auth, r.postback_login, r.postback_password, r.postback_format,
            i.complete, i.success, i.score, i.total_seconds, i.version_number,
            a.id AS app_id, a.host, s.culture, s.made_by, s.link
        FROM courses c
            JOIN registrations r ON r.course = c.key
            JOIN sandbox_attempts s ON s.registration = r.key
            JOIN instances i ON i.registration = r.key AND i.number = r.latest_instance
            JOIN apps a ON a.key = r.app
        WHERE c.sandbox_of = $1 AND r.key < $2
        ORDER BY r.key DESC
        LIMIT $3";
    /// One attempt on a course.
    FIND = "
        SELECT r.key, r.app, r.id, r.course, c.id AS course_id, c.title AS course_title,
            r.learner_id, r.learner_first, r.learner_last, r.learner_email,
            r.latest_instance, r.launched_version, r.created_at, r.updated_at,
            r.first_access_at, r.last_access_at, r.completed_at,
            r.postback_url, r.postback_auth, r.postback_login, r.postback_password, r.postback_format,
            i.complete, i.success, i.score, i.total_seconds, i.version_number,
            a.id AS app_id, a.host, s.culture, s.made_by, s.link
        FROM apps a
            JOIN registrations r ON r.app = a.key
            JOIN courses c ON c.key = r.course
            JOIN sandbox_attempts s ON s.registration = r.key
            JOIN instances i ON i.registration = r.key AND i.number = r.latest_instance
        WHERE a.sandbox_of = $1 AND r.id = $2 AND c.sandbox_of = $3";
    /// Attempts that were last launched before an instant, longest ago first.
    LIST_OLD = "
        SELECT r.key, r.app, r.id, r.course, c.id AS course_id, c.title AS course_title,
            r.learner_id, r.learner_first, r.learner_last, r.learner_email,
            r.latest_instance, r.launched_version, r.created_at, r.updated_at,
            r.first_access_at, r.last_access_at, r.completed_at,
            r.postback_url, r.postback_auth, r.postback_login, r.postback_password, r.postback_format
        FROM sandbox_attempts s
            JOIN registrations r ON r.key = s.registration
            JOIN courses c ON c.key = r.course
        WHERE s.used_at < $1
        ORDER BY s.used_at
        LIMIT $2";
    /// How many attempts there are on a course.
    COUNT = "
        SELECT COUNT(*) AS attempts
        FROM courses c JOIN registrations r ON r.course = c.key
        WHERE c.sandbox_of = $1";
}

/// What is known of an attempt that begins.
#[derive(Debug, Clone, Copy)]
pub struct NewAttempt<'a> {
    /// Its language, where one was chosen.
    pub culture: Option<&'a str>,
    /// The login of who begins it; of who made the link, where it came by one.
    pub made_by: &'a str,
    /// The link it came by.
    pub link: Option<SandboxLinkKey>,
}

/// An attempt of the sandbox.
#[derive(Debug, Clone)]
pub struct SandboxAttempt {
    /// The registration.
    pub registration: Registration,
    /// The id of the hidden application that it belongs to.
    pub app_id: AppId,
    /// The host that is imitated, in the words of who made it.
    pub host: String,
    /// The version that is played.
    pub version: VersionNumber,
    /// What came of it so far.
    pub result: CourseResult,
    /// Its language, where one was chosen.
    pub culture: Option<String>,
    /// The login of who began it, or made the link.
    pub made_by: String,
    /// Whether it came by a link.
    pub by_link: bool,
}

fn attempt(row: &Row) -> Result<SandboxAttempt, Error> {
    Ok(SandboxAttempt {
        registration: registration(row)?,
        app_id: row.id("app_id")?,
        host: row.text("host")?,
        version: row.version("version_number")?,
        result: CourseResult {
            complete: row.text("complete")?,
            success: row.text("success")?,
            score: row.opt_real("score")?,
            total_seconds: row.count("total_seconds")?,
        },
        culture: row.opt_text("culture")?,
        made_by: row.text("made_by")?,
        by_link: row.opt_int("link")?.is_some(),
    })
}

/// Notes that a registration is an attempt of the sandbox.
pub async fn insert(
    tx: &mut Tx,
    registration: RegistrationKey,
    new: NewAttempt<'_>,
    at: Timestamp,
) -> Result<(), Error> {
    let args = args![registration, new.culture, new.made_by, new.link, at];
    tx.execute(&INSERT, args).await.map(|_| ())
}

/// Notes that it was launched again, or reset.
pub async fn update_used(tx: &mut Tx, registration: RegistrationKey, at: Timestamp) -> Result<(), Error> {
    tx.execute(&UPDATE_USED, args![registration, at]).await.map(|_| ())
}

/// The attempts on a course that were begun before `before`, latest first.
pub async fn list(
    tx: &mut Tx,
    course: CourseKey,
    before: Option<RegistrationKey>,
    limit: u32,
) -> Result<Vec<SandboxAttempt>, Error> {
    let before = before.unwrap_or(RegistrationKey(i64::MAX));
    tx.fetch_all(&LIST, args![course, before, limit]).await?.iter().map(attempt).collect()
}

/// An attempt on `course`, which is an original, by the id of its registration.
pub async fn find(
    tx: &mut Tx,
    course: &Course,
    registration: &RegistrationId,
) -> Result<Option<SandboxAttempt>, Error> {
    let args = args![course.app, registration, course.key];
    tx.fetch_optional(&FIND, args).await?.as_ref().map(attempt).transpose()
}

/// The registrations of attempts that were last launched before `before`, longest ago first.
pub async fn list_old(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<Vec<Registration>, Error> {
    tx.fetch_all(&LIST_OLD, args![before, limit]).await?.iter().map(registration).collect()
}

/// How many attempts there are on a course.
pub async fn count(tx: &mut Tx, course: CourseKey) -> Result<u64, Error> {
    tx.fetch_one(&COUNT, args![course]).await?.count("attempts")
}

/// Forgets what the learner of an attempt has beside it.
pub async fn forget_shared(tx: &mut Tx, registration: &Registration) -> Result<(), Error> {
    crate::learners::forget_shared(tx, registration.app, &registration.learner.id).await
}

/// Deletes an attempt with all it left: instances, launches, journals, notes, and what its learner shares.
pub async fn delete(tx: &mut Tx, registration: &Registration) -> Result<bool, Error> {
    forget_shared(tx, registration).await?;
    crate::registrations::delete(tx, registration).await
}
