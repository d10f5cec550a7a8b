//! What is known of one learner of an application, to be counted and erased. What hangs on a registration goes with it;
//! here is what only names the learner.

use platform::{LearnerId, Timestamp};

use crate::row::Row;
use crate::statement::statements;
use crate::value::args;
use crate::{AppKey, AuditKey, Error, JobKey, RegistrationKey, Tx};

statements! { "registrations";
    /// How much is known of a learner.
    COUNT = "
        SELECT
            (SELECT COUNT(*) FROM registrations WHERE app = $1 AND learner_id = $2) AS registrations,
            (SELECT COUNT(*) FROM instances i JOIN registrations r ON r.key = i.registration
                WHERE r.app = $1 AND r.learner_id = $2) AS attempts,
            (SELECT COUNT(*) FROM launches l JOIN registrations r ON r.key = l.registration
                WHERE r.app = $1 AND r.learner_id = $2) AS launches,
            (SELECT COUNT(*) FROM journal j JOIN launches l ON l.key = j.launch
                JOIN registrations r ON r.key = l.registration
                WHERE r.app = $1 AND r.learner_id = $2) AS batches,
            (SELECT COUNT(*) FROM journal_notes n JOIN launches l ON l.key = n.launch
                JOIN registrations r ON r.key = l.registration
                WHERE r.app = $1 AND r.learner_id = $2) AS notes,
            (SELECT COUNT(*) FROM postback_attempts p JOIN registrations r ON r.key = p.registration
                WHERE r.app = $1 AND r.learner_id = $2) AS postbacks,
            (SELECT COUNT(*) FROM global_objectives WHERE app = $1 AND learner_id = $2)
                + (SELECT COUNT(*) FROM shared_data WHERE app = $1 AND learner_id = $2) AS objectives,
            (SELECT COUNT(*) FROM learner_tags WHERE app = $1 AND learner_id = $2) AS tags";
    /// Some registrations of a learner.
    LIST = "
        SELECT key, id
        FROM registrations
        WHERE app = $1 AND learner_id = $2 AND key > $3
        ORDER BY key
        LIMIT $4";
    /// Objectives of a learner, whatever their scope.
    DELETE_OBJECTIVES = "DELETE FROM global_objectives WHERE app = $1 AND learner_id = $2";
    /// The same of shared data.
    DELETE_DATA = "DELETE FROM shared_data WHERE app = $1 AND learner_id = $2";
    /// The same of tags.
    DELETE_TAGS = "DELETE FROM learner_tags WHERE app = $1 AND learner_id = $2";
    /// A page of what the log of changes has of registrations, oldest first.
    LIST_AUDIT = "
        SELECT key, kind, subject, detail
        FROM audit_events
        WHERE key > $1 AND (kind LIKE 'registration.%' OR kind LIKE 'postback.%')
        ORDER BY key
        LIMIT $2";
    /// What a change says afterwards.
    UPDATE_AUDIT = "UPDATE audit_events SET subject = $2, detail = $3 WHERE key = $1";
    /// A page of an application's jobs that are over, oldest first.
    LIST_JOBS = "
        SELECT key, kind, result
        FROM jobs
        WHERE app = $1 AND key > $2 AND finished_at IS NOT NULL
        ORDER BY key
        LIMIT $3";
    /// An application's jobs of a kind that are not over: whatever they do, they are not to do it any more.
    CANCEL_JOBS = "
        UPDATE jobs
        SET state = 'canceled', message = 'Canceled', finished_at = $3
        WHERE app = $1 AND kind = $2 AND state IN ('created', 'running')";
    /// A job that is to be forgotten.
    DELETE_JOB = "DELETE FROM jobs WHERE key = $1";
}

/// How much is known of a learner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KnownOfLearner {
    /// Registrations.
    pub registrations: u64,
    /// Attempts on courses: instances of registrations.
    pub attempts: u64,
    /// Launches.
    pub launches: u64,
    /// Batches of journals.
    pub batches: u64,
    /// Batches of notes.
    pub notes: u64,
    /// Tries of postbacks, with what was sent.
    pub postbacks: u64,
    /// Global objectives and shared data.
    pub objectives: u64,
    /// Tags of the learner.
    pub tags: u64,
}

/// A registration of a learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfLearner {
    /// Its row.
    pub key: RegistrationKey,
    /// Its id.
    pub id: String,
}

/// An entry of the log of changes: what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditText {
    /// Its row.
    pub key: AuditKey,
    /// What was done.
    pub kind: String,
    /// To whom or what it happened.
    pub subject: String,
    /// More about it.
    pub detail: String,
}

/// A job that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedJob {
    /// Its row.
    pub key: JobKey,
    /// Its kind.
    pub kind: String,
    /// Its result, where it has one.
    pub result: Option<String>,
}

/// Counts what is known of a learner.
pub async fn count(tx: &mut Tx, app: AppKey, learner: &LearnerId) -> Result<KnownOfLearner, Error> {
    let row = tx.fetch_one(&COUNT, args![app, learner]).await?;
    Ok(KnownOfLearner {
        registrations: row.count("registrations")?,
        attempts: row.count("attempts")?,
        launches: row.count("launches")?,
        batches: row.count("batches")?,
        notes: row.count("notes")?,
        postbacks: row.count("postbacks")?,
        objectives: row.count("objectives")?,
        tags: row.count("tags")?,
    })
}

/// Some registrations of a learner, the oldest behind `after`.
pub async fn list(
    tx: &mut Tx,
    app: AppKey,
    learner: &LearnerId,
    after: RegistrationKey,
    limit: u32,
) -> Result<Vec<OfLearner>, Error> {
    let registration =
        |row: &Row| Ok(OfLearner { key: RegistrationKey(row.int("key")?), id: row.text("id")? });
    tx.fetch_all(&LIST, args![app, learner, after, limit]).await?.iter().map(registration).collect()
}

/// Deletes what names the learner beside registrations.
pub async fn delete_rest(tx: &mut Tx, app: AppKey, learner: &LearnerId) -> Result<(), Error> {
    tx.execute(&DELETE_OBJECTIVES, args![app, learner]).await?;
    tx.execute(&DELETE_DATA, args![app, learner]).await?;
    tx.execute(&DELETE_TAGS, args![app, learner]).await?;
    Ok(())
}

/// A page of what the log of changes says of registrations, behind `after`.
pub async fn list_audit(tx: &mut Tx, after: AuditKey, limit: u32) -> Result<Vec<AuditText>, Error> {
    let text = |row: &Row| {
        Ok(AuditText {
            key: AuditKey(row.int("key")?),
            kind: row.text("kind")?,
            subject: row.text("subject")?,
            detail: row.text("detail")?,
        })
    };
    tx.fetch_all(&LIST_AUDIT, args![after, limit]).await?.iter().map(text).collect()
}

/// Lets a change say something else.
pub async fn update_audit(tx: &mut Tx, text: &AuditText) -> Result<(), Error> {
    tx.execute(&UPDATE_AUDIT, args![text.key, &text.subject, &text.detail]).await.map(|_| ())
}

/// A page of an application's jobs that are over, behind `after`.
pub async fn list_jobs(tx: &mut Tx, app: AppKey, after: JobKey, limit: u32) -> Result<Vec<EndedJob>, Error> {
    let job = |row: &Row| {
        Ok(EndedJob {
            key: JobKey(row.int("key")?),
            kind: row.text("kind")?,
            result: row.opt_text("result")?,
        })
    };
    tx.fetch_all(&LIST_JOBS, args![app, after, limit]).await?.iter().map(job).collect()
}

/// Calls off an application's jobs of a kind.
pub async fn cancel_jobs(tx: &mut Tx, app: AppKey, kind: &str, now: Timestamp) -> Result<u64, Error> {
    tx.cause_work();
    tx.execute(&CANCEL_JOBS, args![app, kind, now]).await
}

/// Forgets a job.
pub async fn delete_job(tx: &mut Tx, key: JobKey) -> Result<(), Error> {
    tx.execute(&DELETE_JOB, args![key]).await.map(|_| ())
}
