//! Who owns a blob. A blob has an owner, or a reservation that has not run out, or the sweeper takes it.
//!
//! Order of things: reserve the key, write the blob, give it an owner in the transaction that makes the owner.
//! When the owner is deleted the row stays without one. The sweeper deletes the blob first and the row after it, so
//! that nothing is forgotten that still lies there.

use platform::Timestamp;

use crate::statement::statements;
use crate::value::args;
use crate::{Error, Tx, UploadKey, VersionKey};

statements! { "blobs";
    /// Announces a blob that is about to be written, or prolongs that.
    RESERVE = "
        INSERT INTO blobs (key, version, upload, reserved_until)
        VALUES ($1, NULL, NULL, $2)
        ON CONFLICT (key) DO UPDATE SET reserved_until = excluded.reserved_until";
    /// Gives a blob to a course version.
    OWN_BY_VERSION = "
        INSERT INTO blobs (key, version, upload, reserved_until)
        VALUES ($1, $2, NULL, 0)
        ON CONFLICT (key) DO UPDATE SET version = excluded.version, upload = NULL, reserved_until = 0";
    /// Gives a blob to an upload.
    OWN_BY_UPLOAD = "
        INSERT INTO blobs (key, version, upload, reserved_until)
        VALUES ($1, NULL, $2, 0)
        ON CONFLICT (key) DO UPDATE SET upload = excluded.upload, reserved_until = 0";
    /// Takes a blob from its course version, and keeps it for a while. What another version owns stays.
    DISOWN = "UPDATE blobs SET version = NULL, reserved_until = $3 WHERE key = $1 AND version = $2";
    /// Whether a blob may not be swept.
    IS_OWNED = "
        SELECT key FROM blobs
        WHERE key = $1 AND (version IS NOT NULL OR upload IS NOT NULL OR reserved_until > $2)";
    /// A page of the blobs that may not be swept, by key.
    LIST_OWNED = "
        SELECT key FROM blobs
        WHERE key > $1 AND (version IS NOT NULL OR upload IS NOT NULL OR reserved_until > $2)
        ORDER BY key
        LIMIT $3";
    /// The same for a backup: those that only a reservation keeps may not be written yet.
    LIST_NEEDED = "
        SELECT key, version, upload FROM blobs
        WHERE key > $1 AND (version IS NOT NULL OR upload IS NOT NULL OR reserved_until > $2)
        ORDER BY key
        LIMIT $3";
    /// Blobs for the sweeper.
    LIST_ORPHANS = "
        SELECT key FROM blobs
        WHERE version IS NULL AND upload IS NULL AND reserved_until <= $1
        ORDER BY reserved_until, key
        LIMIT $2";
    /// Forgets a blob that was deleted, unless it has an owner.
    DELETE = "DELETE FROM blobs WHERE key = $1 AND version IS NULL AND upload IS NULL";
    /// Gives a reservation up.
    RELEASE = "UPDATE blobs SET reserved_until = 0 WHERE key = $1";
}

/// Announces a blob before it is written, so that the sweeper leaves it alone until `until`. Again: prolongs that.
pub async fn reserve(tx: &mut Tx, key: &str, until: Timestamp) -> Result<(), Error> {
    tx.execute(&RESERVE, args![key, until]).await.map(|_| ())
}

/// Gives a reservation up: the blob is not wanted after all.
pub async fn release(tx: &mut Tx, key: &str) -> Result<(), Error> {
    tx.execute(&RELEASE, args![key]).await.map(|_| ())
}

pub(crate) async fn own_by_version(tx: &mut Tx, key: &str, version: VersionKey) -> Result<(), Error> {
    tx.execute(&OWN_BY_VERSION, args![key, version]).await.map(|_| ())
}

/// The version needs the blob no more; the sweeper takes it after `until`. Nothing happens where it is another's.
pub(crate) async fn disown(
    tx: &mut Tx,
    key: &str,
    version: VersionKey,
    until: Timestamp,
) -> Result<(), Error> {
    tx.execute(&DISOWN, args![key, version, until]).await.map(|_| ())
}

pub(crate) async fn own_by_upload(tx: &mut Tx, key: &str, upload: UploadKey) -> Result<(), Error> {
    tx.execute(&OWN_BY_UPLOAD, args![key, upload]).await.map(|_| ())
}

/// Whether the blob has an owner or a valid reservation: asked for blobs that lie in storage.
pub async fn is_owned(tx: &mut Tx, key: &str, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.fetch_optional(&IS_OWNED, args![key, now]).await?.is_some())
}

/// A page of the keys that have an owner or a valid reservation, those after `after`, in order of their bytes.
pub async fn list_owned(
    tx: &mut Tx,
    after: Option<&str>,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<String>, Error> {
    let rows = tx.fetch_all(&LIST_OWNED, args![after.unwrap_or(""), now, limit]).await?;
    rows.iter().map(|row| row.text("key")).collect()
}

/// The same keys for a backup, each with whether it has an owner: then its blob must be there.
pub async fn list_needed(
    tx: &mut Tx,
    after: Option<&str>,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<(String, bool)>, Error> {
    let rows = tx.fetch_all(&LIST_NEEDED, args![after.unwrap_or(""), now, limit]).await?;
    let is_owned =
        |row: &crate::row::Row| Ok(row.opt_int("version")?.is_some() || row.opt_int("upload")?.is_some());
    rows.iter().map(|row| Ok((row.text("key")?, is_owned(row)?))).collect()
}

/// Keys without owner and valid reservation: the sweeper's work, some at a time.
pub async fn list_orphans(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<Vec<String>, Error> {
    let rows = tx.fetch_all(&LIST_ORPHANS, args![now, limit]).await?;
    rows.iter().map(|row| row.text("key")).collect()
}

/// Forgets a blob after it was deleted from storage.
pub async fn delete(tx: &mut Tx, key: &str) -> Result<bool, Error> {
    Ok(tx.execute(&DELETE, args![key]).await? > 0)
}
