//! Instances of registrations: one attempt record each, on one version.

use platform::{InstanceNumber, LaunchId, RegistrationId, Timestamp, VersionNumber};

use serde_json::json;

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{AppKey, Error, InstanceKey, RegistrationKey, Tx, VersionKey, registrations};

statements! { "instances";
    /// Of so many instances on a version: how many there are, and how many are the latest of their registration.
    COUNT_ON_VERSION = "
        SELECT COUNT(*) AS seen, COALESCE(SUM(CASE WHEN r.latest_instance = i.number THEN 1 ELSE 0 END), 0) AS latest
        FROM (SELECT registration, number FROM instances WHERE version = $1 LIMIT $2) i
        JOIN registrations r ON r.key = i.registration";
    /// A new instance.
    INSERT = "
        INSERT INTO instances (
            registration, number, version, version_number, complete, success, score, total_seconds,
            row_version, digest, snapshot_entry, created_at, updated_at)
        VALUES ($1, $2, $3, $4, 'unknown', 'unknown', NULL, 0, 0, 0, 0, $5, $5)
        RETURNING key";
    /// An instance by its number.
    FIND = "
        SELECT key, registration, number, version, version_number, complete, success, score, total_seconds,
            row_version, digest, current_launch, created_at, updated_at
        FROM instances
        WHERE registration = $1 AND number = $2";
    /// An instance by its key.
    FIND_BY_KEY = "
        SELECT key, registration, number, version, version_number, complete, success, score, total_seconds,
            row_version, digest, current_launch, created_at, updated_at
        FROM instances
        WHERE key = $1";
    /// The instance with the highest number.
    FIND_LATEST = "
        SELECT key, registration, number, version, version_number, complete, success, score, total_seconds,
            row_version, digest, current_launch, created_at, updated_at
        FROM instances
        WHERE registration = $1
        ORDER BY number DESC
        LIMIT 1";
    /// The instances of a registration, first to latest.
    LIST = "
        SELECT key, registration, number, version, version_number, complete, success, score, total_seconds,
            row_version, digest, current_launch, created_at, updated_at
        FROM instances
        WHERE registration = $1
        ORDER BY number";
    /// An instance with its state, for a change of it.
    FIND_FOR_UPDATE = "
        SELECT key, registration, number, version, version_number, complete, success, score, total_seconds,
            row_version, digest, current_launch, created_at, updated_at,
            snapshot_launch, snapshot_entry, snapshot
        FROM instances
        WHERE key = $1",
        postgres "
        SELECT key, registration, number, version, version_number, complete, success, score, total_seconds,
            row_version, digest, current_launch, created_at, updated_at,
            snapshot_launch, snapshot_entry, snapshot
        FROM instances
        WHERE key = $1
        FOR UPDATE"
        because "SQLite has one writer, so there is nothing to lock and no syntax for it";
    /// An instance with its state, to be read.
    FIND_STATE = "
        SELECT key, registration, number, version, version_number, complete, success, score, total_seconds,
            row_version, digest, current_launch, created_at, updated_at,
            snapshot_launch, snapshot_entry, snapshot
        FROM instances
        WHERE key = $1";
    /// What instances of registrations came to, each by its number or else the latest.
    FIND_RESULTS = "
        SELECT r.key, j.key AS n, i.key AS i_key, i.number AS i_number, i.complete AS i_complete,
            i.success AS i_success, i.score AS i_score, i.total_seconds AS i_total_seconds,
            CASE WHEN json_extract(j.value, '$.report') AND i.report_row_version = i.row_version THEN i.report END
                AS i_report
        FROM json_each($1) j
            CROSS JOIN registrations r
                ON r.app = json_extract(j.value, '$.app') AND r.id = json_extract(j.value, '$.id')
            CROSS JOIN instances i ON i.registration = r.key
                AND i.number = COALESCE(json_extract(j.value, '$.number'), r.latest_instance)",
        postgres "
        SELECT r.key, j.n, i.key AS i_key, i.number AS i_number, i.complete AS i_complete,
            i.success AS i_success, i.score AS i_score, i.total_seconds AS i_total_seconds,
            CASE WHEN j.report AND i.report_row_version = i.row_version THEN i.report END AS i_report
        FROM json_to_recordset(CAST($1 AS JSON)) AS j (
                n BIGINT, app BIGINT, id TEXT, number BIGINT, report BOOLEAN)
            JOIN registrations r ON r.app = j.app AND r.id = j.id
            JOIN instances i ON i.registration = r.key AND i.number = COALESCE(j.number, r.latest_instance)"
        because "each engine opens a JSON array with functions of its own";
    /// When everything in it was last discarded.
    FIND_RESET = "SELECT key, reset_at FROM instances WHERE key = $1";
    /// The last report.
    FIND_REPORT = "SELECT key, report FROM instances WHERE key = $1";
    /// The state after a batch.
    UPDATE_STATE = "
        UPDATE instances
        SET snapshot = $3,
            snapshot_launch = $4,
            snapshot_entry = $5,
            digest = $6,
            row_version = row_version + 1
        WHERE key = $1 AND row_version = $2";
    /// A batch was applied; what is NULL stays as it is.
    UPDATE_APPLIED = "
        UPDATE instances
        SET digest = $4,
            complete = $5,
            success = $6,
            score = $7,
            total_seconds = $8,
            updated_at = COALESCE($9, updated_at),
            snapshot_launch = CASE WHEN CAST($10 AS BIGINT) IS NULL THEN snapshot_launch ELSE $3 END,
            snapshot_entry = COALESCE($10, snapshot_entry),
            snapshot = COALESCE($11, snapshot),
            report = COALESCE($12, report),
            report_row_version = CASE WHEN $12 IS NULL THEN report_row_version ELSE row_version + 1 END,
            row_version = row_version + 1
        WHERE key = $1 AND row_version = $2 AND current_launch = $3";
    /// Results changed.
    UPDATE_RESULT = "
        UPDATE instances
        SET complete = $2,
            success = $3,
            score = $4,
            total_seconds = $5,
            report = $6,
            updated_at = $7
        WHERE key = $1";
    /// The lease: which launch may write.
    UPDATE_LEASE = "UPDATE instances SET current_launch = $2 WHERE key = $1";
    /// Back to the beginning.
    RESET = "
        UPDATE instances
        SET complete = 'unknown',
            success = 'unknown',
            score = NULL,
            total_seconds = 0,
            row_version = row_version + 1,
            digest = 0,
            current_launch = NULL,
            snapshot_launch = NULL,
            snapshot_entry = 0,
            snapshot = NULL,
            report = NULL,
            updated_at = $2,
            reset_at = $2
        WHERE key = $1";
    /// Moves an instance without state to another version.
    UPDATE_VERSION = "UPDATE instances SET version = $2, version_number = $3 WHERE key = $1";
    /// An instance with its launches.
    DELETE = "DELETE FROM instances WHERE key = $1";
}

/// What the course as a whole came to.
#[derive(Debug, Clone, PartialEq)]
pub struct CourseResult {
    /// `complete`, `incomplete` or `unknown`.
    pub complete: String,
    /// `passed`, `failed` or `unknown`.
    pub success: String,
    /// Scaled score, 0 to 1 (-1 to 1 for SCORM 2004).
    pub score: Option<f64>,
    /// Time the course was open.
    pub total_seconds: u64,
}

/// What an instance came to.
#[derive(Debug, Clone, PartialEq)]
pub struct InstanceResult {
    /// Its row.
    pub key: InstanceKey,
    /// Its number (`instanceid`).
    pub number: InstanceNumber,
    /// Results.
    pub result: CourseResult,
    /// The report, where it was asked for and nothing has changed since it was made.
    pub report: Option<Vec<u8>>,
}

pub(crate) fn instance_result(row: &Row) -> Result<InstanceResult, Error> {
    Ok(InstanceResult {
        key: InstanceKey(row.int("i_key")?),
        number: row.instance("i_number")?,
        result: CourseResult {
            complete: row.text("i_complete")?,
            success: row.text("i_success")?,
            score: row.opt_real("i_score")?,
            total_seconds: row.count("i_total_seconds")?,
        },
        report: row.opt_bytes("i_report")?,
    })
}

/// An instance without its state and report, which have finders of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// Its row.
    pub key: InstanceKey,
    /// Its registration.
    pub registration: RegistrationKey,
    /// Its number (`instanceid`).
    pub number: InstanceNumber,
    /// The version it is bound to; `None` once that was deleted.
    pub version: Option<VersionKey>,
    /// That version's number.
    pub version_number: VersionNumber,
    /// Results.
    pub result: CourseResult,
    /// Grows with every change of state.
    pub row_version: u64,
    /// Digest of the state.
    pub digest: u64,
    /// The launch that holds the lease.
    pub current_launch: Option<LaunchId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its results last changed.
    pub updated_at: Timestamp,
}

/// Where an attempt stands: a snapshot and the journal entry it was made after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The launch of the last entry in the snapshot; `None` before the first.
    pub launch: Option<LaunchId>,
    /// The number of the last entry in the snapshot.
    pub entry: u64,
    /// The snapshot; `None` before the first.
    pub snapshot: Option<Vec<u8>>,
}

fn instance(row: &Row) -> Result<Instance, Error> {
    Ok(Instance {
        key: InstanceKey(row.int("key")?),
        registration: RegistrationKey(row.int("registration")?),
        number: row.instance("number")?,
        version: row.opt_int("version")?.map(VersionKey),
        version_number: row.version("version_number")?,
        result: CourseResult {
            complete: row.text("complete")?,
            success: row.text("success")?,
            score: row.opt_real("score")?,
            total_seconds: row.count("total_seconds")?,
        },
        row_version: row.count("row_version")?,
        // The 64 bits of a digest are stored as they are.
        digest: row.int("digest")?.cast_unsigned(),
        current_launch: row.opt_int("current_launch")?.map(LaunchId),
        created_at: row.at("created_at")?,
        updated_at: row.at("updated_at")?,
    })
}

/// Makes an instance and lets it count as the registration's latest.
pub async fn insert(
    tx: &mut Tx,
    registration: RegistrationKey,
    number: InstanceNumber,
    version: VersionKey,
    version_number: VersionNumber,
    at: Timestamp,
) -> Result<InstanceKey, Error> {
    let row = tx.fetch_one(&INSERT, args![registration, number, version, version_number, at]).await?;
    if number.0 > 0 {
        registrations::update_latest_instance(tx, registration, number, at).await?;
    }
    Ok(InstanceKey(row.int("key")?))
}

/// An instance by its number.
pub async fn find(
    tx: &mut Tx,
    registration: RegistrationKey,
    number: InstanceNumber,
) -> Result<Option<Instance>, Error> {
    tx.fetch_optional(&FIND, args![registration, number]).await?.as_ref().map(instance).transpose()
}

/// An instance by its row.
pub async fn find_by_key(tx: &mut Tx, key: InstanceKey) -> Result<Option<Instance>, Error> {
    tx.fetch_optional(&FIND_BY_KEY, args![key]).await?.as_ref().map(instance).transpose()
}

/// The instance that counts.
pub async fn find_latest(tx: &mut Tx, registration: RegistrationKey) -> Result<Option<Instance>, Error> {
    tx.fetch_optional(&FIND_LATEST, args![registration]).await?.as_ref().map(instance).transpose()
}

/// All instances of a registration, first to latest.
pub async fn list(tx: &mut Tx, registration: RegistrationKey) -> Result<Vec<Instance>, Error> {
    tx.fetch_all(&LIST, args![registration]).await?.iter().map(instance).collect()
}

/// An instance with its state, locked until the transaction ends.
pub async fn find_for_update(tx: &mut Tx, key: InstanceKey) -> Result<Option<(Instance, State)>, Error> {
    let row = tx.fetch_optional(&FIND_FOR_UPDATE, args![key]).await?;
    row.as_ref().map(with_state).transpose()
}

/// An instance with its state, to be read.
pub async fn find_state(tx: &mut Tx, key: InstanceKey) -> Result<Option<(Instance, State)>, Error> {
    tx.fetch_optional(&FIND_STATE, args![key]).await?.as_ref().map(with_state).transpose()
}

fn with_state(row: &Row) -> Result<(Instance, State), Error> {
    let state = State {
        launch: row.opt_int("snapshot_launch")?.map(LaunchId),
        entry: row.count("snapshot_entry")?,
        snapshot: row.opt_bytes("snapshot")?,
    };
    Ok((instance(row)?, state))
}

/// Which result is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhichResult {
    /// The application.
    pub app: AppKey,
    /// Its registration.
    pub registration: RegistrationId,
    /// The instance; `None` is the one that counts.
    pub number: Option<InstanceNumber>,
    /// Whether the report comes with it, where it is still true.
    pub with_report: bool,
}

/// What instances of registrations came to, in the order in which they are asked for; all in one statement, since nothing
/// is asked for more often.
pub async fn find_results(tx: &mut Tx, asked: &[WhichResult]) -> Result<Vec<Option<InstanceResult>>, Error> {
    let rows: Vec<_> = asked
        .iter()
        .enumerate()
        .map(|(n, which)| {
            json!({
                "n": n,
                "app": which.app.0,
                "id": which.registration.as_str(),
                "number": which.number.map(|number| number.0),
                "report": which.with_report,
            })
        })
        .collect();
    let rows = serde_json::Value::from(rows).to_string();
    let mut found = vec![None; asked.len()];
    for row in tx.fetch_all(&FIND_RESULTS, args![rows]).await? {
        let place = usize::try_from(row.count("n")?).ok().and_then(|n| found.get_mut(n));
        *place.ok_or_else(|| row.bad("n"))? = Some(instance_result(&row)?);
    }
    Ok(found)
}

/// When everything in the instance was last discarded.
pub async fn find_reset(tx: &mut Tx, key: InstanceKey) -> Result<Option<Timestamp>, Error> {
    match tx.fetch_optional(&FIND_RESET, args![key]).await? {
        Some(row) => row.opt_at("reset_at"),
        None => Ok(None),
    }
}

/// The encoded results of the last change; `None` before the first.
pub async fn find_report(tx: &mut Tx, key: InstanceKey) -> Result<Option<Vec<u8>>, Error> {
    match tx.fetch_optional(&FIND_REPORT, args![key]).await? {
        Some(row) => row.opt_bytes("report"),
        None => Ok(None),
    }
}

/// Stores the state after entry `entry` of `launch`. `false`: somebody else changed the instance since
/// `row_version` was read; nothing was stored.
pub async fn update_state(
    tx: &mut Tx,
    key: InstanceKey,
    row_version: u64,
    launch: LaunchId,
    entry: u64,
    snapshot: &[u8],
    digest: u64,
) -> Result<bool, Error> {
    let args = args![key, row_version, snapshot, launch, entry, digest.cast_signed()];
    Ok(tx.execute(&UPDATE_STATE, args).await? > 0)
}

/// What the entries of a batch made of an instance.
#[derive(Debug, Clone)]
pub struct Applied<'a> {
    /// Digest of the state.
    pub digest: u64,
    /// Results.
    pub result: &'a CourseResult,
    /// When the results changed; `None` where they did not.
    pub updated_at: Option<Timestamp>,
    /// A new snapshot and the number of the last entry in it; without one the journal behind the last snapshot grows.
    pub snapshot: Option<(u64, &'a [u8])>,
    /// A new report.
    pub report: Option<&'a [u8]>,
}

/// Stores what a batch of `launch` led to. `false`: somebody else changed the instance since `row_version` was read,
/// `launch` lost its lease, or the instance is gone; nothing was stored.
pub async fn update_applied(
    tx: &mut Tx,
    key: InstanceKey,
    row_version: u64,
    launch: LaunchId,
    applied: &Applied<'_>,
) -> Result<bool, Error> {
    let result = applied.result;
    let args = args![
        key,
        row_version,
        launch,
        applied.digest.cast_signed(),
        &result.complete,
        &result.success,
        result.score,
        result.total_seconds,
        applied.updated_at,
        applied.snapshot.map(|(entry, _)| i64::try_from(entry).unwrap_or(i64::MAX)),
        applied.snapshot.map(|(_, bytes)| bytes),
        applied.report,
    ];
    Ok(tx.execute(&UPDATE_APPLIED, args).await? > 0)
}

/// Stores results with their encoded report.
pub async fn update_result(
    tx: &mut Tx,
    key: InstanceKey,
    result: &CourseResult,
    report: &[u8],
    at: Timestamp,
) -> Result<(), Error> {
    let args = args![key, &result.complete, &result.success, result.score, result.total_seconds, report, at];
    tx.execute(&UPDATE_RESULT, args).await.map(|_| ())
}

/// Gives the lease to `launch`: the newest window wins.
pub async fn update_lease(tx: &mut Tx, key: InstanceKey, launch: Option<LaunchId>) -> Result<(), Error> {
    tx.execute(&UPDATE_LEASE, args![key, launch]).await.map(|_| ())
}

/// How many registrations stand on a version, found by looking at `limit` instances at most: how many were looked at,
/// and how many of them are the latest of their registration.
pub async fn count_on_version(tx: &mut Tx, version: VersionKey, limit: u32) -> Result<(u64, u64), Error> {
    let row = tx.fetch_one(&COUNT_ON_VERSION, args![version, limit]).await?;
    Ok((row.count("seen")?, row.count("latest")?))
}

/// Moves an instance that was never launched to another version.
pub async fn update_version(
    tx: &mut Tx,
    key: InstanceKey,
    version: VersionKey,
    number: VersionNumber,
) -> Result<(), Error> {
    tx.execute(&UPDATE_VERSION, args![key, version, number]).await.map(|_| ())
}

/// Discards all run-time state. Launches and their journals stay as history.
pub async fn reset(tx: &mut Tx, key: InstanceKey, at: Timestamp) -> Result<(), Error> {
    tx.execute(&RESET, args![key, at]).await.map(|_| ())
}

/// Deletes an instance with its launches. When it was the latest, the one before it counts again; the caller deletes
/// the registration with its last instance.
pub async fn delete(tx: &mut Tx, instance: &Instance, at: Timestamp) -> Result<bool, Error> {
    if tx.execute(&DELETE, args![instance.key]).await? == 0 {
        return Ok(false);
    }
    if let Some(latest) = find_latest(tx, instance.registration).await? {
        registrations::update_latest_instance(tx, instance.registration, latest.number, at).await?;
    }
    Ok(true)
}
