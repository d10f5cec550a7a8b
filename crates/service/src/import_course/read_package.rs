//! Reads a package through: the zip is checked, its manifest read, its pages looked at, all in one pass.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use blobs::{BlobStore, Key, Onlooker, PackageError, PackageIndex, PackageNote};
use packaging::{Code, Course, NoCourse, PackageFiles, ParserWarning, lint, read_course};
use platform::config::ImportLimits;
use runtime::Definition;
use tokio::runtime::Handle;

use super::definition::{definition, keep_only};

/// What a package may be at most, for both who read it.
#[derive(Debug, Clone, Default)]
pub(crate) struct PackageLimits {
    pub(crate) zip: blobs::Limits,
    course: packaging::Limits,
}

impl PackageLimits {
    /// The limits of the configuration, defaults where it is silent.
    pub(crate) fn new(config: &ImportLimits) -> Self {
        let (mut zip, mut course) = (blobs::Limits::default(), packaging::Limits::default());
        zip.package_bytes = config.package_bytes.unwrap_or(zip.package_bytes);
        zip.entries = config.entries.unwrap_or(zip.entries);
        zip.unpacked_bytes = config.unpacked_bytes.unwrap_or(zip.unpacked_bytes);
        zip.ratio = config.ratio.unwrap_or(zip.ratio);
        if let Some(bytes) = config.manifest_bytes {
            course.manifest_bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        }
        Self { zip, course }
    }
}

/// A package that holds a course.
#[derive(Debug)]
pub(crate) struct ReadPackage {
    pub(crate) index: PackageIndex,
    pub(crate) course: Course,
    pub(crate) definition: Definition,
    pub(crate) warnings: Vec<ParserWarning>,
}

/// There is no course to be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadPackageError {
    /// The zip cannot be used, or the storage failed.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// The zip is fine and holds no course; with what was odd about the zip.
    #[error("{0}")]
    NoCourse(NoCourse),
    /// The course has no such organization or item.
    #[error("the manifest has no organization or item `{0}`")]
    NoItem(String),
    /// Everything that could be launched is missing.
    #[error("no item of the course has anything to launch")]
    NothingToLaunch,
    /// A fault of ours.
    #[error("the reader of packages broke down")]
    Broken,
}

/// Of pages and scripts, so many bytes are looked at per package.
const LINT_BYTES: u64 = 64 << 20;
/// Of manifests and metadata, so many bytes are kept from the pass; what is more is read again.
const KEPT_BYTES: u64 = 16 << 20;
/// Warnings about files beyond the manifest.
const FILE_WARNINGS: usize = 200;

pub(crate) async fn read_package(
    store: &BlobStore,
    package: &Key,
    limits: &PackageLimits,
    item: Option<&str>,
    progress: impl FnMut(u64, u64) + Send + 'static,
) -> Result<ReadPackage, ReadPackageError> {
    let seen = Arc::new(Mutex::new(Seen::default()));
    let reader = Reader { limits: limits.course.clone(), progress, seen: Arc::clone(&seen) };
    let checked = blobs::check_package(store, package, &limits.zip, reader).await?;
    let seen = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
    let (store, limits, item) = (store.clone(), limits.course.clone(), item.map(str::to_owned));
    let handle = Handle::current();
    let read = tokio::task::spawn_blocking(move || {
        read_checked(&store, &handle, checked, seen, &limits, item.as_deref())
    });
    read.await.unwrap_or(Err(ReadPackageError::Broken))
}

fn read_checked(
    store: &BlobStore,
    handle: &Handle,
    checked: blobs::Checked,
    seen: Seen,
    limits: &packaging::Limits,
    item: Option<&str>,
) -> Result<ReadPackage, ReadPackageError> {
    let blobs::Checked { mut index, notes } = checked;
    let read = |index: &PackageIndex| {
        read_course(&ZipFiles { store, handle, index, kept: &seen.kept }, limits)
            .map_err(ReadPackageError::NoCourse)
    };
    let (mut course, mut warnings) = read(&index)?;
    let references = references(&course.manifest_text);
    let root = course.root.clone();
    let full: Vec<String> = references.iter().map(|reference| format!("{root}{reference}")).collect();
    if index.settle_names(full.iter().map(String::as_str)).is_some() {
        (course, warnings) = read(&index)?;
    }
    if let Some(item) = item
        && !keep_only(&mut course, item)
    {
        return Err(ReadPackageError::NoItem(item.to_owned()));
    }
    let definition = definition(&course);
    if definition.launchable().next().is_none() {
        return Err(ReadPackageError::NothingToLaunch);
    }
    let mut all: Vec<ParserWarning> = notes.iter().map(archive_warning).collect();
    all.append(&mut warnings);
    let by_name = index.entries().iter().filter_map(|entry| lint::name(&entry.name));
    all.extend(by_name.take(FILE_WARNINGS));
    all.extend(seen.warnings);
    Ok(ReadPackage { index, course, definition, warnings: all })
}

fn archive_warning(note: &PackageNote) -> ParserWarning {
    ParserWarning { number: Code::Archive.number(), text: note.to_string(), file: String::new(), line: None }
}

/// What the pass left behind.
#[derive(Debug, Default)]
struct Seen {
    kept: BTreeMap<String, Vec<u8>>,
    kept_bytes: u64,
    linted_bytes: u64,
    warnings: Vec<ParserWarning>,
}

/// Takes out of the pass what the manifest's reader may want, and looks at pages and scripts on the way.
struct Reader<P> {
    limits: packaging::Limits,
    progress: P,
    seen: Arc<Mutex<Seen>>,
}

impl<P: FnMut(u64, u64) + Send + 'static> Onlooker for Reader<P> {
    fn progress(&mut self, done_bytes: u64, total_bytes: u64) {
        (self.progress)(done_bytes, total_bytes);
    }

    fn wants(&mut self, name: &str, size_bytes: u64) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if packaging::may_be_read(name) {
            return seen.kept_bytes + size_bytes <= KEPT_BYTES;
        }
        lint::wants(name)
            && size_bytes <= self.limits.lint_bytes as u64
            && seen.linted_bytes + size_bytes <= LINT_BYTES
            && seen.warnings.len() < FILE_WARNINGS
    }

    fn member(&mut self, name: &str, bytes: Vec<u8>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if packaging::may_be_read(name) {
            seen.kept_bytes += bytes.len() as u64;
            seen.kept.insert(name.to_owned(), bytes);
        } else {
            seen.linted_bytes += bytes.len() as u64;
            seen.warnings.extend(lint::file(name, &bytes, &self.limits));
        }
    }
}

/// The zip as the manifest's reader sees it. Used on a blocking thread.
struct ZipFiles<'a> {
    store: &'a BlobStore,
    handle: &'a Handle,
    index: &'a PackageIndex,
    kept: &'a BTreeMap<String, Vec<u8>>,
}

impl PackageFiles for ZipFiles<'_> {
    fn names(&self) -> Vec<&str> {
        self.index.entries().iter().map(|entry| entry.name.as_str()).collect()
    }

    fn read(&self, name: &str, limit: usize) -> Result<Vec<u8>, String> {
        if let Some(bytes) = self.kept.get(name) {
            return Ok(bytes[..bytes.len().min(limit)].to_vec());
        }
        let entry = self.index.find_exact(name).ok_or("it is not in the package")?;
        let read = self.store.read_member(self.index, entry, limit as u64);
        match self.handle.block_on(read) {
            Ok(Some(bytes)) => Ok(bytes.to_vec()),
            Ok(None) => Err(format!("it has {} bytes, the limit is {}", entry.size_bytes, limit - 1)),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "could not read a package's file");
                Err("it could not be read from storage".to_owned())
            }
        }
    }
}

/// Every `href` in the text of a manifest, to tell which encoding the zip's names have.
fn references(manifest: &str) -> BTreeSet<String> {
    let values = manifest.split("href").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split_once(quote).map(|(value, _)| value)
    });
    values.map(|value| value.replace("&amp;", "&")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_a_manifest() {
        let found = references("<resource href=\"a&amp;b.html\"><file href = 'ü.html'/><x href=y/>");
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["a&b.html", "ü.html"]);
    }
}
