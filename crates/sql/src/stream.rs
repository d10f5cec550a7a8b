//! Reading and writing whole tables: more rows than memory holds, by texts that are made from the catalog of the
//! database.

use futures_util::stream::{self, BoxStream, StreamExt as _};
use sqlx::AssertSqlSafe;

use crate::row::{Inner, Row};
use crate::statement::Statement;
use crate::tx::{Engine, Tx, bind_postgres, bind_sqlite};
use crate::{Error, Value};

impl Tx {
    /// The rows of a text that was built from fixed parts, one after another as they are asked for; `statement` stands
    /// for it in errors.
    pub fn stream_built(
        &mut self,
        statement: &'static Statement,
        text: String,
    ) -> BoxStream<'_, Result<Row, Error>> {
        let failed = |source| Error::Statement { table: statement.table, statement: statement.name, source };
        let query = AssertSqlSafe(text);
        let rows: BoxStream<'_, Result<Inner, sqlx::Error>> = match &mut self.engine {
            Engine::SqliteWrite(turn) => match turn.connection() {
                Ok(connection) => {
                    sqlx::query(query).fetch(connection).map(|row| row.map(Inner::Sqlite)).boxed()
                }
                Err(error) => return stream::once(async { Err(error) }).boxed(),
            },
            Engine::SqliteRead(tx) => {
                sqlx::query(query).fetch(&mut **tx).map(|row| row.map(Inner::Sqlite)).boxed()
            }
            Engine::Postgres(tx) => {
                sqlx::query(query).fetch(&mut **tx).map(|row| row.map(Inner::Postgres)).boxed()
            }
            Engine::SqliteOnce(_) | Engine::PostgresOnce(_) => {
                stream::once(async { Err(sqlx::Error::BeginFailed) }).boxed()
            }
        };
        rows.map(move |row| row.map(|inner| Row { statement, inner }).map_err(failed)).boxed()
    }

    /// Runs a text that was built from fixed parts and returns nothing; the answer is the number of rows it touched.
    pub async fn execute_built(
        &mut self,
        statement: &'static Statement,
        text: String,
        args: &[Value<'_>],
    ) -> Result<u64, Error> {
        let query = AssertSqlSafe(text);
        let result = match &mut self.engine {
            Engine::SqliteWrite(turn) => bind_sqlite(sqlx::query(query), args)
                .execute(turn.connection()?)
                .await
                .map(|done| done.rows_affected()),
            Engine::Postgres(tx) => bind_postgres(sqlx::query(query), args)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected()),
            // What reads is not for writing.
            Engine::SqliteRead(_) | Engine::SqliteOnce(_) | Engine::PostgresOnce(_) => {
                Err(sqlx::Error::BeginFailed)
            }
        };
        result.map_err(|source| self.failed(statement, source))
    }
}
