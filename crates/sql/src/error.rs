//! What can go wrong below the domain. "Not found" is an `Option`, never an error.

/// A failure of storage.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database cannot be opened.
    #[error("cannot open the database `{url}`")]
    Open {
        /// Its address, without the password.
        url: String,
        /// Why not.
        #[source]
        source: sqlx::Error,
    },
    /// A statement failed.
    #[error("the statement `{table}.{statement}` failed")]
    Statement {
        /// The noun it belongs to.
        table: &'static str,
        /// Its name.
        statement: &'static str,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// A transaction could not begin or end.
    #[error("the database could not {step}")]
    Transaction {
        /// What was tried.
        step: &'static str,
        /// Why it failed.
        #[source]
        source: sqlx::Error,
    },
    /// The group of writes that this one was part of could not be committed.
    #[error("the database could not commit: {0}")]
    Commit(String),
    /// A stored value that nobody can have meant.
    #[error("unreadable value in column `{column}` of table `{table}`, row {row}")]
    BadRow {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
    },
    /// A write held the database too long; nothing of it was stored.
    #[error("a write took longer than {0} seconds and was given up")]
    TooLong(u64),
    /// The database was written by a newer program.
    #[error("the database has schema {found}, this program knows {known}: use a newer program")]
    NewerSchema {
        /// What the database has.
        found: i64,
        /// What this program knows.
        known: i64,
    },
    /// The database was never set up, or is older than this program.
    #[error("the database has schema {found}, this program needs {known}: {remedy}")]
    OlderSchema {
        /// What the database has; 0 for an empty one.
        found: i64,
        /// What this program needs.
        known: i64,
        /// What to do.
        remedy: &'static str,
    },
    /// Another program than this one, neither older nor newer, changed the tables.
    #[error(
        "the database has migration {number}, which this program does not have though it knows later ones: another \
         program (a trial version, or another branch) changed its tables; use that one, or restore a backup from before"
    )]
    ForeignSchema {
        /// The migration that nobody here knows.
        number: i64,
    },
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
}

impl Error {
    /// Whether the same call may succeed later without anybody changing anything: the caller answers 503 or retries.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::BadRow { .. }
            | Self::NewerSchema { .. }
            | Self::OlderSchema { .. }
            | Self::ForeignSchema { .. } => false,
            Self::Statement { source, .. } => is_connection_trouble(source) || is_conflict(source),
            Self::Open { .. }
            | Self::Transaction { .. }
            | Self::Commit(_)
            | Self::TooLong(_)
            | Self::Closed => true,
        }
    }
}

/// PostgreSQL gave the transaction up in favour of another: run it again.
pub(crate) fn is_conflict(error: &sqlx::Error) -> bool {
    // 40001 serialization_failure, 40P01 deadlock_detected
    error.as_database_error().and_then(|e| e.code()).is_some_and(|code| code == "40001" || code == "40P01")
}

fn is_connection_trouble(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed => {
            true
        }
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            // PostgreSQL: class 08 connection exception, 53 insufficient resources, 57 operator intervention, and
            // 25006 read only (a replica that is about to become the primary). SQLite: 5 BUSY, 13 FULL.
            let postgres = code.len() == 5 && ["08", "53", "57"].iter().any(|class| code.starts_with(class));
            postgres || matches!(&*code, "25006" | "5" | "13")
        }),
        _ => false,
    }
}
