//! Packages on their way into the cloud.

use lyceum_client::Timestamp;
use sql::{Error, Row, Tx, statements};

use super::args;

/// How far a package is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImportState {
    /// Its bytes are on their way, or a browser was given a link to post it to.
    Awaited,
    /// The cloud has it and gave a token.
    Running,
    /// The course has it.
    Succeeded,
    /// It will not come; the message says why.
    Failed,
}

/// A package.
#[derive(Debug, Clone)]
pub(crate) struct Import {
    pub(crate) key: i64,
    pub(crate) course: i64,
    pub(crate) file_name: String,
    pub(crate) state: ImportState,
    pub(crate) token: Option<String>,
    /// 0 to 100.
    pub(crate) percent: u32,
    /// For authors.
    pub(crate) message: String,
    /// What was odd about the package, for authors.
    pub(crate) warnings: Vec<String>,
    pub(crate) created_at: Timestamp,
}

impl ImportState {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Awaited => "awaited",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Awaited, Self::Running, Self::Succeeded, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

impl Import {
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, ImportState::Awaited | ImportState::Running)
    }
}

statements! { "imports";
    /// A package is on its way.
    INSERT = "
        INSERT INTO imports (course, file_name, state, percent, message, warnings, created_by, created_at, changed_at)
        VALUES ($1, $2, 'awaited', 0, '', '[]', $3, $4, $4)
        RETURNING key";
    /// One package.
    FIND = "
        SELECT key, course, file_name, state, token, percent, message, warnings, created_at
        FROM imports WHERE key = $1";
    /// The packages of a course, newest first.
    LIST = "
        SELECT key, course, file_name, state, token, percent, message, warnings, created_at
        FROM imports WHERE course = $1 ORDER BY key DESC LIMIT 50";
    /// Packages that are under way, for whoever follows them.
    OPEN = "
        SELECT key, course, file_name, state, token, percent, message, warnings, created_at
        FROM imports WHERE state IN ('awaited', 'running') ORDER BY key";
    /// The cloud gave a token: only the first counts.
    SET_RUNNING = "
        UPDATE imports SET state = 'running', token = $2, changed_at = $3
        WHERE key = $1 AND state = 'awaited'";
    /// How far it is.
    SET_PROGRESS = "
        UPDATE imports SET percent = $2, message = $3, changed_at = $4
        WHERE key = $1 AND state IN ('awaited', 'running')";
    /// How it ended.
    SET_ENDED = "
        UPDATE imports SET state = $2, message = $3, warnings = $4, percent = 100, changed_at = $5
        WHERE key = $1 AND state IN ('awaited', 'running')";
}

fn import(row: &Row) -> Result<Import, Error> {
    Ok(Import {
        key: row.int("key")?,
        course: row.int("course")?,
        file_name: row.text("file_name")?,
        state: row.parsed("state", ImportState::parse)?,
        token: row.opt_text("token")?,
        percent: row.small("percent")?,
        message: row.text("message")?,
        warnings: row.parsed("warnings", |text| serde_json::from_str(text).ok())?,
        created_at: Timestamp(row.int("created_at")?),
    })
}

pub(crate) async fn insert(
    tx: &mut Tx,
    course: i64,
    file_name: &str,
    by: i64,
    now: Timestamp,
) -> Result<i64, Error> {
    tx.fetch_one(&INSERT, args![course, file_name, by, now.0]).await?.int("key")
}

pub(crate) async fn find(tx: &mut Tx, key: i64) -> Result<Option<Import>, Error> {
    tx.fetch_optional(&FIND, args![key]).await?.as_ref().map(import).transpose()
}

pub(crate) async fn list(tx: &mut Tx, course: i64) -> Result<Vec<Import>, Error> {
    tx.fetch_all(&LIST, args![course]).await?.iter().map(import).collect()
}

pub(crate) async fn open(tx: &mut Tx) -> Result<Vec<Import>, Error> {
    tx.fetch_all(&OPEN, args![]).await?.iter().map(import).collect()
}

/// Whether the token was taken; another one was there, or it is over.
pub(crate) async fn set_running(tx: &mut Tx, key: i64, token: &str, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(&SET_RUNNING, args![key, token, now.0]).await? > 0)
}

pub(crate) async fn set_progress(
    tx: &mut Tx,
    key: i64,
    percent: u32,
    message: &str,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(&SET_PROGRESS, args![key, percent, message, now.0]).await.map(|_| ())
}

/// Whether it was under way until now.
pub(crate) async fn set_ended(
    tx: &mut Tx,
    key: i64,
    state: ImportState,
    message: &str,
    warnings: &[String],
    now: Timestamp,
) -> Result<bool, Error> {
    let warnings = serde_json::to_string(warnings).unwrap_or_else(|_| "[]".to_owned());
    Ok(tx.execute(&SET_ENDED, args![key, state.as_str(), message, warnings, now.0]).await? > 0)
}
