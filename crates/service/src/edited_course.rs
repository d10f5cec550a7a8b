//! A course as the property editor shows it.

use cloud_api::v1::attributes::{ATTRIBUTES, Attribute, Edition};
use store::{Store, Tx, course_versions::CourseVersion};

use crate::{
    course_attributes::{CourseAttributesError, Defaults, plays_as},
    editor_session::EditorSession,
    find_version::{FindVersionError, find_version},
    load_attempt::Definitions,
};

/// A version of a course with its attributes.
#[derive(Clone, Debug)]
pub struct EditedCourse {
    /// The version's number.
    pub version: u32,
    /// All attributes, in the order of the table.
    pub attributes: Vec<EditedAttribute>,
    /// The standards that the package can be played by.
    pub standards: Vec<&'static str>,
}

/// An attribute of a version.
#[derive(Clone, Debug)]
pub struct EditedAttribute {
    /// Which.
    pub attribute: &'static Attribute,
    /// Its value now.
    pub value: String,
    /// Its value when nobody sets it.
    pub default: String,
}

/// The course of a session; an application that is switched off has none.
///
/// # Errors
/// When the course or its version is gone, or cannot be read.
pub async fn edited_course(
    store: &Store,
    definitions: &Definitions,
    session: &EditorSession,
) -> Result<EditedCourse, CourseAttributesError> {
    let mut tx = store.begin_read().await?;
    let app = store::apps::find_by_key(&mut tx, session.app()).await?.filter(|app| app.active);
    let app = app.ok_or(FindVersionError::NoCourse)?;
    let (_, version) = find_version(&mut tx, app.key, session.course_id(), session.version()).await?;
    edited_version(&mut tx, definitions, &version).await
}

/// A version with its attributes.
pub(crate) async fn edited_version(
    tx: &mut Tx,
    definitions: &Definitions,
    version: &CourseVersion,
) -> Result<EditedCourse, CourseAttributesError> {
    let defaults = Defaults::of(tx, definitions, version).await?;
    let set = store::version_attributes::list(tx, version.key).await?;
    let edited = |attribute| EditedAttribute {
        attribute,
        value: defaults.value(attribute, &set),
        default: defaults.default(attribute),
    };
    let package = defaults.edition().as_str();
    let standards = Edition::ALL.into_iter().map(Edition::as_str).filter(|wanted| plays_as(package, wanted));
    Ok(EditedCourse {
        version: version.number.0,
        attributes: ATTRIBUTES.iter().map(edited).collect(),
        standards: standards.collect(),
    })
}
