//! Reading members for ourselves: manifests, and what the import looks into.

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};

use super::Content;
use super::body::inflate;
use crate::error::BlobError;
use crate::index::{Entry, Method, PackageIndex};
use crate::store::BlobStore;

/// Reads at once: they wait for the store, not for the processor.
const CONCURRENT_READS: usize = 8;

impl BlobStore {
    /// The unpacked bytes of a member; `None` when it is larger than `cap_bytes`.
    pub async fn read_member(
        &self,
        index: &PackageIndex,
        entry: &Entry,
        cap_bytes: u64,
    ) -> Result<Option<Bytes>, BlobError> {
        // A deflated member may be larger packed than unpacked, by a little.
        if entry.size_bytes > cap_bytes || entry.packed_bytes > cap_bytes.saturating_add(cap_bytes / 8 + 1024)
        {
            return Ok(None);
        }
        let key = index.layer_of(entry).package;
        let packed = self.read_range(&key, entry.offset..entry.offset + entry.packed_bytes).await?;
        match entry.method {
            Method::Stored => Ok(Some(packed)),
            Method::Deflated => inflate(&packed, key, entry.size_bytes).map(Some),
        }
    }

    /// The members that `wanted` chooses, in the order of their names, each read as by [`read_member`](Self::read_member);
    /// those above the cap are left out.
    pub fn read_members<'a>(
        &'a self,
        index: &'a PackageIndex,
        cap_bytes: u64,
        wanted: impl Fn(&Entry) -> bool + Send + 'a,
    ) -> impl Stream<Item = Result<(&'a str, Bytes), BlobError>> + Send + 'a {
        let chosen: Vec<_> =
            index.entries().iter().filter(|entry| entry.size_bytes <= cap_bytes && wanted(entry)).collect();
        stream::iter(chosen)
            .map(move |entry| async move {
                let bytes = self.read_member(index, entry, cap_bytes).await?;
                Ok(bytes.map(|bytes| (entry.name.as_str(), bytes)))
            })
            .buffered(CONCURRENT_READS)
            .filter_map(|read| std::future::ready(read.transpose()))
    }
}

impl Content {
    /// The unpacked bytes of the member of exactly this name; `None` when there is none or it is larger than
    /// `cap_bytes`.
    pub async fn read(
        &self,
        store: &BlobStore,
        name: &str,
        cap_bytes: u64,
    ) -> Result<Option<Bytes>, BlobError> {
        let Some(entry) = self.index.find_exact(name) else { return Ok(None) };
        store.read_member(&self.index, entry, cap_bytes).await
    }
}
