//! The export of an application: a zip of XML documents, streamed into storage in flat memory.
//!
//! It is read page by page without a transaction over all, so each document is true for the moment it was written at.

mod documents;

use std::time::Duration;

use blobs::{BlobError, BlobId, BlobStore, Key, Kind, ZipWriter};
use platform::{Clock, Rng, Timestamp};
use store::jobs::{Job, JobEnd};
use store::{Store, apps::App};

use crate::exports::ExportOutcome;
use crate::load_attempt::Definitions;
use crate::park_file::{discard_parked_file, reserve};
use crate::registration_result::ResultError;
use documents::{Courses, Registrations, learners, summary};

/// An export that grows beyond this is a fault of ours: S3 keeps no larger blobs in parts of this program's size.
const MOST_BYTES: u64 = 50_000_000_000;

/// An export could not be brought to an end; another try may.
#[derive(Debug, thiserror::Error)]
pub enum ExportAppError {
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The storage, or what was to be written into it.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// Results cannot be read.
    #[error(transparent)]
    Results(#[from] ResultError),
    /// It was called off, another worker has the job by now, or it is gone with its application.
    #[error("the job is no longer this worker's")]
    NotOurs,
}

/// How far an export is, in percent.
pub type ExportProgress<'a> = &'a (dyn Fn(u32) + Send + Sync);

/// How an export is done.
#[derive(Clone, Copy)]
pub struct ExportManner<'a> {
    /// For how long its file is kept.
    pub kept: Duration,
    /// Is told how far it is.
    pub progress: ExportProgress<'a>,
}

impl std::fmt::Debug for ExportManner<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExportManner").field("kept", &self.kept).finish_non_exhaustive()
    }
}

/// Runs an export job from its beginning to its end. Running it twice does no harm: each run writes a file of its own,
/// and what a run left behind that did not come to its end is the sweeper's.
///
/// # Errors
/// When the job has not ended and is to be tried again.
pub async fn export_app(
    store: &Store,
    blobs: &BlobStore,
    clock: &dyn Clock,
    rng: &dyn Rng,
    definitions: &Definitions,
    job: &Job,
    manner: ExportManner<'_>,
) -> Result<(), ExportAppError> {
    let app = find_app(store, job).await?;
    let key = Key::new(Kind::Export, BlobId::from_random(rng.next_id()));
    reserve(store, &key, clock.now()).await?;
    let mut zip = ZipWriter::new(blobs.writer(key, MOST_BYTES));
    let size_bytes = match write(store, definitions, clock, &app, &mut zip, manner.progress).await {
        Ok(()) => zip.finish().await?,
        Err(error) => {
            zip.abort().await;
            discard_parked_file(store, blobs, &key).await;
            return Err(error);
        }
    };
    let now = clock.now();
    let kept_until = later(now, manner.kept);
    let name = key.to_string();
    let outcome = ExportOutcome { blob: name.clone(), size_bytes, kept_until: kept_until.0 };
    // Plain data of our own always has a JSON form.
    let outcome = serde_json::to_string(&outcome).unwrap_or_default();
    let ended: Result<bool, store::Error> = store::transact!(store, |tx| {
        if !store::jobs::finish(tx, job, JobEnd::Finished(&outcome), now).await? {
            return Ok(false);
        }
        store::blobs::reserve(tx, &name, kept_until).await?;
        Ok(true)
    });
    if !ended? {
        discard_parked_file(store, blobs, &key).await;
        return Err(ExportAppError::NotOurs);
    }
    tracing::info!(app.id = app.id.as_str(), size_bytes, "an application was exported");
    Ok(())
}

/// Gives an export up after all its tries.
///
/// # Errors
/// When the database cannot be written.
pub async fn give_up_export(
    store: &Store,
    clock: &dyn Clock,
    job: &Job,
    message: &str,
) -> Result<(), store::Error> {
    let now = clock.now();
    store::transact!(store, |tx| {
        store::jobs::finish(tx, job, JobEnd::Error(message, None), now).await.map(drop)
    })
}

async fn find_app(store: &Store, job: &Job) -> Result<App, ExportAppError> {
    let mut tx = store.begin_read().await?;
    let app = job.app.ok_or(ExportAppError::NotOurs)?;
    store::apps::find_by_key(&mut tx, app).await?.ok_or(ExportAppError::NotOurs)
}

async fn write(
    store: &Store,
    definitions: &Definitions,
    clock: &dyn Clock,
    app: &App,
    zip: &mut ZipWriter,
    progress: ExportProgress<'_>,
) -> Result<(), ExportAppError> {
    let started = clock.now();
    let secs = |at: Timestamp| at.0.div_euclid(1_000_000);
    let totals = store::totals::find(&mut store.begin_read().await?, app.key).await?;
    let mut courses = Courses::new(store, app);
    zip.add("courses.xml", secs(started), courses.pieces()).await?;
    zip.add("learners.xml", secs(clock.now()), learners(store, app)).await?;
    progress(1);
    let told = |done: u64| {
        let percent = done.saturating_mul(97).checked_div(totals.registrations).unwrap_or(97).min(97);
        progress(2 + u32::try_from(percent).unwrap_or(97));
    };
    let mut registrations = Registrations::new(store, definitions, app, clock.now(), &told);
    let mut number = 1;
    while !registrations.is_over() {
        let name = format!("registrations/{number:06}.xml");
        zip.add(&name, secs(clock.now()), registrations.pieces()).await?;
        number += 1;
    }
    let summary = summary(app, started, clock.now(), courses.count, registrations.count);
    let summary = futures_util::stream::iter([Ok::<_, store::Error>(summary)]);
    zip.add("export.xml", secs(clock.now()), summary).await?;
    progress(99);
    Ok(())
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    Timestamp(at.0.saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
}
