//! The files of a course version, as the API names and hands them out.

use std::sync::Arc;

use blobs::{BlobError, BlobStore, Entry, Key, PackageIndex};
use cloud_api::v1::values::Which;
use platform::Timestamp;
use store::{AppKey, Store, course_versions::CourseVersion};

use crate::asset_path::{asset_path, folder_of, meanings};
use crate::find_version::{FindVersionError, find_version};

/// Files of a course could not be had.
#[derive(Debug, thiserror::Error)]
pub enum CourseFilesError {
    /// No such course or version, or the database.
    #[error(transparent)]
    Find(#[from] FindVersionError),
    /// The storage.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// The row names no blob.
    #[error("version {0} of the course has no index")]
    NoIndex(u32),
    /// Others changed the files again and again.
    #[error("the files of the course are being changed by others")]
    Busy,
}

impl From<store::Error> for CourseFilesError {
    fn from(error: store::Error) -> Self {
        Self::Find(error.into())
    }
}

/// The files of a version.
#[derive(Debug)]
pub struct CourseFiles {
    /// The version.
    pub version: CourseVersion,
    /// What lies where.
    pub index: Arc<PackageIndex>,
    /// When files changed last; when the version was imported, if they never did.
    pub changed_at: Timestamp,
}

impl CourseFiles {
    /// The file that a caller's path means. What would be found by the same words in a page of the course is found too.
    pub fn find(&self, path: &str) -> Option<&Entry> {
        let path = asset_path(path)?;
        let meanings = meanings(&path, folder_of(&self.version.manifest_path));
        let exact = meanings.iter().find_map(|path| self.index.find_exact(path));
        exact.or_else(|| meanings.iter().find_map(|path| Some(self.index.find(path)?.entry)))
    }

    /// When a file came.
    pub fn added_at(&self, entry: &Entry) -> Timestamp {
        let added = self.index.layer_of(entry).added_micros.and_then(|at| i64::try_from(at).ok());
        added.map_or(self.version.created_at, Timestamp)
    }
}

/// The files of a course version.
///
/// # Errors
/// See [`CourseFilesError`].
pub async fn course_files(
    store: &Store,
    blobs: &BlobStore,
    app: AppKey,
    course: &str,
    which: Option<Which>,
) -> Result<CourseFiles, CourseFilesError> {
    let mut tx = store.begin_read().await?;
    let (_, version) = find_version(&mut tx, app, course, which).await?;
    let changed = store::file_changes::find_latest(&mut tx, version.key).await?;
    drop(tx);
    let index = blobs.index(&index_key(&version)?).await?;
    Ok(CourseFiles { changed_at: changed.unwrap_or(version.created_at), version, index })
}

/// Where the index of a version lies.
pub(crate) fn index_key(version: &CourseVersion) -> Result<Key, CourseFilesError> {
    Key::parse(&version.index_blob).ok_or(CourseFilesError::NoIndex(version.number.0))
}
