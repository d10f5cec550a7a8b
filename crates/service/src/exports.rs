//! Exports of an application: ordered, called off, looked after, fetched.

use blobs::Key;
use cloud_api::v1::export::ExportStatus;
use platform::{JobId, Rng, Timestamp};
use serde::{Deserialize, Serialize};
use store::jobs::{Job, JobState, NewJob};
use store::{AppKey, Store, Tx};

/// The kind of export jobs in the queue.
pub const EXPORT_APP: &str = "export_app";

/// How many exports are listed.
const MOST: u32 = 1000;

/// An export could not be had.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The application has no such export, or had it too long ago.
    #[error("there is no such export")]
    Unknown,
    /// There is no file of it.
    #[error("the export is {}", .0.as_str())]
    NoFile(ExportStatus),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// An export as its application sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Its id.
    pub id: JobId,
    /// Where it stands.
    pub status: ExportStatus,
    /// 0 to 100.
    pub percent: u8,
    /// When it was ordered.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Its file, while that is kept.
    pub file: Option<ExportedFile>,
}

/// The file of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportedFile {
    /// Where it lies.
    pub key: Key,
    /// How large it is.
    pub size_bytes: u64,
}

/// What came of an export, JSON in the queue. Fields may be added; none changes its meaning.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ExportOutcome {
    /// Key of the file's blob.
    pub(crate) blob: String,
    /// Its size.
    pub(crate) size_bytes: u64,
    /// Until when it is kept, in µs since 1970.
    pub(crate) kept_until: i64,
}

/// Orders an export. An application has one at a time: while one waits or runs, that is the answer, which is also what
/// a client gets that repeats a slow call.
///
/// # Errors
/// When the database cannot be written.
pub async fn start_export(
    store: &Store,
    rng: &dyn Rng,
    app: AppKey,
    now: Timestamp,
) -> Result<JobId, store::Error> {
    let id = JobId::random(rng);
    store::transact!(store, |tx| {
        let new = NewJob {
            id: &id,
            app: Some(app),
            kind: EXPORT_APP,
            dedupe_key: None,
            payload: "{}",
            due_at: now,
        };
        loop {
            if store::jobs::insert(tx, &new, now).await?.is_some() {
                return Ok(id.clone());
            }
            let newest = store::jobs::list(tx, app, EXPORT_APP, 1).await?.pop();
            if let Some(open) = newest.filter(|job| job.finished_at.is_none()) {
                return Ok(open.id);
            }
            // It ended between the two statements: PostgreSQL reads each as of its own moment.
        }
    })
}

/// Calls an export off. One that has ended stays as it is.
///
/// # Errors
/// See [`ExportError`].
pub async fn cancel_export(store: &Store, app: AppKey, id: &str, now: Timestamp) -> Result<(), ExportError> {
    store::transact!(store, |tx| {
        let job = find(tx, app, id).await?;
        store::jobs::cancel(tx, job.key, now).await?;
        Ok(())
    })
}

/// How far an export is.
///
/// # Errors
/// See [`ExportError`].
pub async fn export_status(
    store: &Store,
    app: AppKey,
    id: &str,
    now: Timestamp,
) -> Result<Export, ExportError> {
    let mut tx = store.begin_read().await?;
    Ok(seen(find(&mut tx, app, id).await?, now))
}

/// The exports of an application that are still known, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_exports(store: &Store, app: AppKey, now: Timestamp) -> Result<Vec<Export>, store::Error> {
    let mut tx = store.begin_read().await?;
    let jobs = store::jobs::list(&mut tx, app, EXPORT_APP, MOST).await?;
    Ok(jobs.into_iter().map(|job| seen(job, now)).collect())
}

/// The file of an export.
///
/// # Errors
/// See [`ExportError`].
pub async fn exported_file(
    store: &Store,
    app: AppKey,
    id: &str,
    now: Timestamp,
) -> Result<ExportedFile, ExportError> {
    let export = export_status(store, app, id, now).await?;
    export.file.ok_or(ExportError::NoFile(export.status))
}

/// Lets the sweeper take the files of an application that is about to be deleted.
pub(crate) async fn release_exports(tx: &mut Tx, app: AppKey) -> Result<(), store::Error> {
    for job in store::jobs::list(tx, app, EXPORT_APP, MOST).await? {
        if let Some(outcome) = outcome(&job) {
            store::blobs::release(tx, &outcome.blob).await?;
        }
    }
    Ok(())
}

async fn find(tx: &mut Tx, app: AppKey, id: &str) -> Result<Job, ExportError> {
    let Ok(id) = JobId::parse(id) else { return Err(ExportError::Unknown) };
    let job = store::jobs::find(tx, &id).await?;
    job.filter(|job| job.app == Some(app) && job.kind == EXPORT_APP).ok_or(ExportError::Unknown)
}

fn outcome(job: &Job) -> Option<ExportOutcome> {
    serde_json::from_str(job.result.as_deref()?).ok()
}

fn seen(job: Job, now: Timestamp) -> Export {
    let kept = outcome(&job).filter(|outcome| now.0 < outcome.kept_until);
    let file = kept.and_then(|outcome| {
        Some(ExportedFile { key: Key::parse(&outcome.blob)?, size_bytes: outcome.size_bytes })
    });
    let status = match job.state {
        JobState::Created | JobState::Running => ExportStatus::Started,
        JobState::Finished if file.is_some() => ExportStatus::Complete,
        JobState::Finished => ExportStatus::Expired,
        JobState::Error => ExportStatus::Error,
        JobState::Canceled => ExportStatus::Canceled,
    };
    Export {
        id: job.id,
        status,
        percent: u8::try_from(job.progress.min(100)).unwrap_or(100),
        started_at: job.created_at,
        ended_at: job.finished_at,
        file: file.filter(|_| status == ExportStatus::Complete),
    }
}
