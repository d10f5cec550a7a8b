//! Checking a package: its directory by the tail of the blob, then every byte once, in order.

mod directory;
mod local;
mod media;
mod pass;
mod pieces;
mod sniff;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::Handle;

use crate::error::BlobError;
use crate::index::PackageIndex;
use crate::key::{Key, Kind};
use crate::limits::Limits;
use crate::package_error::{PackageError, PackageNote};
use crate::store::BlobStore;

/// A package that can be used.
#[derive(Debug)]
pub struct Checked {
    /// What lies where.
    pub index: PackageIndex,
    /// What its author may want to know.
    pub notes: Vec<PackageNote>,
}

/// Looks on while a package is read through: told on a blocking thread, in the order of the package.
///
/// A closure that takes done and total bytes is one that wants no member.
pub trait Onlooker: Send + 'static {
    /// So many bytes of the package are done.
    fn progress(&mut self, done_bytes: u64, total_bytes: u64);

    /// Whether to hand over that member's unpacked bytes, which are held in memory until then. The size is what the
    /// directory claims; a larger member is an error before more than that is held.
    fn wants(&mut self, _name: &str, _size_bytes: u64) -> bool {
        false
    }

    /// A wanted member, its checksum verified.
    fn member(&mut self, _name: &str, _bytes: Vec<u8>) {}
}

impl<F: FnMut(u64, u64) + Send + 'static> Onlooker for F {
    fn progress(&mut self, done_bytes: u64, total_bytes: u64) {
        self(done_bytes, total_bytes);
    }
}

/// Checks the package in the blob `package`: shape of the zip, limits, names, headers, sizes and checksums.
/// Deflated audio and video are stored again uncompressed in the blob `media/<id>`, so that they can be sought.
///
/// The blob is read once from beginning to end, in constant memory, on a blocking thread; `onlooker` is told there
/// how far it is and gets the members it wants. On an error nothing of the media blob is left; the package's own blob is the
/// caller's. Checking twice does no harm: the media blob is written again with the same content.
pub async fn check_package(
    store: &BlobStore,
    package: &Key,
    limits: &Limits,
    onlooker: impl Onlooker,
) -> Result<Checked, PackageError> {
    let size = store.find_size(package).await?.ok_or(BlobError::Missing(*package))?;
    if size > limits.package_bytes {
        return Err(PackageError::TooLarge { size_bytes: size, limit_bytes: limits.package_bytes });
    }
    let directory = directory::read(store, package, size, limits).await?;
    let source = store.open_sequential(package, size).await?;
    let media =
        media::Media::new(store, package.sibling(Kind::Media), limits.unpacked_bytes, Handle::current());

    let cancelled = Arc::new(AtomicBool::new(false));
    let guard = CancelOnDrop(Arc::clone(&cancelled));
    let package = *package;
    let pass = tokio::task::spawn_blocking(move || {
        pass::run(package, size, directory, source, media, onlooker, &cancelled)
    });
    let outcome = pass.await;
    drop(guard);
    outcome.unwrap_or_else(|error| Err(BlobError::storage("check", &package, error).into()))
}

/// Stops the blocking pass when the future that waits for it is dropped.
struct CancelOnDrop(Arc<AtomicBool>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
