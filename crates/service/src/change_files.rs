//! Puts a changed set of files in the place of a version's: the one step that updates and deletions have in common.
//!
//! The new index is written first. That the version reads by it, what its blobs belong to and the kept sizes are one
//! transaction: whoever plays the course sees all of a change or nothing of it, and so does whoever looks after a crash.

use std::collections::BTreeSet;
use std::time::Duration;

use blobs::{BlobId, BlobStore, Key, Kind, PackageIndex};
use platform::{Rng, Timestamp};
use store::file_changes::{Kind as Change, NewFiles};
use store::{Store, Tx, course_versions::CourseVersion, courses::Course};

use crate::course_files::{CourseFilesError, index_key};
use crate::live_attempts::LiveAttempts;
use crate::park_file::reserve;

/// Changes are made on what was read a moment before; where somebody was quicker, so many times anew.
pub(crate) const TRIES: u32 = 8;

/// What belongs to a version no more is kept so long for those who are still reading it.
const LOST_STAY: Duration = Duration::from_secs(24 * 3600);

/// A change that is ready to be stored.
pub(crate) struct Prepared<'a> {
    course: &'a Course,
    version: &'a CourseVersion,
    kind: Change,
    changed: u64,
    index_blob: Key,
    size_bytes: u64,
    files: u64,
    gained: Vec<String>,
    lost: Vec<String>,
    email: &'a str,
}

/// Files as they are to be.
pub(crate) struct Wanted<'a> {
    pub(crate) kind: Change,
    pub(crate) before: &'a PackageIndex,
    pub(crate) after: &'a PackageIndex,
    /// How many files changed.
    pub(crate) changed: u64,
    /// Whom the caller named.
    pub(crate) email: &'a str,
}

/// Writes the index of a change. Nothing of it counts before it is stored.
pub(crate) async fn prepare<'a>(
    store: &Store,
    blobs: &BlobStore,
    rng: &dyn Rng,
    course: &'a Course,
    version: &'a CourseVersion,
    wanted: Wanted<'a>,
    now: Timestamp,
) -> Result<Prepared<'a>, CourseFilesError> {
    let index_blob = Key::new(Kind::Index, BlobId::from_random(rng.next_id()));
    reserve(store, &index_blob, now).await?;
    blobs.insert_index_as(&index_blob, wanted.after).await?;
    let used = |index: &PackageIndex, at: Key| -> BTreeSet<String> {
        let files = index.layers().iter().flat_map(|layer| layer.blobs());
        files.chain([at]).map(|key| key.to_string()).collect()
    };
    let before = used(wanted.before, index_key(version)?);
    let after = used(wanted.after, index_blob);
    Ok(Prepared {
        course,
        version,
        kind: wanted.kind,
        changed: wanted.changed,
        index_blob,
        size_bytes: wanted.after.unpacked_bytes(),
        files: wanted.after.entries().len() as u64,
        gained: after.difference(&before).cloned().collect(),
        lost: before.difference(&after).cloned().collect(),
        email: wanted.email,
    })
}

impl Prepared<'_> {
    /// Stores the change. `false`: somebody else changed the files meanwhile, and nothing was stored.
    pub(crate) async fn store(&self, tx: &mut Tx, now: Timestamp) -> Result<bool, store::Error> {
        let stay = i64::try_from(LOST_STAY.as_micros()).unwrap_or(i64::MAX);
        let new = NewFiles {
            kind: self.kind,
            changed: self.changed,
            index_blob: &self.index_blob.to_string(),
            size_bytes: self.size_bytes,
            files: self.files,
            gained: &self.gained,
            lost: &self.lost,
            lost_until: Timestamp(now.0.saturating_add(stay)),
            email: self.email,
        };
        store::file_changes::insert(tx, self.course, self.version, &new, now).await
    }

    /// Lets this node serve the new files from now on; others look by themselves.
    pub(crate) fn publish(&self, live: &LiveAttempts) {
        live.forget_content(&self.version.content_key);
    }
}
