//! SQLite: one writer that groups waiting writes, and a pool of readers.

mod writer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};

pub(crate) use writer::{Turn, Writer};

use crate::Error;
use crate::lender::Lender;

/// How long a write waits for another process (`lyceum apps create` beside a running server).
const BUSY_TIMEOUT: Duration = Duration::from_secs(20);
/// Readers: more do not help one file.
pub(crate) const READERS: u32 = 8;
/// And for what one statement tells.
const ONCE_READERS: usize = 4;

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged entry survives power loss.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(256)
        .disable_statement_logging()
}

/// Opens the file, made when absent, with its folder.
pub(crate) async fn connect(
    path: &Path,
) -> Result<(Writer, SqlitePool, Arc<Lender<SqliteConnection>>), Error> {
    let failed = |source| Error::Open { url: format!("sqlite:{}", path.display()), source };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| failed(sqlx::Error::Io(error)))?;
    }
    let connection: SqliteConnection = options(path).connect().await.map_err(failed)?;
    let reading = options(path).create_if_missing(false).read_only(true);
    let once = Lender::new(reading.clone(), ONCE_READERS);
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(reading)
        .await
        .map_err(failed)?;
    Ok((Writer::spawn(connection), readers, once))
}
