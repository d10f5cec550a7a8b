//! Orders a job that works on a package, and tells how far it is.

use blobs::{BlobError, BlobId, BlobStore, Key, Kind};
use cloud_api::v1::import::{ImportState, ImportStatus};
use platform::{CourseId, JobId, Rng, Timestamp, VersionNumber};
use serde::Deserialize;
use store::jobs::{Job, JobState, NewJob};
use store::request_joins::{self, Request};
use store::{AppKey, Store, Tx, VersionKey};

use crate::console::Entry;
use crate::import_course::{IMPORT_COURSE, ImportOutcome};
use crate::park_file::discard_parked_file;
use crate::update_assets::UPDATE_ASSETS;
use crate::uploads::upload_at_path;

/// For how long the same signed call is the same call: its time stamp may lie 15 minutes on either side of now.
pub(crate) const JOIN_WINDOW_MICROS: i64 = 30 * 60 * 1_000_000;

/// Where the package lies.
#[derive(Debug, Clone)]
pub enum PackageSource {
    /// It came with the call.
    Parked(Key),
    /// An earlier upload, by the path that it was answered.
    Uploaded(String),
}

/// A job to be ordered.
pub(crate) struct Order<'a> {
    pub(crate) app: AppKey,
    pub(crate) kind: &'static str,
    /// The course it works on.
    pub(crate) course: &'a CourseId,
    pub(crate) package: &'a PackageSource,
    /// Method and signature of the call, with what tells its file from another: a repeated one joins the first.
    pub(crate) call: Option<(&'a str, &'a str)>,
    /// The line in the audit log that goes with a new job.
    pub(crate) entry: Option<Entry<'a>>,
    /// What the job is told, given where the package lies.
    pub(crate) payload: &'a (dyn Fn(&Key) -> String + Sync),
}

/// A job cannot be ordered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OrderError {
    /// Nothing lies at the path.
    #[error("Course zip file not found")]
    NoUpload,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The storage.
    #[error(transparent)]
    Blobs(#[from] BlobError),
}

/// Orders a job. A call that was made before (client libraries repeat slow ones) gets the job of the first, and the file
/// that came with it again is dropped.
///
/// # Errors
/// See [`OrderError`]; a parked package is then still the caller's.
pub(crate) async fn order_job(
    store: &Store,
    blobs: &BlobStore,
    rng: &dyn Rng,
    order: Order<'_>,
    now: Timestamp,
) -> Result<JobId, OrderError> {
    let Order { app, course, .. } = order;
    blobs.check_room()?;
    let request = order.call.map(|(method, signature)| Request { app, method, signature });
    if let Some(request) = request
        && let Some(job) = joined(store, request, course, now).await?
    {
        if let PackageSource::Parked(key) = order.package {
            discard_parked_file(store, blobs, key).await;
        }
        return Ok(job);
    }
    let package = match order.package {
        PackageSource::Parked(key) => *key,
        PackageSource::Uploaded(path) => copy_upload(store, blobs, rng, app, path, now).await?,
    };
    let payload = (order.payload)(&package);
    let id = JobId::random(rng);
    let since = Timestamp(now.0.saturating_sub(JOIN_WINDOW_MICROS));
    let ordered: Result<JobId, store::Error> = store::transact!(store, |tx| {
        if let Some(request) = request {
            let before = request_joins::insert_or_find(tx, request, now, since).await?;
            if let Some(job) = before.and_then(|join| join.job)
                && still_holds(tx, app, course, &job).await?
            {
                return Ok(job);
            }
        }
        let new = NewJob {
            id: &id,
            app: Some(app),
            kind: order.kind,
            dedupe_key: None,
            payload: &payload,
            due_at: now,
        };
        store::jobs::insert(tx, &new, now).await?;
        if let Some(entry) = order.entry {
            entry.note(tx, now).await?;
        }
        if let Some(request) = request {
            request_joins::update_job(tx, request, &id).await?;
        }
        Ok(id.clone())
    });
    let ordered = ordered?;
    if ordered != id {
        // The same call came in between.
        discard_parked_file(store, blobs, &package).await;
    }
    Ok(ordered)
}

/// The job of the same call within the window.
async fn joined(
    store: &Store,
    request: Request<'_>,
    course: &CourseId,
    now: Timestamp,
) -> Result<Option<JobId>, store::Error> {
    let mut tx = store.begin_read().await?;
    let found = request_joins::find(&mut tx, request).await?;
    let found = found.filter(|join| join.created_at.0 >= now.0.saturating_sub(JOIN_WINDOW_MICROS));
    let Some(job) = found.and_then(|join| join.job) else { return Ok(None) };
    Ok(still_holds(&mut tx, request.app, course, &job).await?.then_some(job))
}

/// Whether what a job answers is still so: a version that was deleted since is to be imported anew.
async fn still_holds(tx: &mut Tx, app: AppKey, course: &CourseId, id: &JobId) -> Result<bool, store::Error> {
    let Some(job) = store::jobs::find(tx, id).await? else { return Ok(false) };
    let outcome = job.result.as_deref().and_then(ImportOutcome::from_json);
    let version = match outcome {
        Some(ImportOutcome::Imported { version, .. }) => version,
        Some(ImportOutcome::Updated { version, .. }) => {
            return Ok(store::course_versions::find_by_key(tx, VersionKey(version)).await?.is_some());
        }
        _ => return Ok(true),
    };
    let Some(course) = store::courses::find(tx, app, course).await? else { return Ok(false) };
    let version = store::course_versions::find(tx, course.key, VersionNumber(version)).await?;
    // A course that was deleted begins with the same numbers again.
    Ok(version.is_some_and(|version| Some(version.created_at) == job.finished_at))
}

/// A package of its own for the job: the upload may be deleted, or imported again, at any time.
async fn copy_upload(
    store: &Store,
    blobs: &BlobStore,
    rng: &dyn Rng,
    app: AppKey,
    path: &str,
    now: Timestamp,
) -> Result<Key, OrderError> {
    let upload = upload_at_path(store, app, path).await?;
    let from = upload.and_then(|upload| upload.blob).and_then(|blob| Key::parse(&blob));
    let from = from.ok_or(OrderError::NoUpload)?;
    let to = Key::new(Kind::Package, BlobId::from_random(rng.next_id()));
    crate::park_file::reserve(store, &to, now).await?;
    match blobs.copy(&from, &to).await {
        Ok(_) => Ok(to),
        Err(error) => {
            discard_parked_file(store, blobs, &to).await;
            Err(match error {
                BlobError::Missing(_) => OrderError::NoUpload,
                error => error.into(),
            })
        }
    }
}

/// How far an import or an update is; `None` when the application has no such job, or had it more than a week ago.
///
/// # Errors
/// When the database cannot be read.
pub async fn import_status(
    store: &Store,
    app: AppKey,
    token: &str,
) -> Result<Option<JobStatus>, store::Error> {
    let Ok(id) = JobId::parse(token) else { return Ok(None) };
    let mut tx = store.begin_read().await?;
    let job = store::jobs::find(&mut tx, &id).await?;
    let job =
        job.filter(|job| job.app == Some(app) && [IMPORT_COURSE, UPDATE_ASSETS].contains(&job.kind.as_str()));
    Ok(job.map(|job| {
        let ordered: Option<CultureOf> = serde_json::from_str(&job.payload).ok();
        JobStatus { culture: ordered.and_then(|ordered| ordered.culture), status: status(job) }
    }))
}

/// How far a job is, and in which language its caller wants to be told.
#[derive(Debug, Clone)]
pub struct JobStatus {
    /// How far it is, and what came of it. Warnings are in English.
    pub status: ImportStatus,
    /// `culture` of the order.
    pub culture: Option<String>,
}

/// What the payloads of all jobs on packages have.
#[derive(Debug, Deserialize)]
struct CultureOf {
    #[serde(default)]
    culture: Option<String>,
}

fn status(job: Job) -> ImportStatus {
    let outcome = job.result.as_deref().and_then(ImportOutcome::from_json);
    let progress = u8::try_from(job.progress).unwrap_or(100);
    match (job.state, outcome) {
        (JobState::Created, _) => ImportStatus::under_way(ImportState::Created, "Waiting", 0),
        (JobState::Running, _) => ImportStatus::under_way(ImportState::Running, job.message, progress),
        (JobState::Finished | JobState::Error | JobState::Canceled, Some(outcome)) => outcome.into_status(),
        (JobState::Finished, None) => ImportStatus::finished(Vec::new()),
        (JobState::Error | JobState::Canceled, None) => ImportStatus::failed(3, job.message),
    }
}
