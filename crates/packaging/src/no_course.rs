//! Why there is no course in a package.

use crate::find_manifest::OtherStandard;

/// There is no course in the input. The message says what, where and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCourse {
    /// A zip without files.
    #[error("the package holds no files")]
    Empty,
    /// No `imsmanifest.xml` in any folder.
    #[error(
        "the package has no `imsmanifest.xml`: export the course as SCORM 1.2 or SCORM 2004 and upload that zip \
         as it is"
    )]
    NoManifest,
    /// Recognised, and not read yet.
    #[error(
        "`{file}` shows that this is a package of {standard}, which is not supported yet: export it as SCORM"
    )]
    NotSupportedYet {
        /// The standard.
        standard: OtherStandard,
        /// The file it was recognised by.
        file: String,
    },
    /// The zip does not give the manifest's bytes.
    #[error("the manifest `{file}` cannot be read: {reason}")]
    Unreadable {
        /// The manifest.
        file: String,
        /// The zip's complaint.
        reason: String,
    },
    /// Beyond [`Limits::manifest_bytes`](crate::Limits::manifest_bytes).
    #[error("the manifest `{file}` is larger than the limit of {limit} bytes")]
    TooLarge {
        /// The manifest.
        file: String,
        /// The limit.
        limit: usize,
    },
    /// Not well-formed beyond what can be read around.
    #[error("the manifest `{file}` is not readable XML, line {line}: {message}")]
    NotXml {
        /// The manifest.
        file: String,
        /// Where reading stopped.
        line: u32,
        /// Why.
        message: String,
    },
    /// XML with another root element.
    #[error("`{file}` begins with `<{element}>`, a manifest begins with `<manifest>`")]
    NotAManifest {
        /// The manifest.
        file: String,
        /// The root element found.
        element: String,
    },
    /// No item and no resource names a page.
    #[error("the manifest `{file}` names nothing to launch: no resource has an `href`")]
    NothingToLaunch {
        /// The manifest.
        file: String,
    },
}
