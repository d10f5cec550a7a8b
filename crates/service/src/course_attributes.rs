//! The attributes of a version: what was set, and the defaults of everything else.

use std::collections::BTreeMap;

use cloud_api::v1::{
    attributes::{ATTRIBUTES, Attribute, Edition, Package, standard_may_become},
    request::CourseVersion,
};
use store::{AppKey, Store, Tx, course_versions};

use crate::{
    find_version::{FindVersionError, find_version},
    load_attempt::{Definitions, LoadError},
};

/// The attributes of a version could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CourseAttributesError {
    /// No such course or version.
    #[error(transparent)]
    Find(#[from] FindVersionError),
    /// The version's definition, which decides the defaults.
    #[error(transparent)]
    Definition(#[from] LoadError),
}

impl From<store::Error> for CourseAttributesError {
    fn from(error: store::Error) -> Self {
        Self::Find(error.into())
    }
}

/// All attributes of a version with their values, in the order of the table.
///
/// # Errors
/// See [`CourseAttributesError`].
pub async fn course_attributes(
    store: &Store,
    definitions: &Definitions,
    app: AppKey,
    request: &CourseVersion,
) -> Result<Vec<(&'static str, String)>, CourseAttributesError> {
    let mut tx = store.begin_read().await?;
    let (_, version) = find_version(&mut tx, app, &request.course_id, request.version).await?;
    let defaults = Defaults::of(&mut tx, definitions, &version).await?;
    let set = store::version_attributes::list(&mut tx, version.key).await?;
    Ok(ATTRIBUTES.iter().map(|attribute| (attribute.name, defaults.value(attribute, &set))).collect())
}

/// What a version's package says, which decides the defaults.
#[derive(Clone, Debug)]
pub(crate) struct Defaults {
    edition: Edition,
    sco_count: usize,
    title: String,
}

impl Defaults {
    pub(crate) async fn of(
        tx: &mut Tx,
        definitions: &Definitions,
        version: &course_versions::CourseVersion,
    ) -> Result<Self, LoadError> {
        let sco_count = definitions.get(tx, version.key).await?.definition.sco_count();
        let edition =
            Edition::parse(&version.learning_standard).ok_or(LoadError::Damaged("learning standard"))?;
        Ok(Self { edition, sco_count, title: version.title.clone() })
    }

    /// The standard that the package itself names.
    pub(crate) fn edition(&self) -> Edition {
        self.edition
    }

    /// The value that an attribute has when nobody sets it.
    pub(crate) fn default(&self, attribute: &Attribute) -> String {
        let Self { edition, sco_count, title } = self;
        attribute.default_for(&Package { edition: *edition, sco_count: *sco_count, title })
    }

    /// The value that an attribute has among those that were set.
    pub(crate) fn value(&self, attribute: &Attribute, set: &BTreeMap<String, String>) -> String {
        set.get(attribute.name).cloned().unwrap_or_else(|| self.default(attribute))
    }
}

/// Whether a package of this standard can be played by the one that `scormVersion` names.
pub(crate) fn plays_as(package: &str, wanted: &str) -> bool {
    match (Edition::parse(package), Edition::parse(wanted)) {
        (Some(package), Some(wanted)) => standard_may_become(package, wanted),
        _ => false,
    }
}
