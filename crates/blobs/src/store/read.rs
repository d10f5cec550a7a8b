//! Reading: ranges, streams, and one sequential pass.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, stream};
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};
use rawzip::{FileReader, ReaderAt};
use tokio::runtime::Handle;

use super::{BlobStore, ByteStream};
use crate::error::BlobError;
use crate::key::Key;

/// One read of a streamed local file.
const FOLDER_CHUNK_BYTES: u64 = 256 << 10;

/// One read of the sequential pass over a local file.
const SEQUENTIAL_CHUNK_BYTES: usize = 512 << 10;

/// One request of the sequential pass over a bucket. Each has its own retries, so that one lost connection does not
/// cost the pass over a large package.
const STRETCH_BYTES: u64 = 64 << 20;

impl BlobStore {
    /// Reads a range into memory; for small ones.
    pub async fn read_range(&self, key: &Key, range: Range<u64>) -> Result<Bytes, BlobError> {
        if range.is_empty() {
            return Ok(Bytes::new());
        }
        if self.inner.folder.is_some() {
            return self.read_folder_range(*key, range).await;
        }
        let expected = range.end - range.start;
        let bytes = self.inner.objects.get_range(&self.path(key), range).await;
        let bytes = bytes.map_err(|source| BlobError::object("read", key, source))?;
        if bytes.len() as u64 == expected { Ok(bytes) } else { Err(BlobError::Short(*key)) }
    }

    /// Streams a range in constant memory.
    pub fn stream_range(&self, key: &Key, range: Range<u64>) -> ByteStream {
        let (store, key) = (self.clone(), *key);
        if self.inner.folder.is_some() {
            let chunks = stream::try_unfold(range, move |rest| {
                let store = store.clone();
                async move {
                    if rest.is_empty() {
                        return Ok(None);
                    }
                    let middle = rest.end.min(rest.start + FOLDER_CHUNK_BYTES);
                    let bytes = store.read_folder_range(key, rest.start..middle).await?;
                    Ok(Some((bytes, middle..rest.end)))
                }
            });
            return chunks.boxed();
        }
        if range.is_empty() {
            return stream::empty().boxed();
        }
        stream::once(async move { store.stream_object(&key, range).await })
            .map(|opened| match opened {
                Ok(chunks) => chunks,
                Err(error) => stream::once(async { Err(error) }).boxed(),
            })
            .flatten()
            .boxed()
    }

    async fn stream_object(&self, key: &Key, range: Range<u64>) -> Result<ByteStream, BlobError> {
        let key = *key;
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        let got = self.inner.objects.get_opts(&self.path(&key), options).await;
        let got = got.map_err(|source| BlobError::object("read", &key, source))?;
        let chunks = got.into_stream();
        Ok(chunks.map(move |chunk| chunk.map_err(|source| BlobError::object("read", &key, source))).boxed())
    }

    /// Reads at an offset of a local file that is kept open.
    async fn read_folder_range(&self, key: Key, range: Range<u64>) -> Result<Bytes, BlobError> {
        let store = self.clone();
        let read = tokio::task::spawn_blocking(move || {
            let file = store.local_file(&key)?;
            let length = usize::try_from(range.end - range.start).map_err(|_| BlobError::Short(key))?;
            let mut bytes = BytesMut::zeroed(length);
            file.read_exact_at(&mut bytes, range.start)
                .map_err(|error| BlobError::io("read", &key, error))?;
            Ok(bytes.freeze())
        });
        read.await.unwrap_or_else(|error| Err(BlobError::storage("read", &key, error)))
    }

    fn local_file(&self, key: &Key) -> Result<Arc<FileReader>, BlobError> {
        if let Some(file) = self.inner.files.get(key) {
            return Ok(file);
        }
        let Some(folder) = &self.inner.folder else { return Err(BlobError::Missing(*key)) };
        let file =
            File::open(folder.join(key.to_string())).map_err(|error| BlobError::io("open", key, error))?;
        let file = Arc::new(FileReader::from(file));
        self.inner.files.insert(*key, Arc::clone(&file));
        Ok(file)
    }

    /// Opens a blob of `size` bytes for one pass from its beginning, for a thread that may block.
    pub(crate) async fn open_sequential(&self, key: &Key, size: u64) -> Result<Sequential, BlobError> {
        let source = match &self.inner.folder {
            Some(folder) => {
                let file = tokio::fs::File::open(folder.join(key.to_string())).await;
                let file = file.map_err(|error| BlobError::io("open", key, error))?;
                let file = file.into_std().await;
                Source::File { file, buffer: vec![0; SEQUENTIAL_CHUNK_BYTES], filled: 0 }
            }
            None => Source::Objects {
                store: self.clone(),
                runtime: Handle::current(),
                stretch: stream::empty().boxed(),
                rest: 0..size,
                current: Bytes::new(),
            },
        };
        Ok(Sequential { key: *key, source })
    }
}

/// A blob read once from beginning to end, in large chunks, on a blocking thread.
pub(crate) struct Sequential {
    key: Key,
    source: Source,
}

enum Source {
    File {
        file: File,
        buffer: Vec<u8>,
        filled: usize,
    },
    Objects {
        store: BlobStore,
        runtime: Handle,
        /// What is being read now.
        stretch: ByteStream,
        /// What is to be read after it.
        rest: Range<u64>,
        current: Bytes,
    },
}

impl Sequential {
    /// The chunk that was read last.
    pub(crate) fn chunk(&self) -> &[u8] {
        match &self.source {
            Source::File { buffer, filled, .. } => &buffer[..*filled],
            Source::Objects { current, .. } => current,
        }
    }

    /// Reads the next chunk; an empty one means the end.
    pub(crate) fn read_chunk(&mut self) -> Result<(), BlobError> {
        let key = self.key;
        match &mut self.source {
            Source::File { file, buffer, filled } => {
                *filled = file.read(buffer).map_err(|error| BlobError::io("read", &key, error))?;
            }
            Source::Objects { store, runtime, stretch, rest, current } => loop {
                match runtime.block_on(stretch.next()) {
                    Some(Ok(chunk)) if chunk.is_empty() => {}
                    Some(chunk) => {
                        *current = chunk?;
                        break;
                    }
                    None if rest.is_empty() => {
                        *current = Bytes::new();
                        break;
                    }
                    None => {
                        let middle = rest.end.min(rest.start + STRETCH_BYTES);
                        *stretch = store.stream_range(&key, rest.start..middle);
                        rest.start = middle;
                    }
                }
            },
        }
        Ok(())
    }
}
