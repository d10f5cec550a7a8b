//! A package that lies somewhere as a file: to be looked at, not to be kept.

use std::io;
use std::path::{Path, PathBuf};

use super::BlobStore;
use crate::key::{BlobId, Key, Kind};
use crate::location::Location;

/// A package file dressed up as a blob of a store of its own. Nothing is copied; the temporary folder that holds the
/// link goes with this value.
#[derive(Debug)]
pub struct LoosePackage {
    store: BlobStore,
    key: Key,
    folder: PathBuf,
}

impl LoosePackage {
    /// Opens `path`; `id` names the temporary folder and must be new.
    ///
    /// # Errors
    /// When the file cannot be read or no temporary folder can be made.
    pub fn open(path: &Path, id: BlobId) -> io::Result<Self> {
        let path = path.canonicalize()?;
        if !path.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
        }
        // What cannot be read is said here, with its path, and not in the middle of the check.
        drop(std::fs::File::open(&path)?);
        let key = Key::new(Kind::Package, id);
        let folder = std::env::temp_dir().join(format!("lyceum-check-{id}"));
        std::fs::create_dir(&folder)?;
        // From here on the folder goes when this value does.
        let place = Location::folder(&folder).open().map_err(io::Error::other);
        let loose = |place| Self { store: BlobStore::over(place, false, None), key, folder: folder.clone() };
        let loose = match place {
            Ok(place) => loose(place),
            Err(error) => {
                std::fs::remove_dir(&folder)?;
                return Err(error);
            }
        };
        let link = loose.folder.join(key.to_string());
        if let Some(parent) = link.parent() {
            std::fs::create_dir(parent)?;
        }
        link_to(&path, &link)?;
        Ok(loose)
    }

    /// The store that holds it.
    pub fn store(&self) -> &BlobStore {
        &self.store
    }

    /// Its key there.
    pub fn key(&self) -> Key {
        self.key
    }
}

impl Drop for LoosePackage {
    fn drop(&mut self) {
        // A link that stays behind in the temporary folder does no harm.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

#[cfg(unix)]
fn link_to(path: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(path, link)
}

#[cfg(not(unix))]
fn link_to(path: &Path, link: &Path) -> io::Result<()> {
    std::fs::hard_link(path, link).or_else(|_| std::fs::copy(path, link).map(drop))
}
