//! The files of a course version by the folder they are served under.

use blobs::{BlobError, BlobStore, Content, Key};
use platform::{ContentKey, Timestamp};
use store::Store;

use crate::live_attempts::LiveAttempts;

/// Content could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The files.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// The row names no blob.
    #[error("the version served under `{0}` has no index")]
    NoIndex(ContentKey),
}

/// Where an index lies is remembered so long. Another node may have changed the version's files meanwhile; here such a
/// change shows at once.
const REMEMBERED_MICROS: i64 = 1_000_000;

/// The content of the version that is served under `key`; `None` when there is none. Once the version is deleted its files
/// go on being served until the sweeper has taken them, to those who still know their unguessable address.
///
/// # Errors
/// See [`ContentError`].
pub async fn course_content(
    store: &Store,
    blobs: &BlobStore,
    live: &LiveAttempts,
    key: &str,
    now: Timestamp,
) -> Result<Option<Content>, ContentError> {
    let Ok(key) = ContentKey::parse(key) else { return Ok(None) };
    let known = live.index_keys.get(&key);
    let index = match known {
        Some((index, at)) if now.0.abs_diff(at.0) < REMEMBERED_MICROS.unsigned_abs() => index,
        _ => {
            let mut tx = store.begin_read().await?;
            let version = store::course_versions::find_by_content_key(&mut tx, &key).await?;
            drop(tx);
            let index = match (version, known) {
                (Some(version), _) => {
                    Key::parse(&version.index_blob).ok_or_else(|| ContentError::NoIndex(key.clone()))?
                }
                (None, Some((index, _))) => index,
                (None, None) => return Ok(None),
            };
            live.index_keys.insert(key.clone(), (index, now));
            index
        }
    };
    match blobs.index(&index).await {
        Ok(index) => Ok(Some(Content::new(index))),
        Err(BlobError::Missing(_)) => {
            live.index_keys.remove(&key);
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}
