//! The media blob: audio and video that the zip deflates, one after another, uncompressed.

use bytes::Bytes;
use tokio::runtime::Handle;

use crate::error::BlobError;
use crate::key::Key;
use crate::store::{BlobStore, BlobWriter};

/// Writes the media blob from a blocking thread; begins it with the first byte.
pub(super) struct Media {
    store: BlobStore,
    key: Key,
    limit_bytes: u64,
    runtime: Handle,
    writer: Option<BlobWriter>,
}

impl Media {
    pub(super) fn new(store: &BlobStore, key: Key, limit_bytes: u64, runtime: Handle) -> Self {
        Self { store: store.clone(), key, limit_bytes, runtime, writer: None }
    }

    /// Whether media are stored again at all.
    pub(super) fn keeps(&self) -> bool {
        self.store.inner.keeps_media
    }

    /// Where the next byte will lie.
    pub(super) fn offset(&self) -> u64 {
        self.writer.as_ref().map_or(0, BlobWriter::written)
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        let writer = self.writer.get_or_insert_with(|| self.store.writer(self.key, self.limit_bytes));
        self.runtime.block_on(writer.write(Bytes::copy_from_slice(bytes)))
    }

    /// Completes the blob and returns its size; 0 when there was nothing to store.
    pub(super) fn finish(&mut self) -> Result<u64, BlobError> {
        match self.writer.take() {
            Some(writer) => self.runtime.block_on(writer.finish()),
            None => Ok(0),
        }
    }

    pub(super) fn abort(&mut self) {
        if let Some(writer) = self.writer.take() {
            self.runtime.block_on(writer.abort());
        }
    }
}
