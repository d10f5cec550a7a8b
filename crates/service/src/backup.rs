//! Backups: a consistent pair of database and blobs, taken while servers run, and put back into an empty place.
//!
//! Order of things: a row says that a backup runs, from which moment on no blob is removed; all rows are written as of one
//! moment; the blobs that those rows name are copied, which never change; the manifest is written last. What has no
//! manifest is no backup. Memory does not grow with what is copied, save for the list of blobs (some 150 bytes each).

mod blob_list;
mod database;
mod error;
mod hold;
mod manifest;
mod restore;
mod source;
mod tar;
mod target;

use std::path::Path;

use blobs::{BlobStore, Key};
use platform::{Clock, InstallationKey, Rng};
use sha2::{Digest as _, Sha256};
use store::Store;

use blob_list::{Line, ListWriter};
use hold::Hold;
use target::Target;

pub use error::BackupError;
pub use manifest::{Manifest, Piece};
pub use restore::{Restored, Restoring, check_backup, restore};

/// How far a backup or restore is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupProgress {
    /// Rows of the database that are done.
    Rows(u64),
    /// Blobs that are done, of how many.
    Blobs {
        /// Done so far.
        done: u64,
        /// All.
        of: u64,
        /// Bytes of those that are done.
        bytes: u64,
    },
}

/// What is backed up, and with what.
#[derive(Clone, Copy)]
pub struct BackingUp<'a> {
    /// The database.
    pub store: &'a Store,
    /// The files.
    pub blobs: &'a BlobStore,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Randomness for the name of the backup.
    pub rng: &'a dyn Rng,
    /// What secrets in the database are sealed with.
    pub key: &'a InstallationKey,
    /// The key's file, where it is to be part of the backup.
    pub key_file: Option<&'a Path>,
    /// Is told how far it is, often.
    pub progress: &'a (dyn Fn(BackupProgress) + Send + Sync),
}

impl std::fmt::Debug for BackingUp<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BackingUp").finish_non_exhaustive()
    }
}

/// A finished backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Blobs that were copied now; the others lay there from an earlier backup.
    pub copied: u64,
    /// Blobs that the database names and the storage has lost, a few of them.
    pub missing: Vec<String>,
    /// How many of those lay here from an earlier backup: they are part of this one, and a restore brings them back.
    pub kept: u64,
}

/// Lost blobs that are named.
const MISSING_NAMED: usize = 20;

/// Takes a backup into a folder (made when absent; a backup that lies there is brought up to date, and stays whole until
/// the new one is), or into one file whose name ends with `.tar`.
///
/// # Errors
/// See [`BackupError`]. What was there before is still good then.
pub async fn back_up(with: BackingUp<'_>, to: &Path) -> Result<BackedUp, BackupError> {
    let BackingUp { store, clock, .. } = with;
    let name = format!("{:016x}", with.rng.next_u64());
    let mut target = Target::open(to, &name, &fingerprint(with.key)).await?;
    let hold = Hold::begin(store, clock, &name).await?;
    let (done, wanted) = match copy_all(with, &mut target).await {
        Ok(copied) => copied,
        Err(error) => {
            hold.give_up(clock.now()).await;
            return Err(error);
        }
    };
    // A backup that was held up for longer than its hold may lack what was removed meanwhile.
    hold.end(clock.now()).await?;
    target.finish(&done.manifest.encode(), &wanted).await?;
    Ok(done)
}

/// Copies everything but the manifest.
async fn copy_all(with: BackingUp<'_>, target: &mut Target) -> Result<(BackedUp, Vec<Wanted>), BackupError> {
    let BackingUp { store, clock, .. } = with;
    let taken_at = clock.now();
    // Listed in the transaction that the rows are read in: both are of one moment.
    let mut tx = store.begin_read().await?;
    let wanted = wanted_blobs(&mut tx, taken_at).await?;
    let (taken, database) = database::take(tx, target, with.progress).await?;
    let copied = copy_blobs(with, &wanted, target).await?;
    if let Some(file) = with.key_file {
        let bytes = tokio::fs::read(file).await.map_err(BackupError::io("read", file))?;
        target.put(manifest::KEY_NAME, &bytes).await?;
    }
    let manifest = Manifest {
        format: manifest::FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: taken.schema,
        taken_at_micros: taken_at.0,
        rows: taken.rows,
        database,
        blobs: copied.count,
        blob_bytes: copied.bytes,
        blob_list: copied.list,
        missing: copied.missing_count,
        key: fingerprint(with.key),
        holds_key: with.key_file.is_some(),
    };
    Ok((BackedUp { manifest, copied: copied.fresh, missing: copied.missing, kept: copied.kept }, wanted))
}

/// What tells one installation key from another, and nothing about the key.
fn fingerprint(key: &InstallationKey) -> String {
    hex(&key.derive("fingerprint in backups")[..16])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A blob that the database names; one that must be there, unless it is only announced.
struct Wanted {
    key: Key,
    is_owned: bool,
}

/// The blobs that the database names, in the order of their keys.
async fn wanted_blobs(tx: &mut store::Tx, now: platform::Timestamp) -> Result<Vec<Wanted>, BackupError> {
    const PAGE: u32 = 1000;
    let mut wanted = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = store::blobs::list_needed(tx, after.as_deref(), now, PAGE).await?;
        let last = page.len() < PAGE as usize;
        after = page.last().map(|(key, _)| key.clone());
        let parsed = page.into_iter().filter_map(|(key, is_owned)| Some((Key::parse(&key)?, is_owned)));
        wanted.extend(parsed.map(|(key, is_owned)| Wanted { key, is_owned }));
        if last {
            return Ok(wanted);
        }
    }
}

#[derive(Default)]
struct Copied {
    count: u64,
    bytes: u64,
    fresh: u64,
    missing: Vec<String>,
    missing_count: u64,
    kept: u64,
    list: Piece,
}

async fn copy_blobs(
    with: BackingUp<'_>,
    wanted: &[Wanted],
    target: &mut Target,
) -> Result<Copied, BackupError> {
    let mut before = target.list_before().await;
    let mut list = ListWriter::default();
    let mut copied = Copied::default();
    for (done, blob) in (0u64..).zip(wanted) {
        (with.progress)(BackupProgress::Blobs { done, of: wanted.len() as u64, bytes: copied.bytes });
        let known = match &mut before {
            Some(before) => before.find(&blob.key).await,
            None => None,
        };
        let Some(line) = copy_blob(with, blob, known, target, &mut copied).await? else { continue };
        copied.count += 1;
        copied.bytes += line.size_bytes;
        list.add(&line);
        if list.is_large() {
            target.append_list(list.take()).await?;
        }
    }
    let of = wanted.len() as u64;
    (with.progress)(BackupProgress::Blobs { done: of, of, bytes: copied.bytes });
    copied.list = target.finish_list(list.take()).await?;
    Ok(copied)
}

/// Copies a blob unless it lies there already; `None` where there is none.
async fn copy_blob(
    with: BackingUp<'_>,
    blob: &Wanted,
    known: Option<Line>,
    target: &mut Target,
    copied: &mut Copied,
) -> Result<Option<Line>, BackupError> {
    let key = blob.key;
    let Some(size_bytes) = with.blobs.find_size(&key).await? else {
        return lost_blob(blob, known, target, copied).await;
    };
    let sha256 = match target.sum_of(&key, size_bytes, known.as_ref()).await? {
        Some(sha256) => sha256,
        None => match target.put_blob(&key, size_bytes, with.blobs.stream_range(&key, 0..size_bytes)).await {
            Ok(sha256) => {
                copied.fresh += 1;
                sha256
            }
            Err(error) => return gone_meanwhile(with, blob, error).await,
        },
    };
    Ok(Some(Line { key, size_bytes, sha256 }))
}

/// A blob that the database names and the storage does not have: what an earlier backup copied is all that is left of it.
async fn lost_blob(
    blob: &Wanted,
    known: Option<Line>,
    target: &Target,
    copied: &mut Copied,
) -> Result<Option<Line>, BackupError> {
    // What is only announced may still be on its way, or be given up by now.
    if !blob.is_owned {
        return Ok(None);
    }
    copied.missing_count += 1;
    if copied.missing.len() < MISSING_NAMED {
        copied.missing.push(blob.key.to_string());
    }
    let kept = target.kept(&blob.key, known).await?;
    copied.kept += u64::from(kept.is_some());
    Ok(kept)
}

/// A blob could not be read to its end. That does no harm where it was only announced and is given up by now: whoever
/// does that removes the blob first and its name from the database after it.
async fn gone_meanwhile(
    with: BackingUp<'_>,
    blob: &Wanted,
    error: BackupError,
) -> Result<Option<Line>, BackupError> {
    if blob.is_owned || !matches!(error, BackupError::Blobs(_)) {
        return Err(error);
    }
    let is_there = with.blobs.find_size(&blob.key).await?.is_some();
    let mut tx = with.store.begin_read().await?;
    if is_there && store::blobs::is_owned(&mut tx, &blob.key.to_string(), with.clock.now()).await? {
        return Err(error);
    }
    tracing::debug!(key = %blob.key, "a file was given up while it was backed up");
    Ok(None)
}

/// The sum of some bytes, as it is written down.
fn sum(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
