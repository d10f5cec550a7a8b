//! Keeps the file of a request until a method does something with it.

use std::time::Duration;

use blobs::{BlobError, BlobStore, Key};
use bytes::Bytes;
use futures_util::{Stream, TryStreamExt as _};
use platform::Timestamp;
use store::Store;

/// How long a file may lie about without an owner. An upload on a slow line and the method after it take less.
const RESERVED: Duration = Duration::from_secs(24 * 3600);

/// A file that lies in storage and belongs to nobody yet; the sweeper takes it after a day.
#[derive(Clone, Copy, Debug)]
pub struct ParkedFile {
    /// Where it lies.
    pub key: Key,
    /// How large it is.
    pub size_bytes: u64,
    /// CRC-32 of its bytes, which tells a file that was sent once more from another one.
    pub crc32: u32,
}

/// A file could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum ParkFileError {
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The storage, or the sender broke off.
    #[error(transparent)]
    Blobs(#[from] BlobError),
}

/// Streams a file into storage under a new key. The key is reserved first, so that nothing is left behind whatever happens.
///
/// # Errors
/// When the sender breaks off, the file is larger than `limit_bytes`, or it cannot be stored.
pub async fn park_file<S, E>(
    store: &Store,
    blobs: &BlobStore,
    key: Key,
    limit_bytes: u64,
    now: Timestamp,
    file: S,
    progress: impl FnMut(u64),
) -> Result<ParkedFile, ParkFileError>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<blobs::Cause>,
{
    reserve(store, &key, now).await?;
    let mut crc = crc32fast::Hasher::new();
    let file = file.inspect_ok(|piece| crc.update(piece));
    match blobs.insert_stream(&key, file, limit_bytes, progress).await {
        Ok(size_bytes) => Ok(ParkedFile { key, size_bytes, crc32: crc.finalize() }),
        Err(error) => {
            release(store, &key.to_string()).await;
            Err(error.into())
        }
    }
}

/// Announces a file, so that the sweeper takes it when nobody comes to own it.
pub(crate) async fn reserve(store: &Store, key: &Key, now: Timestamp) -> Result<(), store::Error> {
    let (name, until) = (key.to_string(), later(now, RESERVED));
    store::transact!(store, |tx| { store::blobs::reserve(tx, &name, until).await })
}

/// Gives up a parked file that nobody wants after all.
pub async fn discard_parked_file(store: &Store, blobs: &BlobStore, key: &Key) {
    // What cannot be removed now is the sweeper's; so is what a backup may still copy.
    if !is_held(store).await
        && let Err(error) = blobs.delete(key).await
    {
        tracing::warn!(error = &error as &dyn std::error::Error, %key, "could not delete a file that is not wanted");
    }
    release(store, &key.to_string()).await;
}

/// Whether a backup runs, or died and the sweeper has not been here since.
async fn is_held(store: &Store) -> bool {
    let held = async {
        let mut tx = store.read_once().await?;
        store::backup_holds::is_held(&mut tx, Timestamp(0)).await
    };
    held.await.unwrap_or(true)
}

async fn release(store: &Store, key: &str) {
    let released: Result<(), store::Error> =
        store::transact!(store, |tx| { store::blobs::release(tx, key).await });
    if let Err(error) = released {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            key,
            "could not release a file that is not wanted"
        );
    }
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    Timestamp(at.0.saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
}
