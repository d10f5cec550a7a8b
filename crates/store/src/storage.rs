//! How much is stored, as far as the database knows, and what time it has.

use platform::{AppId, CourseId, Timestamp};

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{Error, Tx};

statements! { "storage";
    /// Bytes of the database and its clock.
    FIND = "
        SELECT (SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size()) AS bytes,
            CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000 AS now",
        postgres "
        SELECT pg_database_size(current_database()) AS bytes,
            CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) AS now"
        because "each engine has words of its own for its size and its clock";
    /// Bytes of all course versions.
    SUM = "
        SELECT CAST(COALESCE(SUM(t.size_bytes), 0) AS BIGINT) AS bytes
        FROM totals t JOIN apps a ON a.key = t.app
        WHERE a.sandbox_of IS NULL";
    /// The courses that take most room.
    LIST_BIGGEST = "
        SELECT c.key, a.id AS app_id, c.id, c.title, c.versions, c.size_bytes
        FROM courses c JOIN apps a ON a.key = c.app
        WHERE a.sandbox_of IS NULL
        ORDER BY c.size_bytes DESC, c.key DESC
        LIMIT $1";
}

/// The database itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatabaseState {
    /// Its size.
    pub bytes: u64,
    /// The time on its clock.
    pub now: Timestamp,
}

/// A course, as one of those that take room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BigCourse {
    /// Whose it is.
    pub app: AppId,
    /// Its id.
    pub id: CourseId,
    /// Its title.
    pub title: String,
    /// Versions that are kept.
    pub versions: u64,
    /// Bytes of all of them.
    pub size_bytes: u64,
}

fn big_course(row: &Row) -> Result<BigCourse, Error> {
    Ok(BigCourse {
        app: row.id("app_id")?,
        id: row.id("id")?,
        title: row.text("title")?,
        versions: row.count("versions")?,
        size_bytes: row.count("size_bytes")?,
    })
}

/// Size and clock of the database.
pub async fn find(tx: &mut Tx) -> Result<DatabaseState, Error> {
    let row = tx.fetch_one(&FIND, args![]).await?;
    Ok(DatabaseState { bytes: row.count("bytes")?, now: row.at("now")? })
}

/// Bytes of the packages of all courses, as they are counted.
pub async fn sum(tx: &mut Tx) -> Result<u64, Error> {
    tx.fetch_one(&SUM, args![]).await?.count("bytes")
}

/// The courses that take most room, the biggest first.
pub async fn list_biggest(tx: &mut Tx, limit: u32) -> Result<Vec<BigCourse>, Error> {
    tx.fetch_all(&LIST_BIGGEST, args![limit]).await?.iter().map(big_course).collect()
}
