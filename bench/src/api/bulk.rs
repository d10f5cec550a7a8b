//! A million registrations, written below the server: making them by the API would take longer than all that is measured.

use std::str::FromStr as _;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _};

use crate::server::Server;

/// How many there are.
pub(super) const REGISTRATIONS: u64 = 1_000_000;
/// Of these, of the small course: every so many-th.
pub(super) const EVERY: u64 = 2_000;
/// Of one learner.
pub(super) const PER_LEARNER: u64 = 10;

/// The rows, in words that both engines know. Registrations change a second apart, in another order than they are made.
fn script() -> [String; 4] {
    let count = REGISTRATIONS;
    [
        "INSERT INTO courses (app, id, title, learning_standard, versions, next_version, registrations, size_bytes,
            created_at, updated_at)
         SELECT app, 'small', title, learning_standard, versions, next_version, registrations, size_bytes, created_at,
            updated_at
         FROM courses WHERE id = 'course'"
            .to_owned(),
        format!(
            "INSERT INTO registrations (app, id, course, learner_id, learner_first, learner_last, learner_email,
                learner_name, standing, latest_instance, created_at, updated_at)
             WITH RECURSIVE n (k) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT k + 1 FROM n WHERE k < {count})
             SELECT big.app, 'bulk-' || k, CASE WHEN k % {EVERY} = 0 THEN small.key ELSE big.key END,
                'learner-' || (k / {PER_LEARNER}), 'Ann', 'Lee', 'ann@lms.example', 'lee ann', 8, 0, k,
                CAST(1000000 AS BIGINT) * (k * 7919 % {count})
             FROM n JOIN courses big ON big.id = 'course' JOIN courses small ON small.id = 'small'"
        ),
        "INSERT INTO instances (registration, number, version, version_number, complete, success, score, total_seconds,
            row_version, digest, snapshot_entry, created_at, updated_at)
         SELECT r.key, 0, v.key, 0, 'complete', 'passed', 0.88, 1234, 0, 0, 0, 0, 0
         FROM registrations r JOIN courses c ON c.id = 'course' JOIN course_versions v ON v.course = c.key
         WHERE r.id LIKE 'bulk-%'"
            .to_owned(),
        "ANALYZE".to_owned(),
    ]
}

pub(super) async fn fill(server: &Server, database_url: Option<&str>) -> anyhow::Result<()> {
    match database_url {
        Some(url) => {
            let mut connection = PgConnectOptions::from_str(url)?.connect().await?;
            for text in script() {
                connection.execute(sqlx::AssertSqlSafe(text)).await?;
            }
            connection.close().await?;
        }
        None => {
            let path = server.folder.path().join("data/lyceum.db");
            let options = SqliteConnectOptions::new().filename(path).journal_mode(SqliteJournalMode::Wal);
            let mut connection = options.connect().await?;
            let script = script();
            // Without statistics, as servers run: SQLite keeps none by itself.
            for text in &script[..3] {
                connection.execute(sqlx::AssertSqlSafe(text.clone())).await?;
            }
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
            connection.close().await?;
        }
    }
    Ok(())
}
