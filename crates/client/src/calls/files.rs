//! Files of a course: to have, to change, to delete.

use cloud_api::v1::file_structure::{FileStructure, Folder};
use cloud_api::v1::import::ImportToken as Token;
use cloud_api::v1::params::Params;
use cloud_api::v1::simple::Done;
use cloud_api::v1::upload::{Deleted, DeletedPaths};
use cloud_api::v1::values::Which;

use super::Courses;
use super::courses::of;
use crate::{CallError, CourseId, Download, ImportToken, Package, Repeat};

impl Courses<'_> {
    /// Files of a course as they lie in it: one by its path, or a zip of several, or of all when none is named.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn files(
        &self,
        id: &CourseId,
        version: Option<Which>,
        paths: &[&str],
    ) -> Result<Download, CallError> {
        Download::open(self.0, "course.getAssets", &with_paths(id, version, paths)).await
    }

    /// The folders and files of a course.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn file_structure(&self, id: &CourseId, version: Option<Which>) -> Result<Folder, CallError> {
        let top: FileStructure =
            self.0.call("course.getFileStructure", &of(id, version), Repeat::Always).await?;
        Ok(top.0)
    }

    /// Deletes files of a course; for each path whether it is gone.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn delete_files(
        &self,
        id: &CourseId,
        version: Option<Which>,
        paths: &[&str],
    ) -> Result<Vec<Deleted>, CallError> {
        let params = with_paths(id, version, paths);
        Ok(self.0.call::<DeletedPaths>("course.deleteFiles", &params, Repeat::Always).await?.0)
    }

    /// Puts the files of a zip over those of a course, which keeps its version; a job, to be followed as an import is.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn update_files(
        &self,
        id: &CourseId,
        version: Option<Which>,
        package: Package,
    ) -> Result<ImportToken, CallError> {
        let token: Token = self.0.send_package("course.updateAssetsAsync", &of(id, version), package).await?;
        Ok(ImportToken::from(token.id))
    }

    /// The same while the call waits.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn update_files_while_waiting(
        &self,
        id: &CourseId,
        version: Option<Which>,
        package: Package,
    ) -> Result<(), CallError> {
        self.0.send_package::<Done>("course.updateAssets", &of(id, version), package).await.map(drop)
    }
}

fn with_paths(id: &CourseId, version: Option<Which>, paths: &[&str]) -> Params {
    paths.iter().fold(of(id, version), |params, path| params.with("path", *path))
}
