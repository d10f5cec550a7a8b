//! A second blob with the same content.

use object_store::ObjectStoreExt;

use super::BlobStore;
use crate::error::BlobError;
use crate::key::Key;

/// What S3 copies within one request.
const S3_COPY_BYTES: u64 = 5 << 30;

impl BlobStore {
    /// Makes `to` a blob with the content of `from` and returns its size. In a folder no byte is copied (a hard link),
    /// and in a bucket none travels unless the blob is larger than S3 copies by itself.
    pub async fn copy(&self, from: &Key, to: &Key) -> Result<u64, BlobError> {
        let size = self.find_size(from).await?.ok_or(BlobError::Missing(*from))?;
        if self.inner.folder.is_none() && size > S3_COPY_BYTES {
            return self.insert_stream(to, self.stream_range(from, 0..size), size, |_| {}).await;
        }
        let copied = self.inner.objects.copy(&self.path(from), &self.path(to)).await;
        copied.map_err(|source| BlobError::object("copy", from, source))?;
        Ok(size)
    }
}
