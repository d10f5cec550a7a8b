//! What the cloud knows of a learner in a course, and the last result it told.

use std::time::Duration;

use lyceum_client::{Completion, Success, Summary, Timestamp};
use sql::{Error, Row, Tx, statements};

use super::args;

/// Whether the cloud has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RegistrationState {
    /// Written here; the cloud was told, or is about to be, and has not answered.
    Reserved,
    /// The cloud has it.
    Confirmed,
    /// It is to be deleted in the cloud.
    Removing,
}

/// A learner in a course.
#[derive(Debug, Clone)]
pub(crate) struct Registration {
    pub(crate) key: i64,
    /// Its id in the cloud.
    pub(crate) id: String,
    pub(crate) course: i64,
    pub(crate) learner: i64,
    pub(crate) state: RegistrationState,
    pub(crate) launched_at: Option<Timestamp>,
    /// When the cloud was last asked.
    pub(crate) checked_at: Option<Timestamp>,
    /// Which attempt record of the cloud the result is of.
    pub(crate) instance: u32,
    /// As the course reported it.
    pub(crate) result: Summary,
    /// When that changed last.
    pub(crate) result_at: Option<Timestamp>,
    /// The full report as XML.
    pub(crate) report: Option<String>,
}

impl RegistrationState {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "reserved" => Some(Self::Reserved),
            "confirmed" => Some(Self::Confirmed),
            "removing" => Some(Self::Removing),
            _ => None,
        }
    }
}

statements! { "registrations";
    /// Before the cloud is told; who is there already stays.
    RESERVE = "
        INSERT INTO registrations (id, course, learner, state, created_at, instance, complete, success, total_secs)
        VALUES ($1, $2, $3, 'reserved', $4, 0, 'unknown', 'unknown', 0)
        ON CONFLICT (course, learner) DO NOTHING";
    /// The cloud has it, also where a reservation was given up meanwhile.
    CONFIRM = "
        INSERT INTO registrations (id, course, learner, state, created_at, instance, complete, success, total_secs)
        VALUES ($1, $2, $3, 'confirmed', $4, 0, 'unknown', 'unknown', 0)
        ON CONFLICT (course, learner) DO UPDATE SET state = 'confirmed' WHERE registrations.state = 'reserved'";
    /// The cloud refused it: nothing was reported about it yet.
    RELEASE = "DELETE FROM registrations WHERE id = $1 AND state = 'reserved' AND result_at IS NULL";
    /// The cloud does not have it any more.
    REOPEN = "UPDATE registrations SET state = 'reserved' WHERE id = $1 AND state = 'confirmed'";
    /// Those that were reserved and left so.
    RESERVED = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, CAST(NULL AS TEXT) AS report
        FROM registrations WHERE state = 'reserved' AND created_at <= $1 ORDER BY key LIMIT 100";
    /// It is to be deleted there.
    SET_REMOVING = "UPDATE registrations SET state = 'removing' WHERE key = $1";
    /// It is deleted there.
    DELETE = "DELETE FROM registrations WHERE key = $1";
    /// One by course and learner.
    FIND = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, report
        FROM registrations WHERE course = $1 AND learner = $2";
    /// One by key.
    FIND_BY_KEY = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, report
        FROM registrations WHERE key = $1";
    /// One by its id in the cloud, to be changed.
    FIND_BY_ID = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, report
        FROM registrations WHERE id = $1",
        postgres "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, report
        FROM registrations WHERE id = $1 FOR UPDATE"
        because "two postbacks at once must follow each other; on SQLite one writer sees to that";
    /// Those of a course, without reports.
    OF_COURSE = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, CAST(NULL AS TEXT) AS report
        FROM registrations WHERE course = $1 ORDER BY key";
    /// Those of a learner, without reports.
    OF_LEARNER = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, CAST(NULL AS TEXT) AS report
        FROM registrations WHERE learner = $1 ORDER BY key";
    /// A page of all that the cloud has, without reports.
    PAGE = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, CAST(NULL AS TEXT) AS report
        FROM registrations WHERE state = 'confirmed' AND key > $1 ORDER BY key LIMIT 500";
    /// Those that are still to be deleted in the cloud.
    REMOVING = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, CAST(NULL AS TEXT) AS report
        FROM registrations WHERE state = 'removing' ORDER BY key LIMIT 100";
    /// Launched a while ago, and nothing was heard or asked since.
    SILENT = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, CAST(NULL AS TEXT) AS report
        FROM registrations
        WHERE state = 'confirmed' AND launched_at <= $1
            AND (checked_at IS NULL OR checked_at < launched_at)
            AND (result_at IS NULL OR result_at < launched_at)
        ORDER BY key LIMIT 100";
    /// The learner goes there.
    SET_LAUNCHED = "UPDATE registrations SET launched_at = $2 WHERE key = $1";
    /// The cloud was asked.
    SET_CHECKED = "UPDATE registrations SET checked_at = $2 WHERE key = $1";
    /// What the course reported.
    SET_RESULT = "
        UPDATE registrations
        SET instance = $2, complete = $3, success = $4, score = $5, total_secs = $6, result_at = $7,
            report = COALESCE($8, report)
        WHERE key = $1";
}

fn registration(row: &Row) -> Result<Registration, Error> {
    Ok(Registration {
        key: row.int("key")?,
        id: row.text("id")?,
        course: row.int("course")?,
        learner: row.int("learner")?,
        state: row.parsed("state", RegistrationState::parse)?,
        launched_at: row.opt_int("launched_at")?.map(Timestamp),
        checked_at: row.opt_int("checked_at")?.map(Timestamp),
        instance: row.small("instance")?,
        result: summary(row)?,
        result_at: row.opt_int("result_at")?.map(Timestamp),
        report: row.opt_text("report")?,
    })
}

/// The four values, as several tables hold them.
pub(super) fn summary(row: &Row) -> Result<Summary, Error> {
    Ok(Summary {
        completion: row.parsed("complete", Completion::parse)?,
        success: row.parsed("success", Success::parse)?,
        score: row.opt_real("score")?,
        total_time: Duration::from_secs(row.count("total_secs")?),
    })
}

/// Reserves the place, unless there is one.
pub(crate) async fn reserve(
    tx: &mut Tx,
    id: &str,
    course: i64,
    learner: i64,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(&RESERVE, args![id, course, learner, now.0]).await.map(|_| ())
}

pub(crate) async fn confirm(
    tx: &mut Tx,
    id: &str,
    course: i64,
    learner: i64,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(&CONFIRM, args![id, course, learner, now.0]).await.map(|_| ())
}

pub(crate) async fn release(tx: &mut Tx, id: &str) -> Result<(), Error> {
    tx.execute(&RELEASE, args![id]).await.map(|_| ())
}

/// What was reported stays.
pub(crate) async fn reopen(tx: &mut Tx, id: &str) -> Result<(), Error> {
    tx.execute(&REOPEN, args![id]).await.map(|_| ())
}

pub(crate) async fn reserved(tx: &mut Tx, made_before: Timestamp) -> Result<Vec<Registration>, Error> {
    tx.fetch_all(&RESERVED, args![made_before.0]).await?.iter().map(registration).collect()
}

pub(crate) async fn set_removing(tx: &mut Tx, key: i64) -> Result<(), Error> {
    tx.execute(&SET_REMOVING, args![key]).await.map(|_| ())
}

pub(crate) async fn delete(tx: &mut Tx, key: i64) -> Result<(), Error> {
    tx.execute(&DELETE, args![key]).await.map(|_| ())
}

pub(crate) async fn find(tx: &mut Tx, course: i64, learner: i64) -> Result<Option<Registration>, Error> {
    tx.fetch_optional(&FIND, args![course, learner]).await?.as_ref().map(registration).transpose()
}

pub(crate) async fn find_by_key(tx: &mut Tx, key: i64) -> Result<Option<Registration>, Error> {
    tx.fetch_optional(&FIND_BY_KEY, args![key]).await?.as_ref().map(registration).transpose()
}

/// In a writing transaction this keeps others from changing it meanwhile.
pub(crate) async fn find_by_id(tx: &mut Tx, id: &str) -> Result<Option<Registration>, Error> {
    tx.fetch_optional(&FIND_BY_ID, args![id]).await?.as_ref().map(registration).transpose()
}

pub(crate) async fn of_course(tx: &mut Tx, course: i64) -> Result<Vec<Registration>, Error> {
    tx.fetch_all(&OF_COURSE, args![course]).await?.iter().map(registration).collect()
}

pub(crate) async fn of_learner(tx: &mut Tx, learner: i64) -> Result<Vec<Registration>, Error> {
    tx.fetch_all(&OF_LEARNER, args![learner]).await?.iter().map(registration).collect()
}

/// Up to 500 confirmed ones behind `after`.
pub(crate) async fn page(tx: &mut Tx, after: i64) -> Result<Vec<Registration>, Error> {
    tx.fetch_all(&PAGE, args![after]).await?.iter().map(registration).collect()
}

pub(crate) async fn removing(tx: &mut Tx) -> Result<Vec<Registration>, Error> {
    tx.fetch_all(&REMOVING, args![]).await?.iter().map(registration).collect()
}

pub(crate) async fn silent(tx: &mut Tx, launched_before: Timestamp) -> Result<Vec<Registration>, Error> {
    tx.fetch_all(&SILENT, args![launched_before.0]).await?.iter().map(registration).collect()
}

pub(crate) async fn set_launched(tx: &mut Tx, key: i64, now: Timestamp) -> Result<(), Error> {
    tx.execute(&SET_LAUNCHED, args![key, now.0]).await.map(|_| ())
}

pub(crate) async fn set_checked(tx: &mut Tx, key: i64, now: Timestamp) -> Result<(), Error> {
    tx.execute(&SET_CHECKED, args![key, now.0]).await.map(|_| ())
}

/// A report without detail leaves the detail that is there.
pub(crate) async fn set_result(
    tx: &mut Tx,
    key: i64,
    instance: u32,
    result: &Summary,
    report: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    let args = args![
        key,
        instance,
        result.completion.as_str(),
        result.success.as_str(),
        result.score,
        result.total_time.as_secs(),
        now.0,
        report,
    ];
    tx.execute(&SET_RESULT, args).await.map(|_| ())
}
