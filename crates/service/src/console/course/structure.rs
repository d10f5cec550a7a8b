//! What is in a version, and what was odd about its package.

use std::sync::Arc;

use runtime::Definition;
use serde::Deserialize;
use store::Store;

use super::ShownCourse;
use crate::load_attempt::{Definitions, LoadError};

/// The tree of a version and the warnings of its import.
#[derive(Clone, Debug)]
pub struct CourseStructure {
    /// Its activities.
    pub definition: Arc<Definition>,
    /// What was odd, in the order it was found.
    pub warnings: Vec<Warning>,
}

/// Something odd about a package, as it is kept with its version.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Warning {
    /// Its stable number.
    pub number: u16,
    /// What, in plain words.
    pub text: String,
    /// The package's file it is about; empty for the package as a whole.
    #[serde(default)]
    pub file: String,
    /// Line in that file, from 1.
    #[serde(default)]
    pub line: Option<u32>,
}

/// Warnings in their stored form. What is no list has none.
pub(super) fn warnings(json: &str) -> Vec<Warning> {
    serde_json::from_str(json).unwrap_or_default()
}

/// The tree of the version that is shown, and its warnings.
///
/// # Errors
/// When the version is gone, or cannot be read.
pub async fn course_structure(
    store: &Store,
    definitions: &Definitions,
    of: &ShownCourse,
) -> Result<CourseStructure, LoadError> {
    let mut tx = store.begin_read().await?;
    let stored = definitions.get(&mut tx, of.version.key).await?;
    let json = store::course_versions::find_warnings(&mut tx, of.version.key).await?;
    Ok(CourseStructure { definition: stored.definition, warnings: warnings(&json.unwrap_or_default()) })
}
