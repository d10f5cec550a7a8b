//! Repeated slow calls: a request with the same application, method and signature as one within the window joins it.

use platform::{JobId, Timestamp};

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{AppKey, Error, Tx};

statements! { "request_joins";
    /// The first of its kind within the window.
    INSERT = "
        INSERT INTO request_joins (app, method, signature, created_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (app, method, signature) DO UPDATE
        SET job = NULL, result = NULL, created_at = excluded.created_at, finished_at = NULL
        WHERE request_joins.created_at < $5
        RETURNING created_at";
    /// The request to join.
    FIND = "
        SELECT job, result, created_at, finished_at
        FROM request_joins
        WHERE app = $1 AND method = $2 AND signature = $3";
    /// Which job answers.
    UPDATE_JOB = "UPDATE request_joins SET job = $4 WHERE app = $1 AND method = $2 AND signature = $3";
    /// What the answer was.
    UPDATE_RESULT = "
        UPDATE request_joins
        SET result = $4, finished_at = $5
        WHERE app = $1 AND method = $2 AND signature = $3";
    /// Forgets a request that came to nothing.
    DELETE = "DELETE FROM request_joins WHERE app = $1 AND method = $2 AND signature = $3";
    /// Requests beyond the window.
    DELETE_OLD = "
        DELETE FROM request_joins
        WHERE (app, method, signature) IN (
            SELECT app, method, signature FROM request_joins WHERE created_at < $1 ORDER BY created_at LIMIT $2)";
}

/// Which request.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Its application.
    pub app: AppKey,
    /// Its method.
    pub method: &'a str,
    /// Its signature, in lower case.
    pub signature: &'a str,
}

/// What is known of a request that came before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// The job that answers, if there is one.
    pub job: Option<JobId>,
    /// The answer, once it was given.
    pub result: Option<String>,
    /// When it came.
    pub created_at: Timestamp,
    /// When it was answered.
    pub finished_at: Option<Timestamp>,
}

fn join(row: &Row) -> Result<Join, Error> {
    let job = match row.opt_text("job")? {
        None => None,
        Some(text) => Some(JobId::parse(&text).map_err(|_| row.bad("job"))?),
    };
    Ok(Join {
        job,
        result: row.opt_text("result")?,
        created_at: row.at("created_at")?,
        finished_at: row.opt_at("finished_at")?,
    })
}

/// Notes a request that came at `at`. `Some`: the same one came since `since`, and is to be joined.
pub async fn insert_or_find(
    tx: &mut Tx,
    request: Request<'_>,
    at: Timestamp,
    since: Timestamp,
) -> Result<Option<Join>, Error> {
    let args = args![request.app, request.method, request.signature, at, since];
    if tx.fetch_optional(&INSERT, args).await?.is_some() {
        return Ok(None);
    }
    find(tx, request).await
}

/// What is known of a request.
pub async fn find(tx: &mut Tx, request: Request<'_>) -> Result<Option<Join>, Error> {
    let args = args![request.app, request.method, request.signature];
    tx.fetch_optional(&FIND, args).await?.as_ref().map(join).transpose()
}

/// Notes the job that answers.
pub async fn update_job(tx: &mut Tx, request: Request<'_>, job: &JobId) -> Result<(), Error> {
    tx.execute(&UPDATE_JOB, args![request.app, request.method, request.signature, job]).await.map(|_| ())
}

/// Notes the answer.
pub async fn update_result(
    tx: &mut Tx,
    request: Request<'_>,
    result: &str,
    at: Timestamp,
) -> Result<(), Error> {
    let args = args![request.app, request.method, request.signature, result, at];
    tx.execute(&UPDATE_RESULT, args).await.map(|_| ())
}

/// Forgets a request that came to nothing, so that the next one is the first.
pub async fn delete(tx: &mut Tx, request: Request<'_>) -> Result<(), Error> {
    tx.execute(&DELETE, args![request.app, request.method, request.signature]).await.map(|_| ())
}

/// Forgets requests from before `before`.
pub async fn delete_old(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, Error> {
    tx.execute(&DELETE_OLD, args![before, limit]).await
}
