//! Packages that come in through the console, part by part, until an import takes them.
//!
//! The blobs of the parts are reserved for as long as a package may take; nobody owns them.

use platform::{CourseId, JobId, Timestamp};

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{AppKey, Error, IncomingKey, Tx, UserKey};

statements! { "incoming_packages";
    /// A package is announced.
    INSERT = "
        INSERT INTO incoming_packages (
            id, app, owner, course, is_new, file_name, file_mark, size_bytes, received_bytes, parts, claim, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, $9)
        RETURNING key";
    /// A package by the id that its sender knows.
    FIND = "
        SELECT key, id, app, owner, course, is_new, file_name, file_mark, size_bytes, received_bytes, parts, claim, job,
            created_at
        FROM incoming_packages
        WHERE id = $1";
    /// What somebody is sending to an application, or began to.
    LIST_UNFINISHED = "
        SELECT key, id, app, owner, course, is_new, file_name, file_mark, size_bytes, received_bytes, parts, claim, job,
            created_at
        FROM incoming_packages
        WHERE app = $1 AND owner = $2 AND job IS NULL
        ORDER BY key DESC
        LIMIT $3";
    /// A request goes on with a package; older ones are overtaken.
    CLAIM = "
        UPDATE incoming_packages
        SET claim = claim + 1
        WHERE key = $1 AND received_bytes = $2 AND job IS NULL
        RETURNING key, id, app, owner, course, is_new, file_name, file_mark, size_bytes, received_bytes, parts, claim,
            job, created_at";
    /// A part came, unless another request goes on with the package by now.
    ADD_RECEIVED = "
        UPDATE incoming_packages
        SET received_bytes = received_bytes + $4, parts = parts + 1
        WHERE key = $1 AND claim = $2 AND received_bytes = $3 AND job IS NULL";
    /// The part of that.
    INSERT_PART = "INSERT INTO incoming_parts (package, number, blob, size_bytes) VALUES ($1, $2, $3, $4)";
    /// The parts of a package, first to last.
    LIST_PARTS = "SELECT blob, size_bytes FROM incoming_parts WHERE package = $1 ORDER BY number";
    /// All of it came, and an import takes it.
    UPDATE_JOB = "UPDATE incoming_packages SET job = $2 WHERE key = $1";
    /// The blobs of its parts are kept until then, or given up.
    RESERVE_PARTS = "
        UPDATE blobs SET reserved_until = $2
        WHERE key IN (SELECT blob FROM incoming_parts WHERE package = $1)";
    /// Its parts lie elsewhere by now, or are not wanted.
    DELETE_PARTS = "DELETE FROM incoming_parts WHERE package = $1";
    /// A package with its parts.
    DELETE = "DELETE FROM incoming_packages WHERE key = $1";
    /// Whoever orders its import meanwhile waits until it is gone.
    LOCK_UNORDERED = "UPDATE incoming_packages SET job = NULL WHERE key = $1 AND job IS NULL";
    /// Packages that were announced too long ago; those that came whole get more time, for their import takes the parts.
    LIST_OLD = "
        SELECT key FROM incoming_packages
        WHERE created_at < $1 AND (job IS NULL OR created_at < $2)
        ORDER BY created_at
        LIMIT $3";
}

/// What a package is announced with.
#[derive(Debug, Clone)]
pub struct NewIncoming<'a> {
    /// What its sender calls it by.
    pub id: &'a JobId,
    /// The application that gets the course.
    pub app: AppKey,
    /// Who sends it.
    pub owner: UserKey,
    /// The id of the course.
    pub course: &'a CourseId,
    /// Whether it is to be a new course, of another id where this one is taken.
    pub is_new: bool,
    /// Name of the file.
    pub file_name: &'a str,
    /// What tells it from others of its name, as the browser knows it.
    pub file_mark: &'a str,
    /// How large it will be.
    pub size_bytes: u64,
}

/// A package that is coming, or has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Its row.
    pub key: IncomingKey,
    /// What its sender calls it by.
    pub id: JobId,
    /// The application that gets the course.
    pub app: AppKey,
    /// Who sends it.
    pub owner: UserKey,
    /// The id of the course.
    pub course: CourseId,
    /// Whether it is to be a new course.
    pub is_new: bool,
    /// Name of the file.
    pub file_name: String,
    /// What tells it from others of its name.
    pub file_mark: String,
    /// How large it will be.
    pub size_bytes: u64,
    /// How much of it came.
    pub received_bytes: u64,
    /// In how many parts.
    pub parts: u32,
    /// How many requests have gone on with it.
    pub claim: u32,
    /// Its import, once all of it came.
    pub job: Option<JobId>,
    /// When it was announced.
    pub created_at: Timestamp,
}

fn incoming(row: &Row) -> Result<Incoming, Error> {
    let job = row.opt_text("job")?;
    Ok(Incoming {
        key: IncomingKey(row.int("key")?),
        id: row.parsed("id", |text| JobId::parse(text).ok())?,
        app: AppKey(row.int("app")?),
        owner: UserKey(row.int("owner")?),
        course: row.id("course")?,
        is_new: row.flag("is_new")?,
        file_name: row.text("file_name")?,
        file_mark: row.text("file_mark")?,
        size_bytes: row.count("size_bytes")?,
        received_bytes: row.count("received_bytes")?,
        parts: row.small("parts")?,
        claim: row.small("claim")?,
        job: job.and_then(|text| JobId::parse(&text).ok()),
        created_at: row.at("created_at")?,
    })
}

/// Announces a package.
pub async fn insert(tx: &mut Tx, new: &NewIncoming<'_>, at: Timestamp) -> Result<IncomingKey, Error> {
    let args = args![
        new.id,
        new.app,
        new.owner,
        new.course,
        new.is_new,
        new.file_name,
        new.file_mark,
        new.size_bytes,
        at
    ];
    Ok(IncomingKey(tx.fetch_one(&INSERT, args).await?.int("key")?))
}

/// A package by the id that its sender knows. The caller checks whose it is.
pub async fn find(tx: &mut Tx, id: &JobId) -> Result<Option<Incoming>, Error> {
    tx.fetch_optional(&FIND, args![id]).await?.as_ref().map(incoming).transpose()
}

/// What `owner` is sending to an application, or began to, latest first.
pub async fn list_unfinished(
    tx: &mut Tx,
    app: AppKey,
    owner: UserKey,
    limit: u32,
) -> Result<Vec<Incoming>, Error> {
    let rows = tx.fetch_all(&LIST_UNFINISHED, args![app, owner, limit]).await?;
    rows.iter().map(incoming).collect()
}

/// Goes on with a package of which `offset` bytes came; `None` when that is not so, or all of it came. Requests that
/// went on with it before are overtaken.
pub async fn claim(tx: &mut Tx, key: IncomingKey, offset: u64) -> Result<Option<Incoming>, Error> {
    tx.fetch_optional(&CLAIM, args![key, offset]).await?.as_ref().map(incoming).transpose()
}

/// Adds the next part to a package as it was claimed or added to last. `false`: another request goes on with it by now.
pub async fn add_part(tx: &mut Tx, to: &Incoming, blob: &str, size_bytes: u64) -> Result<bool, Error> {
    let args = args![to.key, to.claim, to.received_bytes, size_bytes];
    if tx.execute(&ADD_RECEIVED, args).await? == 0 {
        return Ok(false);
    }
    tx.execute(&INSERT_PART, args![to.key, to.parts, blob, size_bytes]).await?;
    Ok(true)
}

/// Blobs and sizes of the parts of a package, first to last.
pub async fn list_parts(tx: &mut Tx, key: IncomingKey) -> Result<Vec<(String, u64)>, Error> {
    let rows = tx.fetch_all(&LIST_PARTS, args![key]).await?;
    rows.iter().map(|row| Ok((row.text("blob")?, row.count("size_bytes")?))).collect()
}

/// Gives a package that came whole to its import, and keeps its parts until `parts_until`.
pub async fn update_job(
    tx: &mut Tx,
    key: IncomingKey,
    job: &JobId,
    parts_until: Timestamp,
) -> Result<(), Error> {
    tx.execute(&UPDATE_JOB, args![key, job]).await?;
    tx.execute(&RESERVE_PARTS, args![key, parts_until]).await.map(|_| ())
}

/// Gives the parts of a package up; their blobs are the sweeper's.
pub async fn delete_parts(tx: &mut Tx, key: IncomingKey) -> Result<(), Error> {
    tx.execute(&RESERVE_PARTS, args![key, 0i64]).await?;
    tx.execute(&DELETE_PARTS, args![key]).await.map(|_| ())
}

/// Forgets a package and gives its parts up.
pub async fn delete(tx: &mut Tx, key: IncomingKey) -> Result<bool, Error> {
    tx.execute(&RESERVE_PARTS, args![key, 0i64]).await?;
    Ok(tx.execute(&DELETE, args![key]).await? > 0)
}

/// Forgets a package that nobody wants any more, unless its import was ordered meanwhile; gives its parts up.
pub async fn drop_unordered(tx: &mut Tx, key: IncomingKey) -> Result<bool, Error> {
    if tx.execute(&LOCK_UNORDERED, args![key]).await? == 0 {
        return Ok(false);
    }
    delete(tx, key).await
}

/// Packages that were announced before `before` and did not come whole, and those that did and were announced before
/// `whole_before`, some at a time.
pub async fn list_old(
    tx: &mut Tx,
    before: Timestamp,
    whole_before: Timestamp,
    limit: u32,
) -> Result<Vec<IncomingKey>, Error> {
    let rows = tx.fetch_all(&LIST_OLD, args![before, whole_before, limit]).await?;
    rows.iter().map(|row| Ok(IncomingKey(row.int("key")?))).collect()
}
