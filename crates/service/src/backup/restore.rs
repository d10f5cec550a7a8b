//! A backup is put back, or only checked.

use std::collections::HashSet;
use std::io::Error as IoError;
use std::path::Path;

use blobs::{BlobStore, Key, Kind};
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use platform::{InstallationKey, InstallationKeyError, Rng};
use sha2::{Digest as _, Sha256};
use store::{Store, dump::Loader};
use tokio::io::{AsyncReadExt as _, BufReader};

use super::blob_list::{Line, ListReader};
use super::source::Source;
use super::{BackupError, BackupProgress, Manifest, database, fingerprint, manifest, sum};

/// Bytes of a file that are read at once.
const READ_BYTES: usize = 256 << 10;
/// Larger lists do not occur: room for a hundred million blobs.
const MAX_LIST_BYTES: u64 = 16 << 30;

/// Where a backup is put back to, and with what.
#[derive(Clone, Copy)]
pub struct Restoring<'a> {
    /// An empty database.
    pub store: &'a Store,
    /// An empty place for files.
    pub blobs: &'a BlobStore,
    /// Where the installation key lies, or is put.
    pub key_file: &'a Path,
    /// Go on with a new key where the right one is not to be had: secrets of applications are lost then.
    pub new_key: bool,
    /// Randomness for a new key.
    pub rng: &'a dyn Rng,
    /// Is told how far it is, often.
    pub progress: &'a (dyn Fn(BackupProgress) + Send + Sync),
}

impl std::fmt::Debug for Restoring<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Restoring").field("key_file", &self.key_file).finish_non_exhaustive()
    }
}

/// What was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the backup says of itself.
    pub manifest: Manifest,
    /// Whether secrets of applications can be read again.
    pub opens_secrets: bool,
}

/// Puts a backup back into an empty database and an empty place for files. The database is filled last and at once, so a
/// restore that was broken off is simply run again.
///
/// # Errors
/// See [`BackupError`]. The database is empty then.
pub async fn restore(from: &Path, to: Restoring<'_>) -> Result<Restored, BackupError> {
    let source = Source::open(from).await?;
    let manifest = source.manifest().await?;
    // Before anything is written: tables that this program does not know, or a database that is not empty.
    if !store::dump::can_load(manifest.schema) {
        return Err(BackupError::Newer(manifest.program));
    }
    let list = read_list(&source, &manifest).await?;
    drop(Loader::begin(to.store).await?);
    only_those(to.blobs, &list).await?;
    let opens_secrets = settle_key(&source, &manifest, to).await?;
    let mut bytes = 0;
    for (done, line) in (0u64..).zip(&list) {
        (to.progress)(BackupProgress::Blobs { done, of: list.len() as u64, bytes });
        // One that lies there is from a restore that was broken off: blobs appear whole.
        if to.blobs.find_size(&line.key).await? != Some(line.size_bytes) {
            put_blob(&source, line, to.blobs).await?;
        }
        bytes += line.size_bytes;
    }
    (to.progress)(BackupProgress::Blobs { done: list.len() as u64, of: list.len() as u64, bytes });
    let mut loader = Loader::begin(to.store).await?;
    database::load(&source, &manifest, Some(&mut loader), to.progress).await?;
    if loader.finish().await? != manifest.rows {
        return Err(BackupError::Damaged("database".to_owned()));
    }
    // The backup may be of an older program.
    to.store.migrate().await?;
    Ok(Restored { manifest, opens_secrets })
}

/// Reads all of a backup and compares every sum, without putting it anywhere.
///
/// # Errors
/// See [`BackupError`].
pub async fn check_backup(
    from: &Path,
    progress: &(dyn Fn(BackupProgress) + Send + Sync),
) -> Result<Manifest, BackupError> {
    let source = Source::open(from).await?;
    let manifest = source.manifest().await?;
    let list = read_list(&source, &manifest).await?;
    let mut bytes = 0;
    for (done, line) in (0u64..).zip(&list) {
        progress(BackupProgress::Blobs { done, of: list.len() as u64, bytes });
        let mut pieces = std::pin::pin!(blob_bytes(&source, line).await?);
        while let Some(piece) = pieces.next().await {
            bytes += piece.map_err(|_| BackupError::Damaged(blob_name(&line.key)))?.len() as u64;
        }
    }
    progress(BackupProgress::Blobs { done: list.len() as u64, of: list.len() as u64, bytes });
    database::load(&source, &manifest, None, progress).await?;
    Ok(manifest)
}

async fn read_list(source: &Source, manifest: &Manifest) -> Result<Vec<Line>, BackupError> {
    let piece = &manifest.blob_list;
    let damaged = || BackupError::Damaged(piece.name.clone());
    let bytes = source.read(&piece.name, MAX_LIST_BYTES.min(piece.size_bytes)).await?;
    if bytes.len() as u64 != piece.size_bytes || sum(&bytes) != piece.sha256 {
        return Err(damaged());
    }
    let mut reader = ListReader::new(Box::new(BufReader::new(std::io::Cursor::new(bytes))));
    let mut lines = Vec::new();
    while let Some(line) = reader.next().await.map_err(|_| damaged())? {
        lines.push(line);
    }
    if lines.len() as u64 == manifest.blobs { Ok(lines) } else { Err(damaged()) }
}

/// Fails where blobs lie that the backup does not have.
async fn only_those(blobs: &BlobStore, list: &[Line]) -> Result<(), BackupError> {
    let known: HashSet<Key> = list.iter().map(|line| line.key).collect();
    for kind in Kind::ALL {
        let mut there = std::pin::pin!(blobs.list(kind));
        while let Some(listed) = there.try_next().await? {
            if !known.contains(&listed.key) {
                return Err(BackupError::BlobsNotEmpty(listed.key.to_string()));
            }
        }
    }
    Ok(())
}

/// Sees to the installation key. The answer is whether it is the one that seals the secrets.
async fn settle_key(source: &Source, manifest: &Manifest, to: Restoring<'_>) -> Result<bool, BackupError> {
    let path = to.key_file;
    match InstallationKey::load(path) {
        Ok(key) if fingerprint(&key) == manifest.key => return Ok(true),
        Ok(_) if to.new_key => return Ok(false),
        Ok(_) => return Err(BackupError::OtherKey(path.to_owned())),
        Err(InstallationKeyError::File { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    if manifest.holds_key {
        let bytes = source.read(manifest::KEY_NAME, 4096).await?;
        InstallationKey::restore(path, &bytes, to.rng)?;
        let is_right = fingerprint(&InstallationKey::load(path)?) == manifest.key;
        return if is_right { Ok(true) } else { Err(BackupError::Damaged(manifest::KEY_NAME.to_owned())) };
    }
    if !to.new_key {
        return Err(BackupError::NoKey(path.to_owned()));
    }
    InstallationKey::load_or_create(path, to.rng)?;
    Ok(false)
}

async fn put_blob(source: &Source, line: &Line, blobs: &BlobStore) -> Result<(), BackupError> {
    let pieces = blob_bytes(source, line).await?;
    match blobs.insert_stream(&line.key, pieces, line.size_bytes, |_| {}).await {
        Ok(_) => Ok(()),
        Err(blobs::BlobError::Source(_) | blobs::BlobError::TooLarge { .. }) => {
            Err(BackupError::Damaged(blob_name(&line.key)))
        }
        Err(error) => Err(error.into()),
    }
}

fn blob_name(key: &Key) -> String {
    format!("blobs/{key}")
}

/// The bytes of a blob, which end in an error where they are not those that were written.
async fn blob_bytes(
    source: &Source,
    line: &Line,
) -> Result<impl futures_util::Stream<Item = Result<Bytes, IoError>> + Send, BackupError> {
    let name = blob_name(&line.key);
    let (file, size) = source.open_file(&name).await?;
    if size != line.size_bytes {
        return Err(BackupError::Damaged(name));
    }
    let state = Some((file, Sha256::new(), line.sha256));
    Ok(stream::try_unfold(state, |state| async move {
        let Some((mut file, mut hasher, expected)) = state else { return Ok(None) };
        let mut buffer = vec![0; READ_BYTES];
        let count = file.read(&mut buffer).await?;
        if count == 0 {
            let sum: [u8; 32] = hasher.finalize().into();
            return if sum == expected { Ok(None) } else { Err(IoError::other("the sum differs")) };
        }
        buffer.truncate(count);
        hasher.update(&buffer);
        Ok(Some((Bytes::from(buffer), Some((file, hasher, expected)))))
    }))
}
