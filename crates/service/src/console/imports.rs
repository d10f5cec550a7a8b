//! Imports as the console shows them: ordered, under way, done.

use blobs::{BlobError, BlobStore, Key};
use platform::{AppId, CourseId, JobId, Rng, Timestamp, VersionNumber};
use serde::Deserialize;
use store::{
    AppKey, IncomingKey, Store, Tx,
    apps::App,
    jobs::{Job, JobState, NewJob},
};

use super::audit::{Actor, note};
use super::packages::short;
use crate::apps::{AppError, NewApp, insert_keyless_app};
use crate::import_course::{IMPORT_COURSE, ImportOutcome, ImportPayload, all_blobs};

/// What the application is called that the first upload makes.
const FIRST_APP: (&str, &str) = ("default", "Default");

/// An import that goes on, or ended within the last week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its job.
    pub id: JobId,
    /// The course it makes or made a version of.
    pub course: String,
    /// The file it reads, where that is known.
    pub file: Option<String>,
    /// When it was ordered.
    pub ordered_at: Timestamp,
    /// How far it is.
    pub stage: ImportStage,
}

/// How far an import is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportStage {
    /// It waits for its turn, or for another try.
    Waiting,
    /// Its parts are put together.
    Joining {
        /// 0 to 100 of the whole import.
        percent: u32,
    },
    /// The package is read.
    Reading {
        /// 0 to 100 of the whole import.
        percent: u32,
    },
    /// The version is there.
    Done {
        /// The course's title.
        title: String,
        /// The version's number.
        version: u32,
        /// How many warnings there are.
        warnings: usize,
    },
    /// The package cannot be used.
    Failed {
        /// Why, in words for whoever made it.
        messages: Vec<String>,
    },
    /// Somebody called it off.
    Canceled,
}

impl ImportStage {
    /// Whether it goes on.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Waiting | Self::Joining { .. } | Self::Reading { .. })
    }
}

/// Something that was odd about a package.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ImportWarning {
    /// Its number in the table of `packaging`.
    pub number: u16,
    /// What, in plain words.
    pub text: String,
    /// The package's file it is about; empty for the package as a whole.
    #[serde(default)]
    pub file: String,
    /// Line in that file, from 1.
    #[serde(default)]
    pub line: Option<u32>,
}

/// A file whose import is ordered.
pub(super) struct OrderedFile<'a> {
    pub(super) course: &'a CourseId,
    pub(super) is_new: bool,
    pub(super) file_name: &'a str,
    /// Where it lies, or will.
    pub(super) package: &'a Key,
    /// Its parts are still to be put together.
    pub(super) parts_of: Option<IncomingKey>,
}

/// A parked package that is to be imported.
#[derive(Debug, Clone, Copy)]
pub struct NewImport<'a> {
    /// The application that gets the course.
    pub app: AppKey,
    /// The id of the course.
    pub course: &'a CourseId,
    /// Whether it is to be a new course, of another id where this one is taken; if not, it is its next version.
    pub is_new: bool,
    /// Name of the file.
    pub file_name: &'a str,
    /// Where it lies.
    pub package: &'a Key,
}

/// Orders the import of a package that was parked.
///
/// # Errors
/// When the database cannot be written.
pub async fn order_import(
    store: &Store,
    rng: &dyn Rng,
    by: Actor<'_>,
    new: NewImport<'_>,
    now: Timestamp,
) -> Result<JobId, store::Error> {
    let job = JobId::random(rng);
    store::transact!(store, |tx| {
        let NewImport { app, course, is_new, file_name, package } = new;
        let file = OrderedFile { course, is_new, file_name, package, parts_of: None };
        order_in(tx, by, app, &job, file, now).await?;
        Ok(job.clone())
    })
}

pub(super) async fn order_in(
    tx: &mut Tx,
    by: Actor<'_>,
    app: AppKey,
    job: &JobId,
    file: OrderedFile<'_>,
    now: Timestamp,
) -> Result<(), store::Error> {
    let file_name = short(file.file_name);
    let payload = ImportPayload {
        course: file.course.as_str().to_owned(),
        package: file.package.to_string(),
        item: None,
        culture: None,
        by: by.login.to_owned(),
        file: Some(file_name.clone()),
        is_new: file.is_new,
        parts_of: file.parts_of.map(|key| key.0),
    };
    // Plain data of our own always has a JSON form.
    let payload = serde_json::to_string(&payload).unwrap_or_default();
    let new = NewJob {
        id: job,
        app: Some(app),
        kind: IMPORT_COURSE,
        dedupe_key: None,
        payload: &payload,
        due_at: now,
    };
    store::jobs::insert(tx, &new, now).await?;
    note(tx, by, "course.uploaded", file.course.as_str(), &file_name, now).await
}

/// The imports of an application that go on, and those that ended lately, latest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_imports(store: &Store, app: AppKey, limit: u32) -> Result<Vec<Import>, store::Error> {
    let mut tx = store.begin_read().await?;
    let jobs = store::jobs::list(&mut tx, app, IMPORT_COURSE, limit).await?;
    Ok(jobs.into_iter().map(import).collect())
}

/// The imports of an application that go on, latest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn open_imports(store: &Store, app: AppKey, limit: u32) -> Result<Vec<Import>, store::Error> {
    let mut tx = store.begin_read().await?;
    let jobs = store::jobs::list_open(&mut tx, app, IMPORT_COURSE, limit).await?;
    Ok(jobs.into_iter().map(import).collect())
}

/// An import of an application; `None` where there is no such one, or it ended more than a week ago.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_import(store: &Store, app: AppKey, id: &str) -> Result<Option<Import>, store::Error> {
    Ok(find_job(&mut store.begin_read().await?, app, id).await?.map(import))
}

async fn find_job(tx: &mut Tx, app: AppKey, id: &str) -> Result<Option<Job>, store::Error> {
    let Ok(id) = JobId::parse(id) else { return Ok(None) };
    let job = store::jobs::find(tx, &id).await?;
    Ok(job.filter(|job| job.app == Some(app) && job.kind == IMPORT_COURSE))
}

fn import(job: Job) -> Import {
    let payload: Option<ImportPayload> = serde_json::from_str(&job.payload).ok();
    let (course, file) = payload.map(|payload| (payload.course, payload.file)).unwrap_or_default();
    let outcome = job.result.as_deref().and_then(ImportOutcome::from_json);
    let made = match &outcome {
        Some(ImportOutcome::Imported { course: Some(course), .. }) => Some(course.clone()),
        _ => None,
    };
    let percent = job.progress;
    let stage = match (job.state, outcome) {
        (JobState::Created, _) => ImportStage::Waiting,
        (JobState::Running, _) if job.message == crate::import_course::JOINING => {
            ImportStage::Joining { percent }
        }
        (JobState::Running, _) => ImportStage::Reading { percent },
        (JobState::Canceled, _) => ImportStage::Canceled,
        (_, Some(ImportOutcome::Imported { title, version, warnings, .. })) => {
            ImportStage::Done { title, version, warnings: warnings.len() }
        }
        (_, Some(ImportOutcome::NoCourse { message, warnings })) => {
            let messages = std::iter::once(message).chain(warnings).filter(|text| !text.is_empty());
            ImportStage::Failed { messages: messages.collect() }
        }
        (_, Some(ImportOutcome::Refused { message, .. })) => ImportStage::Failed { messages: vec![message] },
        (_, _) => ImportStage::Failed { messages: vec![job.message] },
    };
    Import { id: job.id, course: made.unwrap_or(course), file, ordered_at: job.created_at, stage }
}

/// What was odd about the package of a version, as its import found.
///
/// # Errors
/// When the database cannot be read.
pub async fn import_warnings(
    store: &Store,
    app: AppKey,
    course: &str,
    version: u32,
) -> Result<Vec<ImportWarning>, store::Error> {
    let Ok(course) = CourseId::new(course) else { return Ok(Vec::new()) };
    let mut tx = store.begin_read().await?;
    let Some(course) = store::courses::find(&mut tx, app, &course).await? else { return Ok(Vec::new()) };
    let version = store::course_versions::find(&mut tx, course.key, VersionNumber(version)).await?;
    let Some(version) = version else { return Ok(Vec::new()) };
    let stored = store::course_versions::find_warnings(&mut tx, version.key).await?;
    Ok(stored.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

/// Calls an import off. `false`: there is none, or it had ended.
///
/// # Errors
/// When the database cannot be written.
pub async fn cancel_import(
    store: &Store,
    by: Actor<'_>,
    app: AppKey,
    id: &str,
    now: Timestamp,
) -> Result<bool, store::Error> {
    store::transact!(store, |tx| {
        let Some(job) = find_job(tx, app, id).await? else { return Ok(false) };
        if !store::jobs::cancel(tx, job.key, now).await? {
            return Ok(false);
        }
        let payload: Option<ImportPayload> = serde_json::from_str(&job.payload).ok();
        let Some(payload) = payload else { return Ok(true) };
        // Its worker, if it has one, finds out at its next sign of life; what it wrote is the sweeper's.
        for key in Key::parse(&payload.package).iter().flat_map(all_blobs) {
            store::blobs::release(tx, &key.to_string()).await?;
        }
        if let Some(parts) = payload.parts_of {
            store::incoming_packages::delete_parts(tx, IncomingKey(parts)).await?;
        }
        let file = payload.file.unwrap_or_default();
        note(tx, by, "course.import-canceled", &payload.course, &file, now).await?;
        Ok(true)
    })
}

/// The application that an upload goes to where there is none yet: made with a secret that nobody knows, so that no LMS
/// can call as it until an administrator gives it another.
///
/// # Errors
/// When the database cannot be written.
pub async fn first_app(store: &Store, by: Actor<'_>, now: Timestamp) -> Result<App, AppError> {
    let (id, name) = FIRST_APP;
    // Never: it is an id.
    let id = AppId::new(id).map_err(|_| AppError::BadName)?;
    let made: Result<(), AppError> = store::transact!(store, |tx| {
        // Its first key is made by who shows it to somebody: one that nobody knows would pass for the last that counts.
        insert_keyless_app(tx, NewApp::new(&id, name), now).await?;
        note(tx, by, "app.created", id.as_str(), name, now).await?;
        Ok(())
    });
    match made {
        // Two first uploads at the same moment.
        Ok(()) | Err(AppError::Exists(_)) => crate::find_app(store, &id).await,
        Err(error) => Err(error),
    }
}

/// Whether a parked file can be a zip: its directory's end lies where it has to.
///
/// # Errors
/// When the file cannot be read.
pub async fn looks_like_zip(blobs: &BlobStore, key: &Key, size_bytes: u64) -> Result<bool, BlobError> {
    /// The end record, and the longest comment after it.
    const END_BYTES: u64 = 22 + 0xffff;
    let end = blobs.read_range(key, size_bytes.saturating_sub(END_BYTES)..size_bytes).await?;
    Ok(end.windows(4).any(|bytes| bytes == b"PK\x05\x06"))
}
