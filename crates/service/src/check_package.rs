//! The import report of a package file, without server or database.

use std::fmt::Write as _;
use std::path::Path;

use blobs::{BlobId, LoosePackage};
use platform::Rng;
use platform::config::ImportLimits;

use crate::import_course::{PackageLimits, ReadPackage, ReadPackageError, read_package, standard};

/// What an import would say about a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageReport {
    /// Whether it would become a course.
    pub importable: bool,
    /// The report as plain text: lines of at most a screen's width where the package allows, ending with a newline.
    pub text: String,
}

/// A package file could not be looked at.
#[derive(Debug, thiserror::Error)]
#[error("cannot read `{path}`")]
pub struct CheckPackageError {
    /// The file.
    path: String,
    /// Why not.
    #[source]
    source: std::io::Error,
}

/// Reads a package file as an import would. Nothing is stored.
///
/// # Errors
/// When the file cannot be read; what is wrong inside it stands in the report.
pub async fn check_package(
    path: &Path,
    limits: &ImportLimits,
    rng: &dyn Rng,
) -> Result<PackageReport, CheckPackageError> {
    let failed = |source| CheckPackageError { path: path.display().to_string(), source };
    let loose = LoosePackage::open(path, BlobId::from_random(rng.next_id())).map_err(failed)?;
    let read = read_package(loose.store(), &loose.key(), &PackageLimits::new(limits), None, |_, _| {}).await;
    match read {
        Ok(read) => Ok(PackageReport { importable: true, text: course_text(&read) }),
        Err(ReadPackageError::Package(error)) if error.is_temporary() => {
            Err(failed(std::io::Error::other(error)))
        }
        Err(error) => Ok(PackageReport {
            importable: false,
            text: format!("This package cannot be imported.\n\n  {error}\n"),
        }),
    }
}

fn course_text(read: &ReadPackage) -> String {
    let ReadPackage { index, course, definition, warnings } = read;
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:<12} {value}");
    };
    line("Title", &course.title);
    line("Standard", standard(course.edition));
    line("", &course.detection);
    line("Identifier", &course.identifier);
    line("Manifest", &course.manifest_path);
    let files = index.entries().len();
    let [size, zip] = [index.unpacked_bytes(), index.package_bytes()].map(platform::ByteSize);
    line("Files", &format!("{files}, {size} unpacked, {zip} in the zip"));
    line("Activities", &format!("{}, of them {} SCOs", definition.activities.len(), definition.sco_count()));
    text.push('\n');
    for (at, activity) in definition.activities.iter().enumerate() {
        let indent = "  ".repeat(definition.depth(at) + 1);
        let opens = activity.resource.as_ref().map(|resource| format!(" -> {}", resource.href));
        let _ = writeln!(
            text,
            "{indent}{} [{}]{}",
            activity.title,
            activity.identifier,
            opens.unwrap_or_default()
        );
    }
    if warnings.is_empty() {
        text.push_str("\nNo warnings.\n");
    } else {
        let _ = writeln!(text, "\nWarnings: {}\n", warnings.len());
        for (at, warning) in warnings.iter().enumerate() {
            let _ = writeln!(text, "{:>4}. {warning}", at + 1);
        }
    }
    text
}
