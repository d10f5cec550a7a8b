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
    /// Who brings it; absent when that person is gone.
    pub(crate) created_by: Option<i64>,
    pub(crate) created_at: Timestamp,
    /// When something was last heard of it.
    pub(crate) changed_at: Timestamp,
    /// The newest version of the course that was known when it was begun.
    pub(crate) version_before: Option<u32>,
    /// When a browser was given a link to post it to.
    pub(crate) link_at: Option<Timestamp>,
    /// Since when it is not known whether the cloud took it.
    pub(crate) doubt_at: Option<Timestamp>,
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
        INSERT INTO imports (course, file_name, state, percent, message, warnings, created_by, created_at, changed_at,
            version_before)
        VALUES ($1, $2, 'awaited', 0, '', '[]', $3, $4, $4,
            (SELECT CAST(MAX(p.version) AS BIGINT) FROM imports p WHERE p.course = $1))
        RETURNING key";
    /// How many packages somebody began since an instant.
    COUNT_BY = "
        SELECT CAST(COUNT(*) AS BIGINT) AS n FROM imports WHERE created_by = $1 AND created_at > $2";
    /// One package.
    FIND = "
        SELECT key, course, file_name, state, token, percent, message, warnings, created_by, created_at, changed_at,
            version_before, link_at, doubt_at
        FROM imports WHERE key = $1";
    /// The packages of a course, newest first.
    LIST = "
        SELECT key, course, file_name, state, token, percent, message, warnings, created_by, created_at, changed_at,
            version_before, link_at, doubt_at
        FROM imports WHERE course = $1 ORDER BY key DESC LIMIT 50";
    /// Packages that are under way, for whoever follows them.
    OPEN = "
        SELECT key, course, file_name, state, token, percent, message, warnings, created_by, created_at, changed_at,
            version_before, link_at, doubt_at
        FROM imports WHERE state IN ('awaited', 'running') ORDER BY key";
    /// The cloud gave a token: only the first counts.
    SET_RUNNING = "
        UPDATE imports SET state = 'running', token = $2, changed_at = $3
        WHERE key = $1 AND state = 'awaited'";
    /// A browser gets the link: the one who brings the package, once.
    SET_LINKED = "
        UPDATE imports SET link_at = $3, changed_at = $3
        WHERE key = $1 AND created_by = $2 AND state = 'awaited' AND link_at IS NULL AND doubt_at IS NULL";
    /// Its bytes are still coming.
    TOUCH = "UPDATE imports SET changed_at = $2 WHERE key = $1 AND state = 'awaited'";
    /// Whether the cloud took it is not known.
    SET_DOUBTFUL = "
        UPDATE imports SET doubt_at = $2, message = $3, changed_at = $2
        WHERE key = $1 AND state = 'awaited' AND doubt_at IS NULL";
    /// The course's version that it became.
    SET_VERSION = "UPDATE imports SET version = $2 WHERE key = $1";
    /// The newest version of a course that a package became.
    NEWEST_VERSION = "SELECT CAST(MAX(version) AS BIGINT) AS version FROM imports WHERE course = $1";
    /// Packages of courses that are to be deleted, for which no browser has a link and which are not coming in.
    ABANDON = "
        UPDATE imports SET state = 'failed', changed_at = $2
        WHERE state = 'awaited' AND link_at IS NULL AND doubt_at IS NULL AND changed_at < $1
            AND course IN (SELECT key FROM courses WHERE state = 'removing')";
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
        created_by: row.opt_int("created_by")?,
        created_at: Timestamp(row.int("created_at")?),
        changed_at: Timestamp(row.int("changed_at")?),
        version_before: row.opt_int("version_before")?.and_then(|version| u32::try_from(version).ok()),
        link_at: row.opt_int("link_at")?.map(Timestamp),
        doubt_at: row.opt_int("doubt_at")?.map(Timestamp),
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

/// How many packages somebody began since an instant.
pub(crate) async fn count_by(tx: &mut Tx, by: i64, since: Timestamp) -> Result<i64, Error> {
    tx.fetch_one(&COUNT_BY, args![by, since.0]).await?.int("n")
}

/// Whether the link may be given: to this person, for the first time, while the package is awaited.
pub(crate) async fn set_linked(tx: &mut Tx, key: i64, by: i64, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(&SET_LINKED, args![key, by, now.0]).await? > 0)
}

pub(crate) async fn touch(tx: &mut Tx, key: i64, now: Timestamp) -> Result<(), Error> {
    tx.execute(&TOUCH, args![key, now.0]).await.map(|_| ())
}

pub(crate) async fn set_doubtful(tx: &mut Tx, key: i64, message: &str, now: Timestamp) -> Result<(), Error> {
    tx.execute(&SET_DOUBTFUL, args![key, now.0, message]).await.map(|_| ())
}

pub(crate) async fn set_version(tx: &mut Tx, key: i64, version: u32) -> Result<(), Error> {
    tx.execute(&SET_VERSION, args![key, version]).await.map(|_| ())
}

/// The newest version of a course that is known to be that of a package.
pub(crate) async fn newest_version(tx: &mut Tx, course: i64) -> Result<Option<u32>, Error> {
    let version = tx.fetch_one(&NEWEST_VERSION, args![course]).await?.opt_int("version")?;
    Ok(version.and_then(|version| u32::try_from(version).ok()))
}

/// Gives up packages of courses that are to be deleted, which nobody has sent anything of since an instant.
pub(crate) async fn abandon_removing(
    tx: &mut Tx,
    touched_before: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(&ABANDON, args![touched_before.0, now.0]).await.map(|_| ())
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
