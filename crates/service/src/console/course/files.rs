//! The files of a version: one folder at a time, one file put in or taken out.

use blobs::{BlobError, BlobId, BlobStore, Key, Kind, PackageIndex, ZipWriter};
use bytes::Bytes;
use futures_util::Stream;
use platform::{JobId, Rng, Timestamp};
use store::Store;

use super::ShownCourse;
use crate::{
    asset_path::asset_path,
    console::{Actor, Entry},
    course_files::{CourseFiles, CourseFilesError},
    delete_files::delete_noted,
    live_attempts::LiveAttempts,
    order_job::PackageSource,
    park_file::{discard_parked_file, reserve},
    update_assets::{StartUpdate, StartUpdateError, start_noted},
};

/// The longest path of a file that is put in by a form, in bytes.
const MAX_PATH_BYTES: usize = 512;

/// What a page of files shows.
#[derive(Clone, Copy, Debug)]
pub struct FilesWanted<'a> {
    /// A folder with its closing slash; empty for the top.
    pub folder: &'a str,
    /// Instead of the folder, files anywhere in it whose path has this in it, whatever the letter case.
    pub search: &'a str,
    /// Only what comes after this name, as [`FolderEntry::name`] has it.
    pub after: &'a str,
    /// So many entries at most.
    pub limit: usize,
}

/// A page of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// What lies in it, by name.
    pub entries: Vec<FolderEntry>,
    /// The name after which the next page begins.
    pub next: Option<String>,
}

/// A folder or file in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderEntry {
    /// Its name in the folder; that of a folder ends with a slash.
    pub name: String,
    /// What it is.
    pub place: FilePlace,
}

/// What lies at a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilePlace {
    /// A folder, with the number of files below it.
    Folder {
        /// Files in it and in its folders.
        files: usize,
    },
    /// A file.
    File {
        /// Its size unpacked.
        size_bytes: u64,
        /// When it came.
        added_at: Timestamp,
        /// Whether it came after the import.
        is_new: bool,
    },
}

/// A page of what lies in a folder. Costs what it shows, not what the course has; a search looks at all names.
#[must_use]
pub fn list_folder(files: &CourseFiles, wanted: FilesWanted<'_>) -> Folder {
    let index = &files.index;
    let mut all: Box<dyn Iterator<Item = FolderEntry>> = match wanted.search.trim() {
        "" => Box::new(children(files, wanted.folder, wanted.after)),
        text => {
            let text = text.to_lowercase();
            let below = below(index, wanted.folder).iter();
            let found = below.filter(move |entry| entry.name.to_lowercase().contains(&text));
            let named = found.map(|entry| (entry.name[wanted.folder.len()..].to_owned(), entry));
            let after = wanted.after;
            Box::new(
                named
                    .filter(move |(name, _)| name.as_str() > after)
                    .map(|(name, entry)| FolderEntry { name, place: file(files, entry) }),
            )
        }
    };
    let entries: Vec<_> = all.by_ref().take(wanted.limit).collect();
    let next = all.next().and_then(|_| entries.last()).map(|last| last.name.clone());
    Folder { entries, next }
}

/// All files below a folder.
fn below<'i>(index: &'i PackageIndex, folder: &str) -> &'i [blobs::Entry] {
    let entries = index.entries();
    let from = entries.partition_point(|entry| entry.name.as_str() < folder);
    let rest = &entries[from..];
    &rest[..rest.partition_point(|entry| entry.name.starts_with(folder))]
}

/// What lies directly in a folder after a name: the folders among it are stepped over, not walked.
fn children<'f>(
    files: &'f CourseFiles,
    folder: &'f str,
    after: &str,
) -> impl Iterator<Item = FolderEntry> + use<'f> {
    let mut rest = below(&files.index, folder);
    let skipped = rest.partition_point(|entry| {
        let name = &entry.name[folder.len()..];
        let child = name.split_inclusive('/').next().unwrap_or(name);
        child <= after
    });
    rest = &rest[skipped..];
    std::iter::from_fn(move || {
        let first = rest.first()?;
        let name = &first.name[folder.len()..];
        let child = name.split_inclusive('/').next().unwrap_or(name).to_owned();
        if child.ends_with('/') {
            let whole = format!("{folder}{child}");
            let count = rest.partition_point(|entry| entry.name.starts_with(&whole));
            rest = &rest[count..];
            return Some(FolderEntry { name: child, place: FilePlace::Folder { files: count } });
        }
        rest = &rest[1..];
        Some(FolderEntry { name: child, place: file(files, first) })
    })
}

fn file(files: &CourseFiles, entry: &blobs::Entry) -> FilePlace {
    FilePlace::File {
        size_bytes: entry.size_bytes,
        added_at: files.added_at(entry),
        is_new: files.index.layer_of(entry).added_micros.is_some(),
    }
}

/// A file cannot be put into a course.
#[derive(Debug, thiserror::Error)]
pub enum PutFileError {
    /// The path names no file: it climbs, holds control characters, is too long, or is none.
    #[error("the path names no file")]
    BadPath,
    /// It is the manifest, which a new version brings.
    #[error("the manifest of a version stays as it was imported")]
    Manifest,
    /// A folder has this name, or a file is where the path has a folder.
    #[error("the path goes through a file, or ends at a folder")]
    InTheWay,
    /// The file is larger than a package may be.
    #[error("the file is larger than {0} bytes")]
    TooLarge(u64),
    /// Whoever sends it broke off.
    #[error("the file ended before it was complete")]
    BrokeOff,
    /// The version, the database or the storage.
    #[error(transparent)]
    Start(#[from] StartUpdateError),
}

impl From<store::Error> for PutFileError {
    fn from(error: store::Error) -> Self {
        Self::Start(StartUpdateError::Find(error.into()))
    }
}

/// Puts one file into the version that is shown, in the place of one that is there or as a new one, and returns the job
/// that does it: an update like that of `updateAssets`, whose zip is made while the file comes in.
///
/// # Errors
/// See [`PutFileError`]; nothing is kept then.
#[expect(clippy::too_many_arguments, reason = "what the server has at hand, and the file")]
pub async fn put_course_file<S, E>(
    store: &Store,
    blobs: &BlobStore,
    rng: &dyn Rng,
    by: Actor<'_>,
    files: &CourseFiles,
    of: &ShownCourse,
    path: &str,
    limit_bytes: u64,
    file: S,
    now: Timestamp,
) -> Result<(JobId, String), PutFileError>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<blobs::Cause>,
{
    let path = free_path(files, path)?;
    let key = Key::new(Kind::Package, BlobId::from_random(rng.next_id()));
    reserve(store, &key, now).await?;
    let mut zip = ZipWriter::new(blobs.writer(key, limit_bytes));
    let zipped = match zip.add(&path, now.0.div_euclid(1_000_000), file).await {
        Ok(()) => zip.finish().await.map(|_| ()),
        Err(error) => {
            zip.abort().await;
            Err(error)
        }
    };
    if let Err(error) = zipped {
        discard_parked_file(store, blobs, &key).await;
        return Err(match error {
            BlobError::TooLarge { .. } => PutFileError::TooLarge(limit_bytes),
            BlobError::Source(_) => PutFileError::BrokeOff,
            error => StartUpdateError::Blobs(error).into(),
        });
    }
    let update = StartUpdate {
        app: of.app.key,
        course_id: of.course.id.as_str(),
        version: of.which(),
        package: PackageSource::Parked(key),
        email: Some(by.login),
        culture: None,
        exact: true,
        call: None,
    };
    let detail = told(of, &path);
    let entry = entry(of, by, "course.file-stored", &detail);
    let job = match start_noted(store, blobs, rng, update, Some(entry), now).await {
        Ok(job) => job,
        Err(error) => {
            discard_parked_file(store, blobs, &key).await;
            return Err(error.into());
        }
    };
    Ok((job, path))
}

/// The normal form of a path at which a file may be put.
fn free_path(files: &CourseFiles, path: &str) -> Result<String, PutFileError> {
    let is_folder = path.ends_with(['/', '\\']);
    let path = asset_path(path).filter(|path| !is_folder && path.len() <= MAX_PATH_BYTES);
    let path = path.ok_or(PutFileError::BadPath)?;
    // What zips must not have: a drive before the first folder.
    if path.as_bytes().get(1) == Some(&b':') {
        return Err(PutFileError::BadPath);
    }
    let alike = files.index.find_alike(&path);
    if alike.is_some_and(|entry| entry.name == files.version.manifest_path) {
        return Err(PutFileError::Manifest);
    }
    let has_file_above = path.match_indices('/').any(|(at, _)| files.index.find_exact(&path[..at]).is_some());
    if has_file_above || !below(&files.index, &format!("{path}/")).is_empty() {
        return Err(PutFileError::InTheWay);
    }
    Ok(path)
}

/// Takes one file out of the version that is shown, by its exact name. `false`: there is none, or it is the manifest.
///
/// # Errors
/// See [`CourseFilesError`].
#[expect(clippy::too_many_arguments, reason = "what the server has at hand, and the file")]
pub async fn delete_course_file(
    store: &Store,
    blobs: &BlobStore,
    live: &LiveAttempts,
    rng: &dyn Rng,
    by: Actor<'_>,
    of: &ShownCourse,
    path: &str,
    now: Timestamp,
) -> Result<bool, CourseFilesError> {
    let (app, course, paths) = (of.app.key, of.course.id.as_str(), [path.to_owned()]);
    let detail = told(of, path);
    let entry = Some(entry(of, by, "course.file-deleted", &detail));
    let deleted = delete_noted(store, blobs, live, rng, app, course, of.which(), &paths, entry, now).await?;
    Ok(deleted == [true])
}

/// A line in the audit log about a file.
fn entry<'a>(of: &'a ShownCourse, by: Actor<'a>, kind: &'a str, detail: &'a str) -> Entry<'a> {
    Entry { by, kind, subject: of.course.id.as_str(), detail }
}

/// A file of a version, for the audit log.
fn told(of: &ShownCourse, path: &str) -> String {
    format!("{} · {} · {path}", of.app.id.as_str(), of.version.number.0)
}
