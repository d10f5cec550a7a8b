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
    /// The cloud lost it and refuses to make it anew. What was reported stays.
    Lost,
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
    /// As the course reported it: what the cloud tells, or what it told before it lost the registration.
    pub(crate) result: Summary,
    /// When that changed last.
    pub(crate) result_at: Option<Timestamp>,
    /// The full report of it as XML.
    pub(crate) report: Option<String>,
    /// What the cloud tells now; `None` where it has told nothing yet.
    pub(crate) told: Option<Told>,
    /// That the cloud once lost it.
    pub(crate) lost: Option<Loss>,
}

/// The last result that the cloud told of the registration as it has it now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told {
    /// Which of its instances.
    pub(crate) instance: u32,
    pub(crate) result: Summary,
    pub(crate) at: Timestamp,
}

/// A registration that was made anew, because the cloud had lost it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loss {
    /// When that was found.
    pub(crate) at: Timestamp,
    /// Whether the result from before still counts.
    pub(crate) old_result_counts: bool,
}

impl RegistrationState {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "reserved" => Some(Self::Reserved),
            "confirmed" => Some(Self::Confirmed),
            "removing" => Some(Self::Removing),
            "lost" => Some(Self::Lost),
            _ => None,
        }
    }
}

statements! { "registrations";
    // Without a target: where one index is named, PostgreSQL refuses what another one meets at the same moment.
    /// Who is there already stays, whichever index says so.
    INSERT = "
        INSERT INTO registrations (id, course, learner, state, created_at, instance, complete, success, total_secs)
        VALUES ($1, $2, $3, $4, $5, 0, 'unknown', 'unknown', 0)
        ON CONFLICT DO NOTHING";
    /// What was lost is tried again.
    RESERVE_LOST = "
        UPDATE registrations SET state = 'reserved', created_at = $3
        WHERE course = $1 AND learner = $2 AND state = 'lost'";
    /// The cloud has it.
    CONFIRM = "
        UPDATE registrations SET state = 'confirmed'
        WHERE course = $1 AND learner = $2 AND state IN ('reserved', 'lost')";
    /// The cloud refused it, and nothing was ever reported about it.
    RELEASE = "DELETE FROM registrations WHERE id = $1 AND state = 'reserved' AND lost_at IS NULL";
    /// The cloud refused to make it anew.
    SET_LOST = "UPDATE registrations SET state = 'lost' WHERE id = $1 AND state = 'reserved' AND lost_at IS NOT NULL";
    /// The cloud does not have it any more. What counted until now is kept; the new one begins without a result.
    REOPEN = "
        UPDATE registrations
        SET state = 'reserved', lost_at = $2, kept_complete = $3, kept_success = $4, kept_score = $5,
            kept_total_secs = $6, kept_at = $7, kept_report = $8, in_doubt = 0,
            instance = 0, complete = 'unknown', success = 'unknown', score = NULL, total_secs = 0, result_at = NULL,
            report = NULL
        WHERE key = $1 AND state = 'confirmed'";
    /// Those that were reserved and left so.
    RESERVED = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, CAST(NULL AS TEXT) AS report, kept_complete, kept_success, kept_score,
            kept_total_secs, kept_at, CAST(NULL AS TEXT) AS kept_report, lost_at
        FROM registrations WHERE state = 'reserved' AND created_at <= $1 ORDER BY key LIMIT 100";
    /// It is to be deleted there.
    SET_REMOVING = "UPDATE registrations SET state = 'removing' WHERE key = $1";
    /// It is deleted there.
    DELETE = "DELETE FROM registrations WHERE key = $1";
    /// One by course and learner.
    FIND = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, report, kept_complete, kept_success, kept_score, kept_total_secs, kept_at,
            kept_report, lost_at
        FROM registrations WHERE course = $1 AND learner = $2";
    /// One by key.
    FIND_BY_KEY = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, report, kept_complete, kept_success, kept_score, kept_total_secs, kept_at,
            kept_report, lost_at
        FROM registrations WHERE key = $1";
    /// One by its id in the cloud.
    FIND_BY_ID = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, report, kept_complete, kept_success, kept_score, kept_total_secs, kept_at,
            kept_report, lost_at
        FROM registrations WHERE id = $1";
    /// One by its id in the cloud, to be changed.
    LOCK_BY_ID = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, report, kept_complete, kept_success, kept_score, kept_total_secs, kept_at,
            kept_report, lost_at
        FROM registrations WHERE id = $1",
        postgres "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, report, kept_complete, kept_success, kept_score, kept_total_secs, kept_at,
            kept_report, lost_at
        FROM registrations WHERE id = $1 FOR UPDATE"
        because "two postbacks at once must follow each other; on SQLite one writer sees to that";
    /// Those of a course, without reports.
    OF_COURSE = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, CAST(NULL AS TEXT) AS report, kept_complete, kept_success, kept_score,
            kept_total_secs, kept_at, CAST(NULL AS TEXT) AS kept_report, lost_at
        FROM registrations WHERE course = $1 ORDER BY key";
    /// Those of a learner, without reports.
    OF_LEARNER = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, CAST(NULL AS TEXT) AS report, kept_complete, kept_success, kept_score,
            kept_total_secs, kept_at, CAST(NULL AS TEXT) AS kept_report, lost_at
        FROM registrations WHERE learner = $1 ORDER BY key";
    /// A page of all that the cloud has, without reports.
    PAGE = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, CAST(NULL AS TEXT) AS report, kept_complete, kept_success, kept_score,
            kept_total_secs, kept_at, CAST(NULL AS TEXT) AS kept_report, lost_at
        FROM registrations WHERE state = 'confirmed' AND key > $1 ORDER BY key LIMIT 500";
    /// Those that are still to be deleted in the cloud.
    REMOVING = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, CAST(NULL AS TEXT) AS report, kept_complete, kept_success, kept_score,
            kept_total_secs, kept_at, CAST(NULL AS TEXT) AS kept_report, lost_at
        FROM registrations WHERE state = 'removing' ORDER BY key LIMIT 100";
    /// Launched a while ago, and nothing was heard or asked since.
    SILENT = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, CAST(NULL AS TEXT) AS report, kept_complete, kept_success, kept_score,
            kept_total_secs, kept_at, CAST(NULL AS TEXT) AS kept_report, lost_at
        FROM registrations
        WHERE state = 'confirmed' AND launched_at <= $1
            AND (checked_at IS NULL OR checked_at < launched_at)
            AND (result_at IS NULL OR result_at < launched_at)
        ORDER BY launched_at, key LIMIT 100";
    /// Their results came in an order that is not certain.
    IN_DOUBT = "
        SELECT key, id, course, learner, state, launched_at, checked_at, instance, complete, success, score,
            total_secs, result_at, CAST(NULL AS TEXT) AS report, kept_complete, kept_success, kept_score,
            kept_total_secs, kept_at, CAST(NULL AS TEXT) AS kept_report, lost_at
        FROM registrations WHERE in_doubt = 1 AND state = 'confirmed' ORDER BY key LIMIT 100";
    /// The cloud is to be asked.
    DOUBT = "UPDATE registrations SET in_doubt = 1, doubt_at = $2 WHERE key = $1";
    /// The cloud was asked, after the doubt arose.
    SETTLE = "
        UPDATE registrations SET in_doubt = 0
        WHERE key = $1 AND in_doubt = 1 AND (doubt_at IS NULL OR doubt_at <= $2)";
    /// Nobody is to take the course any more, and a request that was under way registered all the same.
    SET_UNASSIGNED_REMOVING = "
        UPDATE registrations SET state = 'removing'
        WHERE state IN ('confirmed', 'lost') AND NOT EXISTS (
            SELECT 1 FROM assignments a
            WHERE a.course = registrations.course AND a.learner = registrations.learner)";
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
    let told = match row.opt_int("result_at")? {
        Some(at) => Some(Told { instance: row.small("instance")?, result: summary(row)?, at: Timestamp(at) }),
        None => None,
    };
    let kept = kept(row)?;
    let now = told.map(|told| told.result).unwrap_or_default();
    let kept = kept.filter(|(kept, _)| !says_as_much(&now, kept));
    let (result, result_at, report) = match kept {
        Some((result, at)) => (result, Some(at), "kept_report"),
        None => (now, told.map(|told| told.at), "report"),
    };
    Ok(Registration {
        key: row.int("key")?,
        id: row.text("id")?,
        course: row.int("course")?,
        learner: row.int("learner")?,
        state: row.parsed("state", RegistrationState::parse)?,
        launched_at: row.opt_int("launched_at")?.map(Timestamp),
        checked_at: row.opt_int("checked_at")?.map(Timestamp),
        result,
        result_at,
        report: row.opt_text(report)?,
        told,
        lost: row.opt_int("lost_at")?.map(|at| Loss { at: Timestamp(at), old_result_counts: kept.is_some() }),
    })
}

/// What the cloud told before it lost the registration, and when that had come.
fn kept(row: &Row) -> Result<Option<(Summary, Timestamp)>, Error> {
    let Some(at) = row.opt_int("kept_at")? else { return Ok(None) };
    let result = Summary {
        completion: row.parsed("kept_complete", Completion::parse)?,
        success: row.parsed("kept_success", Success::parse)?,
        score: row.opt_real("kept_score")?,
        total_time: Duration::from_secs(row.count("kept_total_secs")?),
    };
    Ok(Some((result, Timestamp(at))))
}

/// Whether a result says at least as much as one from before, so that nothing that was recorded is lost by it. A result
/// counts as a whole: values of two attempts together would be one that nobody achieved.
fn says_as_much(new: &Summary, old: &Summary) -> bool {
    let completion = match old.completion {
        Completion::Complete => new.completion == Completion::Complete,
        Completion::Incomplete => new.completion != Completion::Unknown,
        Completion::Unknown => true,
    };
    let success = match old.success {
        Success::Passed => new.success == Success::Passed,
        Success::Failed => new.success != Success::Unknown,
        Success::Unknown => true,
    };
    completion && success && (old.score.is_none() || new.score.is_some())
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

/// Reserves the place before the cloud is told. Whether it was not held until now.
pub(crate) async fn reserve(
    tx: &mut Tx,
    id: &str,
    course: i64,
    learner: i64,
    now: Timestamp,
) -> Result<bool, Error> {
    Ok(tx.execute(&INSERT, args![id, course, learner, "reserved", now.0]).await? > 0
        || tx.execute(&RESERVE_LOST, args![course, learner, now.0]).await? > 0)
}

/// The cloud has it, also where a reservation was given up meanwhile.
pub(crate) async fn confirm(
    tx: &mut Tx,
    id: &str,
    course: i64,
    learner: i64,
    now: Timestamp,
) -> Result<(), Error> {
    if tx.execute(&CONFIRM, args![course, learner]).await? == 0 {
        tx.execute(&INSERT, args![id, course, learner, "confirmed", now.0]).await?;
    }
    Ok(())
}

/// A reservation that the cloud refused goes; where a result is kept it stays, as lost.
pub(crate) async fn release(tx: &mut Tx, id: &str) -> Result<(), Error> {
    tx.execute(&RELEASE, args![id]).await?;
    tx.execute(&SET_LOST, args![id]).await.map(|_| ())
}

/// The cloud lost it; it is to be made anew. Whether it was confirmed until now.
pub(crate) async fn reopen(tx: &mut Tx, lost: &Registration, now: Timestamp) -> Result<bool, Error> {
    let kept = lost.result_at.map(|at| (lost.result, at));
    let args = args![
        lost.key,
        now.0,
        kept.map(|(result, _)| result.completion.as_str()),
        kept.map(|(result, _)| result.success.as_str()),
        kept.and_then(|(result, _)| result.score),
        kept.map(|(result, _)| i64::try_from(result.total_time.as_secs()).unwrap_or(i64::MAX)),
        kept.map(|(_, at)| at.0),
        lost.report.as_deref(),
    ];
    Ok(tx.execute(&REOPEN, args).await? > 0)
}

pub(crate) async fn in_doubt(tx: &mut Tx) -> Result<Vec<Registration>, Error> {
    tx.fetch_all(&IN_DOUBT, args![]).await?.iter().map(registration).collect()
}

/// The order of two results is not certain.
pub(crate) async fn doubt(tx: &mut Tx, key: i64, now: Timestamp) -> Result<(), Error> {
    tx.execute(&DOUBT, args![key, now.0]).await.map(|_| ())
}

/// The cloud answered what it was asked at an instant; a doubt that arose later stays.
pub(crate) async fn settle(tx: &mut Tx, key: i64, asked: Timestamp) -> Result<(), Error> {
    tx.execute(&SETTLE, args![key, asked.0]).await.map(|_| ())
}

/// How many registrations nobody is to have any more.
pub(crate) async fn set_unassigned_removing(tx: &mut Tx) -> Result<u64, Error> {
    tx.execute(&SET_UNASSIGNED_REMOVING, args![]).await
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

pub(crate) async fn find_by_id(tx: &mut Tx, id: &str) -> Result<Option<Registration>, Error> {
    tx.fetch_optional(&FIND_BY_ID, args![id]).await?.as_ref().map(registration).transpose()
}

/// The same in a writing transaction, so that nobody else changes it meanwhile.
pub(crate) async fn lock_by_id(tx: &mut Tx, id: &str) -> Result<Option<Registration>, Error> {
    tx.fetch_optional(&LOCK_BY_ID, args![id]).await?.as_ref().map(registration).transpose()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn result(completion: Completion, success: Success, score: Option<f64>) -> Summary {
        Summary { completion, success, score, total_time: Duration::ZERO }
    }

    #[test]
    fn what_was_recorded_is_not_lost_by_a_result_that_says_less() {
        use Completion::{Complete, Incomplete};
        let passed = result(Complete, Success::Passed, Some(90.0));
        for less in [
            Summary::default(),
            result(Incomplete, Success::Passed, Some(95.0)),
            result(Complete, Success::Unknown, Some(95.0)),
            result(Complete, Success::Failed, Some(20.0)),
            result(Complete, Success::Passed, None),
        ] {
            assert!(!says_as_much(&less, &passed), "{less:?}");
        }
        assert!(says_as_much(&result(Complete, Success::Passed, Some(70.0)), &passed));
        assert!(says_as_much(&Summary::default(), &Summary::default()));
        assert!(says_as_much(&passed, &result(Incomplete, Success::Failed, Some(10.0))));
        assert!(!says_as_much(&Summary::default(), &result(Incomplete, Success::Unknown, None)));
    }
}
