//! What an administrator decided in place of what the course reported. The cloud is never told: it cannot be.

use lyceum_client::{Completion, Success, Summary, Timestamp};
use sql::{Error, Row, Tx, statements};

use super::args;

/// A decision. What is `None` stays as the course reported it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Decision {
    pub(crate) completion: Option<Completion>,
    pub(crate) success: Option<Success>,
    /// 0 to 100.
    pub(crate) score: Option<f64>,
}

/// A decision with its story.
#[derive(Debug, Clone)]
pub(crate) struct Override {
    pub(crate) registration: i64,
    pub(crate) decision: Decision,
    pub(crate) reason: String,
    pub(crate) made_by: String,
    pub(crate) made_at: Timestamp,
    pub(crate) reverted_by: Option<String>,
    pub(crate) reverted_at: Option<Timestamp>,
}

impl Decision {
    /// The result with this decision in it.
    pub(crate) fn over(&self, reported: &Summary) -> Summary {
        Summary {
            completion: self.completion.unwrap_or(reported.completion),
            success: self.success.unwrap_or(reported.success),
            score: self.score.or(reported.score),
            total_time: reported.total_time,
        }
    }
}

statements! { "overrides";
    /// A decision.
    INSERT = "
        INSERT INTO overrides (registration, complete, success, score, reason, made_by, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Those of a registration, newest first.
    LIST = "
        SELECT registration, complete, success, score, reason, made_by, made_at, reverted_by, reverted_at
        FROM overrides WHERE registration = $1 ORDER BY key DESC";
    /// Those that count in a course: the newest of each registration, as far as not reverted. Oldest first.
    IN_FORCE = "
        SELECT o.registration, o.complete, o.success, o.score, o.reason, o.made_by, o.made_at, o.reverted_by,
            o.reverted_at
        FROM overrides o JOIN registrations r ON r.key = o.registration
        WHERE r.course = $1 AND o.reverted_at IS NULL ORDER BY o.key";
    /// The same of a learner.
    IN_FORCE_OF_LEARNER = "
        SELECT o.registration, o.complete, o.success, o.score, o.reason, o.made_by, o.made_at, o.reverted_by,
            o.reverted_at
        FROM overrides o JOIN registrations r ON r.key = o.registration
        WHERE r.learner = $1 AND o.reverted_at IS NULL ORDER BY o.key";
    /// Takes back what counts.
    REVERT = "
        UPDATE overrides SET reverted_by = $2, reverted_at = $3
        WHERE registration = $1 AND reverted_at IS NULL";
}

fn read(row: &Row) -> Result<Override, Error> {
    let completion = row.opt_text("complete")?;
    let success = row.opt_text("success")?;
    Ok(Override {
        registration: row.int("registration")?,
        decision: Decision {
            completion: completion
                .map(|text| Completion::parse(&text).ok_or_else(|| row.bad("complete")))
                .transpose()?,
            success: success
                .map(|text| Success::parse(&text).ok_or_else(|| row.bad("success")))
                .transpose()?,
            score: row.opt_real("score")?,
        },
        reason: row.text("reason")?,
        made_by: row.text("made_by")?,
        made_at: Timestamp(row.int("made_at")?),
        reverted_by: row.opt_text("reverted_by")?,
        reverted_at: row.opt_int("reverted_at")?.map(Timestamp),
    })
}

pub(crate) async fn insert(
    tx: &mut Tx,
    registration: i64,
    decision: &Decision,
    reason: &str,
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let args = args![
        registration,
        decision.completion.map(Completion::as_str),
        decision.success.map(Success::as_str),
        decision.score,
        reason,
        by,
        now.0,
    ];
    tx.execute(&INSERT, args).await.map(|_| ())
}

pub(crate) async fn list(tx: &mut Tx, registration: i64) -> Result<Vec<Override>, Error> {
    tx.fetch_all(&LIST, args![registration]).await?.iter().map(read).collect()
}

pub(crate) async fn in_force(tx: &mut Tx, course: i64) -> Result<Vec<Override>, Error> {
    tx.fetch_all(&IN_FORCE, args![course]).await?.iter().map(read).collect()
}

pub(crate) async fn in_force_of_learner(tx: &mut Tx, learner: i64) -> Result<Vec<Override>, Error> {
    tx.fetch_all(&IN_FORCE_OF_LEARNER, args![learner]).await?.iter().map(read).collect()
}

/// Whether there was one to take back.
pub(crate) async fn revert(tx: &mut Tx, registration: i64, by: &str, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(&REVERT, args![registration, by, now.0]).await? > 0)
}
