//! A zip that is made while it is being stored, in flat memory.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use futures_util::{Stream, StreamExt};
use rawzip::time::UtcDateTime;
use rawzip::{CompressionMethod, ZipArchiveWriter};

use super::BlobWriter;
use crate::error::{BlobError, Cause};

/// Packed bytes that are gathered before they go to the blob.
const GATHER_BYTES: usize = 128 << 10;

/// A zip being written into a blob, one member after another. Sizes beyond 4 GB are zip64's.
pub struct ZipWriter {
    archive: ZipArchiveWriter<Sink>,
    sink: Sink,
    blob: BlobWriter,
}

/// Where the archive writes: taken out again between the pieces.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn take(&self) -> Bytes {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl ZipWriter {
    /// Starts a zip in `blob`, which exists once [`finish`](Self::finish) has returned.
    pub fn new(blob: BlobWriter) -> Self {
        let sink = Sink::default();
        Self { archive: ZipArchiveWriter::new(sink.clone()), sink, blob }
    }

    /// Adds a deflated member. `modified_secs` counts from the Unix epoch.
    ///
    /// # Errors
    /// When the pieces break off or the blob cannot be written; the zip is then of no use.
    pub async fn add<S, P, E>(&mut self, name: &str, modified_secs: i64, pieces: S) -> Result<(), BlobError>
    where
        S: Stream<Item = Result<P, E>>,
        P: AsRef<[u8]>,
        E: Into<Cause>,
    {
        let member = self
            .archive
            .new_file(name)
            .compression_method(CompressionMethod::DEFLATE)
            .last_modified(UtcDateTime::from_unix(modified_secs));
        let (mut entry, config) = member.start().map_err(broken)?;
        let mut data = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
        let mut pieces = std::pin::pin!(pieces);
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|cause| BlobError::Source(cause.into()))?;
            data.write_all(piece.as_ref()).map_err(broken)?;
            if self.sink.len() >= GATHER_BYTES {
                self.blob.write(self.sink.take()).await?;
            }
        }
        let (encoder, output) = data.finish().map_err(broken)?;
        encoder.finish().map_err(broken)?;
        entry.finish(output).map_err(broken)?;
        Ok(())
    }

    /// Completes the zip and its blob; the answer is its size.
    ///
    /// # Errors
    /// When the blob cannot be written.
    pub async fn finish(mut self) -> Result<u64, BlobError> {
        self.archive.finish().map_err(broken)?;
        self.blob.write(self.sink.take()).await?;
        self.blob.finish().await
    }

    /// Gives the zip up.
    pub async fn abort(self) {
        self.blob.abort().await;
    }
}

fn broken(error: impl Into<Cause>) -> BlobError {
    BlobError::Source(error.into())
}

impl std::fmt::Debug for ZipWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ZipWriter").finish_non_exhaustive()
    }
}
