//! Versions of courses: one import each. Their files may be changed afterwards ([`file_changes`](crate::file_changes)),
//! nothing else of them.

use platform::{ContentKey, Timestamp, VersionNumber};

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::totals::{self, Change};
use crate::value::args;
use crate::{CourseKey, Error, Tx, VersionKey, blobs, courses};

statements! { "course_versions";
    /// A new version.
    INSERT = "
        INSERT INTO course_versions (
            course, number, content_key, standard, learning_standard, title, identifier, manifest_path,
            package_blob, index_blob, media_blob, size_bytes, files, created_at,
            definition, metadata, warnings, manifest)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        RETURNING key";
    /// A version by its number.
    FIND = "
        SELECT key, course, number, content_key, standard, learning_standard, title, identifier, manifest_path,
            package_blob, index_blob, media_blob, size_bytes, files, created_at
        FROM course_versions
        WHERE course = $1 AND number = $2";
    /// The version with the highest number.
    FIND_LATEST = "
        SELECT key, course, number, content_key, standard, learning_standard, title, identifier, manifest_path,
            package_blob, index_blob, media_blob, size_bytes, files, created_at
        FROM course_versions
        WHERE course = $1
        ORDER BY number DESC
        LIMIT 1";
    /// A version by its key.
    FIND_BY_KEY = "
        SELECT key, course, number, content_key, standard, learning_standard, title, identifier, manifest_path,
            package_blob, index_blob, media_blob, size_bytes, files, created_at
        FROM course_versions
        WHERE key = $1";
    /// A version by the folder it is served under.
    FIND_BY_CONTENT_KEY = "
        SELECT key, course, number, content_key, standard, learning_standard, title, identifier, manifest_path,
            package_blob, index_blob, media_blob, size_bytes, files, created_at
        FROM course_versions
        WHERE content_key = $1";
    /// The versions of a course, first to latest.
    LIST = "
        SELECT key, course, number, content_key, standard, learning_standard, title, identifier, manifest_path,
            package_blob, index_blob, media_blob, size_bytes, files, created_at
        FROM course_versions
        WHERE course = $1
        ORDER BY number";
    /// A page of the versions of a course, latest first, with who brought them and how many warnings came of it.
    LIST_HISTORY = "
        SELECT key, course, number, content_key, standard, learning_standard, title, identifier, manifest_path,
            package_blob, index_blob, media_blob, size_bytes, files, created_at, warnings, made_by
        FROM course_versions
        WHERE course = $1 AND number < $2
        ORDER BY number DESC
        LIMIT $3";
    /// Who in the console brought a version.
    UPDATE_MADE_BY = "UPDATE course_versions SET made_by = $2 WHERE key = $1";
    /// The encoded definition.
    FIND_DEFINITION = "SELECT key, definition FROM course_versions WHERE key = $1";
    /// The manifest as text.
    FIND_MANIFEST = "SELECT key, manifest FROM course_versions WHERE key = $1";
    /// The metadata as JSON.
    FIND_METADATA = "SELECT key, metadata FROM course_versions WHERE key = $1";
    /// The parser warnings as JSON.
    FIND_WARNINGS = "SELECT key, warnings FROM course_versions WHERE key = $1";
    /// A version.
    DELETE = "DELETE FROM course_versions WHERE key = $1";
}

/// What an import found out.
#[derive(Debug, Clone)]
pub struct NewVersion<'a> {
    /// The unguessable folder the files are served under.
    pub content_key: &'a ContentKey,
    /// Standard and edition as the importer names them.
    pub standard: &'a str,
    /// The same as V1 names it (`scorm_12`).
    pub learning_standard: &'a str,
    /// The title in the manifest.
    pub title: &'a str,
    /// The manifest's identifier.
    pub identifier: &'a str,
    /// The manifest's path in the package.
    pub manifest_path: &'a str,
    /// The manifest as text.
    pub manifest: &'a str,
    /// Metadata as JSON, to its reader's liking.
    pub metadata: &'a str,
    /// Parser warnings as JSON.
    pub warnings: &'a str,
    /// The encoded definition.
    pub definition: &'a [u8],
    /// Key of the package's blob.
    pub package_blob: &'a str,
    /// Key of the index's blob.
    pub index_blob: &'a str,
    /// Key of the blob of media that were stored again.
    pub media_blob: Option<&'a str>,
    /// Size of the files, unpacked.
    pub size_bytes: u64,
    /// Number of files.
    pub files: u64,
}

/// A version without its large columns, which have finders of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseVersion {
    /// Its row.
    pub key: VersionKey,
    /// Its course.
    pub course: CourseKey,
    /// Its number (`versionid`).
    pub number: VersionNumber,
    /// The unguessable folder the files are served under.
    pub content_key: ContentKey,
    /// Standard and edition as the importer names them.
    pub standard: String,
    /// The same as V1 names it.
    pub learning_standard: String,
    /// The title in the manifest.
    pub title: String,
    /// The manifest's identifier.
    pub identifier: String,
    /// The manifest's path in the package.
    pub manifest_path: String,
    /// Key of the package's blob.
    pub package_blob: String,
    /// Key of the index's blob.
    pub index_blob: String,
    /// Key of the blob of media that were stored again.
    pub media_blob: Option<String>,
    /// Size of the files, unpacked.
    pub size_bytes: u64,
    /// Number of files.
    pub files: u64,
    /// When it was imported.
    pub created_at: Timestamp,
}

fn version(row: &Row) -> Result<CourseVersion, Error> {
    Ok(CourseVersion {
        key: VersionKey(row.int("key")?),
        course: CourseKey(row.int("course")?),
        number: row.version("number")?,
        content_key: row.parsed("content_key", |text| ContentKey::parse(text).ok())?,
        standard: row.text("standard")?,
        learning_standard: row.text("learning_standard")?,
        title: row.text("title")?,
        identifier: row.text("identifier")?,
        manifest_path: row.text("manifest_path")?,
        package_blob: row.text("package_blob")?,
        index_blob: row.text("index_blob")?,
        media_blob: row.opt_text("media_blob")?,
        size_bytes: row.count("size_bytes")?,
        files: row.count("files")?,
        created_at: row.at("created_at")?,
    })
}

/// Adds a version to a course that [`courses::insert_or_lock`] returned in the same transaction. The version becomes
/// the owner of its blobs.
pub async fn insert(
    tx: &mut Tx,
    course: &courses::Course,
    new: &NewVersion<'_>,
    at: Timestamp,
) -> Result<CourseVersion, Error> {
    let row = tx
        .fetch_one(
            &INSERT,
            args![
                course.key,
                course.next_version,
                new.content_key,
                new.standard,
                new.learning_standard,
                new.title,
                new.identifier,
                new.manifest_path,
                new.package_blob,
                new.index_blob,
                new.media_blob,
                new.size_bytes,
                new.files,
                at,
                new.definition,
                new.metadata,
                new.warnings,
                new.manifest,
            ],
        )
        .await?;
    let key = VersionKey(row.int("key")?);
    for blob in [Some(new.package_blob), Some(new.index_blob), new.media_blob].into_iter().flatten() {
        blobs::own_by_version(tx, blob, key).await?;
    }
    courses::add_version(tx, course.key, new.title, new.learning_standard, new.size_bytes, at).await?;
    let size_bytes = i64::try_from(new.size_bytes).unwrap_or(i64::MAX);
    totals::add(tx, course.app, Change { size_bytes, ..Change::default() }).await?;
    Ok(CourseVersion {
        key,
        course: course.key,
        number: course.next_version,
        content_key: new.content_key.clone(),
        standard: new.standard.to_owned(),
        learning_standard: new.learning_standard.to_owned(),
        title: new.title.to_owned(),
        identifier: new.identifier.to_owned(),
        manifest_path: new.manifest_path.to_owned(),
        package_blob: new.package_blob.to_owned(),
        index_blob: new.index_blob.to_owned(),
        media_blob: new.media_blob.map(str::to_owned),
        size_bytes: new.size_bytes,
        files: new.files,
        created_at: at,
    })
}

/// A version by its number.
pub async fn find(
    tx: &mut Tx,
    course: CourseKey,
    number: VersionNumber,
) -> Result<Option<CourseVersion>, Error> {
    tx.fetch_optional(&FIND, args![course, number]).await?.as_ref().map(version).transpose()
}

/// The latest version.
pub async fn find_latest(tx: &mut Tx, course: CourseKey) -> Result<Option<CourseVersion>, Error> {
    tx.fetch_optional(&FIND_LATEST, args![course]).await?.as_ref().map(version).transpose()
}

/// A version by its row.
pub async fn find_by_key(tx: &mut Tx, key: VersionKey) -> Result<Option<CourseVersion>, Error> {
    tx.fetch_optional(&FIND_BY_KEY, args![key]).await?.as_ref().map(version).transpose()
}

/// A version by the folder its files are served under.
pub async fn find_by_content_key(tx: &mut Tx, key: &ContentKey) -> Result<Option<CourseVersion>, Error> {
    tx.fetch_optional(&FIND_BY_CONTENT_KEY, args![key]).await?.as_ref().map(version).transpose()
}

/// The versions of a course, first to latest.
pub async fn list(tx: &mut Tx, course: CourseKey) -> Result<Vec<CourseVersion>, Error> {
    tx.fetch_all(&LIST, args![course]).await?.iter().map(version).collect()
}

/// A version in the history of its course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastVersion {
    /// The version.
    pub version: CourseVersion,
    /// Parser warnings as JSON.
    pub warnings: String,
    /// The login of who brought it by the console; empty where it came by the API.
    pub made_by: String,
}

/// A page of a course's versions, those before `before`, latest first.
pub async fn list_history(
    tx: &mut Tx,
    course: CourseKey,
    before: Option<VersionNumber>,
    limit: u32,
) -> Result<Vec<PastVersion>, Error> {
    let before = before.map_or(i64::MAX, |number| i64::from(number.0));
    let rows = tx.fetch_all(&LIST_HISTORY, args![course, before, limit]).await?;
    let past = |row: &Row| {
        let (warnings, made_by) = (row.text("warnings")?, row.text("made_by")?);
        Ok(PastVersion { version: version(row)?, warnings, made_by })
    };
    rows.iter().map(past).collect()
}

/// Notes who brought a version by the console.
pub async fn update_made_by(tx: &mut Tx, key: VersionKey, login: &str) -> Result<(), Error> {
    tx.execute(&UPDATE_MADE_BY, args![key, login]).await.map(|_| ())
}

/// The encoded definition of a version.
pub async fn find_definition(tx: &mut Tx, key: VersionKey) -> Result<Option<Vec<u8>>, Error> {
    tx.fetch_optional(&FIND_DEFINITION, args![key]).await?.map(|row| row.bytes("definition")).transpose()
}

/// The manifest of a version.
pub async fn find_manifest(tx: &mut Tx, key: VersionKey) -> Result<Option<String>, Error> {
    tx.fetch_optional(&FIND_MANIFEST, args![key]).await?.map(|row| row.text("manifest")).transpose()
}

/// The metadata of a version, JSON.
pub async fn find_metadata(tx: &mut Tx, key: VersionKey) -> Result<Option<String>, Error> {
    tx.fetch_optional(&FIND_METADATA, args![key]).await?.map(|row| row.text("metadata")).transpose()
}

/// The parser warnings of a version, JSON.
pub async fn find_warnings(tx: &mut Tx, key: VersionKey) -> Result<Option<String>, Error> {
    tx.fetch_optional(&FIND_WARNINGS, args![key]).await?.map(|row| row.text("warnings")).transpose()
}

/// What is left after a version was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Other versions.
    Course,
    /// It was the last one, so the course went with it.
    Nothing,
}

/// Deletes a version; with the last one the course and its registrations go too. Instances on a deleted version keep
/// their results. Its blobs are left to the sweeper.
pub async fn delete(tx: &mut Tx, course: &courses::Course, version: &CourseVersion) -> Result<Left, Error> {
    if tx.execute(&DELETE, args![version.key]).await? == 0 {
        return Ok(Left::Course);
    }
    if find_latest(tx, course.key).await?.is_none() {
        courses::delete(tx, course.key).await?;
        return Ok(Left::Nothing);
    }
    courses::remove_version(tx, course.key, version.size_bytes).await?;
    let size_bytes = -i64::try_from(version.size_bytes).unwrap_or(i64::MAX);
    totals::add(tx, course.app, Change { size_bytes, ..Change::default() }).await?;
    Ok(Left::Course)
}
