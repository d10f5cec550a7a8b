//! The queue as its operator sees it.

use platform::{JobId, Timestamp};
use store::{
    JobKey, Store,
    jobs::{Job, JobCounts, JobState},
};

use super::COUNTED;
use crate::{
    console::{Actor, note},
    exports::EXPORT_APP,
};

/// How many jobs wait, run and were given up.
///
/// # Errors
/// When the database cannot be read.
pub async fn job_counts(store: &Store) -> Result<JobCounts, store::Error> {
    store::jobs::count(&mut store.read_once().await?, COUNTED + 1).await
}

/// A page of the jobs that wait or run, or of those that were given up, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_jobs(
    store: &Store,
    failed: bool,
    before: Option<JobKey>,
    limit: u32,
) -> Result<Vec<Job>, store::Error> {
    store::jobs::list_all(&mut store.read_once().await?, failed, before, limit).await
}

/// A job that waits need not wait for its time, and an export that was given up is begun anew. `false`: there is
/// nothing to do again; the package of an import that failed is gone, and has to be uploaded again.
///
/// # Errors
/// When the database cannot be written.
pub async fn retry_job(
    store: &Store,
    by: Actor<'_>,
    id: &JobId,
    now: Timestamp,
) -> Result<bool, store::Error> {
    store::transact!(store, |tx| {
        let Some(job) = store::jobs::find(tx, id).await? else { return Ok(false) };
        let is_done = match job.state {
            JobState::Created => store::jobs::update_due(tx, job.key, now).await?,
            JobState::Error => store::jobs::update_again(tx, job.key, EXPORT_APP, now).await?,
            JobState::Running | JobState::Finished | JobState::Canceled => false,
        };
        if is_done {
            note(tx, by, "job.retried", &job.kind, job.id.as_str(), now).await?;
        }
        Ok(is_done)
    })
}

/// Whether [`retry_job`] can do something for a job.
#[must_use]
pub fn can_retry(job: &Job, now: Timestamp) -> bool {
    match job.state {
        JobState::Created => job.due_at > now,
        JobState::Error => job.kind == EXPORT_APP,
        JobState::Running | JobState::Finished | JobState::Canceled => false,
    }
}
