//! How much room the disks have: what takes much is refused while there is little, so that what takes little goes on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::BlobError;

/// A folder, and the disk that it lies on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disk {
    /// The folder.
    pub folder: PathBuf,
    /// Bytes that may still be written.
    pub free_bytes: u64,
    /// Size of the disk.
    pub total_bytes: u64,
}

/// Tells how much room there is; tests say it themselves.
pub trait FreeSpace: Send + Sync {
    /// The disks, as far as they can be asked.
    fn disks(&self) -> Vec<Disk>;
}

/// The disks of some folders, as the system tells.
#[derive(Debug, Clone)]
pub struct SystemDisks(Vec<PathBuf>);

impl SystemDisks {
    /// Those of these folders, which need not exist yet.
    pub fn new(folders: impl IntoIterator<Item = PathBuf>) -> Self {
        Self(folders.into_iter().collect())
    }
}

impl FreeSpace for SystemDisks {
    fn disks(&self) -> Vec<Disk> {
        self.0.iter().filter_map(|folder| disk(folder)).collect()
    }
}

#[cfg(unix)]
fn disk(folder: &Path) -> Option<Disk> {
    let there = folder.ancestors().find(|path| path.exists()).filter(|path| !path.as_os_str().is_empty());
    let found = rustix::fs::statvfs(there.unwrap_or(Path::new("."))).ok()?;
    let bytes = |blocks: u64| blocks.saturating_mul(found.f_frsize);
    Some(Disk {
        folder: folder.to_owned(),
        free_bytes: bytes(found.f_bavail),
        total_bytes: bytes(found.f_blocks),
    })
}

#[cfg(not(unix))]
fn disk(_: &Path) -> Option<Disk> {
    None
}

/// What has to stay free.
#[derive(Clone)]
pub struct Room {
    space: Arc<dyn FreeSpace>,
    reserve_bytes: u64,
}

impl Room {
    /// `reserve_bytes` have to stay free on each of the disks.
    pub fn new(space: Arc<dyn FreeSpace>, reserve_bytes: u64) -> Self {
        Self { space, reserve_bytes }
    }

    /// What has to stay free.
    pub fn reserve_bytes(&self) -> u64 {
        self.reserve_bytes
    }

    /// The disks as they are now.
    pub fn disks(&self) -> Vec<Disk> {
        self.space.disks()
    }

    /// Fails while a disk has less than its reserve.
    pub(crate) fn check(&self) -> Result<(), BlobError> {
        match self.disks().iter().map(|disk| disk.free_bytes).min() {
            Some(free_bytes) if free_bytes < self.reserve_bytes => {
                Err(BlobError::DiskFull { free_bytes, reserve_bytes: self.reserve_bytes })
            }
            _ => Ok(()),
        }
    }
}

impl std::fmt::Debug for Room {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Room").field("reserve_bytes", &self.reserve_bytes).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_tells_of_folders_that_are_still_to_come() {
        let folder = tempfile::tempdir().unwrap();
        let disks = SystemDisks::new([folder.path().join("not/yet"), folder.path().to_owned()]).disks();
        assert_eq!(disks.len(), 2);
        assert!(disks.iter().all(|disk| disk.total_bytes > 0 && disk.free_bytes <= disk.total_bytes));
        assert_eq!(disks[0].total_bytes, disks[1].total_bytes);
    }
}
