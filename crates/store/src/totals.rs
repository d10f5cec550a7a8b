//! Kept counters of an application. Nobody counts by scanning.

use platform::{Timestamp, start_of_month};

use crate::statement::statements;
use crate::value::args;
use crate::{AppKey, Error, Tx};

statements! { "totals";
    /// Starts the counters of a new application.
    INSERT = "
        INSERT INTO totals (app, courses, registrations, launches, size_bytes)
        VALUES ($1, 0, 0, 0, 0)";
    /// A registration more, in the month that is counted or the first of a new one.
    ADD_REGISTRATION = "
        UPDATE totals
        SET registrations = registrations + 1,
            month = $2,
            month_registrations = CASE WHEN month = $2 THEN month_registrations + 1 ELSE 1 END
        WHERE app = $1";
    /// The counters of all applications together; what the sandbox has does not count.
    SUM = "
        SELECT CAST(COALESCE(SUM(courses), 0) AS BIGINT) AS courses,
            CAST(COALESCE(SUM(registrations), 0) AS BIGINT) AS registrations,
            CAST(COALESCE(SUM(CASE WHEN month = $1 THEN month_registrations ELSE 0 END), 0) AS BIGINT)
                AS month_registrations
        FROM totals
        WHERE app NOT IN (SELECT key FROM apps WHERE sandbox_of IS NOT NULL)";
    /// The counters of an application.
    FIND = "
        SELECT courses, registrations, launches, size_bytes
        FROM totals
        WHERE app = $1";
    /// Moves the counters of an application.
    ADD = "
        UPDATE totals
        SET courses = courses + $2,
            registrations = registrations + $3,
            launches = launches + $4,
            size_bytes = size_bytes + $5
        WHERE app = $1";
}

/// What an application has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Courses.
    pub courses: u64,
    /// Registrations.
    pub registrations: u64,
    /// Launches that started and were tracked, of registrations that still exist or not.
    pub launches: u64,
    /// Bytes of all course versions.
    pub size_bytes: u64,
}

/// What the applications of an account have together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Courses.
    pub courses: u64,
    /// Registrations.
    pub registrations: u64,
    /// Registrations that were made in the month that was asked for, of which some may be gone.
    pub month_registrations: u64,
}

/// A change of the counters.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Change {
    pub(crate) courses: i64,
    pub(crate) registrations: i64,
    pub(crate) launches: i64,
    pub(crate) size_bytes: i64,
}

/// The counters of `app`; all zero for an unknown one.
pub async fn find(tx: &mut Tx, app: AppKey) -> Result<Totals, Error> {
    let Some(row) = tx.fetch_optional(&FIND, args![app]).await? else { return Ok(Totals::default()) };
    Ok(Totals {
        courses: row.count("courses")?,
        registrations: row.count("registrations")?,
        launches: row.count("launches")?,
        size_bytes: row.count("size_bytes")?,
    })
}

/// The counters of all applications together, with those of the month that began at `month`.
pub async fn sum(tx: &mut Tx, month: Timestamp) -> Result<Usage, Error> {
    let row = tx.fetch_one(&SUM, args![month]).await?;
    Ok(Usage {
        courses: row.count("courses")?,
        registrations: row.count("registrations")?,
        month_registrations: row.count("month_registrations")?,
    })
}

/// Counts a registration that was made at `at`. On PostgreSQL the row is locked until the end of the transaction:
/// call it late.
pub(crate) async fn add_registration(tx: &mut Tx, app: AppKey, at: Timestamp) -> Result<(), Error> {
    tx.execute(&ADD_REGISTRATION, args![app, start_of_month(at)]).await.map(|_| ())
}

pub(crate) async fn insert(tx: &mut Tx, app: AppKey) -> Result<(), Error> {
    tx.execute(&INSERT, args![app]).await.map(|_| ())
}

/// On PostgreSQL this row is locked until the end of the transaction: call it late.
pub(crate) async fn add(tx: &mut Tx, app: AppKey, change: Change) -> Result<(), Error> {
    let args = args![app, change.courses, change.registrations, change.launches, change.size_bytes];
    tx.execute(&ADD, args).await.map(|_| ())
}
