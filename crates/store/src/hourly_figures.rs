//! What happened, by the hour and application: kept counters, for drawings.
//!
//! On PostgreSQL a row is locked until the end of the transaction that adds to it: add as the last thing in it, so that
//! transactions neither wait for each other long nor in a circle.

use platform::Timestamp;

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{AppKey, Error, Tx};

statements! { "hourly_figures";
    /// More of something in an hour, of an application that still exists and is none of the sandbox.
    ADD = "
        INSERT INTO hourly_figures (
            app, hour, launches, completions, postbacks, postback_delay_ms, postback_longest_ms, postback_failures,
            calls, call_failures)
        SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT),
            CAST($6 AS BIGINT), CAST($7 AS BIGINT), CAST($8 AS BIGINT), CAST($9 AS BIGINT), CAST($10 AS BIGINT)
        WHERE EXISTS (SELECT 1 FROM apps WHERE key = $1 AND sandbox_of IS NULL)
        ON CONFLICT (app, hour) DO UPDATE
        SET launches = hourly_figures.launches + excluded.launches,
            completions = hourly_figures.completions + excluded.completions,
            postbacks = hourly_figures.postbacks + excluded.postbacks,
            postback_delay_ms = hourly_figures.postback_delay_ms + excluded.postback_delay_ms,
            postback_longest_ms = CASE
                WHEN excluded.postback_longest_ms > hourly_figures.postback_longest_ms
                THEN excluded.postback_longest_ms
                ELSE hourly_figures.postback_longest_ms
            END,
            postback_failures = hourly_figures.postback_failures + excluded.postback_failures,
            calls = hourly_figures.calls + excluded.calls,
            call_failures = hourly_figures.call_failures + excluded.call_failures";
    /// The figures of all applications together in spans of equal length, those that are not empty.
    LIST = "
        SELECT hour / $3 * $3 AS span,
            CAST(SUM(launches) AS BIGINT) AS launches,
            CAST(SUM(completions) AS BIGINT) AS completions,
            CAST(SUM(postbacks) AS BIGINT) AS postbacks,
            CAST(SUM(postback_delay_ms) AS BIGINT) AS postback_delay_ms,
            MAX(postback_longest_ms) AS postback_longest_ms,
            CAST(SUM(postback_failures) AS BIGINT) AS postback_failures,
            CAST(SUM(calls) AS BIGINT) AS calls,
            CAST(SUM(call_failures) AS BIGINT) AS call_failures
        FROM hourly_figures
        WHERE hour >= $1 AND hour < $2
        GROUP BY 1
        ORDER BY 1";
    /// The same of one application.
    LIST_OF_APP = "
        SELECT hour / $3 * $3 AS span,
            CAST(SUM(launches) AS BIGINT) AS launches,
            CAST(SUM(completions) AS BIGINT) AS completions,
            CAST(SUM(postbacks) AS BIGINT) AS postbacks,
            CAST(SUM(postback_delay_ms) AS BIGINT) AS postback_delay_ms,
            MAX(postback_longest_ms) AS postback_longest_ms,
            CAST(SUM(postback_failures) AS BIGINT) AS postback_failures,
            CAST(SUM(calls) AS BIGINT) AS calls,
            CAST(SUM(call_failures) AS BIGINT) AS call_failures
        FROM hourly_figures
        WHERE app = $4 AND hour >= $1 AND hour < $2
        GROUP BY 1
        ORDER BY 1";
    /// Hours past their retention.
    DELETE_OLD = "DELETE FROM hourly_figures WHERE hour < $1";
}

/// Microseconds of an hour.
pub const HOUR: i64 = 3_600_000_000;

/// What happened in some span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Tracked launches that started.
    pub launches: u64,
    /// Registrations that became complete.
    pub completions: u64,
    /// Postbacks that arrived.
    pub postbacks: u64,
    /// Milliseconds from the change of results to the arrival, of all that arrived together.
    pub postback_delay_ms: u64,
    /// And of the one that took longest.
    pub postback_longest_ms: u64,
    /// Tries to post that did not succeed.
    pub postback_failures: u64,
    /// Calls of the API that name the application and are signed by it.
    pub calls: u64,
    /// Those of them that failed.
    pub call_failures: u64,
}

fn figures(row: &Row) -> Result<(Timestamp, Figures), Error> {
    let figures = Figures {
        launches: row.count("launches")?,
        completions: row.count("completions")?,
        postbacks: row.count("postbacks")?,
        postback_delay_ms: row.count("postback_delay_ms")?,
        postback_longest_ms: row.count("postback_longest_ms")?,
        postback_failures: row.count("postback_failures")?,
        calls: row.count("calls")?,
        call_failures: row.count("call_failures")?,
    };
    Ok((row.at("span")?, figures))
}

/// Counts `more` in the hour of `at`; of an application that is gone or one of the sandbox nothing is counted. The
/// last thing in its transaction.
pub async fn add(tx: &mut Tx, app: AppKey, at: Timestamp, more: &Figures) -> Result<(), Error> {
    let args = args![
        app,
        at.0.div_euclid(HOUR) * HOUR,
        more.launches,
        more.completions,
        more.postbacks,
        more.postback_delay_ms,
        more.postback_longest_ms,
        more.postback_failures,
        more.calls,
        more.call_failures,
    ];
    tx.execute(&ADD, args).await.map(|_| ())
}

/// The figures from `from` until before `until` in spans of so many microseconds, of one application or of all; each
/// with the first instant of its span. Spans in which nothing happened are left out.
pub async fn list(
    tx: &mut Tx,
    app: Option<AppKey>,
    from: Timestamp,
    until: Timestamp,
    span_micros: i64,
) -> Result<Vec<(Timestamp, Figures)>, Error> {
    let rows = match app {
        Some(app) => tx.fetch_all(&LIST_OF_APP, args![from, until, span_micros, app]).await?,
        None => tx.fetch_all(&LIST, args![from, until, span_micros]).await?,
    };
    rows.iter().map(figures).collect()
}

/// Forgets the hours before `before`.
pub async fn delete_old(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute(&DELETE_OLD, args![before]).await
}
