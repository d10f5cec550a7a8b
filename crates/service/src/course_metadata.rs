//! The metadata of a course version, as `getMetadata` shows it.

use cloud_api::v1::metadata::{Metadata, MetadataContent, MetadataObject, MetadataSummary};
use cloud_api::v1::request::{GetMetadata, MetadataScope};
use cloud_api::v1::xml_read;
use runtime::{DecodeError, Definition};
use store::{AppKey, Store};

use crate::find_version::{FindVersionError, find_version};
use crate::import_course::StoredMetadata;

/// Metadata could not be had.
#[derive(Debug, thiserror::Error)]
pub enum CourseMetadataError {
    /// No such course or version, or the database.
    #[error(transparent)]
    Find(#[from] FindVersionError),
    /// The stored definition cannot be read.
    #[error("the stored definition of a course version cannot be read")]
    Definition(#[from] DecodeError),
}

/// What the package's metadata says; with scope `activity` the tree of activities too.
///
/// # Errors
/// See [`CourseMetadataError`].
pub async fn course_metadata(
    store: &Store,
    app: AppKey,
    request: &GetMetadata,
) -> Result<Metadata, CourseMetadataError> {
    let mut tx = store.begin_read().await.map_err(FindVersionError::from)?;
    let (_, version) = find_version(&mut tx, app, &request.course_id, request.version).await?;
    let stored =
        store::course_versions::find_metadata(&mut tx, version.key).await.map_err(FindVersionError::from)?;
    let definition = store::course_versions::find_definition(&mut tx, version.key)
        .await
        .map_err(FindVersionError::from)?;
    drop(tx);
    // Fields that an older version did not keep are empty.
    let stored: StoredMetadata = stored.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    let definition = Definition::decode(&definition.unwrap_or_default())?;
    let mut object = object(&definition, 0, request.scope == MetadataScope::Activity);
    object.description.clone_from(&stored.description);
    (object.duration, object.typical_time) = (stored.duration, stored.typical_time);
    let lom = stored.lom.as_deref().filter(|_| request.detail).and_then(|lom| xml_read::parse(lom).ok());
    let content = match lom {
        Some(lom) => MetadataContent::Detail(vec![lom]),
        None if request.detail => MetadataContent::Detail(Vec::new()),
        None => MetadataContent::Summary(MetadataSummary {
            title: if stored.title.is_empty() { version.title } else { stored.title },
            description: stored.description,
            duration: stored.duration,
            typical_time: stored.typical_time,
            keywords: stored.keywords,
        }),
    };
    Ok(Metadata { content, object })
}

/// Depth is bounded by the manifest's limit on nesting.
fn object(definition: &Definition, at: usize, with_children: bool) -> MetadataObject {
    let activity = &definition.activities[at];
    let children = activity.children.iter().filter(|_| with_children);
    MetadataObject {
        id: activity.identifier.clone(),
        title: activity.title.clone(),
        children: children.map(|child| object(definition, *child, with_children)).collect(),
        ..MetadataObject::default()
    }
}
