//! `rustici.export`: everything that an application has, as one file.

use cloud_api::v1::export::{Export, ExportId, ExportList};
use cloud_api::v1::params::Params;
use cloud_api::v1::simple::Done;

use crate::{CallError, Cloud, Download, Repeat};

/// Exports of the application's data. They are jobs: start one, ask until it is complete, download it.
#[derive(Debug, Clone, Copy)]
pub struct Exports<'c>(pub(crate) &'c Cloud);

impl Exports<'_> {
    /// Starts an export; its id.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn start(&self) -> Result<String, CallError> {
        Ok(self.0.call::<ExportId>("export.start", &Params::new(), Repeat::UnlessSent).await?.0)
    }

    /// How far an export is.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn status(&self, id: &str) -> Result<Export, CallError> {
        self.0.call("export.status", &of(id), Repeat::Always).await
    }

    /// All exports that the cloud still knows.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn list(&self) -> Result<Vec<Export>, CallError> {
        Ok(self.0.call::<ExportList>("export.list", &Params::new(), Repeat::Always).await?.0)
    }

    /// Calls an export off.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn cancel(&self, id: &str) -> Result<(), CallError> {
        self.0.call::<Done>("export.cancel", &of(id), Repeat::Always).await.map(drop)
    }

    /// The file of a complete export.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn download(&self, id: &str) -> Result<Download, CallError> {
        Download::open(self.0, "export.download", &of(id)).await
    }
}

fn of(id: &str) -> Params {
    Params::new().with("exportid", id)
}
