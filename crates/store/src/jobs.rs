//! The queue: work that outlives a request, in the transaction that causes it.
//!
//! A worker claims a job until an instant and prolongs that while it works. A job whose worker died is claimed again
//! when that instant has passed; the number of the attempt then tells the old worker that the job is no longer its
//! own.

use platform::{JobId, Timestamp};

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{AppKey, Error, JobKey, Tx};

statements! { "jobs";
    /// A new job, unless an equal one waits.
    INSERT = "
        INSERT INTO jobs (
            id, app, kind, dedupe_key, payload, state, progress, message, due_at, attempts, created_at)
        VALUES ($1, $2, $3, $4, $5, 'created', 0, '', $6, 0, $7)
        ON CONFLICT DO NOTHING
        RETURNING key";
    /// A job by the id its caller knows.
    FIND = "
        SELECT key, id, app, kind, payload, state, progress, message, result, due_at, attempts, created_at, finished_at
        FROM jobs
        WHERE id = $1";
    /// The job of some kinds that is due longest.
    CLAIM = "
        UPDATE jobs
        SET state = 'running', attempts = attempts + 1, due_at = $3
        WHERE key = (
            SELECT key FROM jobs
            WHERE state IN ('created', 'running') AND due_at <= $2 AND instr($1, '|' || kind || '|') > 0
            ORDER BY due_at, key
            LIMIT 1)
        RETURNING key, id, app, kind, payload, state, progress, message, result, due_at, attempts, created_at,
            finished_at",
        postgres "
        UPDATE jobs
        SET state = 'running', attempts = attempts + 1, due_at = $3
        WHERE key = (
            SELECT key FROM jobs
            WHERE state IN ('created', 'running') AND due_at <= $2 AND strpos($1, '|' || kind || '|') > 0
            ORDER BY due_at, key
            LIMIT 1
            FOR UPDATE SKIP LOCKED)
        RETURNING key, id, app, kind, payload, state, progress, message, result, due_at, attempts, created_at,
            finished_at"
        because "nodes claim side by side without waiting for each other, and the search in a text has another name";
    /// When the next job of some kinds is due.
    NEXT_DUE = "
        SELECT due_at FROM jobs
        WHERE state IN ('created', 'running') AND instr($1, '|' || kind || '|') > 0
        ORDER BY due_at
        LIMIT 1",
        postgres "
        SELECT due_at FROM jobs
        WHERE state IN ('created', 'running') AND strpos($1, '|' || kind || '|') > 0
        ORDER BY due_at
        LIMIT 1"
        because "the search in a text has another name";
    /// A job of a kind that waits or runs.
    FIND_OPEN = "SELECT key FROM jobs WHERE state IN ('created', 'running') AND kind = $1 LIMIT 1";
    /// An application's jobs of a kind, newest first.
    LIST = "
        SELECT key, id, app, kind, payload, state, progress, message, result, due_at, attempts, created_at, finished_at
        FROM jobs
        WHERE app = $1 AND kind = $2
        ORDER BY key DESC
        LIMIT $3";
    /// Those of them that wait or run, newest first.
    LIST_OPEN = "
        SELECT key, id, app, kind, payload, state, progress, message, result, due_at, attempts, created_at, finished_at
        FROM jobs
        WHERE app = $1 AND kind = $2 AND state IN ('created', 'running')
        ORDER BY key DESC
        LIMIT $3";
    /// What an application's jobs of a kind were told that were made after another one and are done.
    LIST_DONE_SINCE = "
        SELECT payload
        FROM jobs
        WHERE app = $1 AND kind = $2 AND key > $3 AND state = 'finished'
        ORDER BY key";
    /// A page of the jobs of all applications that wait or run, newest first.
    LIST_ALL_OPEN = "
        SELECT key, id, app, kind, payload, state, progress, message, result, due_at, attempts, created_at, finished_at
        FROM jobs
        WHERE state IN ('created', 'running') AND key < $1
        ORDER BY key DESC
        LIMIT $2";
    /// A page of the jobs that were given up, newest first.
    LIST_ALL_FAILED = "
        SELECT key, id, app, kind, payload, state, progress, message, result, due_at, attempts, created_at, finished_at
        FROM jobs
        WHERE state = 'error' AND key < $1
        ORDER BY key DESC
        LIMIT $2";
    /// How many jobs wait, run and were given up, each counted to a limit, and when the first of those that wait is due.
    COUNT = "
        SELECT (SELECT COUNT(*) FROM (
                SELECT state FROM jobs WHERE state IN ('created', 'running') LIMIT $1) x
                WHERE x.state = 'created') AS waiting,
            (SELECT COUNT(*) FROM (
                SELECT state FROM jobs WHERE state IN ('created', 'running') LIMIT $1) x
                WHERE x.state = 'running') AS running,
            (SELECT COUNT(*) FROM (SELECT 1 FROM jobs WHERE state = 'error' LIMIT $1) x) AS failed,
            (SELECT due_at FROM jobs WHERE state IN ('created', 'running') ORDER BY due_at LIMIT 1) AS next_due";
    /// A job that waits need not wait for its time.
    UPDATE_DUE = "UPDATE jobs SET due_at = $2 WHERE key = $1 AND state = 'created' AND due_at > $2";
    /// A job of a kind that was given up is begun anew, unless one of its application's is open.
    UPDATE_AGAIN = "
        UPDATE jobs
        SET state = 'created', due_at = $2, progress = 0, message = '', result = NULL, attempts = 0, finished_at = NULL
        WHERE key = $1 AND state = 'error' AND kind = $3
            AND NOT EXISTS (
                SELECT 1 FROM jobs other
                WHERE other.app = jobs.app AND other.kind = jobs.kind AND other.state IN ('created', 'running'))";
    /// A job that is not wanted any more, unless it ended.
    UPDATE_CANCELED = "
        UPDATE jobs
        SET state = 'canceled', message = 'Canceled', finished_at = $2
        WHERE key = $1 AND state IN ('created', 'running')";
    /// A sign of life of a job's worker.
    UPDATE_PROGRESS = "
        UPDATE jobs
        SET due_at = $3, progress = $4, message = $5
        WHERE key = $1 AND attempts = $2 AND state = 'running'";
    /// The end of a job.
    UPDATE_FINISHED = "
        UPDATE jobs
        SET state = $3, progress = $4, message = $5, result = $6, finished_at = $7
        WHERE key = $1 AND attempts = $2 AND state = 'running'";
    /// Another try later. If an equal job waits by now, this one no longer stands in its way.
    UPDATE_RETRY = "
        UPDATE jobs
        SET state = 'created',
            due_at = $3,
            message = $4,
            dedupe_key = CASE
                WHEN EXISTS (
                    SELECT 1 FROM jobs other
                    WHERE other.kind = jobs.kind AND other.dedupe_key = jobs.dedupe_key AND other.state = 'created')
                THEN NULL
                ELSE dedupe_key
            END
        WHERE key = $1 AND attempts = $2 AND state = 'running'";
    /// Jobs whose result nobody may ask for any more.
    DELETE_OLD = "
        DELETE FROM jobs
        WHERE key IN (
            SELECT key FROM jobs WHERE finished_at IS NOT NULL AND finished_at < $1 ORDER BY finished_at LIMIT $2)";
}

/// Where a job stands. The names are those of V1's asynchronous results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Waits, for its time or for a worker.
    Created,
    /// A worker has it.
    Running,
    /// Done.
    Finished,
    /// Given up.
    Error,
    /// Called off.
    Canceled,
}

impl JobState {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Error => "error",
            Self::Canceled => "canceled",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Created, Self::Running, Self::Finished, Self::Error, Self::Canceled]
            .into_iter()
            .find(|s| s.as_str() == text)
    }
}

/// What a job is made of.
#[derive(Debug, Clone)]
pub struct NewJob<'a> {
    /// The id its caller may ask by.
    pub id: &'a JobId,
    /// The application it belongs to, if any; it goes with it.
    pub app: Option<AppKey>,
    /// Its kind; no `|` in it.
    pub kind: &'a str,
    /// Equal jobs of a kind that wait are one job. A running one is not waiting any more.
    pub dedupe_key: Option<&'a str>,
    /// What to do, as JSON.
    pub payload: &'a str,
    /// Not before this.
    pub due_at: Timestamp,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its row.
    pub key: JobKey,
    /// Its public id.
    pub id: JobId,
    /// Its application.
    pub app: Option<AppKey>,
    /// Its kind.
    pub kind: String,
    /// What to do, as JSON.
    pub payload: String,
    /// Where it stands.
    pub state: JobState,
    /// 0 to 100.
    pub progress: u32,
    /// What it is doing, or why it failed.
    pub message: String,
    /// What came of it, as JSON.
    pub result: Option<String>,
    /// When it may start; while it runs, until when its worker has it.
    pub due_at: Timestamp,
    /// How many times it was begun.
    pub attempts: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

fn job(row: &Row) -> Result<Job, Error> {
    Ok(Job {
        key: JobKey(row.int("key")?),
        id: row.parsed("id", |text| JobId::parse(text).ok())?,
        app: row.opt_int("app")?.map(AppKey),
        kind: row.text("kind")?,
        payload: row.text("payload")?,
        state: row.parsed("state", JobState::parse)?,
        progress: row.small("progress")?,
        message: row.text("message")?,
        result: row.opt_text("result")?,
        due_at: row.at("due_at")?,
        attempts: row.small("attempts")?,
        created_at: row.at("created_at")?,
        finished_at: row.opt_at("finished_at")?,
    })
}

/// `|a|b|`: a list in one argument, since the engines have no common way to pass one.
fn listed(kinds: &[&str]) -> String {
    let mut text = String::from("|");
    for kind in kinds {
        text.push_str(kind);
        text.push('|');
    }
    text
}

/// Adds a job; `None` when an equal one waits already.
pub async fn insert(tx: &mut Tx, new: &NewJob<'_>, at: Timestamp) -> Result<Option<JobKey>, Error> {
    tx.cause_work();
    let args = args![new.id, new.app, new.kind, new.dedupe_key, new.payload, new.due_at, at];
    tx.fetch_optional(&INSERT, args).await?.map(|row| row.int("key").map(JobKey)).transpose()
}

/// A job by its public id. The caller checks whose it is.
pub async fn find(tx: &mut Tx, id: &JobId) -> Result<Option<Job>, Error> {
    tx.fetch_optional(&FIND, args![id]).await?.as_ref().map(job).transpose()
}

/// Takes the job of these kinds that is due longest, until `until`.
pub async fn claim(
    tx: &mut Tx,
    kinds: &[&str],
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Job>, Error> {
    tx.fetch_optional(&CLAIM, args![listed(kinds), now, until]).await?.as_ref().map(job).transpose()
}

/// When the next job of these kinds is due, perhaps in the past. Needs only a reading transaction, so that a waiting
/// worker costs the writer nothing.
pub async fn find_next_due(tx: &mut Tx, kinds: &[&str]) -> Result<Option<Timestamp>, Error> {
    tx.fetch_optional(&NEXT_DUE, args![listed(kinds)]).await?.map(|row| row.at("due_at")).transpose()
}

/// Whether a job of this kind waits or runs.
pub async fn is_known(tx: &mut Tx, kind: &str) -> Result<bool, Error> {
    Ok(tx.fetch_optional(&FIND_OPEN, args![kind]).await?.is_some())
}

/// An application's jobs of a kind that are still known, newest first.
pub async fn list(tx: &mut Tx, app: AppKey, kind: &str, limit: u32) -> Result<Vec<Job>, Error> {
    tx.fetch_all(&LIST, args![app, kind, limit]).await?.iter().map(job).collect()
}

/// Those of them that wait or run, newest first.
pub async fn list_open(tx: &mut Tx, app: AppKey, kind: &str, limit: u32) -> Result<Vec<Job>, Error> {
    tx.fetch_all(&LIST_OPEN, args![app, kind, limit]).await?.iter().map(job).collect()
}

/// How many jobs there are. No number is beyond the limit that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobCounts {
    /// Those that wait, periodic ones included.
    pub waiting: u64,
    /// Those that run.
    pub running: u64,
    /// Those that were given up and are still known.
    pub failed: u64,
    /// When the first of those that wait or run is due; one that runs counts as dead then.
    pub next_due: Option<Timestamp>,
}

/// Counts jobs, none beyond `most`.
pub async fn count(tx: &mut Tx, most: u32) -> Result<JobCounts, Error> {
    let row = tx.fetch_one(&COUNT, args![most]).await?;
    Ok(JobCounts {
        waiting: row.count("waiting")?,
        running: row.count("running")?,
        failed: row.count("failed")?,
        next_due: row.opt_at("next_due")?,
    })
}

/// A page of the jobs of all applications that wait or run, or of those that were given up, newest first.
pub async fn list_all(
    tx: &mut Tx,
    failed: bool,
    before: Option<JobKey>,
    limit: u32,
) -> Result<Vec<Job>, Error> {
    let statement = if failed { &LIST_ALL_FAILED } else { &LIST_ALL_OPEN };
    let args = args![before.unwrap_or(JobKey(i64::MAX)), limit];
    tx.fetch_all(statement, args).await?.iter().map(job).collect()
}

/// A job that waits is due now. `false`: it does not wait, or is due already.
pub async fn update_due(tx: &mut Tx, key: JobKey, now: Timestamp) -> Result<bool, Error> {
    tx.cause_work();
    Ok(tx.execute(&UPDATE_DUE, args![key, now]).await? > 0)
}

/// A job of this kind that was given up is begun anew. `false`: there is none such, or its application has one open.
pub async fn update_again(tx: &mut Tx, key: JobKey, kind: &str, now: Timestamp) -> Result<bool, Error> {
    tx.cause_work();
    Ok(tx.execute(&UPDATE_AGAIN, args![key, now, kind]).await? > 0)
}

/// The payloads of the jobs of the same application and kind that were made after `job` and are done already.
pub async fn list_done_since(tx: &mut Tx, job: &Job) -> Result<Vec<String>, Error> {
    let rows = tx.fetch_all(&LIST_DONE_SINCE, args![job.app, &job.kind, job.key]).await?;
    rows.iter().map(|row| row.text("payload")).collect()
}

/// Calls a job off; its worker finds out by its next sign of life. `false`: it had ended.
pub async fn cancel(tx: &mut Tx, key: JobKey, at: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(&UPDATE_CANCELED, args![key, at]).await? > 0)
}

/// A sign of life: the job stays the worker's until `until`. `false`: it is no longer its own; stop.
pub async fn update_progress(
    tx: &mut Tx,
    job: &Job,
    progress: u32,
    message: &str,
    until: Timestamp,
) -> Result<bool, Error> {
    let args = args![job.key, job.attempts, until, progress.min(100), message];
    Ok(tx.execute(&UPDATE_PROGRESS, args).await? > 0)
}

/// How a job ends.
#[derive(Debug, Clone, Copy)]
pub enum JobEnd<'a> {
    /// Done, with this result (JSON).
    Finished(&'a str),
    /// Given up: why, and what to tell whoever asks (JSON), if anything.
    Error(&'a str, Option<&'a str>),
}

/// Ends a job. `false`: it was no longer the worker's own.
pub async fn finish(tx: &mut Tx, job: &Job, end: JobEnd<'_>, at: Timestamp) -> Result<bool, Error> {
    let (state, progress, message, result) = match end {
        JobEnd::Finished(result) => (JobState::Finished, 100u32, "Finished", Some(result)),
        JobEnd::Error(message, result) => (JobState::Error, 0, message, result),
    };
    tx.cause_work();
    let args = args![job.key, job.attempts, state.as_str(), progress, message, result, at];
    Ok(tx.execute(&UPDATE_FINISHED, args).await? > 0)
}

/// Puts a job back for another try at `due_at`. `false`: it was no longer the worker's own.
pub async fn retry(tx: &mut Tx, job: &Job, due_at: Timestamp, message: &str) -> Result<bool, Error> {
    tx.cause_work();
    Ok(tx.execute(&UPDATE_RETRY, args![job.key, job.attempts, due_at, message]).await? > 0)
}

/// Deletes jobs that ended before `before`.
pub async fn delete_old(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, Error> {
    tx.execute(&DELETE_OLD, args![before, limit]).await
}
