//! `rustici.upload`: files that are uploaded first and imported later.

use cloud_api::v1::params::Params;
use cloud_api::v1::request::{DeleteUploads, Request as _, UploadFile};
use cloud_api::v1::upload::{
    Deleted, DeletedUploads, UploadDir, UploadProgress, UploadToken, Uploaded, UploadedFile,
};

use crate::{CallError, Cloud, Package, Repeat, SignedUrl};

/// The upload area. An import takes a file from here by its location; delete it afterwards.
#[derive(Debug, Clone, Copy)]
pub struct Uploads<'c>(pub(crate) &'c Cloud);

impl Uploads<'_> {
    /// A token, good for one upload.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn token(&self) -> Result<UploadToken, CallError> {
        // One that is made and not used does no harm.
        self.0.call("upload.getUploadToken", &Params::new(), Repeat::Always).await
    }

    /// Uploads a file; its location.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn upload(&self, token: &str, package: Package) -> Result<String, CallError> {
        let request = UploadFile { token: token.to_owned(), domain: None, redirect_url: None };
        Ok(self
            .0
            .send_package::<Uploaded>("upload.uploadFile", &request.to_params(), package)
            .await?
            .location)
    }

    /// A link that a browser posts a file to. It is sent on to `return_to` with `success` and `location`.
    pub fn browser_upload(&self, token: &str, return_to: &str) -> SignedUrl {
        let request =
            UploadFile { token: token.to_owned(), domain: None, redirect_url: Some(return_to.to_owned()) };
        self.0.link("upload.uploadFile", &request.to_params())
    }

    /// How much has arrived under a token.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn progress(&self, token: &str) -> Result<UploadProgress, CallError> {
        self.0.call("upload.getUploadProgress", &Params::new().with("token", token), Repeat::Always).await
    }

    /// The files that are there.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn list(&self) -> Result<Vec<UploadedFile>, CallError> {
        Ok(self.0.call::<UploadDir>("upload.listFiles", &Params::new(), Repeat::Always).await?.files)
    }

    /// Deletes files by name or location.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn delete(&self, files: &[&str]) -> Result<Vec<Deleted>, CallError> {
        let files = files.iter().map(|file| (*file).to_owned()).collect();
        let request = DeleteUploads { files, domain: None };
        Ok(self.0.call::<DeletedUploads>("upload.deleteFiles", &request.to_params(), Repeat::Always).await?.0)
    }
}
