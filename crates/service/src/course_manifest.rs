//! The manifest of a course version.

use cloud_api::v1::values::Which;
use store::{AppKey, Store};

use crate::find_version::{FindVersionError, find_version};

/// The manifest as it lay in the package, decoded to Unicode.
///
/// # Errors
/// When there is no such course or version, or the database cannot be read.
pub async fn course_manifest(
    store: &Store,
    app: AppKey,
    id: &str,
    which: Option<Which>,
) -> Result<String, FindVersionError> {
    let mut tx = store.begin_read().await?;
    let (_, version) = find_version(&mut tx, app, id, which).await?;
    let manifest = store::course_versions::find_manifest(&mut tx, version.key).await?;
    manifest.ok_or(FindVersionError::NoVersion(version.number.0))
}
