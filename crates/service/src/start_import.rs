//! Orders an import.

use blobs::{BlobError, BlobStore};
use platform::{CourseId, InvalidId, JobId, Rng, Timestamp};
use store::{AppKey, Store};

use crate::import_course::{IMPORT_COURSE, ImportPayload};
use crate::order_job::{Order, OrderError, PackageSource, order_job};

/// An import to be ordered.
#[derive(Debug, Clone)]
pub struct StartImport<'a> {
    /// The application.
    pub app: AppKey,
    /// `courseid`.
    pub course_id: &'a str,
    /// The package.
    pub package: PackageSource,
    /// `itemid`.
    pub item_id: Option<&'a str>,
    /// `culture`: the language in which warnings are told.
    pub culture: Option<&'a str>,
    /// The login of who brings it by the console; `None` where it comes by the API.
    pub by: Option<&'a str>,
    /// Method and signature of the call, with what tells its file from another: a repeated one joins the first.
    pub call: Option<(&'a str, &'a str)>,
}

/// An import cannot be ordered.
#[derive(Debug, thiserror::Error)]
pub enum StartImportError {
    /// The id cannot be one.
    #[error("{0}")]
    BadId(#[from] InvalidId),
    /// Nothing lies at the path.
    #[error("Course zip file not found")]
    NoUpload,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The storage.
    #[error(transparent)]
    Blobs(#[from] BlobError),
}

impl From<OrderError> for StartImportError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::NoUpload => Self::NoUpload,
            OrderError::Store(error) => Self::Store(error),
            OrderError::Blobs(error) => Self::Blobs(error),
        }
    }
}

/// Orders an import and returns its job; that of the first call where this one repeats it.
///
/// # Errors
/// See [`StartImportError`]; a parked package is then still the caller's.
pub async fn start_import(
    store: &Store,
    blobs: &BlobStore,
    rng: &dyn Rng,
    import: StartImport<'_>,
    now: Timestamp,
) -> Result<JobId, StartImportError> {
    let course = CourseId::new(import.course_id)?;
    let payload = |package: &blobs::Key| {
        let payload = ImportPayload {
            course: course.clone().into(),
            package: package.to_string(),
            item: import.item_id.map(str::to_owned),
            culture: import.culture.map(str::to_owned),
            by: import.by.unwrap_or_default().to_owned(),
            file: None,
            is_new: false,
            parts_of: None,
        };
        // Plain data of our own always has a JSON form.
        serde_json::to_string(&payload).unwrap_or_default()
    };
    let order = Order {
        entry: None,
        app: import.app,
        kind: IMPORT_COURSE,
        course: &course,
        package: &import.package,
        call: import.call,
        payload: &payload,
    };
    Ok(order_job(store, blobs, rng, order, now).await?)
}
