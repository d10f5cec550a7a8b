//! What came of each try to post: for people who look for the reason.

use platform::Timestamp;

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{Error, RegistrationKey, Tx};

statements! { "postback_attempts";
    /// One try.
    INSERT = "
        INSERT INTO postback_attempts (
            registration, at, host, status, error, body, duration_ms, number, url, sent, request_bytes)
        SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS TEXT),
            CAST($6 AS TEXT), CAST($7 AS BIGINT), CAST($8 AS BIGINT), CAST($9 AS TEXT), CAST($10 AS BIGINT),
            CAST($11 AS BIGINT)
        WHERE EXISTS (SELECT 1 FROM registrations WHERE key = $1)";
    /// The tries of a registration, newest first.
    LIST = "
        SELECT a.key, a.at, a.host, a.status, a.error, a.body, a.duration_ms, a.number, a.url,
            COALESCE(q.report, a.request) AS request, a.request_bytes
        FROM postback_attempts a LEFT JOIN postback_requests q ON q.key = a.sent
        WHERE a.registration = $1 AND a.key < $2
        ORDER BY a.key DESC
        LIMIT $3";
    /// What was posted last for a registration.
    FIND_REQUEST = "
        SELECT key, size_bytes, report
        FROM postback_requests
        WHERE registration = $1
        ORDER BY key DESC
        LIMIT 1";
    /// It is posted once more.
    UPDATE_REQUEST = "UPDATE postback_requests SET used_at = $2 WHERE key = $1 AND used_at < $2";
    /// Something else is posted.
    INSERT_REQUEST = "
        INSERT INTO postback_requests (registration, used_at, size_bytes, report)
        SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS TEXT)
        WHERE EXISTS (SELECT 1 FROM registrations WHERE key = $1)
        RETURNING key";
    /// Tries past their retention.
    DELETE_OLD = "
        DELETE FROM postback_attempts
        WHERE key IN (SELECT key FROM postback_attempts WHERE at < $1 ORDER BY at LIMIT $2)";
    /// What no try carried since.
    DELETE_OLD_REQUESTS = "
        DELETE FROM postback_requests
        WHERE key IN (SELECT key FROM postback_requests WHERE used_at < $1 ORDER BY used_at LIMIT $2)";
}

/// One try.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostbackAttempt {
    /// When it began.
    pub at: Timestamp,
    /// The receiver's host.
    pub host: String,
    /// The status that came back, if any did.
    pub status: Option<u16>,
    /// What went wrong before a status came back.
    pub error: Option<String>,
    /// The beginning of the answer; the caller cuts it.
    pub body: String,
    /// How long it took.
    pub duration_ms: u64,
    /// Which try of the same post it was, from 1; 0 where that was not noted.
    pub number: u32,
    /// Where it went, without credentials; empty where that was not noted.
    pub url: String,
    /// The beginning of the report that was sent, never a password; the caller cuts it.
    pub request: String,
    /// How long the whole report was.
    pub request_bytes: u64,
}

fn attempt(row: &Row) -> Result<(i64, PostbackAttempt), Error> {
    let status = row.opt_int("status")?;
    let status = status.map(|s| u16::try_from(s).map_err(|_| row.bad("status"))).transpose()?;
    let attempt = PostbackAttempt {
        at: row.at("at")?,
        host: row.text("host")?,
        status,
        error: row.opt_text("error")?,
        body: row.text("body")?,
        duration_ms: row.count("duration_ms")?,
        number: row.small("number")?,
        url: row.text("url")?,
        request: row.text("request")?,
        request_bytes: row.count("request_bytes")?,
    };
    Ok((row.int("key")?, attempt))
}

/// Records a try; of a registration that was deleted meanwhile nothing is kept. What it carried is stored once for all
/// tries that carry the same.
pub async fn insert(
    tx: &mut Tx,
    registration: RegistrationKey,
    attempt: &PostbackAttempt,
) -> Result<(), Error> {
    let sent = find_or_insert_request(tx, registration, attempt).await?;
    let args = args![
        registration,
        attempt.at,
        &attempt.host,
        attempt.status.map(i64::from),
        attempt.error.as_deref(),
        &attempt.body,
        attempt.duration_ms,
        attempt.number,
        &attempt.url,
        sent,
        attempt.request_bytes,
    ];
    tx.execute(&INSERT, args).await.map(|_| ())
}

/// The row of what a try carried; `None` where it carried nothing, or the registration is gone.
async fn find_or_insert_request(
    tx: &mut Tx,
    registration: RegistrationKey,
    attempt: &PostbackAttempt,
) -> Result<Option<i64>, Error> {
    if attempt.request.is_empty() {
        return Ok(None);
    }
    if let Some(row) = tx.fetch_optional(&FIND_REQUEST, args![registration]).await?
        && row.count("size_bytes")? == attempt.request_bytes
        && row.text("report")? == attempt.request
    {
        let key = row.int("key")?;
        tx.execute(&UPDATE_REQUEST, args![key, attempt.at]).await?;
        return Ok(Some(key));
    }
    let args = args![registration, attempt.at, attempt.request_bytes, &attempt.request];
    tx.fetch_optional(&INSERT_REQUEST, args).await?.map(|row| row.int("key")).transpose()
}

/// A page of a registration's tries, newest first, those before number `before`; each with its number.
pub async fn list(
    tx: &mut Tx,
    registration: RegistrationKey,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<(i64, PostbackAttempt)>, Error> {
    let rows = tx.fetch_all(&LIST, args![registration, before.unwrap_or(i64::MAX), limit]).await?;
    rows.iter().map(attempt).collect()
}

/// Deletes tries made before `before`, and what only they carried.
pub async fn delete_old(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, Error> {
    tx.execute(&DELETE_OLD_REQUESTS, args![before, limit]).await?;
    tx.execute(&DELETE_OLD, args![before, limit]).await
}
