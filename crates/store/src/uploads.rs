//! Parked files: a token, then a file that a later call names by `domain/name`.

use platform::{Timestamp, TokenHash};

use crate::row::{Columns as _, Row};
use crate::statement::statements;
use crate::value::args;
use crate::{AppKey, Error, Tx, UploadKey, blobs};

statements! { "uploads";
    /// A new token.
    INSERT = "
        INSERT INTO uploads (
            app, token_hash, state, domain, size_bytes, bytes_read, content_length, created_at, updated_at)
        VALUES ($1, $2, 'open', $3, 0, 0, 0, $4, $4)
        RETURNING key";
    /// An upload by its token.
    FIND_BY_TOKEN = "
        SELECT key, app, state, domain, name, blob, size_bytes, bytes_read, content_length, created_at, updated_at
        FROM uploads
        WHERE token_hash = $1";
    /// A file by the path that calls name.
    FIND_BY_NAME = "
        SELECT key, app, state, domain, name, blob, size_bytes, bytes_read, content_length, created_at, updated_at
        FROM uploads
        WHERE app = $1 AND domain = $2 AND name = $3 AND state = 'stored'";
    /// The files of a domain, by name.
    LIST = "
        SELECT key, app, state, domain, name, blob, size_bytes, bytes_read, content_length, created_at, updated_at
        FROM uploads
        WHERE app = $1 AND domain = $2 AND state = 'stored' AND name > $3
        ORDER BY name
        LIMIT $4";
    /// The file begins to come: a token is used once.
    CLAIM = "
        UPDATE uploads
        SET state = 'receiving', domain = $2, content_length = $3, bytes_read = 0, updated_at = $4
        WHERE key = $1 AND state = 'open'";
    /// The file did not come whole: the token is good again.
    RELEASE = "UPDATE uploads SET state = 'open', bytes_read = 0 WHERE key = $1 AND state = 'receiving'";
    /// How much has come.
    UPDATE_PROGRESS = "UPDATE uploads SET bytes_read = $2, updated_at = $3 WHERE key = $1";
    /// The file is here.
    UPDATE_STORED = "
        UPDATE uploads
        SET state = 'stored', name = $2, blob = $3, size_bytes = $4, bytes_read = $4, content_length = $4,
            updated_at = $5
        WHERE key = $1
            AND NOT EXISTS (
                SELECT 1 FROM uploads other
                WHERE other.app = uploads.app AND other.domain = uploads.domain AND other.name = $2)";
    /// A file or a token.
    DELETE = "DELETE FROM uploads WHERE key = $1";
    /// Files and tokens nobody came back for.
    DELETE_OLD = "
        DELETE FROM uploads
        WHERE key IN (SELECT key FROM uploads WHERE updated_at < $1 ORDER BY updated_at LIMIT $2)";
}

/// Where an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadState {
    /// The token was made.
    Open,
    /// The file is coming.
    Receiving,
    /// The file is here.
    Stored,
}

impl UploadState {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "open" => Some(Self::Open),
            "receiving" => Some(Self::Receiving),
            "stored" => Some(Self::Stored),
            _ => None,
        }
    }
}

/// An upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its row.
    pub key: UploadKey,
    /// Its application.
    pub app: AppKey,
    /// Where it stands.
    pub state: UploadState,
    /// Its domain (`default`, or `pd`).
    pub domain: String,
    /// The stored name, once the file is here.
    pub name: Option<String>,
    /// Key of the file's blob, once it is here.
    pub blob: Option<String>,
    /// The file's size, once it is here.
    pub size_bytes: u64,
    /// How much has come.
    pub bytes_read: u64,
    /// How much is to come, as far as the request said.
    pub content_length: u64,
    /// When the token was made.
    pub created_at: Timestamp,
    /// Last sign of life.
    pub updated_at: Timestamp,
}

fn upload(row: &Row) -> Result<Upload, Error> {
    Ok(Upload {
        key: UploadKey(row.int("key")?),
        app: AppKey(row.int("app")?),
        state: row.parsed("state", UploadState::parse)?,
        domain: row.text("domain")?,
        name: row.opt_text("name")?,
        blob: row.opt_text("blob")?,
        size_bytes: row.count("size_bytes")?,
        bytes_read: row.count("bytes_read")?,
        content_length: row.count("content_length")?,
        created_at: row.at("created_at")?,
        updated_at: row.at("updated_at")?,
    })
}

/// Makes a token.
pub async fn insert(
    tx: &mut Tx,
    app: AppKey,
    token: &TokenHash,
    domain: &str,
    at: Timestamp,
) -> Result<UploadKey, Error> {
    Ok(UploadKey(tx.fetch_one(&INSERT, args![app, token, domain, at]).await?.int("key")?))
}

/// An upload by its token. The caller checks whose it is.
pub async fn find_by_token(tx: &mut Tx, token: &TokenHash) -> Result<Option<Upload>, Error> {
    tx.fetch_optional(&FIND_BY_TOKEN, args![token]).await?.as_ref().map(upload).transpose()
}

/// A file by the path that calls name.
pub async fn find_by_name(
    tx: &mut Tx,
    app: AppKey,
    domain: &str,
    name: &str,
) -> Result<Option<Upload>, Error> {
    tx.fetch_optional(&FIND_BY_NAME, args![app, domain, name]).await?.as_ref().map(upload).transpose()
}

/// A page of the files of a domain by name, those after `after`.
pub async fn list(
    tx: &mut Tx,
    app: AppKey,
    domain: &str,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Upload>, Error> {
    let rows = tx.fetch_all(&LIST, args![app, domain, after.unwrap_or(""), limit]).await?;
    rows.iter().map(upload).collect()
}

/// Uses the token up: the file begins to come. `false`: it was used before.
pub async fn claim(
    tx: &mut Tx,
    key: UploadKey,
    domain: &str,
    content_length: u64,
    at: Timestamp,
) -> Result<bool, Error> {
    Ok(tx.execute(&CLAIM, args![key, domain, content_length, at]).await? > 0)
}

/// Makes the token good again after a file that did not come whole.
pub async fn release(tx: &mut Tx, key: UploadKey) -> Result<(), Error> {
    tx.execute(&RELEASE, args![key]).await.map(|_| ())
}

/// Notes how much has come.
pub async fn update_progress(
    tx: &mut Tx,
    key: UploadKey,
    bytes_read: u64,
    at: Timestamp,
) -> Result<(), Error> {
    tx.execute(&UPDATE_PROGRESS, args![key, bytes_read, at]).await.map(|_| ())
}

/// Notes that the file is here and gives its blob to the upload. `false`: the name is taken in that domain.
pub async fn update_stored(
    tx: &mut Tx,
    key: UploadKey,
    name: &str,
    blob: &str,
    size_bytes: u64,
    at: Timestamp,
) -> Result<bool, Error> {
    let stored = tx.execute(&UPDATE_STORED, args![key, name, blob, size_bytes, at]).await? > 0;
    if stored {
        blobs::own_by_upload(tx, blob, key).await?;
    }
    Ok(stored)
}

/// Deletes a file or token. Its blob is left to the sweeper, unless a course version owns it by now.
pub async fn delete(tx: &mut Tx, key: UploadKey) -> Result<bool, Error> {
    Ok(tx.execute(&DELETE, args![key]).await? > 0)
}

/// Deletes files and tokens without a sign of life since `before`.
pub async fn delete_old(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, Error> {
    tx.execute(&DELETE_OLD, args![before, limit]).await
}
