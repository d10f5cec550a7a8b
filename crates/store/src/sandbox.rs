//! Where the sandbox keeps what it writes: hidden applications, with copies of courses and versions.
//!
//! A copy has the ids and numbers of what it is a copy of, so that courses behave alike in it. It has an unguessable
//! folder of its own, and shares the blobs of the original.

use platform::{AppId, ContentKey, Timestamp, TokenHash};

use crate::apps::{App, app};
use crate::course_versions::CourseVersion;
use crate::courses::Course;
use crate::row::Columns as _;
use crate::statement::statements;
use crate::value::args;
use crate::{AppKey, CourseKey, Error, Tx, VersionKey, courses, totals};

statements! { "apps";
    /// The hidden application of an application and a host.
    FIND_APP = "SELECT key FROM apps WHERE sandbox_of = $1 AND host = $2";
    /// Makes it, unless somebody else just did.
    INSERT_APP = "
        INSERT INTO apps (id, name, active, created_at, sandbox_of, host)
        VALUES ($1, $2, 1, $3, $4, $5)
        ON CONFLICT DO NOTHING
        RETURNING key";
    /// The hidden applications of an application.
    LIST_APPS = "
        SELECT key, id, name, active, manages, allow_delete, postbacks_held, sandbox_of, created_at, host
        FROM apps
        WHERE sandbox_of = $1
        ORDER BY key";
    /// The host that an application imitates.
    FIND_HOST = "SELECT host FROM apps WHERE key = $1 AND sandbox_of IS NOT NULL";
    /// The host that a launch plays at.
    FIND_LAUNCH_HOST = "
        SELECT a.host, l.started_at
        FROM launches l JOIN apps a ON a.key = l.app
        WHERE l.token_hash = $1 AND a.sandbox_of IS NOT NULL";
    /// The host that a version's files are served for.
    FIND_CONTENT_HOST = "
        SELECT a.host
        FROM course_versions v
            JOIN courses c ON c.key = v.course
            JOIN apps a ON a.key = c.app
        WHERE v.content_key = $1 AND v.sandbox_of IS NOT NULL";
    /// A course of a hidden application, made when absent, locked until the end of the transaction.
    UPSERT_COURSE = "
        INSERT INTO courses (
            app, id, title, learning_standard,
            versions, next_version, registrations, size_bytes, created_at, updated_at, sandbox_of)
        SELECT CAST($1 AS BIGINT), id, title, learning_standard,
            versions, next_version, 0, 0, created_at, CAST($3 AS BIGINT), key
        FROM courses
        WHERE key = $2
        ON CONFLICT (app, id) DO UPDATE
        SET title = excluded.title,
            learning_standard = excluded.learning_standard,
            versions = excluded.versions,
            next_version = excluded.next_version,
            updated_at = excluded.updated_at
        RETURNING key";
    /// A copy of a version with a definition of its own.
    INSERT_VERSION = "
        INSERT INTO course_versions (
            course, number, content_key, standard, learning_standard, title, identifier, manifest_path,
            package_blob, index_blob, media_blob, size_bytes, files, created_at,
            definition, metadata, warnings, manifest, sandbox_of)
        SELECT CAST($2 AS BIGINT), number, $3, standard, learning_standard, title, identifier, manifest_path,
            package_blob, index_blob, media_blob, size_bytes, files, created_at,
            $4, metadata, warnings, manifest, key
        FROM course_versions
        WHERE key = $1
        ON CONFLICT (course, number) DO NOTHING";
    /// The attributes of a copy, before they are taken from the original again.
    DELETE_ATTRIBUTES = "DELETE FROM version_attributes WHERE version = $1";
}

/// What a hidden application is for, and how it is called.
#[derive(Debug, Clone, Copy)]
pub struct HiddenApp<'a> {
    /// The application it stands in for.
    pub of: AppKey,
    /// The host it imitates, in words of the caller.
    pub host: &'a str,
    /// Its id where it has to be made.
    pub id: &'a AppId,
    /// Its name where it has to be made.
    pub name: &'a str,
}

/// The hidden applications of an application, with the host that each imitates.
pub async fn list_apps(tx: &mut Tx, of: AppKey) -> Result<Vec<(App, String)>, Error> {
    let rows = tx.fetch_all(&LIST_APPS, args![of]).await?;
    rows.iter().map(|row| Ok((app(row)?, row.text("host")?))).collect()
}

/// The hidden application, made when absent. `None`: the id is another's.
pub async fn find_or_insert_app(
    tx: &mut Tx,
    hidden: HiddenApp<'_>,
    at: Timestamp,
) -> Result<Option<AppKey>, Error> {
    if let Some(found) = find_app(tx, hidden.of, hidden.host).await? {
        return Ok(Some(found));
    }
    let args = args![hidden.id, hidden.name, at, hidden.of, hidden.host];
    match tx.fetch_optional(&INSERT_APP, args).await? {
        Some(row) => {
            let key = AppKey(row.int("key")?);
            totals::insert(tx, key).await?;
            Ok(Some(key))
        }
        None => find_app(tx, hidden.of, hidden.host).await,
    }
}

async fn find_app(tx: &mut Tx, of: AppKey, host: &str) -> Result<Option<AppKey>, Error> {
    let row = tx.fetch_optional(&FIND_APP, args![of, host]).await?;
    row.map(|row| Ok(AppKey(row.int("key")?))).transpose()
}

/// The host that an application imitates; `None` for all that are not hidden.
pub async fn find_host(tx: &mut Tx, app: AppKey) -> Result<Option<String>, Error> {
    match tx.fetch_optional(&FIND_HOST, args![app]).await? {
        Some(row) => row.opt_text("host"),
        None => Ok(None),
    }
}

/// The host that a launch plays at and when it began; `None` for launches that count.
pub async fn find_launch_host(
    tx: &mut Tx,
    token: &TokenHash,
) -> Result<Option<(String, Option<Timestamp>)>, Error> {
    let row = tx.fetch_optional(&FIND_LAUNCH_HOST, args![token]).await?;
    row.map(|row| Ok((row.text("host")?, row.opt_at("started_at")?))).transpose()
}

/// The host that files are served for; `None` where they are not a copy's.
pub async fn find_content_host(tx: &mut Tx, key: &ContentKey) -> Result<Option<String>, Error> {
    match tx.fetch_optional(&FIND_CONTENT_HOST, args![key]).await? {
        Some(row) => row.opt_text("host"),
        None => Ok(None),
    }
}

/// The copy of a course, as the course is now. Both stay locked until the transaction ends: files of the original change
/// before its versions are copied, or after it, when the copies change along.
pub async fn upsert_course(
    tx: &mut Tx,
    app: AppKey,
    original: &Course,
    at: Timestamp,
) -> Result<CourseKey, Error> {
    courses::lock(tx, original.key).await?;
    Ok(CourseKey(tx.fetch_one(&UPSERT_COURSE, args![app, original.key, at]).await?.int("key")?))
}

/// Makes a copy of a version, unless `course` has one. It is served under `content_key` and played by `definition`.
pub async fn insert_version(
    tx: &mut Tx,
    course: CourseKey,
    original: &CourseVersion,
    content_key: &ContentKey,
    definition: &[u8],
) -> Result<(), Error> {
    tx.execute(&INSERT_VERSION, args![original.key, course, content_key, definition]).await.map(|_| ())
}

/// Forgets the attributes of a copy.
pub async fn delete_attributes(tx: &mut Tx, copy: VersionKey) -> Result<(), Error> {
    tx.execute(&DELETE_ATTRIBUTES, args![copy]).await.map(|_| ())
}
