//! Changes attributes of a version.

use cloud_api::v1::{
    attributes::{self, Edition},
    error::Fault,
    request::UpdateAttributes,
};
use platform::Timestamp;
use store::{AppKey, CourseKey, Store, Tx, VersionKey, course_versions::CourseVersion};

use crate::{
    course_attributes::{CourseAttributesError, Defaults, plays_as},
    find_version::{FindVersionError, find_course, find_version},
    load_attempt::{Definitions, LoadError},
};

/// Name of the attribute that is the course's title in every list.
const TITLE: &str = "title";
/// Name of the attribute that is the standard.
const STANDARD: &str = "scormVersion";

/// Attributes could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateAttributesError {
    /// The version, or what decides its defaults.
    #[error(transparent)]
    Version(#[from] CourseAttributesError),
    /// A value that this package cannot have.
    #[error(transparent)]
    Invalid(Fault),
}

impl From<store::Error> for UpdateAttributesError {
    fn from(error: store::Error) -> Self {
        Self::Version(error.into())
    }
}

impl From<FindVersionError> for UpdateAttributesError {
    fn from(error: FindVersionError) -> Self {
        Self::Version(error.into())
    }
}

impl From<LoadError> for UpdateAttributesError {
    fn from(error: LoadError) -> Self {
        Self::Version(error.into())
    }
}

/// Sets attributes of a version, all or none, and returns those that now have another value, in the order of the table.
/// What is playing goes on as it began; the next launch goes by the new values.
///
/// # Errors
/// See [`UpdateAttributesError`].
pub async fn update_attributes(
    store: &Store,
    definitions: &Definitions,
    app: AppKey,
    request: &UpdateAttributes,
    now: Timestamp,
) -> Result<Vec<(&'static str, String)>, UpdateAttributesError> {
    store::transact!(store, |tx| { set_attributes(tx, definitions, app, request, now).await })
}

/// The same within a transaction.
pub(crate) async fn set_attributes(
    tx: &mut Tx,
    definitions: &Definitions,
    app: AppKey,
    request: &UpdateAttributes,
    now: Timestamp,
) -> Result<Vec<(&'static str, String)>, UpdateAttributesError> {
    let course = find_course(tx, app, &request.course_id).await?.ok_or(FindVersionError::NoCourse)?;
    // Updates of one course wait for each other, and for an import that makes another version the latest.
    store::courses::lock(tx, course.key).await?;
    let (course, version) = find_version(tx, app, &request.course_id, request.version).await?;
    let defaults = Defaults::of(tx, definitions, &version).await?;
    let set = store::version_attributes::list(tx, version.key).await?;
    let mut changed = Vec::new();
    for (name, value) in &request.values {
        let Some(attribute) = attributes::find(name) else { continue };
        let now_is = defaults.value(attribute, &set);
        if *value == now_is {
            continue;
        }
        if attribute.name == STANDARD {
            may_play_as(defaults.edition(), value)?;
        }
        if *value == defaults.default(attribute) {
            store::version_attributes::delete(tx, version.key, attribute.name).await?;
        } else {
            store::version_attributes::upsert(tx, version.key, attribute.name, value).await?;
        }
        changed.push((attribute.name, value.clone()));
    }
    if changed.iter().any(|(name, _)| matches!(*name, TITLE | STANDARD)) {
        show(tx, course.key, now).await?;
    }
    Ok(changed)
}

fn may_play_as(package: Edition, wanted: &str) -> Result<(), UpdateAttributesError> {
    if plays_as(package.as_str(), wanted) {
        return Ok(());
    }
    let allowed = Edition::ALL.into_iter().filter(|edition| plays_as(package.as_str(), edition.as_str()));
    let allowed: Vec<_> = allowed.map(Edition::as_str).collect();
    Err(UpdateAttributesError::Invalid(Fault::invalid_because(
        STANDARD,
        &format!("this package can only be {}", allowed.join(", ")),
    )))
}

/// Gives a new version what was set on the one before it. A standard that the new package cannot have is left behind.
pub(crate) async fn inherit_attributes(
    tx: &mut Tx,
    from: VersionKey,
    version: &CourseVersion,
    now: Timestamp,
) -> Result<(), store::Error> {
    store::version_attributes::copy(tx, from, version.key).await?;
    let set = store::version_attributes::list(tx, version.key).await?;
    if set.get(STANDARD).is_some_and(|wanted| !plays_as(&version.learning_standard, wanted)) {
        store::version_attributes::delete(tx, version.key, STANDARD).await?;
    }
    show(tx, version.course, now).await
}

/// Lists show a course as the attributes of its latest version have it.
async fn show(tx: &mut Tx, course: CourseKey, now: Timestamp) -> Result<(), store::Error> {
    let Some(latest) = store::course_versions::find_latest(tx, course).await? else { return Ok(()) };
    let set = store::version_attributes::list(tx, latest.key).await?;
    let title = set.get(TITLE).unwrap_or(&latest.title);
    let standard = set.get(STANDARD).unwrap_or(&latest.learning_standard);
    store::courses::update_shown(tx, course, title, standard, now).await
}
