//! What came of an import or an update of files, as it is kept with its job.

use cloud_api::v1::import::{ImportResult, ImportStatus};
use serde::{Deserialize, Serialize};

/// The result of a job, JSON in the queue. Fields may be added; none changes its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ImportOutcome {
    /// A version was made.
    Imported {
        /// The course's title.
        title: String,
        /// Its number.
        version: u32,
        /// What was odd about the package.
        warnings: Vec<String>,
        /// The course's id, where the import chose it.
        #[serde(default)]
        course: Option<String>,
    },
    /// The zip is one, but there is no course in it.
    NoCourse {
        /// What the caller is told.
        message: String,
        /// What more there is to say.
        warnings: Vec<String>,
    },
    /// Files of a version were updated.
    Updated {
        /// The course's title.
        title: String,
        /// The version's row, which is never another's.
        version: i64,
        /// What was odd about the zip.
        warnings: Vec<String>,
    },
    /// The package cannot be used.
    Refused {
        /// Number in the method's table of codes.
        code: u32,
        /// Why.
        message: String,
    },
}

impl ImportOutcome {
    pub(crate) fn to_json(&self) -> String {
        // Plain data of our own always has a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(crate) fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The outcome on the wire.
    pub(crate) fn into_status(self) -> ImportStatus {
        match self {
            Self::Imported { title, warnings, .. } | Self::Updated { title, warnings, .. } => {
                ImportStatus::finished(vec![ImportResult::success(title, warnings)])
            }
            Self::NoCourse { message, warnings } => {
                let none = ImportResult::no_course();
                let message = if message.is_empty() { none.message.clone() } else { message };
                ImportStatus::finished(vec![ImportResult { message, parser_warnings: warnings, ..none }])
            }
            Self::Refused { code, message } => ImportStatus::failed(code, message),
        }
    }
}
