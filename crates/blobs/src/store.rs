//! The blob store: one type over a local folder and S3.

mod copy;
mod list;
mod loose;
mod read;
mod state;
mod write;
mod zip;

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

pub use list::Listed;
pub use loose::LoosePackage;
pub use write::BlobWriter;
pub use zip::ZipWriter;

pub(crate) use read::Sequential;

use crate::error::BlobError;
use crate::index::{IndexError, PackageIndex};
use crate::key::{Key, Kind};
use crate::location::{Location, LocationError, Place};
use crate::room::Room;

/// Bytes that flow through the store.
pub type ByteStream = futures_util::stream::BoxStream<'static, Result<Bytes, BlobError>>;

/// Keeps blobs. Cheap to clone; all clones share their caches.
#[derive(Clone)]
pub struct BlobStore {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    objects: Arc<dyn ObjectStore>,
    prefix: String,
    folder: Option<PathBuf>,
    /// Opened local blobs: a request for a member is then one read at an offset.
    files: Cache<Key, Arc<rawzip::FileReader>>,
    /// Small members as they are sent.
    pub(crate) members: Cache<MemberKey, Bytes, ByWeight>,
    indexes: Cache<Key, Arc<PackageIndex>, ByWeight>,
    /// What has to stay free on the disks, where somebody looks.
    room: Option<Room>,
    /// `false` where a package is only looked at.
    pub(crate) keeps_media: bool,
}

/// One representation of one member: the blob, the offset of its bytes, and how they are sent.
pub(crate) type MemberKey = (Key, u64, Representation);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Representation {
    Stored,
    Gzip,
    Inflated,
}

#[derive(Clone)]
pub(crate) struct ByWeight;

impl Weighter<MemberKey, Bytes> for ByWeight {
    fn weight(&self, _: &MemberKey, bytes: &Bytes) -> u64 {
        bytes.len() as u64 + 128
    }
}

impl Weighter<Key, Arc<PackageIndex>> for ByWeight {
    fn weight(&self, _: &Key, index: &Arc<PackageIndex>) -> u64 {
        index.memory_bytes() as u64
    }
}

/// Hot members: enough for the pages and scripts of the courses that are being played.
const MEMBER_CACHE_BYTES: u64 = 16 << 20;
const INDEX_CACHE_BYTES: u64 = 8 << 20;
const OPEN_FILES: usize = 64;

impl BlobStore {
    /// Opens the place that `location` names. Nothing is sent to S3 yet.
    pub fn open(location: &Location) -> Result<Self, LocationError> {
        Ok(Self::over(location.open()?, true, None))
    }

    /// The same, and nothing is written while the disks have less room than that.
    pub fn open_with_room(location: &Location, room: Room) -> Result<Self, LocationError> {
        Ok(Self::over(location.open()?, true, Some(room)))
    }

    /// What has to stay free on the disks, where somebody looks.
    pub fn room(&self) -> Option<&Room> {
        self.inner.room.as_ref()
    }

    /// Fails with [`BlobError::DiskFull`] while there is too little room: for asking before a file begins to come.
    pub fn check_room(&self) -> Result<(), BlobError> {
        self.inner.room.as_ref().map_or(Ok(()), Room::check)
    }

    fn over(place: Place, keeps_media: bool, room: Option<Room>) -> Self {
        Self {
            inner: Arc::new(Inner {
                room,
                keeps_media,
                objects: place.objects,
                prefix: place.prefix,
                folder: place.folder,
                files: Cache::new(OPEN_FILES),
                members: Cache::with_weighter(1024, MEMBER_CACHE_BYTES, ByWeight),
                indexes: Cache::with_weighter(64, INDEX_CACHE_BYTES, ByWeight),
            }),
        }
    }

    /// Removes a blob; that it is gone already is no error.
    pub async fn delete(&self, key: &Key) -> Result<(), BlobError> {
        self.forget(key);
        match self.inner.objects.delete(&self.path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(source) => Err(BlobError::object("delete", key, source)),
        }
    }

    /// Size of a blob, `None` when there is none.
    pub async fn find_size(&self, key: &Key) -> Result<Option<u64>, BlobError> {
        match self.inner.objects.head(&self.path(key)).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(source) => Err(BlobError::object("look up", key, source)),
        }
    }

    /// Keeps an index as the blob `index/<id>` of the package's id and returns that key.
    pub async fn insert_index(&self, index: &PackageIndex) -> Result<Key, BlobError> {
        let key = index.package().sibling(Kind::Index);
        self.insert_index_as(&key, index).await?;
        Ok(key)
    }

    /// Keeps an index under a key of the caller's: that of a package with updates, which has one for each.
    pub async fn insert_index_as(&self, key: &Key, index: &PackageIndex) -> Result<(), BlobError> {
        let bytes = index.encode();
        if bytes.len() as u64 > PackageIndex::MAX_ENCODED_BYTES {
            return Err(BlobError::Index { key: *key, source: IndexError::TooLarge });
        }
        self.insert(key, Bytes::from(bytes)).await?;
        self.inner.indexes.remove(key);
        Ok(())
    }

    /// Reads an index back. Decoded indexes of courses in use are kept in memory.
    pub async fn index(&self, key: &Key) -> Result<Arc<PackageIndex>, BlobError> {
        if let Some(index) = self.inner.indexes.get(key) {
            return Ok(index);
        }
        let size = self.find_size(key).await?.ok_or(BlobError::Missing(*key))?;
        if size > PackageIndex::MAX_ENCODED_BYTES {
            return Err(BlobError::Index { key: *key, source: IndexError::TooLarge });
        }
        let bytes = self.read_range(key, 0..size).await?;
        let index = PackageIndex::decode(&bytes).map_err(|source| BlobError::Index { key: *key, source })?;
        let index = Arc::new(index);
        self.inner.indexes.insert(*key, Arc::clone(&index));
        Ok(index)
    }

    pub(crate) fn path(&self, key: &Key) -> Path {
        if self.inner.prefix.is_empty() {
            Path::from(key.to_string())
        } else {
            Path::from(format!("{}/{key}", self.inner.prefix))
        }
    }

    fn forget(&self, key: &Key) {
        self.inner.files.remove(key);
        self.inner.indexes.remove(key);
        self.inner.members.retain(|member, _| member.0 != *key);
    }
}

impl std::fmt::Debug for BlobStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BlobStore")
            .field("folder", &self.inner.folder)
            .field("prefix", &self.inner.prefix)
            .finish_non_exhaustive()
    }
}
