//! Erases one learner of an application: everything that is known of a person, wherever it lies.

use std::collections::BTreeSet;

use blobs::{BlobStore, Key};
use platform::{AppId, LearnerId, Timestamp};
use store::erasures::{self, KnownOfLearner};
use store::{AppKey, AuditKey, JobKey, Store};

use crate::console::{Actor, note};
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
/// shared data and tags; exports of the application; and the name wherever the log of changes has it. Where it was broken
/// off it is simply done again. What an LMS was told before, and what backups hold, is not here to be erased.
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
    // First what copies others, so that no copy is made of what goes next.
    let files = forget_exports(store, app, now).await?;
    for file in files {
        discard_parked_file(store, blobs, &file).await;
    }
    let mut words = BTreeSet::from([learner.as_str().to_owned()]);
    erase_registrations(store, app, &learner, &mut words).await?;
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    forget_jobs(store, app, &words).await?;
    erase_in_audit(store, &words).await?;
    let detail = format!("{} registrations", data.known.registrations);
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
    Ok(found.ok_or_else(|| EraseLearnerError::NoApp(app.to_string()))?.key)
}

/// Deletes registrations until there are none, and gathers the words that may stand elsewhere.
async fn erase_registrations(
    store: &Store,
    app: AppKey,
    learner: &LearnerId,
    words: &mut BTreeSet<String>,
) -> Result<(), store::Error> {
    loop {
        let page = erasures::list(&mut store.begin_read().await?, app, learner, PAGE).await?;
        if page.is_empty() {
            return Ok(());
        }
        for found in page {
            let [first, last, email] = found.names;
            words.extend([found.id, email, format!("{first} {last}").trim().to_owned()]);
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

/// Forgets jobs that are over and name the learner.
async fn forget_jobs(store: &Store, app: AppKey, words: &[String]) -> Result<(), store::Error> {
    // As they stand in JSON.
    let quoted = words.iter().filter_map(|word| serde_json::to_string(word).ok());
    let words: Vec<String> =
        words.iter().cloned().chain(quoted.map(|text| text.trim_matches('"').to_owned())).collect();
    let mut after = JobKey(0);
    loop {
        let page = erasures::list_jobs(&mut store.begin_read().await?, app, after, LOG_PAGE).await?;
        let last = page.last().map(|job| job.key);
        let full = page.len() == LOG_PAGE as usize;
        let names = |text: &str| words.iter().any(|word| without(text, word).is_some());
        for job in page.iter().filter(|job| names(&job.text)) {
            let deleted: Result<(), store::Error> =
                store::transact!(store, |tx| { erasures::delete_job(tx, job.key).await });
            deleted?;
        }
        match last {
            Some(last) if full => after = last,
            _ => return Ok(()),
        }
    }
}

/// Takes the learner's name out of the log of changes; that something was changed, when and by whom, stays.
async fn erase_in_audit(store: &Store, words: &[String]) -> Result<(), store::Error> {
    let mut after = AuditKey(0);
    loop {
        let page = erasures::list_audit(&mut store.begin_read().await?, after, LOG_PAGE).await?;
        let last = page.last().map(|event| event.key);
        let full = page.len() == LOG_PAGE as usize;
        for mut event in page {
            let before = event.clone();
            for word in words {
                event.subject = without(&event.subject, word).unwrap_or(event.subject);
                event.detail = without(&event.detail, word).unwrap_or(event.detail);
            }
            if event != before {
                let updated: Result<(), store::Error> = store::transact!(store, |tx| {
                    tx.overwrite_deleted(true).await?;
                    erasures::update_audit(tx, &event).await?;
                    tx.overwrite_deleted(false).await
                });
                updated?;
            }
        }
        match last {
            Some(last) if full => after = last,
            _ => return Ok(()),
        }
    }
}

/// The text with `word` erased where it stands by itself, not as part of another word; `None`: it does not.
fn without(text: &str, word: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    let mut before: Option<char> = None;
    let mut found = false;
    while let Some(at) = rest.find(word) {
        let (front, behind) = rest.split_at(at);
        let behind = &behind[word.len()..];
        let left = front.chars().next_back().or(before);
        let is_alone = !left.is_some_and(char::is_alphanumeric)
            && !behind.chars().next().is_some_and(char::is_alphanumeric);
        out.push_str(front);
        out.push_str(if is_alone { ERASED } else { word });
        found |= is_alone;
        before = word.chars().next_back();
        rest = behind;
    }
    out.push_str(rest);
    found.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_erased_where_it_stands_alone() {
        assert_eq!(without("registration `ann`", "ann").as_deref(), Some("registration `(erased)`"));
        assert_eq!(
            without("app/ann, ann and anna", "ann").as_deref(),
            Some("app/(erased), (erased) and anna")
        );
        assert_eq!(without("banner, 1ann, annä", "ann"), None);
        assert_eq!(without("", "ann"), None);
        assert_eq!(without("annann ann", "ann").as_deref(), Some("annann (erased)"));
    }
}
