//! For the test of every crate with statements that prepares them all on both engines.

use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr as _};

use crate::tx::Engine;
use crate::{Database, Error};

/// Prepares a text on this database; the answer is why the engine refuses it, if it does.
pub async fn refused(database: &Database, text: &str) -> Result<Option<String>, Error> {
    // One transaction each: PostgreSQL answers nothing more after a refusal.
    let mut tx = database.begin_read().await?;
    let text = AssertSqlSafe(text.to_owned()).into_sql_str();
    let prepared = match &mut tx.engine {
        Engine::SqliteWrite(turn) => turn.connection()?.prepare(text).await.map(|_| ()),
        Engine::SqliteRead(tx) => tx.prepare(text).await.map(|_| ()),
        Engine::Postgres(tx) => tx.prepare(text).await.map(|_| ()),
        Engine::SqliteOnce(_) | Engine::PostgresOnce(_) => Err(sqlx::Error::BeginFailed),
    };
    Ok(prepared.err().map(|error| error.to_string()))
}
