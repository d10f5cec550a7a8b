//! Erases one learner of an application: everything that is known of a person, wherever it lies.

use std::collections::BTreeSet;

use blobs::{BlobStore, Key};
use platform::{AppId, LearnerId, RegistrationId, Timestamp};
use store::erasures::{self, KnownOfLearner};
use store::{AppKey, AuditKey, JobKey, RegistrationKey, Store};

use crate::console::{Actor, NotedRegistration, note};
use crate::exports::{EXPORT_APP, ExportOutcome};
use crate::park_file::discard_parked_file;

/// Registrations that are listed at once; each is deleted in a transaction of its own.
const PAGE: u32 = 50;
/// Rows of logs that are looked through at once.
const LOG_PAGE: u32 = 1000;
/// What stands in the log of changes where the learner was named.
const ERASED: &str = "(erased)";

/// A learner could not be erased, or looked for.
#[derive(Debug, thiserror::Error)]
pub enum EraseLearnerError {
    /// There is no such application.
    #[error("there is no application `{0}`")]
    NoApp(String),
    /// Nobody can have such an id.
    #[error("a learner cannot have this id")]
    BadId,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What is known of a learner, before it is erased.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LearnerData {
    /// What is known of the learner alone.
    pub known: KnownOfLearner,
    /// Exports of the application, which may hold the learner among others, and go as a whole.
    pub exports: u64,
}

impl LearnerData {
    /// Whether there is anything that names the learner alone.
    pub fn is_empty(&self) -> bool {
        self.known == KnownOfLearner::default()
    }
}

/// Counts what is known of a learner.
///
/// # Errors
/// See [`EraseLearnerError`].
pub async fn learner_data(
    store: &Store,
    app: &AppId,
    learner: &str,
) -> Result<LearnerData, EraseLearnerError> {
    let learner = LearnerId::new(learner).map_err(|_| EraseLearnerError::BadId)?;
    let app = find(store, app).await?;
    let mut tx = store.begin_read().await?;
    let known = erasures::count(&mut tx, app, &learner).await?;
    let mut exports = 0;
    let mut after = JobKey(0);
    loop {
        let page = erasures::list_jobs(&mut tx, app, after, LOG_PAGE).await?;
        exports += page.iter().filter(|job| job.kind == EXPORT_APP && job.result.is_some()).count() as u64;
        match page.last() {
            Some(last) if page.len() == LOG_PAGE as usize => after = last.key,
            _ => return Ok(LearnerData { known, exports }),
        }
    }
}

/// Erases a learner: registrations with attempts, launches, journals, notes, snapshots and tries of postbacks; objectives,
/// shared data and tags; exports of the application; and the ids of the learner and of the registrations where the log of
/// changes has them. Of other applications nothing is touched: who has the same id there is somebody else. Where it was
/// broken off it is simply done again. What an LMS was told before, and what backups hold, is not here to be erased.
///
/// The answer is what was known.
///
/// # Errors
/// See [`EraseLearnerError`].
pub async fn erase_learner(
    store: &Store,
    blobs: &BlobStore,
    by: Actor<'_>,
    app_id: &AppId,
    learner: &str,
    now: Timestamp,
) -> Result<LearnerData, EraseLearnerError> {
    let data = learner_data(store, app_id, learner).await?;
    let learner = LearnerId::new(learner).map_err(|_| EraseLearnerError::BadId)?;
    let app = find(store, app_id).await?;
    let detail = format!("{} registrations", data.known.registrations);
    // Before anything goes: what breaks off in the middle is not to be without a trace.
    store::transact!(store, |tx| {
        note(tx, by, "learner.erasure-begun", app_id.as_str(), &detail, now).await
    })?;
    // First what copies others, so that no copy is made of what goes next.
    let files = forget_exports(store, app, now).await?;
    for file in files {
        discard_parked_file(store, blobs, &file).await;
    }
    // Before the registrations go: done again, nothing would know their ids any more. And after, for what was noted
    // meanwhile.
    let registrations = registrations_of(store, app, app_id, &learner).await?;
    erase_in_audit(store, app_id, &learner, &registrations).await?;
    erase_registrations(store, app, &learner).await?;
    erase_in_audit(store, app_id, &learner, &registrations).await?;
    let ended: Result<(), store::Error> = store::transact!(store, |tx| {
        tx.overwrite_deleted(true).await?;
        erasures::delete_rest(tx, app, &learner).await?;
        tx.overwrite_deleted(false).await?;
        note(tx, by, "learner.erased", app_id.as_str(), &detail, now).await
    });
    ended?;
    Ok(data)
}

async fn find(store: &Store, app: &AppId) -> Result<AppKey, EraseLearnerError> {
    let found = store::apps::find(&mut store.begin_read().await?, app).await?;
    // Learners of the sandbox are nobody.
    let found = found.filter(|app| app.sandbox_of.is_none());
    Ok(found.ok_or_else(|| EraseLearnerError::NoApp(app.to_string()))?.key)
}

/// The ids of a learner's registrations: of those that there are, and of those that were deleted in the console and belong
/// to nobody else since.
async fn registrations_of(
    store: &Store,
    app: AppKey,
    app_id: &AppId,
    learner: &LearnerId,
) -> Result<BTreeSet<String>, store::Error> {
    let mut ids = BTreeSet::new();
    let mut after = RegistrationKey(0);
    loop {
        let page = erasures::list(&mut store.begin_read().await?, app, learner, after, LOG_PAGE).await?;
        let last = page.last().map(|found| found.key);
        let full = page.len() == LOG_PAGE as usize;
        ids.extend(page.into_iter().map(|found| found.id));
        match last {
            Some(last) if full => after = last,
            _ => break,
        }
    }
    let mut after = AuditKey(0);
    loop {
        let mut tx = store.begin_read().await?;
        let page = erasures::list_audit(&mut tx, after, LOG_PAGE).await?;
        for event in &page {
            let noted = NotedRegistration::read(&event.kind, &event.subject, &event.detail, app_id);
            let Some(noted) = noted.filter(|noted| noted.learner == Some(learner.as_str())) else { continue };
            let Ok(id) = RegistrationId::new(noted.id) else { continue };
            if store::registrations::find(&mut tx, app, &id).await?.is_none() {
                ids.insert(noted.id.to_owned());
            }
        }
        match page.last() {
            Some(last) if page.len() == LOG_PAGE as usize => after = last.key,
            _ => return Ok(ids),
        }
    }
}

/// Deletes registrations until there are none.
async fn erase_registrations(store: &Store, app: AppKey, learner: &LearnerId) -> Result<(), store::Error> {
    loop {
        let first = RegistrationKey(0);
        let page = erasures::list(&mut store.begin_read().await?, app, learner, first, PAGE).await?;
        if page.is_empty() {
            return Ok(());
        }
        for found in page {
            let deleted: Result<(), store::Error> = store::transact!(store, |tx| {
                tx.overwrite_deleted(true).await?;
                store::registrations::lock(tx, found.key).await?;
                if let Some(registration) = store::registrations::find_by_key(tx, found.key).await? {
                    store::registrations::delete(tx, &registration).await?;
                }
                tx.overwrite_deleted(false).await
            });
            deleted?;
        }
    }
}

/// Calls exports off and forgets those that are done. The answer is their files.
async fn forget_exports(store: &Store, app: AppKey, now: Timestamp) -> Result<Vec<Key>, store::Error> {
    store::transact!(store, |tx| {
        erasures::cancel_jobs(tx, app, EXPORT_APP, now).await?;
        let mut files = Vec::new();
        let mut after = JobKey(0);
        loop {
            let page = erasures::list_jobs(tx, app, after, LOG_PAGE).await?;
            for job in page.iter().filter(|job| job.kind == EXPORT_APP) {
                let outcome: Option<ExportOutcome> =
                    job.result.as_deref().and_then(|result| serde_json::from_str(result).ok());
                if let Some(outcome) = outcome {
                    store::blobs::release(tx, &outcome.blob).await?;
                    files.extend(Key::parse(&outcome.blob));
                    erasures::delete_job(tx, job.key).await?;
                }
            }
            match page.last() {
                Some(last) if page.len() == LOG_PAGE as usize => after = last.key,
                _ => return Ok(files),
            }
        }
    })
}

/// Takes the learner out of the log of changes; that something was changed, when and by whom, stays.
async fn erase_in_audit(
    store: &Store,
    app: &AppId,
    learner: &LearnerId,
    registrations: &BTreeSet<String>,
) -> Result<(), store::Error> {
    let mut after = AuditKey(0);
    loop {
        let page = erasures::list_audit(&mut store.begin_read().await?, after, LOG_PAGE).await?;
        let last = page.last().map(|event| event.key);
        let full = page.len() == LOG_PAGE as usize;
        for mut event in page {
            let noted = NotedRegistration::read(&event.kind, &event.subject, &event.detail, app);
            let is_theirs = noted.is_some_and(|noted| match noted.learner {
                Some(named) => named == learner.as_str(),
                None => registrations.contains(noted.id),
            });
            if !is_theirs {
                continue;
            }
            event.detail = NotedRegistration::without_learner(&event.kind, event.detail, app, ERASED);
            ERASED.clone_into(&mut event.subject);
            let updated: Result<(), store::Error> = store::transact!(store, |tx| {
                tx.overwrite_deleted(true).await?;
                erasures::update_audit(tx, &event).await?;
                tx.overwrite_deleted(false).await
            });
            updated?;
        }
        match last {
            Some(last) if full => after = last,
            _ => return Ok(()),
        }
    }
}
