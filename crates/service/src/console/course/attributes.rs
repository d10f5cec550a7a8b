//! The attributes of a version: seen, and set by a form.

use cloud_api::v1::request::UpdateAttributes;
use platform::Timestamp;
use store::Store;

use super::{ShownCourse, note_change};
use crate::{
    console::Actor,
    course_attributes::CourseAttributesError,
    edited_course::{EditedCourse, edited_version},
    load_attempt::Definitions,
    update_attributes::{UpdateAttributesError, set_attributes},
};

/// Why attributes cannot be set.
pub type SetAttributesError = UpdateAttributesError;

/// All attributes of the version that is shown, with their defaults.
///
/// # Errors
/// When the version is gone, or cannot be read.
pub async fn course_settings(
    store: &Store,
    definitions: &Definitions,
    of: &ShownCourse,
) -> Result<EditedCourse, CourseAttributesError> {
    edited_version(&mut store.begin_read().await?, definitions, &of.version).await
}

/// Sets attributes of the version that is shown, all or none, and tells how many now have another value.
///
/// # Errors
/// See [`UpdateAttributesError`].
pub async fn set_course_attributes(
    store: &Store,
    definitions: &Definitions,
    by: Actor<'_>,
    of: &ShownCourse,
    values: Vec<(&'static str, String)>,
    now: Timestamp,
) -> Result<usize, SetAttributesError> {
    let update =
        UpdateAttributes { course_id: of.course.id.as_str().to_owned(), version: of.which(), values };
    store::transact!(store, |tx| {
        let changed = set_attributes(tx, definitions, of.app.key, &update, now).await?;
        if !changed.is_empty() {
            let told: Vec<_> = changed.iter().map(|(name, value)| format!("{name}={value}")).collect();
            note_change(tx, by, "course.attributes", of, &told.join(", "), now).await?;
        }
        Ok(changed.len())
    })
}
