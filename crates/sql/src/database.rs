//! Opening a database, and beginning transactions on it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnection, SqlitePool};
use tokio::sync::watch;

use crate::lender::Lender;
use crate::sqlite::{self, Writer};
use crate::tx::Engine;
use crate::{Error, Source, Tx};

/// Connections to PostgreSQL per node for transactions.
const CONNECTIONS: u32 = 16;
/// And for what one statement tells.
const ONCE_CONNECTIONS: usize = 8;
/// How long a request waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(20);

/// An open database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Database {
    kind: Kind,
    /// Counts the committed transactions of this process that caused work.
    work: Arc<watch::Sender<u64>>,
}

/// Connections for transactions; on SQLite those that read, beside which there is one that writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// Open ones.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
    /// So many at most; whoever needs another waits.
    pub most: u32,
}

#[derive(Debug, Clone)]
enum Kind {
    Sqlite { writer: Writer, readers: SqlitePool, once: Arc<Lender<SqliteConnection>> },
    Postgres { pool: PgPool, once: Arc<Lender<PgConnection>> },
}

impl Database {
    /// Opens the database; `name` is how its sessions are called on PostgreSQL. Tables are made by
    /// [`Migrations::run`](crate::Migrations::run).
    pub async fn connect(source: Source<'_>, name: &str) -> Result<Self, Error> {
        match source {
            Source::Sqlite(path) => {
                let (writer, readers, once) = sqlite::connect(path).await?;
                Ok(Self::over(Kind::Sqlite { writer, readers, once }))
            }
            Source::Postgres(text) => {
                let failed = |source| Error::Open { url: "postgres:…".to_owned(), source };
                let options: PgConnectOptions = text.parse().map_err(failed)?;
                let options = options.application_name(name).disable_statement_logging();
                let once = Lender::new(options.clone(), ONCE_CONNECTIONS);
                let pool = PgPoolOptions::new()
                    .max_connections(CONNECTIONS)
                    .acquire_timeout(ACQUIRE)
                    .connect_with(options)
                    .await
                    .map_err(failed)?;
                Ok(Self::over(Kind::Postgres { pool, once }))
            }
        }
    }

    fn over(kind: Kind) -> Self {
        Self { kind, work: Arc::new(watch::Sender::new(0)) }
    }

    /// Changes whenever a transaction of this process that added to, took from or ended something in the queue or the
    /// outbox is stored: what workers and those who wait for a job look at, so that nobody has to remember to wake
    /// them. What other processes do shows only by asking.
    pub fn work(&self) -> watch::Receiver<u64> {
        self.work.subscribe()
    }

    /// Begins a transaction that reads one consistent state and cannot write. Drop it when done.
    pub fn begin_read(&self) -> BoxFuture<'_, Result<Tx, Error>> {
        Box::pin(self.begin_read_now())
    }

    async fn begin_read_now(&self) -> Result<Tx, Error> {
        let failed = |source| Error::Transaction { step: "begin", source };
        let engine = match &self.kind {
            Kind::Sqlite { readers, .. } => Engine::SqliteRead(readers.begin().await.map_err(failed)?),
            Kind::Postgres { pool, .. } => Engine::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await.map_err(failed)?,
            ),
        };
        Ok(Tx::new(engine, Arc::clone(&self.work)))
    }

    /// For reading what one statement tells: no transaction stands around it, which on either engine costs as much as
    /// the statement. What belongs together and takes several statements is read in [`begin_read`](Self::begin_read).
    /// It cannot write.
    pub fn read_once(&self) -> BoxFuture<'_, Result<Tx, Error>> {
        Box::pin(self.read_once_now())
    }

    async fn read_once_now(&self) -> Result<Tx, Error> {
        let failed = |source| Error::Transaction { step: "begin", source };
        let engine = match &self.kind {
            Kind::Sqlite { once, .. } => Engine::SqliteOnce(once.lend().await.map_err(failed)?),
            Kind::Postgres { once, .. } => Engine::PostgresOnce(once.lend().await.map_err(failed)?),
        };
        Ok(Tx::new(engine, Arc::clone(&self.work)))
    }

    /// Begins a transaction that writes. Prefer [`transact!`](macro@crate::transact), which also runs it again where
    /// PostgreSQL asks for that and gives up a write that takes too long.
    ///
    /// On SQLite every other writer waits while it is open: do nothing slow inside, and never begin a second one.
    pub fn begin_write(&self) -> BoxFuture<'_, Result<Tx, Error>> {
        Box::pin(self.begin_write_now())
    }

    async fn begin_write_now(&self) -> Result<Tx, Error> {
        let engine = match &self.kind {
            Kind::Sqlite { writer, .. } => Engine::SqliteWrite(writer.turn().await?),
            Kind::Postgres { pool, .. } => Engine::Postgres(
                pool.begin().await.map_err(|source| Error::Transaction { step: "begin", source })?,
            ),
        };
        Ok(Tx::new(engine, Arc::clone(&self.work)))
    }

    /// Whether the database answers: for health checks.
    pub async fn ping(&self) -> Result<(), Error> {
        self.begin_read().await?.rollback().await
    }

    /// How the connections of this process are used: for who measures it.
    pub fn connections(&self) -> Connections {
        let (open, idle, most) = match &self.kind {
            Kind::Sqlite { readers, .. } => (readers.size(), readers.num_idle(), sqlite::READERS),
            Kind::Postgres { pool, .. } => (pool.size(), pool.num_idle(), CONNECTIONS),
        };
        Connections { open, idle: u32::try_from(idle).unwrap_or(u32::MAX).min(open), most }
    }

    /// Groups of writes that SQLite committed so far, each one wait for the disk; 0 on PostgreSQL, which groups by
    /// itself.
    pub fn commits(&self) -> u64 {
        match &self.kind {
            Kind::Sqlite { writer, .. } => writer.commits(),
            Kind::Postgres { .. } => 0,
        }
    }

    /// Whether this is PostgreSQL, which several nodes can share.
    pub fn is_postgres(&self) -> bool {
        matches!(self.kind, Kind::Postgres { .. })
    }
}
