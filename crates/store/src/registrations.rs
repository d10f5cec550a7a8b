//! Registrations: a learner on a course.

use std::collections::BTreeMap;

use platform::{CourseId, InstanceNumber, LearnerId, RegistrationId, Sealed, Timestamp, VersionNumber};

use crate::courses::{self, Course};
use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::totals::{self, Change};
use crate::value::args;
use crate::{AppKey, CourseKey, Error, RegistrationKey, Tx};

mod list;
mod overview;

pub(crate) use list::explain_page;
pub use list::{Place, RegistrationFilter, list, list_with_results};
pub(crate) use list::{all_texts, plans};
pub use overview::{
    CANDIDATES, Counted, Direction, OverviewFilter, OverviewPlace, Search, Standing, count_overview,
    list_overview,
};
pub(crate) use overview::{all_overview_texts, overview_plans};

statements! { "registrations";
    /// A new registration, unless the id is taken.
    INSERT = "
        INSERT INTO registrations (
            app, id, course, learner_id, learner_first, learner_last, learner_email, learner_name,
            latest_instance, created_at, updated_at,
            postback_url, postback_auth, postback_login, postback_password, postback_format)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $14, 0, $8, $8, $9, $10, $11, $12, $13)
        ON CONFLICT DO NOTHING
        RETURNING key";
    /// A registration by its id, with its course.
    FIND = "
        SELECT r.key, r.app, r.id, r.course, c.id AS course_id, c.title AS course_title,
            r.learner_id, r.learner_first, r.learner_last, r.learner_email,
            r.latest_instance, r.launched_version, r.created_at, r.updated_at,
            r.first_access_at, r.last_access_at, r.completed_at,
            r.postback_url, r.postback_auth, r.postback_login, r.postback_password, r.postback_format
        FROM registrations r JOIN courses c ON c.key = r.course
        WHERE r.app = $1 AND r.id = $2";
    /// A registration by its key, with its course.
    FIND_BY_KEY = "
        SELECT r.key, r.app, r.id, r.course, c.id AS course_id, c.title AS course_title,
            r.learner_id, r.learner_first, r.learner_last, r.learner_email,
            r.latest_instance, r.launched_version, r.created_at, r.updated_at,
            r.first_access_at, r.last_access_at, r.completed_at,
            r.postback_url, r.postback_auth, r.postback_login, r.postback_password, r.postback_format
        FROM registrations r JOIN courses c ON c.key = r.course
        WHERE r.key = $1";
    /// How many registrations of a course are complete, counted up to a limit.
    COUNT_COMPLETED = "
        SELECT COUNT(*) AS completed
        FROM (SELECT 1 AS one FROM registrations WHERE course = $1 AND completed_at IS NOT NULL LIMIT $2) c";
    /// Makes changes of one registration wait for each other.
    LOCK = "SELECT key FROM registrations WHERE key = $1",
        postgres "SELECT key FROM registrations WHERE key = $1 FOR UPDATE"
        because "SQLite has one writer, so there is nothing to lock and no syntax for it";
    /// A launch began: first and last access.
    UPDATE_ACCESS = "
        UPDATE registrations
        SET first_access_at = COALESCE(first_access_at, $2),
            last_access_at = $2,
            launched_version = $3
        WHERE key = $1";
    /// Results changed: last update, and the day of completion.
    UPDATE_RESULT = "
        UPDATE registrations
        SET updated_at = $2,
            completed_at = $3,
            standing = COALESCE((
                SELECT 3 * CASE i.complete WHEN 'complete' THEN 2 WHEN 'incomplete' THEN 1 ELSE 0 END
                    + CASE i.success WHEN 'passed' THEN 2 WHEN 'failed' THEN 1 ELSE 0 END
                FROM instances i
                WHERE i.registration = registrations.key AND i.number = registrations.latest_instance), 0)
        WHERE key = $1";
    /// Results changed while it was played; the day of completion is that of the first time.
    UPDATE_PROGRESS = "
        UPDATE registrations
        SET updated_at = $2,
            completed_at = CASE WHEN CAST($3 AS BIGINT) = 0 THEN NULL ELSE COALESCE(completed_at, $2) END,
            standing = COALESCE((
                SELECT 3 * CASE i.complete WHEN 'complete' THEN 2 WHEN 'incomplete' THEN 1 ELSE 0 END
                    + CASE i.success WHEN 'passed' THEN 2 WHEN 'failed' THEN 1 ELSE 0 END
                FROM instances i
                WHERE i.registration = registrations.key AND i.number = registrations.latest_instance), 0)
        WHERE key = $1
        RETURNING postback_url, completed_at";
    /// Results changed, which is told to nobody.
    UPDATE_STANDING = "
        UPDATE registrations
        SET standing = COALESCE((
                SELECT 3 * CASE i.complete WHEN 'complete' THEN 2 WHEN 'incomplete' THEN 1 ELSE 0 END
                    + CASE i.success WHEN 'passed' THEN 2 WHEN 'failed' THEN 1 ELSE 0 END
                FROM instances i
                WHERE i.registration = registrations.key AND i.number = registrations.latest_instance), 0)
        WHERE key = $1";
    /// Whether anything is posted for now.
    UPDATE_PAUSED = "UPDATE registrations SET postback_paused = $2 WHERE key = $1";
    /// The same, asked.
    FIND_PAUSED = "SELECT key, postback_paused FROM registrations WHERE key = $1";
    /// New postback settings, or none.
    UPDATE_POSTBACK = "
        UPDATE registrations
        SET postback_url = $2,
            postback_auth = $3,
            postback_login = $4,
            postback_password = $5,
            postback_format = $6
        WHERE key = $1";
    /// A newer instance counts.
    UPDATE_LATEST_INSTANCE = "UPDATE registrations SET latest_instance = $2, updated_at = $3 WHERE key = $1";
    /// A registration with its instances, launches and what is pending.
    DELETE = "DELETE FROM registrations WHERE key = $1";
    /// The oldest registrations of an application.
    DELETE_OF_APP = "
        DELETE FROM registrations
        WHERE key IN (SELECT key FROM registrations WHERE app = $1 ORDER BY key LIMIT $2)
        RETURNING app, course";
    /// The oldest registrations of a course.
    DELETE_OF_COURSE = "
        DELETE FROM registrations
        WHERE key IN (SELECT key FROM registrations WHERE course = $1 ORDER BY key LIMIT $2)
        RETURNING app, course";
    /// The registrations of an application, counted to a limit.
    COUNT_OF_APP = "
        SELECT COUNT(*) AS count FROM (SELECT 1 FROM registrations WHERE app = $1 LIMIT $2) x";
    /// The registrations of a course, counted to a limit.
    COUNT_OF_COURSE = "
        SELECT COUNT(*) AS count FROM (SELECT 1 FROM registrations WHERE course = $1 LIMIT $2) x";
}

/// Who learns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learner {
    /// The learner's id (`learnerid`).
    pub id: LearnerId,
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
    /// E-mail address, perhaps empty.
    pub email: String,
}

/// Where results are posted, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postback {
    /// The address.
    pub url: String,
    /// `form` or `httpbasic`.
    pub auth: String,
    /// Name of the credentials.
    pub login: String,
    /// Password of the credentials, sealed.
    pub password: Option<Sealed>,
    /// `course`, `activity` or `full`.
    pub format: String,
}

/// What a new registration is made of.
#[derive(Debug, Clone)]
pub struct NewRegistration<'a> {
    /// Its id.
    pub id: &'a RegistrationId,
    /// Who learns.
    pub learner: &'a Learner,
    /// Postback settings, if any.
    pub postback: Option<&'a Postback>,
}

/// A registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Its row.
    pub key: RegistrationKey,
    /// The application it belongs to.
    pub app: AppKey,
    /// Its id (`regid`).
    pub id: RegistrationId,
    /// Its course's row.
    pub course: CourseKey,
    /// Its course's id.
    pub course_id: CourseId,
    /// Its course's title.
    pub course_title: String,
    /// Who learns.
    pub learner: Learner,
    /// The instance that counts.
    pub latest_instance: InstanceNumber,
    /// Version of the last launch.
    pub launched_version: Option<VersionNumber>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its results last changed.
    pub updated_at: Timestamp,
    /// When it was first launched.
    pub first_access_at: Option<Timestamp>,
    /// When it was last launched.
    pub last_access_at: Option<Timestamp>,
    /// When it became complete.
    pub completed_at: Option<Timestamp>,
    /// Postback settings, if any.
    pub postback: Option<Postback>,
}

pub(crate) fn registration(row: &Row) -> Result<Registration, Error> {
    let launched = row.opt_int("launched_version")?;
    let launched_version = launched
        .map(|number| u32::try_from(number).map(VersionNumber).map_err(|_| row.bad("launched_version")))
        .transpose()?;
    let postback = match row.opt_text("postback_url")? {
        None => None,
        Some(url) => Some(Postback {
            url,
            auth: row.text("postback_auth")?,
            login: row.text("postback_login")?,
            password: row.opt_bytes("postback_password")?.map(Sealed),
            format: row.text("postback_format")?,
        }),
    };
    Ok(Registration {
        key: RegistrationKey(row.int("key")?),
        app: AppKey(row.int("app")?),
        id: row.id("id")?,
        course: CourseKey(row.int("course")?),
        course_id: row.id("course_id")?,
        course_title: row.text("course_title")?,
        learner: Learner {
            id: row.id("learner_id")?,
            first: row.text("learner_first")?,
            last: row.text("learner_last")?,
            email: row.text("learner_email")?,
        },
        latest_instance: row.instance("latest_instance")?,
        launched_version,
        created_at: row.at("created_at")?,
        updated_at: row.at("updated_at")?,
        first_access_at: row.opt_at("first_access_at")?,
        last_access_at: row.opt_at("last_access_at")?,
        completed_at: row.opt_at("completed_at")?,
        postback,
    })
}

/// Makes a registration; `None` when the id is taken. Insert its first instance in the same transaction.
pub async fn insert(
    tx: &mut Tx,
    course: &Course,
    new: &NewRegistration<'_>,
    at: Timestamp,
) -> Result<Option<RegistrationKey>, Error> {
    let postback = new.postback;
    let row = tx
        .fetch_optional(
            &INSERT,
            args![
                course.app,
                new.id,
                course.key,
                &new.learner.id,
                &new.learner.first,
                &new.learner.last,
                &new.learner.email,
                at,
                postback.map(|p| p.url.as_str()),
                postback.map(|p| p.auth.as_str()),
                postback.map(|p| p.login.as_str()),
                postback.and_then(|p| p.password.as_ref()).map(|sealed| sealed.0.as_slice()),
                postback.map(|p| p.format.as_str()),
                folded_name(&new.learner.first, &new.learner.last),
            ],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    courses::add_registrations(tx, course.key, 1).await?;
    totals::add_registration(tx, course.app, at).await?;
    Ok(Some(RegistrationKey(row.int("key")?)))
}

/// A registration by its id.
pub async fn find(tx: &mut Tx, app: AppKey, id: &RegistrationId) -> Result<Option<Registration>, Error> {
    tx.fetch_optional(&FIND, args![app, id]).await?.as_ref().map(registration).transpose()
}

/// A registration by its row.
pub async fn find_by_key(tx: &mut Tx, key: RegistrationKey) -> Result<Option<Registration>, Error> {
    tx.fetch_optional(&FIND_BY_KEY, args![key]).await?.as_ref().map(registration).transpose()
}

/// Makes other changes of this registration wait until this transaction ends. `false`: it does not exist.
pub async fn lock(tx: &mut Tx, key: RegistrationKey) -> Result<bool, Error> {
    Ok(tx.fetch_optional(&LOCK, args![key]).await?.is_some())
}

/// Notes that a tracked launch began on `version`.
pub async fn update_access(
    tx: &mut Tx,
    key: RegistrationKey,
    version: VersionNumber,
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(&UPDATE_ACCESS, args![key, at, version]).await.map(|_| ())
}

/// Notes that results changed at `at`, and when the registration became complete, if it is.
pub async fn update_result(
    tx: &mut Tx,
    key: RegistrationKey,
    at: Timestamp,
    completed_at: Option<Timestamp>,
) -> Result<(), Error> {
    tx.execute(&UPDATE_RESULT, args![key, at, completed_at]).await.map(|_| ())
}

/// What follows from results that changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progressed {
    /// Where results are posted, if anywhere.
    pub postback_url: Option<String>,
    /// Whether the registration became complete by this.
    pub completes: bool,
}

/// Notes that results changed at `at`, and whether the registration is complete.
pub async fn update_progress(
    tx: &mut Tx,
    key: RegistrationKey,
    at: Timestamp,
    is_complete: bool,
) -> Result<Progressed, Error> {
    match tx.fetch_optional(&UPDATE_PROGRESS, args![key, at, is_complete]).await? {
        Some(row) => Ok(Progressed {
            postback_url: row.opt_text("postback_url")?,
            completes: is_complete && row.opt_at("completed_at")? == Some(at),
        }),
        None => Ok(Progressed::default()),
    }
}

/// Brings the status by which lists look for the registration in line with its latest instance, where nothing else of
/// it changes.
pub async fn update_standing(tx: &mut Tx, key: RegistrationKey) -> Result<(), Error> {
    tx.execute(&UPDATE_STANDING, args![key]).await.map(|_| ())
}

/// Whether nothing is posted for now.
pub async fn find_paused(tx: &mut Tx, key: RegistrationKey) -> Result<bool, Error> {
    match tx.fetch_optional(&FIND_PAUSED, args![key]).await? {
        Some(row) => row.flag("postback_paused"),
        None => Ok(false),
    }
}

/// Posts nothing any more, or again. What is pending is [`postback_outbox`](crate::postback_outbox)'s.
pub async fn update_paused(tx: &mut Tx, key: RegistrationKey, is_paused: bool) -> Result<(), Error> {
    tx.execute(&UPDATE_PAUSED, args![key, is_paused]).await.map(|_| ())
}

/// A name as lists search it: last name first, in small letters, with one blank between words.
pub(crate) fn folded_name(first: &str, last: &str) -> String {
    let folded = format!("{last} {first}").to_lowercase();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Replaces the postback settings as a whole; `None` removes them.
///
/// What is pending stays: [`postback_outbox`](crate::postback_outbox) is told separately.
pub async fn update_postback(
    tx: &mut Tx,
    key: RegistrationKey,
    postback: Option<&Postback>,
) -> Result<(), Error> {
    let args = args![
        key,
        postback.map(|p| p.url.as_str()),
        postback.map(|p| p.auth.as_str()),
        postback.map(|p| p.login.as_str()),
        postback.and_then(|p| p.password.as_ref()).map(|sealed| sealed.0.as_slice()),
        postback.map(|p| p.format.as_str()),
    ];
    tx.execute(&UPDATE_POSTBACK, args).await.map(|_| ())
}

pub(crate) async fn update_latest_instance(
    tx: &mut Tx,
    key: RegistrationKey,
    number: InstanceNumber,
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(&UPDATE_LATEST_INSTANCE, args![key, number, at]).await.map(|_| ())
}

/// Deletes a registration with everything in it, pending postbacks included.
pub async fn delete(tx: &mut Tx, registration: &Registration) -> Result<bool, Error> {
    if tx.execute(&DELETE, args![registration.key]).await? == 0 {
        return Ok(false);
    }
    courses::add_registrations(tx, registration.course, -1).await?;
    totals::add(tx, registration.app, Change { registrations: -1, ..Change::default() }).await?;
    Ok(true)
}

/// What registrations belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// All of an application.
    App(AppKey),
    /// All of a course.
    Course(CourseKey),
}

/// How many registrations there are, counted up to `limit`.
pub async fn count(tx: &mut Tx, whose: Whose, limit: u32) -> Result<u64, Error> {
    let (statement, args) = match whose {
        Whose::App(app) => (&COUNT_OF_APP, args![app, limit]),
        Whose::Course(course) => (&COUNT_OF_COURSE, args![course, limit]),
    };
    tx.fetch_one(statement, args).await?.count("count")
}

/// Deletes the oldest registrations with everything in them, at most `limit`.
pub async fn delete_oldest(tx: &mut Tx, whose: Whose, limit: u32) -> Result<(), Error> {
    let (statement, args) = match whose {
        Whose::App(app) => (&DELETE_OF_APP, args![app, limit]),
        Whose::Course(course) => (&DELETE_OF_COURSE, args![course, limit]),
    };
    let mut fewer = BTreeMap::<(i64, i64), i64>::new();
    for row in tx.fetch_all(statement, args).await? {
        *fewer.entry((row.int("app")?, row.int("course")?)).or_default() -= 1;
    }
    // First all courses and then the totals, as everybody does who changes both.
    for ((_, course), registrations) in &fewer {
        courses::add_registrations(tx, CourseKey(*course), *registrations).await?;
    }
    for ((app, _), registrations) in fewer {
        totals::add(tx, AppKey(app), Change { registrations, ..Change::default() }).await?;
    }
    Ok(())
}

/// How many registrations of a course are complete, counted up to `limit`.
pub async fn count_completed(tx: &mut Tx, course: CourseKey, limit: u32) -> Result<u64, Error> {
    tx.fetch_one(&COUNT_COMPLETED, args![course, limit]).await?.count("completed")
}
