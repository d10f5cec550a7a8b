//! Changes of a version's files since its import. What lies where is in the version's index, which every change
//! replaces as a whole; here stands that it happened.

use std::collections::BTreeMap;

use platform::Timestamp;

use crate::course_versions::CourseVersion;
use crate::courses::Course;
use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::totals::{self, Change};
use crate::value::args;
use crate::{CourseKey, Error, Tx, VersionKey, blobs, courses};

statements! { "file_changes";
    /// The files of a version as they are from now on, unless somebody else changed them since they were looked at.
    UPDATE_VERSION = "
        UPDATE course_versions
        SET index_blob = $3,
            size_bytes = $4,
            files = $5
        WHERE key = $1 AND index_blob = $2";
    /// The same of the version's copies in the sandbox.
    UPDATE_COPIES = "
        UPDATE course_versions
        SET index_blob = $2,
            size_bytes = $3,
            files = $4
        WHERE sandbox_of = $1";
    /// That they changed.
    INSERT = "
        INSERT INTO file_changes (version, kind, files, email, at)
        VALUES ($1, $2, $3, $4, $5)";
    /// When the files of a course's versions changed last.
    LIST_LATEST = "
        SELECT f.version, MAX(f.at) AS at
        FROM file_changes f JOIN course_versions v ON v.key = f.version
        WHERE v.course = $1
        GROUP BY f.version";
    /// The latest changes of a version's files.
    LIST = "SELECT kind, files, email, at FROM file_changes WHERE version = $1 ORDER BY key DESC LIMIT $2";
    /// When the files of a version changed last.
    FIND_LATEST = "SELECT at FROM file_changes WHERE version = $1 ORDER BY key DESC LIMIT 1";
}

/// How files changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A zip was laid over them.
    Update,
    /// Some were deleted.
    Delete,
}

/// The files of a version as they are from now on.
#[derive(Debug, Clone)]
pub struct NewFiles<'a> {
    /// How they changed.
    pub kind: Kind,
    /// How many changed.
    pub changed: u64,
    /// Key of the new index's blob.
    pub index_blob: &'a str,
    /// Size of all files, unpacked.
    pub size_bytes: u64,
    /// Number of all files.
    pub files: u64,
    /// Blobs that the version needs from now on, beside those it keeps; the index is one of them.
    pub gained: &'a [String],
    /// Blobs that it needs no more.
    pub lost: &'a [String],
    /// Until when those stay, for who is reading them.
    pub lost_until: Timestamp,
    /// Whom the caller named, or empty.
    pub email: &'a str,
}

/// Changes the files of a version. `false`: they are not what `version` says any more, and nothing was changed.
pub async fn insert(
    tx: &mut Tx,
    course: &Course,
    version: &CourseVersion,
    new: &NewFiles<'_>,
    at: Timestamp,
) -> Result<bool, Error> {
    // Whoever copies the version for the sandbox waits, or is waited for.
    courses::lock(tx, course.key).await?;
    let args = args![version.key, &version.index_blob, new.index_blob, new.size_bytes, new.files];
    if tx.execute(&UPDATE_VERSION, args).await? == 0 {
        return Ok(false);
    }
    tx.execute(&UPDATE_COPIES, args![version.key, new.index_blob, new.size_bytes, new.files]).await?;
    for blob in new.gained {
        blobs::own_by_version(tx, blob, version.key).await?;
    }
    for blob in new.lost {
        blobs::disown(tx, blob, version.key, new.lost_until).await?;
    }
    let kind = match new.kind {
        Kind::Update => "update",
        Kind::Delete => "delete",
    };
    tx.execute(&INSERT, args![version.key, kind, new.changed, new.email, at]).await?;
    let bytes = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
    let size_bytes = bytes(new.size_bytes) - bytes(version.size_bytes);
    courses::add_size(tx, course.key, size_bytes).await?;
    totals::add(tx, course.app, Change { size_bytes, ..Change::default() }).await?;
    Ok(true)
}

/// When the files of a course's versions changed last; without those that never did.
pub async fn list_latest(tx: &mut Tx, course: CourseKey) -> Result<BTreeMap<VersionKey, Timestamp>, Error> {
    let rows = tx.fetch_all(&LIST_LATEST, args![course]).await?;
    rows.iter().map(|row| Ok((VersionKey(row.int("version")?), row.at("at")?))).collect()
}

/// A change of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// How they changed.
    pub kind: Kind,
    /// How many changed.
    pub files: u64,
    /// Who did it, as far as that is known, or empty.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl FileChange {
    /// Whether files went.
    #[must_use]
    pub fn is_deletion(&self) -> bool {
        self.kind == Kind::Delete
    }
}

/// The latest changes of a version's files, latest first.
pub async fn list(tx: &mut Tx, version: VersionKey, limit: u32) -> Result<Vec<FileChange>, Error> {
    let rows = tx.fetch_all(&LIST, args![version, limit]).await?;
    let kind = |text: &str| match text {
        "update" => Some(Kind::Update),
        "delete" => Some(Kind::Delete),
        _ => None,
    };
    let change = |row: &Row| {
        Ok(FileChange {
            kind: row.parsed("kind", kind)?,
            files: row.count("files")?,
            by: row.text("email")?,
            at: row.at("at")?,
        })
    };
    rows.iter().map(change).collect()
}

/// When the files of a version changed last; `None` when they never did.
pub async fn find_latest(tx: &mut Tx, version: VersionKey) -> Result<Option<Timestamp>, Error> {
    tx.fetch_optional(&FIND_LATEST, args![version]).await?.map(|row| row.at("at")).transpose()
}
