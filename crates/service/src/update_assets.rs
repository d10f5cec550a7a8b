//! Lays the files of a parked zip over a course version.
//!
//! The zip is checked like a package and stays zipped; the version gets a new index. Running twice does no harm: blobs
//! are written again with the same content, and the version changes in the transaction that ends the job.

use std::collections::HashSet;

use blobs::{BlobError, BlobStore, Key, PackageError, PackageIndex, check_package};
use cloud_api::v1::values::Which;
use packaging::Code;
use platform::config::ImportLimits;
use platform::{Clock, JobId, Rng, Timestamp};
use serde::{Deserialize, Serialize};
use store::file_changes::Kind;
use store::jobs::{Job, JobEnd};
use store::{AppKey, Store, Tx, VersionKey, course_versions::CourseVersion};

use crate::asset_path::folder_of;
use crate::change_files::{TRIES, Wanted, prepare};
use crate::console::Entry;
use crate::course_files::{CourseFilesError, index_key};
use crate::find_version::{FindVersionError, find_version};
use crate::import_course::{
    ImportCourseError, ImportOutcome, ImportProgress, PackageLimits, discard, end, refuse, reserve,
};
use crate::live_attempts::LiveAttempts;
use crate::order_job::{Order, OrderError, PackageSource, order_job};

/// The kind of update jobs in the queue.
pub const UPDATE_ASSETS: &str = "update_assets";

/// What an update job is told, JSON in the queue. Fields may be added; none changes its meaning.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct UpdatePayload {
    /// The version's row.
    version: i64,
    /// Key of the zip's blob.
    package: String,
    /// Whom the caller named.
    #[serde(default)]
    email: Option<String>,
    /// The language in which warnings are told.
    #[serde(default)]
    culture: Option<String>,
    /// Names in the zip are those of the course's files, whatever folder is around everything.
    #[serde(default)]
    exact: bool,
}

/// An update to be ordered.
#[derive(Debug, Clone)]
pub struct StartUpdate<'a> {
    /// The application.
    pub app: AppKey,
    /// `courseid`.
    pub course_id: &'a str,
    /// `versionid`.
    pub version: Option<Which>,
    /// The zip.
    pub package: PackageSource,
    /// `email`.
    pub email: Option<&'a str>,
    /// `culture`.
    pub culture: Option<&'a str>,
    /// Whether names in the zip are those of the course's files. If not, a zip that has not the one folder that the
    /// course has around everything is meant to lie in it.
    pub exact: bool,
    /// Method and signature of the call, with what tells its file from another: a repeated one joins the first.
    pub call: Option<(&'a str, &'a str)>,
}

/// An update cannot be ordered.
#[derive(Debug, thiserror::Error)]
pub enum StartUpdateError {
    /// No such course or version, or the database.
    #[error(transparent)]
    Find(#[from] FindVersionError),
    /// Nothing lies at the path.
    #[error("Course zip file not found")]
    NoUpload,
    /// The storage.
    #[error(transparent)]
    Blobs(#[from] BlobError),
}

impl From<OrderError> for StartUpdateError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::NoUpload => Self::NoUpload,
            OrderError::Store(error) => Self::Find(error.into()),
            OrderError::Blobs(error) => Self::Blobs(error),
        }
    }
}

/// Orders an update of the version that is meant now and returns its job; that of the first call where this one repeats
/// it.
///
/// # Errors
/// See [`StartUpdateError`]; a parked zip is then still the caller's.
pub async fn start_update(
    store: &Store,
    blobs: &BlobStore,
    rng: &dyn Rng,
    update: StartUpdate<'_>,
    now: Timestamp,
) -> Result<JobId, StartUpdateError> {
    start_noted(store, blobs, rng, update, None, now).await
}

/// The same by somebody in the console: with the job goes its line in the audit log.
pub(crate) async fn start_noted(
    store: &Store,
    blobs: &BlobStore,
    rng: &dyn Rng,
    update: StartUpdate<'_>,
    entry: Option<Entry<'_>>,
    now: Timestamp,
) -> Result<JobId, StartUpdateError> {
    let mut tx = store.begin_read().await.map_err(FindVersionError::from)?;
    let (course, version) = find_version(&mut tx, update.app, update.course_id, update.version).await?;
    drop(tx);
    let payload = |package: &Key| {
        let payload = UpdatePayload {
            version: version.key.0,
            package: package.to_string(),
            email: update.email.map(str::to_owned),
            culture: update.culture.map(str::to_owned),
            exact: update.exact,
        };
        // Plain data of our own always has a JSON form.
        serde_json::to_string(&payload).unwrap_or_default()
    };
    let order = Order {
        app: update.app,
        kind: UPDATE_ASSETS,
        course: &course.id,
        package: &update.package,
        call: update.call,
        entry,
        payload: &payload,
    };
    Ok(order_job(store, blobs, rng, order, now).await?)
}

/// What an update works with.
#[derive(Clone, Copy)]
pub struct UpdateContext<'a> {
    /// The database.
    pub store: &'a Store,
    /// The files.
    pub blobs: &'a BlobStore,
    /// What is served by this node.
    pub live: &'a LiveAttempts,
    /// The time.
    pub clock: &'a dyn Clock,
    /// For the keys of blobs.
    pub rng: &'a dyn Rng,
    /// What a package may be at most, and what a course with its updates.
    pub limits: &'a ImportLimits,
}

/// Runs an update job from its beginning to its end.
///
/// # Errors
/// When the job has not ended and is to be tried again; a zip that cannot be used ends it.
pub async fn update_assets(
    context: UpdateContext<'_>,
    job: &Job,
    progress: ImportProgress,
) -> Result<(), ImportCourseError> {
    let UpdateContext { store, blobs, clock, .. } = context;
    let payload: Option<UpdatePayload> = serde_json::from_str(&job.payload).ok();
    let known = payload.and_then(|payload| Some((Key::parse(&payload.package)?, payload)));
    let Some((package, payload)) = known else {
        return refuse(store, clock, job, 3, "the update was ordered in a form this program does not know")
            .await;
    };
    reserve(store, &package, clock.now()).await?;
    progress(1, "Unpacking Course Files...");
    let limits = PackageLimits::new(context.limits).zip;
    let checked = check_package(blobs, &package, &limits, move |done: u64, total: u64| {
        let percent = done.saturating_mul(90).checked_div(total).unwrap_or(90);
        progress(u32::try_from(percent).unwrap_or(90).max(1), "Unpacking Course Files...");
    });
    let outcome = match checked.await {
        Ok(checked) => {
            let mut update = checked.index;
            let warnings =
                checked.notes.iter().map(|note| warning(Code::Archive, &note.to_string())).collect();
            lay_over(context, job, &payload, &limits, &mut update, warnings).await?
        }
        Err(error) if error.is_temporary() => return Err(error.into()),
        Err(PackageError::Blob(BlobError::Missing(_))) => Some(refused(2, "Course zip file not found")),
        Err(error) => Some(refused(3, &error.to_string())),
    };
    if let Some(refusal) = outcome {
        end(store, clock, job, &refusal).await?;
        discard(store, blobs, &package).await;
    }
    Ok(())
}

/// Puts the update over the version and ends the job in one transaction. `Some`: it cannot be done, and why.
async fn lay_over(
    context: UpdateContext<'_>,
    job: &Job,
    payload: &UpdatePayload,
    limits: &blobs::Limits,
    update: &mut PackageIndex,
    mut warnings: Vec<String>,
) -> Result<Option<ImportOutcome>, ImportCourseError> {
    let UpdateContext { store, blobs, live, clock, rng, .. } = context;
    let key = VersionKey(payload.version);
    for _ in 0..TRIES {
        let mut tx = store.begin_read().await?;
        let version = store::course_versions::find_by_key(&mut tx, key).await?;
        let course = match &version {
            Some(version) => store::courses::find_by_key(&mut tx, version.course).await?,
            None => None,
        };
        let overtakers = overtakers(&mut tx, job).await?;
        drop(tx);
        let (Some(version), Some(course)) = (version, course) else {
            return Ok(Some(refused(1, "The course or its version was deleted")));
        };
        let before = blobs.index(&index_key(&version).map_err(files_error)?).await?;
        update.settle_names(before.entries().iter().map(|entry| entry.name.as_str()));
        let Placed { after, changed, own_manifest } =
            placed(&before, update, &version, &overtakers, payload.exact, clock.now());
        if after.entries().len() as u64 > limits.entries {
            let message = format!("with its updates the course has more than {} files", limits.entries);
            return Ok(Some(refused(3, &message)));
        }
        if after.unpacked_bytes() > limits.unpacked_bytes {
            let message =
                format!("with its updates the course has more than {} bytes", limits.unpacked_bytes);
            return Ok(Some(refused(3, &message)));
        }
        if own_manifest {
            warnings.retain(|warning| !warning.starts_with("W108"));
            warnings.push(warning(Code::OwnManifest, Code::OwnManifest.meaning()));
        }
        let email = payload.email.as_deref().unwrap_or_default();
        let wanted = Wanted { kind: Kind::Update, before: &before, after: &after, changed, email };
        let prepared =
            prepare(store, blobs, rng, &course, &version, wanted, clock.now()).await.map_err(files_error)?;
        let outcome = ImportOutcome::Updated {
            title: course.title.clone(),
            version: version.key.0,
            warnings: warnings.clone(),
        };
        let (json, now) = (outcome.to_json(), clock.now());
        let stored: Result<bool, ImportCourseError> = store::transact!(store, |tx| {
            if !prepared.store(tx, now).await? {
                return Ok(false);
            }
            if !store::jobs::finish(tx, job, JobEnd::Finished(&json), now).await? {
                return Err(ImportCourseError::NotOurs);
            }
            Ok(true)
        });
        if stored? {
            prepared.publish(live);
            tracing::info!(
                course.id = course.id.as_str(),
                course.version = version.number.0,
                files = changed,
                "files of a course were updated"
            );
            return Ok(None);
        }
    }
    Err(ImportCourseError::Busy)
}

/// The zips of updates that were ordered after this one and are done: it comes late, having lost a worker, or being larger.
async fn overtakers(tx: &mut Tx, job: &Job) -> Result<HashSet<Key>, store::Error> {
    let payloads = store::jobs::list_done_since(tx, job).await?;
    let payloads = payloads.iter().filter_map(|json| serde_json::from_str::<UpdatePayload>(json).ok());
    Ok(payloads.filter_map(|payload| Key::parse(&payload.package)).collect())
}

/// An update in its place.
struct Placed {
    after: PackageIndex,
    /// How many files it brought.
    changed: u64,
    /// Whether it brought a manifest, which is left out.
    own_manifest: bool,
}

/// A package may have one folder around everything. Where it does and the update has not, the update is meant to lie in
/// that folder: paths are relative to the course's root. Files of those that overtook it stay: the order of the calls
/// decides.
fn placed(
    before: &PackageIndex,
    update: &PackageIndex,
    version: &CourseVersion,
    overtakers: &HashSet<Key>,
    exact: bool,
    now: Timestamp,
) -> Placed {
    let folder = folder_of(&version.manifest_path);
    let has_folder = update.entries().iter().any(|entry| entry.name.starts_with(folder));
    let folder = if has_folder || exact { "" } else { folder };
    let (mut changed, mut own_manifest) = (0, false);
    let after = before.updated(update, u64::try_from(now.0).unwrap_or(0), |name| {
        let name = format!("{folder}{name}");
        let there = before.find_alike(&name);
        if there.is_some_and(|entry| entry.name == version.manifest_path) {
            own_manifest = true;
            return None;
        }
        if there.is_some_and(|entry| overtakers.contains(&before.layer_of(entry).package)) {
            return None;
        }
        changed += 1;
        Some(name)
    });
    Placed { after, changed, own_manifest }
}

fn refused(code: u32, message: &str) -> ImportOutcome {
    ImportOutcome::Refused { code, message: message.to_owned() }
}

fn warning(code: Code, text: &str) -> String {
    packaging::ParserWarning { number: code.number(), text: text.to_owned(), file: String::new(), line: None }
        .to_string()
}

/// What kept the files from being changed, as a job's failure.
fn files_error(error: CourseFilesError) -> ImportCourseError {
    match error {
        CourseFilesError::Find(FindVersionError::Store(error)) => error.into(),
        CourseFilesError::Blobs(error) => error.into(),
        // The version was found before, so that only a row that names no blob is left.
        CourseFilesError::Find(_) | CourseFilesError::NoIndex(_) | CourseFilesError::Busy => {
            ImportCourseError::Busy
        }
    }
}
