//! The reference: the same rows written by nothing but the engine, in groups where the engine does not group itself.

use std::path::Path;
use std::str::FromStr as _;
use std::time::{Duration, Instant};

use platform::{Rng as _, SeededRng};
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection as _, Executor as _, SqliteConnection};

/// Writes a second: groups of one write per player, each group one transaction of one connection.
pub(super) async fn sqlite(
    folder: &Path,
    players: usize,
    bytes: usize,
    turn: Duration,
) -> anyhow::Result<f64> {
    let path = folder.join("bare.db");
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    connection.execute("CREATE TABLE IF NOT EXISTS journal (player BIGINT, number BIGINT, bytes BLOB, PRIMARY KEY (player, number))").await?;
    connection.execute("CREATE TABLE IF NOT EXISTS state (player BIGINT PRIMARY KEY, number BIGINT)").await?;
    connection.execute("DELETE FROM journal").await?;
    connection.execute("DELETE FROM state").await?;
    for player in 0..players {
        sqlx::query("INSERT INTO state VALUES (?, 0)").bind(player as i64).execute(&mut connection).await?;
    }
    let rng = SeededRng::new(7);
    let mut noise = vec![0u8; bytes];
    let started = Instant::now();
    let mut written = 0u64;
    while started.elapsed() < turn {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        for player in 0..players {
            rng.fill(&mut noise);
            sqlx::query("INSERT INTO journal VALUES (?, ?, ?)")
                .bind(player as i64)
                .bind(written as i64)
                .bind(&noise)
                .execute(&mut *transaction)
                .await?;
            sqlx::query("UPDATE state SET number = ? WHERE player = ?")
                .bind(written as i64)
                .bind(player as i64)
                .execute(&mut *transaction)
                .await?;
            written += 1;
        }
        transaction.commit().await?;
    }
    Ok(written as f64 / started.elapsed().as_secs_f64())
}

/// Writes a second: one transaction per write, as many at once as the server's pool has connections; PostgreSQL
/// groups the flushes of its log by itself.
pub(super) async fn postgres(url: &str, players: usize, bytes: usize, turn: Duration) -> anyhow::Result<f64> {
    let options = sqlx::postgres::PgConnectOptions::from_str(url)?;
    let pool = PgPoolOptions::new().max_connections(16).connect_with(options).await?;
    pool.execute("DROP TABLE IF EXISTS bare_journal").await?;
    pool.execute("DROP TABLE IF EXISTS bare_state").await?;
    pool.execute(
        "CREATE TABLE bare_journal (player BIGINT, number BIGINT, bytes BYTEA, PRIMARY KEY (player, number))",
    )
    .await?;
    pool.execute("CREATE TABLE bare_state (player BIGINT PRIMARY KEY, number BIGINT)").await?;
    for player in 0..players {
        sqlx::query("INSERT INTO bare_state VALUES ($1, 0)").bind(player as i64).execute(&pool).await?;
    }
    let until = Instant::now() + turn;
    let writers = (0..players).map(|player| {
        let pool = pool.clone();
        async move {
            let rng = SeededRng::new(player as u64);
            let mut noise = vec![0u8; bytes];
            let mut written = 0u64;
            while Instant::now() < until {
                rng.fill(&mut noise);
                let mut transaction = pool.begin().await?;
                sqlx::query("INSERT INTO bare_journal VALUES ($1, $2, $3)")
                    .bind(player as i64)
                    .bind(written as i64)
                    .bind(&noise)
                    .execute(&mut *transaction)
                    .await?;
                sqlx::query("UPDATE bare_state SET number = $1 WHERE player = $2")
                    .bind(written as i64)
                    .bind(player as i64)
                    .execute(&mut *transaction)
                    .await?;
                transaction.commit().await?;
                written += 1;
            }
            anyhow::Ok(written)
        }
    });
    let written: u64 = futures_util::future::try_join_all(writers).await?.iter().sum();
    Ok(written as f64 / turn.as_secs_f64())
}
