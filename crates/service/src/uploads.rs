//! Files parked for a later call: a token, the file, a list, deletion. A domain is a folder within an
//! application.

use std::time::Duration;

use blobs::{BlobStore, Key};
use platform::{Rng, Timestamp, UploadToken};
use store::{
    AppKey, Store,
    uploads::{Upload, UploadState},
};

use crate::park_file::discard_parked_file;

/// The domain of files for which none, or an unknown one, was named.
pub const DEFAULT_DOMAIN: &str = "default";

/// How long a token may be used.
const TOKEN_LIFE: Duration = Duration::from_secs(24 * 3600);

/// How many files are listed.
const MOST: u32 = 10_000;

/// The longest file name that is kept; what is longer loses its beginning, since clients look at the end.
const MAX_NAME_CHARS: usize = 150;

/// A file could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The token is not one, belongs to somebody else, is too old or was used.
    #[error("the upload token is not valid or was used before")]
    BadToken,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// A file that calls can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredUpload {
    /// Its domain.
    pub domain: String,
    /// Its name there.
    pub name: String,
}

/// Makes a token for one upload.
///
/// # Errors
/// When the database cannot be written.
pub async fn create_upload_token(
    store: &Store,
    rng: &dyn Rng,
    app: AppKey,
    now: Timestamp,
) -> Result<UploadToken, store::Error> {
    let token = UploadToken::random(rng);
    let made: Result<_, store::Error> = store::transact!(store, |tx| {
        store::uploads::insert(tx, app, &token.hash(), DEFAULT_DOMAIN, now).await
    });
    made.map(|_| token)
}

/// The upload of a token, whatever its state.
///
/// # Errors
/// When there is none in this application, or the database cannot be read.
pub async fn upload_by_token(store: &Store, app: AppKey, token: &str) -> Result<Upload, UploadError> {
    let token = UploadToken::parse(token).map_err(|_| UploadError::BadToken)?;
    let mut tx = store.begin_read().await?;
    let upload = store::uploads::find_by_token(&mut tx, &token.hash()).await?;
    upload.filter(|upload| upload.app == app).ok_or(UploadError::BadToken)
}

/// Uses a token up: the file begins to come.
///
/// # Errors
/// See [`UploadError`].
pub async fn claim_upload(
    store: &Store,
    app: AppKey,
    token: &str,
    content_length: u64,
    now: Timestamp,
) -> Result<Upload, UploadError> {
    let upload = upload_by_token(store, app, token).await?;
    let oldest = now.0.saturating_sub(i64::try_from(TOKEN_LIFE.as_micros()).unwrap_or(i64::MAX));
    if upload.state != UploadState::Open || upload.created_at.0 < oldest {
        return Err(UploadError::BadToken);
    }
    let claimed: Result<bool, store::Error> = store::transact!(store, |tx| {
        store::uploads::claim(tx, upload.key, DEFAULT_DOMAIN, content_length, now).await
    });
    if claimed? { Ok(upload) } else { Err(UploadError::BadToken) }
}

/// Notes how much of a file has come.
///
/// # Errors
/// When the database cannot be written.
pub async fn update_upload_progress(
    store: &Store,
    upload: &Upload,
    bytes_read: u64,
    now: Timestamp,
) -> Result<(), store::Error> {
    store::transact!(store, |tx| { store::uploads::update_progress(tx, upload.key, bytes_read, now).await })
}

/// Makes a token good again after a file that did not come whole.
///
/// # Errors
/// When the database cannot be written.
pub async fn release_upload(store: &Store, upload: &Upload) -> Result<(), store::Error> {
    store::transact!(store, |tx| { store::uploads::release(tx, upload.key).await })
}

/// Keeps a file that has come under a name that ends with its own.
///
/// # Errors
/// When the database cannot be written.
pub async fn finish_upload(
    store: &Store,
    rng: &dyn Rng,
    upload: &Upload,
    file_name: &str,
    blob: &Key,
    size_bytes: u64,
    now: Timestamp,
) -> Result<StoredUpload, store::Error> {
    let blob = blob.to_string();
    loop {
        let name = stored_name(rng, file_name);
        let stored: Result<bool, store::Error> = store::transact!(store, |tx| {
            store::uploads::update_stored(tx, upload.key, &name, &blob, size_bytes, now).await
        });
        if stored? {
            return Ok(StoredUpload { domain: upload.domain.clone(), name });
        }
    }
}

/// The files of a domain, by name.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_uploads(store: &Store, app: AppKey, domain: &str) -> Result<Vec<Upload>, store::Error> {
    let mut tx = store.begin_read().await?;
    store::uploads::list(&mut tx, app, domain, None, MOST).await
}

/// A parked file by the path that `uploadFile` answered; a name alone lies in the default domain.
///
/// # Errors
/// When the database cannot be read.
pub async fn upload_at_path(store: &Store, app: AppKey, path: &str) -> Result<Option<Upload>, store::Error> {
    let (domain, name) = split_path(path, DEFAULT_DOMAIN);
    let mut tx = store.begin_read().await?;
    store::uploads::find_by_name(&mut tx, app, domain, name).await
}

/// Deletes a parked file; that it is gone already is no error.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_upload(
    store: &Store,
    blobs: &BlobStore,
    app: AppKey,
    path: &str,
    domain: Option<&str>,
    now: Timestamp,
) -> Result<(), store::Error> {
    let (domain, name) = split_path(path, domain.unwrap_or(DEFAULT_DOMAIN));
    let deleted: Result<Option<Key>, store::Error> = store::transact!(store, |tx| {
        let Some(upload) = store::uploads::find_by_name(tx, app, domain, name).await? else {
            return Ok(None);
        };
        store::uploads::delete(tx, upload.key).await?;
        let Some(key) = upload.blob.as_deref().and_then(Key::parse) else { return Ok(None) };
        // A course version may own the file by now.
        let is_owned = store::blobs::is_owned(tx, &key.to_string(), now).await?;
        Ok((!is_owned).then_some(key))
    });
    if let Some(key) = deleted? {
        discard_parked_file(store, blobs, &key).await;
    }
    Ok(())
}

fn split_path<'a>(path: &'a str, domain: &'a str) -> (&'a str, &'a str) {
    path.split_once('/')
        .filter(|(domain, _)| !domain.is_empty())
        .unwrap_or((domain, path.trim_start_matches('/')))
}

/// A name nobody has, in front of the file's own. Clients split paths at the slash, so there is none in it.
fn stored_name(rng: &dyn Rng, file_name: &str) -> String {
    let clean: Vec<char> =
        file_name.chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\')).collect();
    let end: String = clean.iter().skip(clean.len().saturating_sub(MAX_NAME_CHARS)).collect();
    let end = if end.is_empty() { "file" } else { &end };
    format!("{:016x}-{end}", rng.next_u64())
}

#[cfg(test)]
mod tests {
    use platform::SeededRng;

    use super::*;

    #[test]
    fn paths() {
        assert_eq!(split_path("default/a.zip", "x"), ("default", "a.zip"));
        assert_eq!(split_path("a.zip", "x"), ("x", "a.zip"));
        assert_eq!(split_path("/a.zip", "x"), ("x", "a.zip"));
    }

    #[test]
    fn names_end_with_the_files_own_and_hold_no_slash() {
        let rng = SeededRng::new(1);
        let name = stored_name(&rng, "my course.zip");
        assert!(name.ends_with("-my course.zip") && name.len() > 16, "{name}");
        assert!(!stored_name(&rng, "a/b\\c\n.zip").contains(['/', '\\', '\n']));
        assert!(stored_name(&rng, &"x".repeat(500)).chars().count() < 200);
        assert!(stored_name(&rng, "").ends_with("-file"));
    }
}
