//! The place of the files that the configuration names, and the room on the disks.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use blobs::{BlobStore, Disk, Location, LocationError, Room, SystemDisks};
use platform::{Config, DatabaseUrl};

/// Opens it. Nothing is sent to S3 yet. While a disk that holds database or files has less than `disk_reserve` left, no
/// file is taken in, so that what learners do can still be stored.
///
/// # Errors
/// When the configuration names no usable place.
pub fn open_blobs(config: &Config) -> Result<BlobStore, LocationError> {
    let location = Location {
        blob_url: config.blob_url.clone(),
        s3_endpoint: config.s3_endpoint.clone(),
        s3_region: config.s3_region.clone(),
        s3_credentials: None,
    };
    let disks = SystemDisks::new(folders(config));
    BlobStore::open_with_room(&location, Room::new(Arc::new(disks), config.disk_reserve))
}

/// How full the disks are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiskState {
    /// The disks that hold database and files, as far as they are of this machine.
    pub disks: Vec<Disk>,
    /// Bytes that have to stay free on each.
    pub reserve_bytes: u64,
    /// Whether one has less, so that no files are taken in.
    pub is_low: bool,
}

/// How full the disks are now; `None` where nobody looks.
pub fn disk_state(blobs: &BlobStore) -> Option<DiskState> {
    let room = blobs.room()?;
    let (disks, reserve_bytes) = (room.disks(), room.reserve_bytes());
    let is_low = disks.iter().any(|disk| disk.free_bytes < reserve_bytes);
    Some(DiskState { disks, reserve_bytes, is_low })
}

/// The folders that grow.
fn folders(config: &Config) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let DatabaseUrl::Sqlite(path) = &config.database_url {
        folders.extend(path.parent().map(Path::to_owned));
    }
    folders.extend(config.blob_url.strip_prefix("file:").map(PathBuf::from));
    folders
}
