//! Writing: counted, bounded, with backpressure, and durable before it counts as finished.

use std::mem;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload};
use tokio::task::JoinHandle;

use super::BlobStore;
use crate::error::{BlobError, Cause};
use crate::key::Key;

/// S3 takes parts of at least 5 MiB (except the last) and at most 10,000 of them: 50 GB in one blob.
/// A folder gets by with less memory.
const S3_PART_BYTES: usize = 5 << 20;
const FOLDER_PART_BYTES: usize = 1 << 20;

/// Pieces below this are copied together, so that a sender of tiny pieces cannot make us hold
/// more bookkeeping than bytes.
const SMALL_PIECE_BYTES: usize = 4096;

impl BlobStore {
    /// Starts a blob that may become `limit_bytes` long. It exists once [`BlobWriter::finish`] has returned;
    /// a writer that is dropped before leaves nothing behind.
    pub fn writer(&self, key: Key, limit_bytes: u64) -> BlobWriter {
        let part_bytes = if self.inner.folder.is_some() { FOLDER_PART_BYTES } else { S3_PART_BYTES };
        BlobWriter {
            store: self.clone(),
            key,
            limit_bytes,
            part_bytes,
            written: 0,
            pieces: Vec::new(),
            tail: BytesMut::new(),
            gathered: 0,
            upload: None,
            in_flight: None,
        }
    }

    /// Stores a stream, counting it, and returns its size. `progress` is told the bytes stored so far.
    pub async fn insert_stream<S, E>(
        &self,
        key: &Key,
        source: S,
        limit_bytes: u64,
        mut progress: impl FnMut(u64),
    ) -> Result<u64, BlobError>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: Into<Cause>,
    {
        self.check_room()?;
        let mut writer = self.writer(*key, limit_bytes);
        let mut source = std::pin::pin!(source);
        while let Some(piece) = source.next().await {
            let wrote = match piece {
                Ok(piece) => writer.write(piece).await,
                Err(cause) => Err(BlobError::Source(cause.into())),
            };
            if let Err(error) = wrote {
                writer.abort().await;
                return Err(error);
            }
            progress(writer.written());
        }
        writer.finish().await
    }

    /// Stores bytes that are already in memory.
    pub async fn insert(&self, key: &Key, bytes: Bytes) -> Result<(), BlobError> {
        self.check_room()?;
        let put = self.inner.objects.put(&self.path(key), PutPayload::from_bytes(bytes)).await;
        put.map(drop).map_err(|source| BlobError::object("write", key, source))
    }
}

/// A blob being written. At most one part is on its way while the next is gathered.
pub struct BlobWriter {
    store: BlobStore,
    key: Key,
    limit_bytes: u64,
    part_bytes: usize,
    written: u64,
    pieces: Vec<Bytes>,
    tail: BytesMut,
    gathered: usize,
    upload: Option<Box<dyn MultipartUpload>>,
    in_flight: Option<JoinHandle<object_store::Result<()>>>,
}

impl BlobWriter {
    /// Bytes taken so far.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Takes a piece; waits while the store is slower than the sender.
    pub async fn write(&mut self, mut piece: Bytes) -> Result<(), BlobError> {
        self.written += piece.len() as u64;
        if self.written > self.limit_bytes {
            return Err(BlobError::TooLarge { limit_bytes: self.limit_bytes });
        }
        while self.gathered + piece.len() >= self.part_bytes {
            // All parts but the last have the same size, which some S3 servers insist on.
            self.gather(piece.split_to(self.part_bytes - self.gathered));
            self.send_part().await?;
        }
        self.gather(piece);
        Ok(())
    }

    /// Completes the blob and returns its size. On a folder, file and directory are flushed to disk first.
    pub async fn finish(mut self) -> Result<u64, BlobError> {
        if self.upload.is_none() {
            self.store.check_room()?;
            let payload = self.take_part();
            let path = self.store.path(&self.key);
            let put = self.store.inner.objects.put(&path, payload).await;
            return match put {
                Ok(_) => Ok(self.written),
                Err(source) => Err(BlobError::object("write", &self.key, source)),
            };
        }
        let outcome = self.complete().await;
        match outcome {
            Ok(()) => {
                self.upload = None;
                Ok(self.written)
            }
            Err(error) => {
                self.abort().await;
                Err(error)
            }
        }
    }

    /// Gives the blob up and removes the parts that were sent.
    pub async fn abort(mut self) {
        if let Some(part) = self.in_flight.take() {
            // The outcome of a part that nobody wants does not matter; only that it is over.
            drop(part.await);
        }
        if let Some(mut upload) = self.upload.take()
            && let Err(error) = upload.abort().await
        {
            tracing::warn!(blob.key = %self.key, %error, "parts of an abandoned upload may remain");
        }
    }

    async fn complete(&mut self) -> Result<(), BlobError> {
        if self.gathered > 0 {
            self.send_part().await?;
        }
        self.settle_part().await?;
        let Some(upload) = &mut self.upload else { return Ok(()) };
        upload.complete().await.map(drop).map_err(|source| BlobError::object("complete", &self.key, source))
    }

    fn gather(&mut self, piece: Bytes) {
        self.gathered += piece.len();
        if piece.len() < SMALL_PIECE_BYTES {
            self.tail.extend_from_slice(&piece);
        } else {
            self.flush_tail();
            self.pieces.push(piece);
        }
    }

    fn flush_tail(&mut self) {
        if !self.tail.is_empty() {
            self.pieces.push(self.tail.split().freeze());
        }
    }

    fn take_part(&mut self) -> PutPayload {
        self.flush_tail();
        self.gathered = 0;
        mem::take(&mut self.pieces).into_iter().collect()
    }

    async fn send_part(&mut self) -> Result<(), BlobError> {
        self.store.check_room()?;
        self.settle_part().await?;
        let payload = self.take_part();
        let upload = match &mut self.upload {
            Some(upload) => upload,
            None => {
                let path = self.store.path(&self.key);
                let upload = self
                    .store
                    .inner
                    .objects
                    .put_multipart_opts(&path, Default::default())
                    .await
                    .map_err(|source| BlobError::object("begin", &self.key, source))?;
                self.upload.insert(upload)
            }
        };
        self.in_flight = Some(tokio::spawn(upload.put_part(payload)));
        Ok(())
    }

    async fn settle_part(&mut self) -> Result<(), BlobError> {
        let Some(part) = self.in_flight.take() else { return Ok(()) };
        match part.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(source)) => Err(BlobError::object("write", &self.key, source)),
            Err(source) => Err(BlobError::storage("write", &self.key, source)),
        }
    }
}

impl Drop for BlobWriter {
    fn drop(&mut self) {
        // A request that is cancelled drops its writer in the middle. A folder's staged file goes by itself;
        // parts in a bucket must be asked for.
        if let Some(mut upload) = self.upload.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let part = self.in_flight.take();
            runtime.spawn(async move {
                if let Some(part) = part {
                    drop(part.await);
                }
                drop(upload.abort().await);
            });
        }
    }
}
