//! Deletes files of a course version.

use std::collections::BTreeSet;

use blobs::BlobStore;
use cloud_api::v1::values::Which;
use platform::{Rng, Timestamp};
use store::{AppKey, Store, file_changes::Kind};

use crate::asset_path::{asset_path, folder_of, meanings};
use crate::change_files::{TRIES, Wanted, prepare};
use crate::console::Entry;
use crate::course_files::{CourseFilesError, index_key};
use crate::find_version::find_version;
use crate::live_attempts::LiveAttempts;

/// Deletes files by their paths and tells of each whether it was deleted: `false` where there is no file of exactly this
/// name, and for the manifest, without which the version would be none.
///
/// # Errors
/// See [`CourseFilesError`]; nothing was deleted then.
#[expect(clippy::too_many_arguments, reason = "what the server has at hand, and the call")]
pub async fn delete_files(
    store: &Store,
    blobs: &BlobStore,
    live: &LiveAttempts,
    rng: &dyn Rng,
    app: AppKey,
    course: &str,
    which: Option<Which>,
    paths: &[String],
    now: Timestamp,
) -> Result<Vec<bool>, CourseFilesError> {
    delete_noted(store, blobs, live, rng, app, course, which, paths, None, now).await
}

/// The same by somebody in the console: with the change goes its line in the audit log.
#[expect(clippy::too_many_arguments, reason = "what the server has at hand, and the call")]
pub(crate) async fn delete_noted(
    store: &Store,
    blobs: &BlobStore,
    live: &LiveAttempts,
    rng: &dyn Rng,
    app: AppKey,
    course: &str,
    which: Option<Which>,
    paths: &[String],
    entry: Option<Entry<'_>>,
    now: Timestamp,
) -> Result<Vec<bool>, CourseFilesError> {
    let email = entry.map_or("", |entry| entry.by.login);
    for _ in 0..TRIES {
        let mut tx = store.begin_read().await?;
        let (course, version) = find_version(&mut tx, app, course, which).await?;
        drop(tx);
        let index = blobs.index(&index_key(&version)?).await?;
        let folder = folder_of(&version.manifest_path);
        let found = paths.iter().map(|path| {
            let meanings = meanings(&asset_path(path)?, folder);
            let entry = meanings.iter().find_map(|path| index.find_exact(path))?;
            (entry.name != version.manifest_path).then_some(entry.name.as_str())
        });
        let found: Vec<Option<&str>> = found.collect();
        let answer = found.iter().map(Option::is_some).collect();
        let names: BTreeSet<&str> = found.into_iter().flatten().collect();
        if names.is_empty() {
            return Ok(answer);
        }
        let after = index.without(&names);
        let changed = names.len() as u64;
        let wanted = Wanted { kind: Kind::Delete, before: &index, after: &after, changed, email };
        let prepared = prepare(store, blobs, rng, &course, &version, wanted, now).await?;
        let stored: Result<bool, store::Error> = store::transact!(store, |tx| {
            let is_stored = prepared.store(tx, now).await?;
            if let Some(entry) = entry.filter(|_| is_stored) {
                entry.note(tx, now).await?;
            }
            Ok(is_stored)
        });
        if stored? {
            prepared.publish(live);
            return Ok(answer);
        }
    }
    Err(CourseFilesError::Busy)
}
