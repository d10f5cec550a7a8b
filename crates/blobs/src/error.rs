//! What can go wrong with a blob.

use crate::index::IndexError;
use crate::key::Key;

/// A cause that nobody chooses by.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A blob could not be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BlobError {
    /// Nothing lies under the key.
    #[error("there is no blob `{0}`")]
    Missing(Key),
    /// More bytes came than the caller allowed; nothing of them is kept.
    #[error("the file is larger than the limit of {limit_bytes} bytes")]
    TooLarge {
        /// The limit that was set.
        limit_bytes: u64,
    },
    /// There is too little room on a disk; nothing is kept. The sentence is for whoever sent the file.
    #[error("the disk of the server is nearly full, and no files are taken in until there is room again")]
    DiskFull {
        /// Bytes that are free.
        free_bytes: u64,
        /// Bytes that have to stay free.
        reserve_bytes: u64,
    },
    /// The sender broke off; nothing is kept.
    #[error("the upload ended before it was complete")]
    Source(#[source] Cause),
    /// The blob holds fewer bytes than were asked for.
    #[error("blob `{0}` is shorter than expected")]
    Short(Key),
    /// The disk or the object store refused.
    #[error("failed to {action} blob `{key}`")]
    Storage {
        /// What was tried.
        action: &'static str,
        /// On which blob or folder.
        key: String,
        /// Why it failed.
        #[source]
        source: Cause,
    },
    /// A stored index is not one of ours, or newer than this program.
    #[error("failed to read the index in blob `{key}`")]
    Index {
        /// The blob of the index.
        key: Key,
        /// What is wrong with it.
        #[source]
        source: IndexError,
    },
    /// A member's stored bytes do not inflate, though its import was finished.
    #[error("blob `{0}` is damaged")]
    Damaged(Key),
}

impl BlobError {
    pub(crate) fn storage(action: &'static str, key: &Key, source: impl Into<Cause>) -> Self {
        Self::Storage { action, key: key.to_string(), source: source.into() }
    }

    pub(crate) fn object(action: &'static str, key: &Key, source: object_store::Error) -> Self {
        match source {
            object_store::Error::NotFound { .. } => Self::Missing(*key),
            other => Self::storage(action, key, other),
        }
    }

    pub(crate) fn io(action: &'static str, key: &Key, source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::NotFound => Self::Missing(*key),
            std::io::ErrorKind::UnexpectedEof => Self::Short(*key),
            _ => Self::storage(action, key, source),
        }
    }
}
