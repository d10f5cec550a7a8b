//! A transaction on either engine.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use sqlx::postgres::{PgConnection, Postgres};
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::{AssertSqlSafe, Transaction};
use tokio::sync::watch;

use crate::Error;
use crate::error::is_conflict;
use crate::lender::{self, Lent};
use crate::row::{Inner, Row};
use crate::sqlite::Turn;
use crate::statement::Statement;
use crate::value::Value;

/// One transaction. Every function of a noun takes it, so several of them are one change.
///
/// What waits for the database is boxed: a request's future is small then, and compilers need not look through both
/// drivers again for every function that awaits a statement (a minute against many for the server alone).
pub struct Tx {
    pub(crate) engine: Engine,
    /// PostgreSQL gave this transaction up in favour of another.
    pub(crate) conflict: bool,
    /// Something is to be done once this is stored.
    causes_work: bool,
    work: Arc<watch::Sender<u64>>,
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let engine = match self.engine {
            Engine::SqliteWrite(_) => "sqlite, write",
            Engine::SqliteRead(_) => "sqlite, read",
            Engine::Postgres(_) => "postgres",
            Engine::SqliteOnce(_) | Engine::PostgresOnce(_) => "one statement",
        };
        write!(f, "Tx({engine})")
    }
}

pub(crate) enum Engine {
    /// A turn in the writer's present group.
    SqliteWrite(Turn),
    SqliteRead(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
    /// Connections without a transaction around the one statement they are for.
    SqliteOnce(Lent<SqliteConnection>),
    PostgresOnce(Lent<PgConnection>),
}

pub(crate) fn bind_sqlite<'q>(
    mut query: Query<'q, Sqlite, <Sqlite as sqlx::Database>::Arguments>,
    args: &[Value<'_>],
) -> Query<'q, Sqlite, <Sqlite as sqlx::Database>::Arguments> {
    for arg in args {
        query = match arg {
            Value::Int(value) => query.bind(*value),
            Value::Real(value) => query.bind(*value),
            Value::Text(value) => query.bind(value.as_deref()),
            Value::Bytes(value) => query.bind(value.as_deref()),
        };
    }
    query
}

pub(crate) fn bind_postgres<'q>(
    mut query: Query<'q, Postgres, <Postgres as sqlx::Database>::Arguments>,
    args: &[Value<'_>],
) -> Query<'q, Postgres, <Postgres as sqlx::Database>::Arguments> {
    for arg in args {
        query = match arg {
            Value::Int(value) => query.bind(*value),
            Value::Real(value) => query.bind(*value),
            Value::Text(value) => query.bind(value.as_deref()),
            Value::Bytes(value) => query.bind(value.as_deref()),
        };
    }
    query
}

impl Tx {
    pub(crate) fn new(engine: Engine, work: Arc<watch::Sender<u64>>) -> Self {
        Self { engine, conflict: false, causes_work: false, work }
    }

    /// Notes that workers are to look when this transaction is stored.
    pub fn cause_work(&mut self) {
        self.causes_work = true;
    }

    pub(crate) fn failed(&mut self, statement: &'static Statement, source: sqlx::Error) -> Error {
        self.conflict |= is_conflict(&source);
        Error::Statement { table: statement.table, statement: statement.name, source }
    }

    /// Runs a statement that returns nothing; the answer is the number of rows it touched.
    pub fn execute<'a>(
        &'a mut self,
        statement: &'static Statement,
        args: &'a [Value<'a>],
    ) -> BoxFuture<'a, Result<u64, Error>> {
        Box::pin(self.run_now(statement, args))
    }

    async fn run_now(&mut self, statement: &'static Statement, args: &[Value<'_>]) -> Result<u64, Error> {
        let result = match &mut self.engine {
            Engine::SqliteWrite(turn) => bind_sqlite(sqlx::query(statement.sqlite), args)
                .execute(turn.connection()?)
                .await
                .map(|done| done.rows_affected()),
            Engine::SqliteRead(tx) => bind_sqlite(sqlx::query(statement.sqlite), args)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected()),
            Engine::Postgres(tx) => bind_postgres(sqlx::query(statement.postgres), args)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected()),
            // What is read once is not for writing.
            Engine::SqliteOnce(_) | Engine::PostgresOnce(_) => Err(sqlx::Error::BeginFailed),
        };
        result.map_err(|source| self.failed(statement, source))
    }

    /// All rows. Callers bound the number with LIMIT where it is not bounded by nature.
    pub async fn fetch_all(
        &mut self,
        statement: &'static Statement,
        args: &[Value<'_>],
    ) -> Result<Vec<Row>, Error> {
        self.fetch_text(statement, None, args).await
    }

    /// The rows of a text that a noun built from its fixed parts; `statement` stands for it in errors.
    pub async fn fetch_built(
        &mut self,
        statement: &'static Statement,
        text: String,
        args: &[Value<'_>],
    ) -> Result<Vec<Row>, Error> {
        self.fetch_text(statement, Some(text), args).await
    }

    fn fetch_text<'a>(
        &'a mut self,
        statement: &'static Statement,
        text: Option<String>,
        args: &'a [Value<'a>],
    ) -> BoxFuture<'a, Result<Vec<Row>, Error>> {
        Box::pin(self.fetch_now(statement, text, args))
    }

    async fn fetch_now(
        &mut self,
        statement: &'static Statement,
        text: Option<String>,
        args: &[Value<'_>],
    ) -> Result<Vec<Row>, Error> {
        let sqlite = |text: Option<String>| match text {
            Some(text) => sqlx::query(AssertSqlSafe(text)),
            None => sqlx::query(statement.sqlite),
        };
        let postgres = |text: Option<String>| match text {
            Some(text) => sqlx::query(AssertSqlSafe(text)),
            None => sqlx::query(statement.postgres),
        };
        let result: Result<Vec<Inner>, sqlx::Error> = match &mut self.engine {
            Engine::SqliteWrite(turn) => bind_sqlite(sqlite(text), args)
                .fetch_all(turn.connection()?)
                .await
                .map(|rows| rows.into_iter().map(Inner::Sqlite).collect()),
            Engine::SqliteRead(tx) => bind_sqlite(sqlite(text), args)
                .fetch_all(&mut **tx)
                .await
                .map(|rows| rows.into_iter().map(Inner::Sqlite).collect()),
            Engine::SqliteOnce(lent) => loop {
                let connection = match lent.connection().await {
                    Ok(connection) => connection,
                    Err(source) => break Err(source),
                };
                let asked = bind_sqlite(sqlite(text.clone()), args).fetch_all(connection);
                let outcome = lender::answer(asked).await;
                if !lent.is_to_be_asked_again(&outcome) {
                    break outcome.map(|rows| rows.into_iter().map(Inner::Sqlite).collect());
                }
            },
            Engine::Postgres(tx) => bind_postgres(postgres(text), args)
                .fetch_all(&mut **tx)
                .await
                .map(|rows| rows.into_iter().map(Inner::Postgres).collect()),
            Engine::PostgresOnce(lent) => loop {
                let connection = match lent.connection().await {
                    Ok(connection) => connection,
                    Err(source) => break Err(source),
                };
                let asked = bind_postgres(postgres(text.clone()), args).fetch_all(connection);
                let outcome = lender::answer(asked).await;
                if !lent.is_to_be_asked_again(&outcome) {
                    break outcome.map(|rows| rows.into_iter().map(Inner::Postgres).collect());
                }
            },
        };
        match result {
            Ok(rows) => Ok(rows.into_iter().map(|inner| Row { statement, inner }).collect()),
            Err(source) => Err(self.failed(statement, source)),
        }
    }

    /// The first row, if any.
    pub async fn fetch_optional(
        &mut self,
        statement: &'static Statement,
        args: &[Value<'_>],
    ) -> Result<Option<Row>, Error> {
        // Statements read this way return one row at most, so nothing is thrown away. Reading to the end also lets a
        // SQLite statement with RETURNING finish its work.
        Ok(self.fetch_all(statement, args).await?.into_iter().next())
    }

    /// The row of a statement that always returns one.
    pub async fn fetch_one(
        &mut self,
        statement: &'static Statement,
        args: &[Value<'_>],
    ) -> Result<Row, Error> {
        match self.fetch_optional(statement, args).await? {
            Some(row) => Ok(row),
            None => Err(self.failed(statement, sqlx::Error::RowNotFound)),
        }
    }

    /// Runs a migration's text, which holds many statements.
    pub fn run_script(&mut self, text: String) -> BoxFuture<'_, Result<(), sqlx::Error>> {
        Box::pin(self.run_script_now(text))
    }

    async fn run_script_now(&mut self, text: String) -> Result<(), sqlx::Error> {
        let script = sqlx::raw_sql(AssertSqlSafe(text));
        match &mut self.engine {
            Engine::SqliteWrite(turn) => {
                script.execute(turn.connection().map_err(|_| sqlx::Error::PoolClosed)?).await.map(|_| ())
            }
            Engine::SqliteRead(tx) => script.execute(&mut **tx).await.map(|_| ()),
            Engine::Postgres(tx) => script.execute(&mut **tx).await.map(|_| ()),
            Engine::SqliteOnce(_) | Engine::PostgresOnce(_) => Err(sqlx::Error::BeginFailed),
        }
    }

    /// Whether SQLite writes zeros over what this transaction deletes from here on. PostgreSQL frees the room when it
    /// cleans its tables, and needs no telling.
    pub async fn overwrite_deleted(&mut self, overwrite: bool) -> Result<(), Error> {
        if self.is_postgres() {
            return Ok(());
        }
        let text = if overwrite { "PRAGMA secure_delete = ON" } else { "PRAGMA secure_delete = OFF" };
        let failed = |source| Error::Transaction { step: "overwrite what is deleted", source };
        self.run_script(text.to_owned()).await.map_err(failed)
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_) | Engine::PostgresOnce(_))
    }

    /// Stores what was written. On SQLite this returns once the group it is part of is safe on disk.
    pub fn commit(self) -> BoxFuture<'static, Result<(), Error>> {
        Box::pin(self.commit_now())
    }

    async fn commit_now(self) -> Result<(), Error> {
        let failed = |source| Error::Transaction { step: "commit", source };
        match self.engine {
            Engine::SqliteWrite(turn) => turn.commit().await,
            Engine::SqliteRead(tx) => tx.rollback().await.map_err(failed),
            Engine::Postgres(tx) => tx.commit().await.map_err(failed),
            Engine::SqliteOnce(_) | Engine::PostgresOnce(_) => Ok(()),
        }?;
        if self.causes_work {
            self.work.send_modify(|count| *count += 1);
        }
        Ok(())
    }

    /// Forgets what was written. Dropping the transaction does the same, but on SQLite this also returns only once what
    /// the transaction may have seen of its group is safe on disk.
    pub fn rollback(self) -> BoxFuture<'static, Result<(), Error>> {
        Box::pin(self.rollback_now())
    }

    async fn rollback_now(self) -> Result<(), Error> {
        let failed = |source| Error::Transaction { step: "roll back", source };
        match self.engine {
            Engine::SqliteWrite(turn) => turn.undo().await,
            Engine::SqliteRead(tx) => tx.rollback().await.map_err(failed),
            Engine::Postgres(tx) => tx.rollback().await.map_err(failed),
            Engine::SqliteOnce(_) | Engine::PostgresOnce(_) => Ok(()),
        }
    }
}
