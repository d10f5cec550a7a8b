//! What can go wrong with a backup or a restore.

use std::path::{Path, PathBuf};

use blobs::BlobError;
use store::dump::LoadError;

/// A backup could not be taken, checked or put back. Each sentence says what to do, where there is something.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// A file of the backup.
    #[error("cannot {action} `{}`", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
    /// The folder is in use for something else.
    #[error("`{}` holds other things than a backup: name an empty or new folder", .0.display())]
    Foreign(PathBuf),
    /// The backup that lies there is of another installation, and would be overwritten.
    #[error(
        "`{}` holds a backup that was sealed with another installation key, so of another installation or from before \
         its key was replaced: name another folder or file, or remove that backup first",
        .0.display()
    )]
    OtherInstallation(PathBuf),
    /// Nobody can tell whose backup lies there.
    #[error(
        "the manifest `{}` is damaged, so that nobody can tell whose backup lies there: name another folder, or remove \
         that backup first",
        .0.display()
    )]
    Unclear(PathBuf),
    /// Another backup is writing there.
    #[error("another backup is writing to `{}`", .0.display())]
    Busy(PathBuf),
    /// There is no manifest: not a backup, or one that did not come to its end.
    #[error(
        "`{}` is no complete backup: it has no manifest, which is written last; take another one",
        .0.display()
    )]
    Incomplete(PathBuf),
    /// The manifest makes no sense.
    #[error("the manifest of the backup is damaged")]
    BadManifest,
    /// A newer program took it.
    #[error("the backup was taken by Lyceum {0}, which is newer than this program: restore it with that one")]
    Newer(String),
    /// A file of the backup is missing, or not what it was.
    #[error("`{0}` in the backup is missing or damaged")]
    Damaged(String),
    /// The backup took longer than it could keep blobs from being removed.
    #[error("the backup was held up for too long and may lack files; take another one")]
    HeldUp,
    /// There are tables already.
    #[error("`database_url` names a database that is not empty; a restore needs an empty one")]
    DatabaseNotEmpty,
    /// There are blobs already.
    #[error("`blob_url` names a place that holds other files, such as `{0}`; a restore needs an empty one")]
    BlobsNotEmpty(String),
    /// The key in `installation_key_file` is another one.
    #[error(
        "`installation_key_file`: `{}` holds another key than the one that sealed the secrets in this backup; put the \
         right one there, or go on without by `--new-key`",
        .0.display()
    )]
    OtherKey(PathBuf),
    /// There is no key.
    #[error(
        "the backup does not hold the installation key that its secrets are sealed with: put the file at `{}`, or go \
         on without by `--new-key`",
        .0.display()
    )]
    NoKey(PathBuf),
    /// The key is unreadable.
    #[error(transparent)]
    Key(#[from] platform::InstallationKeyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Reading or writing blobs.
    #[error(transparent)]
    Blobs(#[from] BlobError),
}

impl BackupError {
    pub(super) fn io(action: &'static str, path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.as_ref().to_owned();
        move |source| Self::File { action, path, source }
    }
}

impl From<LoadError> for BackupError {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::NotEmpty => Self::DatabaseNotEmpty,
            LoadError::Store(error) => Self::Store(error),
            _ => Self::Damaged("database".to_owned()),
        }
    }
}
