//! Listing, for the sweeper that removes blobs without an owner.

use std::collections::HashSet;
use std::future::Future;
use std::time::{Duration, UNIX_EPOCH};

use futures_util::{Stream, StreamExt};
use object_store::ObjectStore;
use object_store::path::Path;

use super::BlobStore;
use crate::error::BlobError;
use crate::key::{Key, Kind};

/// Blobs asked about at once.
const BATCH: usize = 500;

/// A blob as the store lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: Key,
    /// Its size.
    pub size_bytes: u64,
    /// When it was written, in µs since the Unix epoch, by the store's clock.
    pub modified_micros: i64,
}

impl BlobStore {
    /// All blobs of a kind, in no particular order. What lies there under other names is not ours and left out.
    pub fn list(&self, kind: Kind) -> impl Stream<Item = Result<Listed, BlobError>> + Send + 'static {
        let prefix = self.inner.prefix.clone();
        let folder = match prefix.as_str() {
            "" => kind.folder().to_owned(),
            prefix => format!("{prefix}/{}", kind.folder()),
        };
        self.inner.objects.list(Some(&Path::from(folder))).filter_map(move |listed| {
            let found = match listed {
                Ok(meta) => {
                    let path = meta.location.to_string();
                    let name = if prefix.is_empty() {
                        Some(path.as_str())
                    } else {
                        path.strip_prefix(prefix.as_str()).and_then(|rest| rest.strip_prefix('/'))
                    };
                    name.and_then(Key::parse).map(|key| {
                        Ok(Listed {
                            key,
                            size_bytes: meta.size,
                            modified_micros: meta.last_modified.timestamp_micros(),
                        })
                    })
                }
                Err(object_store::Error::NotFound { .. }) => None,
                Err(source) => Some(Err(BlobError::Storage {
                    action: "list",
                    key: kind.folder().to_owned(),
                    source: source.into(),
                })),
            };
            std::future::ready(found)
        })
    }

    /// Blobs last written before an instant that nobody owns.
    ///
    /// `owned` gets a batch of keys and answers which of them have an owner. It is asked after the listing, so
    /// that a blob whose owner was stored meanwhile is found owned; the age keeps those out whose owner is still
    /// to come, such as an import that is running.
    pub async fn list_unowned<F, Fut, E>(&self, before_micros: i64, mut owned: F) -> Result<Vec<Key>, E>
    where
        F: FnMut(Vec<Key>) -> Fut,
        Fut: Future<Output = Result<HashSet<Key>, E>>,
        E: From<BlobError>,
    {
        let mut unowned = Vec::new();
        for kind in Kind::ALL {
            let mut batches = std::pin::pin!(self.list(kind).chunks(BATCH));
            while let Some(batch) = batches.next().await {
                let mut old = Vec::new();
                for listed in batch {
                    let listed = listed?;
                    if listed.modified_micros < before_micros {
                        old.push(listed.key);
                    }
                }
                if old.is_empty() {
                    continue;
                }
                let owners = owned(old.clone()).await?;
                unowned.extend(old.into_iter().filter(|key| !owners.contains(key)));
            }
        }
        Ok(unowned)
    }

    /// Removes what a crash left of unfinished writes in a local folder, if older than the instant, and returns
    /// how many there were. In a bucket this is the work of its lifecycle rule for incomplete uploads.
    pub async fn delete_unfinished(&self, before_micros: i64) -> Result<usize, BlobError> {
        let Some(folder) = self.inner.folder.clone() else { return Ok(0) };
        let before = UNIX_EPOCH + Duration::from_micros(u64::try_from(before_micros).unwrap_or(0));
        let swept = tokio::task::spawn_blocking(move || {
            let mut count = 0;
            for kind in Kind::ALL {
                let entries = match std::fs::read_dir(folder.join(kind.folder())) {
                    Ok(entries) => entries,
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                    Err(error) => return Err(error),
                };
                for entry in entries {
                    let entry = entry?;
                    let name = entry.file_name();
                    // object_store stages a write under the final name, `#` and a number.
                    let staged =
                        name.to_str().and_then(|name| name.split_once('#')).is_some_and(|(name, number)| {
                            Key::parse(&format!("{}/{name}", kind.folder())).is_some()
                                && number.bytes().all(|b| b.is_ascii_digit())
                        });
                    if staged && entry.metadata()?.modified()? < before {
                        std::fs::remove_file(entry.path())?;
                        count += 1;
                    }
                }
            }
            Ok(count)
        });
        let failed = |source| BlobError::Storage { action: "sweep", key: "the folder".to_owned(), source };
        match swept.await {
            Ok(Ok(count)) => Ok(count),
            Ok(Err(error)) => Err(failed(error.into())),
            Err(error) => Err(failed(error.into())),
        }
    }
}
