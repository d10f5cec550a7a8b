//! What was called over the API: one row per call, written in batches.

use platform::{AppId, SecretId, Timestamp};
use serde_json::json;

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{ApiCallKey, AppKey, Error, Tx};

statements! { "api_calls";
    /// A batch of calls, those of applications that still exist.
    INSERT = "
        INSERT INTO api_calls (
            app, at, method, code, duration_us, secret, applib, user_agent, origin, request_id)
        SELECT a.key,
            json_extract(j.value, '$.at'),
            json_extract(j.value, '$.method'),
            json_extract(j.value, '$.code'),
            json_extract(j.value, '$.duration_us'),
            json_extract(j.value, '$.secret'),
            json_extract(j.value, '$.applib'),
            json_extract(j.value, '$.user_agent'),
            json_extract(j.value, '$.origin'),
            json_extract(j.value, '$.request_id')
        FROM json_each($1) j JOIN apps a ON a.key = json_extract(j.value, '$.app')
        ORDER BY j.key",
        postgres "
        INSERT INTO api_calls (
            app, at, method, code, duration_us, secret, applib, user_agent, origin, request_id)
        SELECT a.key, j.at, j.method, j.code, j.duration_us, j.secret, j.applib, j.user_agent, j.origin, j.request_id
        FROM json_to_recordset(CAST($1 AS JSON)) AS j (
                n BIGINT, app BIGINT, at BIGINT, method TEXT, code BIGINT, duration_us BIGINT, secret TEXT,
                applib TEXT, user_agent TEXT, origin TEXT, request_id TEXT)
            JOIN apps a ON a.key = j.app
        ORDER BY j.n"
        because "each engine opens a JSON array with functions of its own";
    /// A page of an application's calls, latest first.
    LIST = "
        SELECT key, at, method, code, duration_us, secret, applib, user_agent, origin, request_id
        FROM api_calls
        WHERE app = $1
            AND key < $2
            AND (CAST($3 AS BIGINT) = 0 OR code <> 0)
            AND (CAST($4 AS TEXT) = '' OR method = $4)
            AND (CAST($6 AS TEXT) = '' OR secret = $6)
            AND (CAST($7 AS TEXT) = '' OR applib = $7)
        ORDER BY key DESC
        LIMIT $5";
    /// A page of the calls of all applications from a stretch of the log, latest first.
    LIST_ALL = "
        SELECT c.key, a.id AS app_id, c.at, c.method, c.code, c.duration_us, c.secret, c.applib, c.user_agent, c.origin,
            c.request_id
        FROM api_calls c JOIN apps a ON a.key = c.app
        WHERE c.key < $1
            AND c.key >= $2
            AND (CAST($3 AS BIGINT) = 0 OR c.code <> 0)
            AND (CAST($4 AS TEXT) = '' OR c.method = $4)
            AND (CAST($6 AS TEXT) = '' OR c.secret = $6)
            AND (CAST($7 AS TEXT) = '' OR c.applib = $7)
        ORDER BY c.key DESC
        LIMIT $5";
    /// The latest call.
    FIND_LATEST = "SELECT key FROM api_calls ORDER BY key DESC LIMIT 1";
    /// The latest call that is one too many.
    FIND_BEYOND = "SELECT key FROM api_calls WHERE app = $1 ORDER BY key DESC LIMIT 1 OFFSET $2";
    /// Calls up to one, some of them.
    DELETE_UP_TO = "
        DELETE FROM api_calls
        WHERE key IN (SELECT key FROM api_calls WHERE app = $1 AND key <= $2 ORDER BY key LIMIT $3)";
    /// Calls from before an instant, some of them.
    DELETE_OLD = "
        DELETE FROM api_calls
        WHERE key IN (SELECT key FROM api_calls WHERE at < $1 ORDER BY at LIMIT $2)";
}

/// A call, as it is noted. None of its parameters is, but for what tells who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiCall {
    /// When its head arrived.
    pub at: Timestamp,
    /// `service.method`.
    pub method: String,
    /// The code of its failure; 0 where it succeeded.
    pub code: u32,
    /// Until its answer began, in microseconds.
    pub duration_us: u64,
    /// The key that signed it; `None` where none did.
    pub secret: Option<SecretId>,
    /// The client library, as it names itself (`applib`).
    pub applib: String,
    /// `User-Agent`.
    pub user_agent: String,
    /// The calling product, as it names itself (`origin`).
    pub origin: String,
    /// The id under which the log has more.
    pub request_id: String,
}

/// Which calls a list holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct ApiCallFilter<'a> {
    /// Only those that failed.
    pub failed: bool,
    /// Only those of this method (`service.method`).
    pub method: Option<&'a str>,
    /// Only those that this key signed.
    pub secret: Option<&'a str>,
    /// Only those of this client library.
    pub applib: Option<&'a str>,
}

fn call(row: &Row) -> Result<(ApiCallKey, ApiCall), Error> {
    let secret = match row.opt_text("secret")? {
        None => None,
        Some(text) => Some(SecretId::parse(&text).map_err(|_| row.bad("secret"))?),
    };
    let call = ApiCall {
        at: row.at("at")?,
        method: row.text("method")?,
        code: row.small("code")?,
        duration_us: row.count("duration_us")?,
        secret,
        applib: row.text("applib")?,
        user_agent: row.text("user_agent")?,
        origin: row.text("origin")?,
        request_id: row.text("request_id")?,
    };
    Ok((ApiCallKey(row.int("key")?), call))
}

/// Notes calls, in the order given. Those of an application that is gone are left out.
pub async fn insert(tx: &mut Tx, calls: &[(AppKey, ApiCall)]) -> Result<(), Error> {
    let rows: Vec<_> = calls
        .iter()
        .enumerate()
        .map(|(n, (app, call))| {
            json!({
                "n": n,
                "app": app.0,
                "at": call.at.0,
                "method": call.method,
                "code": call.code,
                "duration_us": i64::try_from(call.duration_us).unwrap_or(i64::MAX),
                "secret": call.secret.as_ref().map(SecretId::as_str),
                "applib": call.applib,
                "user_agent": call.user_agent,
                "origin": call.origin,
                "request_id": call.request_id,
            })
        })
        .collect();
    // PostgreSQL cannot open an escaped U+0000.
    let rows = serde_json::Value::from(rows).to_string().replace("\\u0000", "\u{FFFD}");
    tx.execute(&INSERT, args![rows]).await.map(|_| ())
}

/// A page of an application's calls, those before `before`, latest first.
pub async fn list(
    tx: &mut Tx,
    app: AppKey,
    filter: ApiCallFilter<'_>,
    before: Option<ApiCallKey>,
    limit: u32,
) -> Result<Vec<(ApiCallKey, ApiCall)>, Error> {
    let before = before.unwrap_or(ApiCallKey(i64::MAX));
    let args = args![
        app,
        before,
        filter.failed,
        filter.method.unwrap_or_default(),
        limit,
        filter.secret.unwrap_or_default(),
        filter.applib.unwrap_or_default(),
    ];
    tx.fetch_all(&LIST, args).await?.iter().map(call).collect()
}

/// Rows of the log that [`list_all`] looks at for one page.
const STRETCH: i64 = 50_000;

/// A page of the calls of all applications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallsOfAll {
    /// The calls, latest first, each with the id of its application.
    pub calls: Vec<(ApiCallKey, AppId, ApiCall)>,
    /// Where to go on; `None` at the end of the log.
    pub older: Option<ApiCallKey>,
}

/// A page of the calls of all applications, those before `before`, latest first. It looks at a stretch of the log and
/// no further, so that what matches nothing costs no more than that: the page may hold less than `limit`, or nothing,
/// and yet there are older ones.
pub async fn list_all(
    tx: &mut Tx,
    filter: ApiCallFilter<'_>,
    before: Option<ApiCallKey>,
    limit: u32,
) -> Result<CallsOfAll, Error> {
    let latest = tx.fetch_optional(&FIND_LATEST, args![]).await?.map(|row| row.int("key")).transpose()?;
    let end = latest.map_or(0, |latest| latest.saturating_add(1));
    let before = before.map_or(end, |before| before.0.min(end));
    let from = before.saturating_sub(STRETCH).max(0);
    let args = args![
        before,
        from,
        filter.failed,
        filter.method.unwrap_or_default(),
        limit.saturating_add(1),
        filter.secret.unwrap_or_default(),
        filter.applib.unwrap_or_default(),
    ];
    let rows = tx.fetch_all(&LIST_ALL, args).await?;
    let mut calls = Vec::with_capacity(rows.len());
    for row in &rows {
        let (key, call) = call(row)?;
        calls.push((key, row.id("app_id")?, call));
    }
    let older = if calls.len() > limit as usize {
        calls.truncate(limit as usize);
        calls.last().map(|(key, ..)| *key)
    } else {
        (from > 1).then_some(ApiCallKey(from))
    };
    Ok(CallsOfAll { calls, older })
}

/// Forgets the oldest calls of an application beyond the `keep` latest, `limit` of them at most.
pub async fn delete_beyond(tx: &mut Tx, app: AppKey, keep: u32, limit: u32) -> Result<u64, Error> {
    let Some(row) = tx.fetch_optional(&FIND_BEYOND, args![app, keep]).await? else { return Ok(0) };
    tx.execute(&DELETE_UP_TO, args![app, row.int("key")?, limit]).await
}

/// Forgets calls from before `before`, `limit` of them at most.
pub async fn delete_old(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, Error> {
    tx.execute(&DELETE_OLD, args![before, limit]).await
}
