//! The import of a parked package: checked, read, and made a course version in one transaction.

mod definition;
mod metadata;
mod outcome;
mod read_package;

use std::time::Duration;

use blobs::{BlobError, BlobStore, Key, Kind, PackageError};
use packaging::{NoCourse, ParserWarning};
use platform::config::ImportLimits;
use platform::{Clock, ContentKey, CourseId, Rng, Timestamp, VersionNumber};
use runtime::Edition;
use serde::{Deserialize, Serialize};
use store::course_versions::NewVersion;
use store::courses::Course;
use store::jobs::{Job, JobEnd};
use store::{AppKey, IncomingKey, Store, Tx};

use crate::console::{self, packages::join_parts};
use crate::park_file::discard_parked_file;
use crate::update_attributes::inherit_attributes;

pub(crate) use metadata::StoredMetadata;
pub(crate) use outcome::ImportOutcome;
pub(crate) use read_package::{PackageLimits, ReadPackage, ReadPackageError, read_package};

/// The kind of import jobs in the queue.
pub const IMPORT_COURSE: &str = "import_course";

/// The step in which a package that came in parts is put together.
pub(crate) const JOINING: &str = "Putting the Package Together...";

/// So much of an import that is.
const JOINED_PERCENT: u32 = 20;

/// The longest id of a course.
const ID_CHARS: usize = 255;

/// How long the blobs of an import may lie about before they have an owner.
const RESERVED: Duration = Duration::from_secs(24 * 3600);

/// What an import job is told, JSON in the queue. Fields may be added; none changes its meaning.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ImportPayload {
    /// The id the course will have.
    pub(crate) course: String,
    /// Key of the package's blob.
    pub(crate) package: String,
    /// The organization or item to import alone.
    #[serde(default)]
    pub(crate) item: Option<String>,
    /// The language in which warnings are told.
    #[serde(default)]
    pub(crate) culture: Option<String>,
    /// The login of who brought it by the console; empty where it came by the API.
    #[serde(default)]
    pub(crate) by: String,
    /// Name of the file that was uploaded.
    #[serde(default)]
    pub(crate) file: Option<String>,
    /// Whether it is to be a new course: where the id is taken, it gets one with a number.
    #[serde(default)]
    pub(crate) is_new: bool,
    /// The package came in parts, which are still to be put together.
    #[serde(default)]
    pub(crate) parts_of: Option<i64>,
}

/// What the payloads of all jobs that work on a package have.
#[derive(Debug, Deserialize)]
struct PackageOf {
    package: String,
}

/// How far an import is: percent and the step for a person.
pub type ImportProgress = Box<dyn Fn(u32, &'static str) + Send + Sync>;

/// An import could not be brought to an end; another try may.
#[derive(Debug, thiserror::Error)]
pub enum ImportCourseError {
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The storage.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// The blob of the index could not be written.
    #[error(transparent)]
    Blobs(#[from] blobs::BlobError),
    /// The files of the course were changed by others again and again.
    #[error("the files of the course are being changed by others")]
    Busy,
    /// Another worker has the job by now, or it is gone with its application: nothing is to be done.
    #[error("the job is no longer this worker's")]
    NotOurs,
}

/// Runs an import job from its beginning to its end. Running it twice does no harm: blobs are written again with the
/// same content, and the version is made in the transaction that ends the job.
///
/// # Errors
/// When the job has not ended and is to be tried again; a package that cannot be used ends it.
pub async fn import_course(
    store: &Store,
    blobs: &BlobStore,
    clock: &dyn Clock,
    rng: &dyn Rng,
    limits: &ImportLimits,
    job: &Job,
    progress: ImportProgress,
) -> Result<(), ImportCourseError> {
    let payload: Option<ImportPayload> = serde_json::from_str(&job.payload).ok();
    let known = payload.and_then(|payload| {
        let package = Key::parse(&payload.package)?;
        Some((CourseId::new(&payload.course).ok()?, package, payload))
    });
    let Some((course_id, package, payload)) = known else {
        return refuse(store, clock, job, 3, "the import was ordered in a form this program does not know")
            .await;
    };
    reserve(store, &package, clock.now()).await?;
    let mut begun = 1;
    if let Some(parts) = payload.parts_of {
        join(store, blobs, IncomingKey(parts), &package, &progress).await?;
        begun = JOINED_PERCENT;
    }
    progress(begun, "Unpacking Course Files...");
    let limits = PackageLimits::new(limits);
    let checked = move |done: u64, total: u64| {
        // The pass takes most of the time.
        let percent = share(done, total, 90 - begun) + begun;
        progress(percent, "Unpacking Course Files...");
    };
    let read = match read_package(blobs, &package, &limits, payload.item.as_deref(), checked).await {
        Ok(read) => read,
        Err(ReadPackageError::Package(error)) if error.is_temporary() => return Err(error.into()),
        Err(error) => {
            end(store, clock, job, &outcome_of(&error)).await?;
            discard(store, blobs, &package).await;
            return Ok(());
        }
    };
    let index_blob = blobs.insert_index(&read.index).await?;
    let content_key = ContentKey::random(rng);
    let wanted = Wanted { course: &course_id, is_new: payload.is_new, by: &payload.by };
    let (course_id, version) =
        make_version(store, clock, job, wanted, &content_key, &read, &index_blob).await?;
    tracing::info!(
        course.id = course_id.as_str(),
        course.version = version.0,
        files = read.index.entries().len(),
        warnings = read.warnings.len(),
        "a course was imported"
    );
    Ok(())
}

/// Puts a package together that came in parts.
async fn join(
    store: &Store,
    blobs: &BlobStore,
    parts: IncomingKey,
    package: &Key,
    progress: &ImportProgress,
) -> Result<(), ImportCourseError> {
    progress(0, JOINING);
    let told = |done, total| progress(share(done, total, JOINED_PERCENT), JOINING);
    match join_parts(store, blobs, parts, package, told).await {
        // Nobody can put together what is gone; that the package is missing is found next.
        Ok(()) | Err(console::PackageError::Blobs(BlobError::Missing(_))) => Ok(()),
        Err(console::PackageError::Store(error)) => Err(error.into()),
        Err(console::PackageError::Blobs(error)) => Err(error.into()),
        Err(_) => Err(ImportCourseError::NotOurs),
    }
}

/// So much of `percent` as `done` is of `total`.
fn share(done: u64, total: u64, percent: u32) -> u32 {
    let share = u128::from(done) * u128::from(percent) / u128::from(total.max(1));
    u32::try_from(share).unwrap_or(percent).min(percent)
}

/// Which course a package is to be.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    course: &'a CourseId,
    is_new: bool,
    /// The login of who brought the package, if anybody.
    by: &'a str,
}

impl Wanted<'_> {
    /// The course that gets the version, locked.
    async fn course(self, tx: &mut Tx, app: AppKey, now: Timestamp) -> Result<Course, store::Error> {
        if !self.is_new {
            return store::courses::insert_or_lock(tx, app, self.course, now).await;
        }
        let mut number = 1u32;
        loop {
            let id = numbered(self.course, number);
            if store::courses::find(tx, app, &id).await?.is_none_or(|known| known.versions == 0) {
                let course = store::courses::insert_or_lock(tx, app, &id, now).await?;
                // Another import may have made it in between.
                if course.versions == 0 {
                    return Ok(course);
                }
            }
            number += 1;
        }
    }
}

/// The id itself, then `id-2`, `id-3`; cut where it would be too long.
fn numbered(id: &CourseId, number: u32) -> CourseId {
    if number < 2 {
        return id.clone();
    }
    let end = format!("-{number}");
    let begin: String = id.as_str().chars().take(ID_CHARS - end.len()).collect();
    CourseId::new(format!("{begin}{end}")).unwrap_or_else(|_| id.clone())
}

/// Makes the version and ends the job: a course is playable exactly when its import is seen as finished.
async fn make_version(
    store: &Store,
    clock: &dyn Clock,
    job: &Job,
    wanted: Wanted<'_>,
    content_key: &ContentKey,
    read: &ReadPackage,
    index_blob: &Key,
) -> Result<(CourseId, VersionNumber), ImportCourseError> {
    let app = job.app.ok_or(ImportCourseError::NotOurs)?;
    let ReadPackage { index, course, definition, warnings } = read;
    let names: (String, String) = (index.package().to_string(), index_blob.to_string());
    let media = index.media().map(|key| key.to_string());
    let stored_warnings = warnings_json(warnings);
    // Plain data of our own always has a JSON form.
    let metadata = serde_json::to_string(&StoredMetadata::of(course)).unwrap_or_default();
    let definition = definition.encode();
    let new = NewVersion {
        content_key,
        standard: standard(course.edition),
        learning_standard: learning_standard(course.edition),
        title: &course.title,
        identifier: &course.identifier,
        manifest_path: &course.manifest_path,
        manifest: &course.manifest_text,
        metadata: &metadata,
        warnings: &stored_warnings,
        definition: &definition,
        package_blob: &names.0,
        index_blob: &names.1,
        media_blob: media.as_deref(),
        size_bytes: index.unpacked_bytes(),
        files: index.entries().len() as u64,
    };
    let shown: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    let now = clock.now();
    store::transact!(store, |tx| {
        let course = wanted.course(tx, app, now).await?;
        let previous = store::course_versions::find_latest(tx, course.key).await?;
        let version = store::course_versions::insert(tx, &course, &new, now).await?;
        if !wanted.by.is_empty() {
            store::course_versions::update_made_by(tx, version.key, wanted.by).await?;
        }
        if let Some(previous) = previous {
            inherit_attributes(tx, previous.key, &version, now).await?;
        }
        let outcome = ImportOutcome::Imported {
            title: new.title.to_owned(),
            version: version.number.0,
            warnings: shown.clone(),
            course: Some(course.id.as_str().to_owned()),
        };
        if !store::jobs::finish(tx, job, JobEnd::Finished(&outcome.to_json()), now).await? {
            return Err(ImportCourseError::NotOurs);
        }
        Ok((course.id.clone(), version.number))
    })
}

/// The outcome of a package that cannot be used.
fn outcome_of(error: &ReadPackageError) -> ImportOutcome {
    let no_course = |message: String| ImportOutcome::NoCourse { message, warnings: Vec::new() };
    match error {
        // A client's own tests look for its words, so what helps an author stands beside them.
        ReadPackageError::NoCourse(none @ (NoCourse::NoManifest | NoCourse::Empty)) => {
            ImportOutcome::NoCourse { message: String::new(), warnings: vec![none.to_string()] }
        }
        ReadPackageError::NoCourse(none) => no_course(none.to_string()),
        ReadPackageError::NothingToLaunch => no_course(error.to_string()),
        ReadPackageError::NoItem(_) => ImportOutcome::Refused { code: 4, message: error.to_string() },
        ReadPackageError::Package(PackageError::Blob(blobs::BlobError::Missing(_))) => {
            ImportOutcome::Refused { code: 2, message: "Course zip file not found".to_owned() }
        }
        ReadPackageError::Package(error) => ImportOutcome::Refused { code: 2, message: error.to_string() },
        ReadPackageError::Broken => ImportOutcome::Refused { code: 3, message: error.to_string() },
    }
}

/// Gives an import or an update up after all its tries, and what it left with it.
///
/// # Errors
/// When the database cannot be written.
pub async fn give_up_import(
    store: &Store,
    blobs: &BlobStore,
    clock: &dyn Clock,
    job: &Job,
    message: &str,
) -> Result<(), ImportCourseError> {
    refuse(store, clock, job, 3, message).await?;
    let payload: Option<PackageOf> = serde_json::from_str(&job.payload).ok();
    if let Some(package) = payload.and_then(|payload| Key::parse(&payload.package)) {
        discard(store, blobs, &package).await;
    }
    Ok(())
}

pub(crate) async fn refuse(
    store: &Store,
    clock: &dyn Clock,
    job: &Job,
    code: u32,
    message: &str,
) -> Result<(), ImportCourseError> {
    end(store, clock, job, &ImportOutcome::Refused { code, message: message.to_owned() }).await
}

pub(crate) async fn end(
    store: &Store,
    clock: &dyn Clock,
    job: &Job,
    outcome: &ImportOutcome,
) -> Result<(), ImportCourseError> {
    let (json, now) = (outcome.to_json(), clock.now());
    let ours: Result<bool, store::Error> = store::transact!(store, |tx| {
        let end = match outcome {
            ImportOutcome::Refused { message, .. } => JobEnd::Error(message, Some(&json)),
            _ => JobEnd::Finished(&json),
        };
        store::jobs::finish(tx, job, end, now).await
    });
    if ours? { Ok(()) } else { Err(ImportCourseError::NotOurs) }
}

/// Announces what an import writes, so that nothing of it stays behind whatever happens.
pub(crate) async fn reserve(store: &Store, package: &Key, now: Timestamp) -> Result<(), store::Error> {
    let until = Timestamp(now.0.saturating_add(i64::try_from(RESERVED.as_micros()).unwrap_or(i64::MAX)));
    store::transact!(store, |tx| {
        for key in all_blobs(package) {
            store::blobs::reserve(tx, &key.to_string(), until).await?;
        }
        Ok(())
    })
}

pub(crate) async fn discard(store: &Store, blobs: &BlobStore, package: &Key) {
    for key in all_blobs(package) {
        discard_parked_file(store, blobs, &key).await;
    }
}

pub(crate) fn all_blobs(package: &Key) -> [Key; 3] {
    [*package, package.sibling(Kind::Media), package.sibling(Kind::Index)]
}

/// Warnings as they are kept with a version: number, text, file and line of each.
fn warnings_json(warnings: &[ParserWarning]) -> String {
    #[derive(Serialize)]
    struct Stored<'a> {
        number: u16,
        text: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        file: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
    }
    let stored: Vec<Stored<'_>> = warnings
        .iter()
        .map(|w| Stored { number: w.number, text: &w.text, file: &w.file, line: w.line })
        .collect();
    // Plain data of our own always has a JSON form.
    serde_json::to_string(&stored).unwrap_or_default()
}

/// Standard and edition for a person.
pub(crate) fn standard(edition: Edition) -> &'static str {
    match edition {
        Edition::Scorm11 => "SCORM 1.1",
        Edition::Scorm12 => "SCORM 1.2",
        Edition::Scorm2004Ed2 => "SCORM 2004 2nd Edition",
        Edition::Scorm2004Ed3 => "SCORM 2004 3rd Edition",
        Edition::Scorm2004Ed4 => "SCORM 2004 4th Edition",
    }
}

/// Standard and edition as V1 names them (spec §9, `scormVersion`).
fn learning_standard(edition: Edition) -> &'static str {
    match edition {
        Edition::Scorm11 => "scorm_11",
        Edition::Scorm12 => "scorm_12",
        Edition::Scorm2004Ed2 => "scorm_2004_2nd_edition",
        Edition::Scorm2004Ed3 => "scorm_2004_3rd_edition",
        Edition::Scorm2004Ed4 => "scorm_2004_4th_edition",
    }
}
