//! Courses: the name under which versions gather.

use platform::{CourseId, Timestamp, VersionNumber};

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::totals::{self, Change};
use crate::value::args;
use crate::{AppKey, CourseKey, Error, Tx};

statements! { "courses";
    /// A course for the next version: made when absent, locked until the end of the transaction.
    INSERT_OR_LOCK = "
        INSERT INTO courses (
            app, id, title, learning_standard,
            versions, next_version, registrations, size_bytes, created_at, updated_at)
        VALUES ($1, $2, '', '', 0, 0, 0, 0, $3, $3)
        ON CONFLICT (app, id) DO UPDATE SET updated_at = excluded.updated_at
        RETURNING key, app, id, title, learning_standard, versions, next_version, registrations, size_bytes,
            created_at, updated_at";
    /// A course by its id.
    FIND = "
        SELECT key, app, id, title, learning_standard, versions, next_version, registrations, size_bytes,
            created_at, updated_at
        FROM courses
        WHERE app = $1 AND id = $2";
    /// A course by its key.
    FIND_BY_KEY = "
        SELECT key, app, id, title, learning_standard, versions, next_version, registrations, size_bytes,
            created_at, updated_at
        FROM courses
        WHERE key = $1";
    /// A page of the courses of an application in the order they were made.
    LIST = "
        SELECT key, app, id, title, learning_standard, versions, next_version, registrations, size_bytes,
            created_at, updated_at
        FROM courses
        WHERE app = $1 AND key > $2
        ORDER BY key
        LIMIT $3";
    /// A page of the same, latest first.
    LIST_LATEST = "
        SELECT key, app, id, title, learning_standard, versions, next_version, registrations, size_bytes,
            created_at, updated_at
        FROM courses
        WHERE app = $1 AND key < $2
        ORDER BY key DESC
        LIMIT $3";
    /// The same of the courses that carry a tag.
    LIST_TAGGED_LATEST = "
        SELECT c.key, c.app, c.id, c.title, c.learning_standard, c.versions, c.next_version, c.registrations,
            c.size_bytes, c.created_at, c.updated_at
        FROM course_tags t JOIN courses c ON c.key = t.course
        WHERE t.app = $1 AND t.tag = $2 AND t.course < $3
        ORDER BY t.course DESC
        LIMIT $4";
    /// A page of the courses that carry a tag, in the order they were made.
    LIST_TAGGED = "
        SELECT c.key, c.app, c.id, c.title, c.learning_standard, c.versions, c.next_version, c.registrations,
            c.size_bytes, c.created_at, c.updated_at
        FROM course_tags t JOIN courses c ON c.key = t.course
        WHERE t.app = $1 AND t.tag = $2 AND t.course > $3
        ORDER BY t.course
        LIMIT $4";
    /// Makes changes of one course wait for each other.
    LOCK = "SELECT key FROM courses WHERE key = $1",
        postgres "SELECT key FROM courses WHERE key = $1 FOR UPDATE"
        because "SQLite has one writer, so there is nothing to lock and no syntax for it";
    /// What lists show of the latest version.
    UPDATE_SHOWN = "UPDATE courses SET title = $2, learning_standard = $3, updated_at = $4 WHERE key = $1";
    /// A version came: title and standard follow it, counters grow.
    ADD_VERSION = "
        UPDATE courses
        SET title = $2,
            learning_standard = $3,
            versions = versions + 1,
            next_version = next_version + 1,
            size_bytes = size_bytes + $4,
            updated_at = $5
        WHERE key = $1";
    /// A version went: the latest that is left gives title and standard.
    REMOVE_VERSION = "
        UPDATE courses
        SET versions = versions - 1,
            size_bytes = size_bytes - $2,
            title = (
                SELECT COALESCE(a.value, v.title)
                FROM course_versions v
                LEFT JOIN version_attributes a ON a.version = v.key AND a.name = 'title'
                WHERE v.course = $1
                ORDER BY v.number DESC
                LIMIT 1),
            learning_standard = (
                SELECT COALESCE(a.value, v.learning_standard)
                FROM course_versions v
                LEFT JOIN version_attributes a ON a.version = v.key AND a.name = 'scormVersion'
                WHERE v.course = $1
                ORDER BY v.number DESC
                LIMIT 1)
        WHERE key = $1";
    /// Files of a version came or went.
    ADD_SIZE = "UPDATE courses SET size_bytes = size_bytes + $2 WHERE key = $1";
    /// Registrations came or went.
    ADD_REGISTRATIONS = "UPDATE courses SET registrations = registrations + $2 WHERE key = $1";
    /// A course with its versions and registrations.
    DELETE = "DELETE FROM courses WHERE key = $1 RETURNING app, registrations, size_bytes";
}

/// A course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Its row.
    pub key: CourseKey,
    /// The application it belongs to.
    pub app: AppKey,
    /// Its id (`courseid`).
    pub id: CourseId,
    /// The latest version's title, unless it was changed since.
    pub title: String,
    /// The latest version's learning standard as V1 names it (`scorm_12`), unless its edition was changed since.
    pub learning_standard: String,
    /// How many versions there are. A course without any is not yet imported and must not be shown.
    pub versions: u32,
    /// The number the next version gets; numbers are not used twice.
    pub next_version: VersionNumber,
    /// How many registrations there are.
    pub registrations: u64,
    /// Bytes of all versions.
    pub size_bytes: u64,
    /// When the first version came.
    pub created_at: Timestamp,
    /// When the latest version came or the title changed.
    pub updated_at: Timestamp,
}

fn course(row: &Row) -> Result<Course, Error> {
    Ok(Course {
        key: CourseKey(row.int("key")?),
        app: AppKey(row.int("app")?),
        id: row.id("id")?,
        title: row.text("title")?,
        learning_standard: row.text("learning_standard")?,
        versions: row.small("versions")?,
        next_version: row.version("next_version")?,
        registrations: row.count("registrations")?,
        size_bytes: row.count("size_bytes")?,
        created_at: row.at("created_at")?,
        updated_at: row.at("updated_at")?,
    })
}

/// The course that a new version goes to; made when there is none. Insert the version in the same transaction.
///
/// Two imports to one id wait for each other here, so their versions get different numbers.
pub async fn insert_or_lock(tx: &mut Tx, app: AppKey, id: &CourseId, at: Timestamp) -> Result<Course, Error> {
    let row = tx.fetch_one(&INSERT_OR_LOCK, args![app, id, at]).await?;
    let course = course(&row)?;
    if course.versions == 0 {
        totals::add(tx, app, Change { courses: 1, ..Change::default() }).await?;
    }
    Ok(course)
}

/// A course by its id.
pub async fn find(tx: &mut Tx, app: AppKey, id: &CourseId) -> Result<Option<Course>, Error> {
    tx.fetch_optional(&FIND, args![app, id]).await?.as_ref().map(course).transpose()
}

/// A course by its row.
pub async fn find_by_key(tx: &mut Tx, key: CourseKey) -> Result<Option<Course>, Error> {
    tx.fetch_optional(&FIND_BY_KEY, args![key]).await?.as_ref().map(course).transpose()
}

/// A page of an application's courses, those after `after`, in the order they were made.
pub async fn list(
    tx: &mut Tx,
    app: AppKey,
    after: Option<CourseKey>,
    limit: u32,
) -> Result<Vec<Course>, Error> {
    let rows = tx.fetch_all(&LIST, args![app, after.unwrap_or(CourseKey(0)), limit]).await?;
    rows.iter().map(course).collect()
}

/// The same of the courses that carry `tag`.
pub async fn list_tagged(
    tx: &mut Tx,
    app: AppKey,
    tag: &str,
    after: Option<CourseKey>,
    limit: u32,
) -> Result<Vec<Course>, Error> {
    let rows = tx.fetch_all(&LIST_TAGGED, args![app, tag, after.unwrap_or(CourseKey(0)), limit]).await?;
    rows.iter().map(course).collect()
}

/// A page of an application's courses, those made before `before`, latest first; of those that carry `tag`, if any.
pub async fn list_latest(
    tx: &mut Tx,
    app: AppKey,
    tag: Option<&str>,
    before: Option<CourseKey>,
    limit: u32,
) -> Result<Vec<Course>, Error> {
    let before = before.unwrap_or(CourseKey(i64::MAX));
    let rows = match tag {
        Some(tag) => tx.fetch_all(&LIST_TAGGED_LATEST, args![app, tag, before, limit]).await?,
        None => tx.fetch_all(&LIST_LATEST, args![app, before, limit]).await?,
    };
    rows.iter().map(course).collect()
}

/// Makes other changes of this course, new versions too, wait until this transaction ends. `false`: it does not exist.
pub async fn lock(tx: &mut Tx, key: CourseKey) -> Result<bool, Error> {
    Ok(tx.fetch_optional(&LOCK, args![key]).await?.is_some())
}

/// Changes title and learning standard as lists show them: what the attributes of the latest version say.
pub async fn update_shown(
    tx: &mut Tx,
    key: CourseKey,
    title: &str,
    learning_standard: &str,
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(&UPDATE_SHOWN, args![key, title, learning_standard, at]).await.map(|_| ())
}

pub(crate) async fn add_version(
    tx: &mut Tx,
    key: CourseKey,
    title: &str,
    learning_standard: &str,
    size_bytes: u64,
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(&ADD_VERSION, args![key, title, learning_standard, size_bytes, at]).await.map(|_| ())
}

pub(crate) async fn remove_version(tx: &mut Tx, key: CourseKey, size_bytes: u64) -> Result<(), Error> {
    tx.execute(&REMOVE_VERSION, args![key, size_bytes]).await.map(|_| ())
}

pub(crate) async fn add_size(tx: &mut Tx, key: CourseKey, by: i64) -> Result<(), Error> {
    tx.execute(&ADD_SIZE, args![key, by]).await.map(|_| ())
}

pub(crate) async fn add_registrations(tx: &mut Tx, key: CourseKey, by: i64) -> Result<(), Error> {
    tx.execute(&ADD_REGISTRATIONS, args![key, by]).await.map(|_| ())
}

/// Deletes a course with its versions and registrations; what is pending for them goes too. Its blobs are left to the
/// sweeper.
pub async fn delete(tx: &mut Tx, key: CourseKey) -> Result<bool, Error> {
    let Some(row) = tx.fetch_optional(&DELETE, args![key]).await? else { return Ok(false) };
    let change = Change {
        courses: -1,
        registrations: -row.int("registrations")?,
        size_bytes: -row.int("size_bytes")?,
        ..Change::default()
    };
    totals::add(tx, AppKey(row.int("app")?), change).await?;
    Ok(true)
}
