//! The bytes of an answer: from the cache, in one read, or as a stream.

use std::fmt;
use std::ops::Range;

use bytes::{Bytes, BytesMut};
use flate2::{Decompress, FlushDecompress, Status};
use futures_util::{StreamExt, stream};

use super::Source;
use crate::error::BlobError;
use crate::index::Entry;
use crate::key::Key;
use crate::store::{BlobStore, ByteStream, Representation};

/// Members up to this size are read in one go and may be kept in memory.
const SMALL_BYTES: u64 = 256 << 10;

const INFLATE_BYTES: usize = 64 << 10;

/// The body of an answer.
pub enum Body {
    /// Nothing is sent.
    Empty,
    /// All of it.
    Bytes(Bytes),
    /// In pieces, as fast as they are taken.
    Stream(ByteStream),
}

impl Body {
    /// The whole body in memory; for tests and small members.
    pub async fn collect(self) -> Result<Bytes, BlobError> {
        match self {
            Self::Empty => Ok(Bytes::new()),
            Self::Bytes(bytes) => Ok(bytes),
            Self::Stream(mut pieces) => {
                let mut all = BytesMut::new();
                while let Some(piece) = pieces.next().await {
                    all.extend_from_slice(&piece?);
                }
                Ok(all.freeze())
            }
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
            Self::Stream(_) => f.write_str("Stream"),
        }
    }
}

/// Opens a range of a representation; only stored ones are asked for less than the whole.
pub(super) async fn open(
    store: &BlobStore,
    source: &Source,
    entry: &Entry,
    range: Range<u64>,
) -> Result<Body, BlobError> {
    let Source { key, offset, packed_bytes, representation } = *source;
    if range.is_empty() {
        return Ok(Body::Empty);
    }
    let small = source.length(entry).max(packed_bytes) <= SMALL_BYTES;
    if !small {
        let packed = offset..offset + packed_bytes;
        return Ok(Body::Stream(match representation {
            Representation::Stored => store.stream_range(&key, offset + range.start..offset + range.end),
            Representation::Gzip => framed(store.stream_range(&key, packed), entry),
            Representation::Inflated => inflated(store.stream_range(&key, packed), key, entry.size_bytes),
        }));
    }
    let cached = (key, offset, representation);
    let whole = match store.inner.members.get(&cached) {
        Some(whole) => whole,
        None => {
            let packed = store.read_range(&key, offset..offset + packed_bytes).await?;
            let whole = match representation {
                Representation::Stored => packed,
                Representation::Gzip => frame(&packed, entry),
                Representation::Inflated => inflate(&packed, key, entry.size_bytes)?,
            };
            store.inner.members.insert(cached, whole.clone());
            whole
        }
    };
    // Both ends fit: the member is small, and the range lies within it.
    Ok(Body::Bytes(whole.slice(range.start as usize..range.end as usize)))
}

/// RFC 1952: deflate, no flags, no time, unknown system.
const GZIP_HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

fn gzip_tail(entry: &Entry) -> [u8; 8] {
    let mut tail = [0; 8];
    tail[..4].copy_from_slice(&entry.crc32.to_le_bytes());
    // ISIZE is the size modulo 2^32.
    tail[4..].copy_from_slice(&(entry.size_bytes as u32).to_le_bytes());
    tail
}

fn frame(packed: &[u8], entry: &Entry) -> Bytes {
    let mut whole = BytesMut::with_capacity(packed.len() + 18);
    whole.extend_from_slice(&GZIP_HEAD);
    whole.extend_from_slice(packed);
    whole.extend_from_slice(&gzip_tail(entry));
    whole.freeze()
}

fn framed(packed: ByteStream, entry: &Entry) -> ByteStream {
    let head = stream::once(async { Ok(Bytes::from_static(&GZIP_HEAD)) });
    let tail = Bytes::copy_from_slice(&gzip_tail(entry));
    head.chain(packed).chain(stream::once(async { Ok(tail) })).boxed()
}

/// Inflates a small member whole. The import has verified it, so damage means that the blob changed since.
pub(super) fn inflate(packed: &[u8], key: Key, size_bytes: u64) -> Result<Bytes, BlobError> {
    let size = usize::try_from(size_bytes).map_err(|_| BlobError::Damaged(key))?;
    let mut out = Vec::with_capacity(size);
    let status = Decompress::new(false).decompress_vec(packed, &mut out, FlushDecompress::Finish);
    let whole = matches!(status, Ok(Status::StreamEnd)) && out.len() == size;
    if whole { Ok(out.into()) } else { Err(BlobError::Damaged(key)) }
}

/// Inflates on the way, a piece at a time.
fn inflated(packed: ByteStream, key: Key, size_bytes: u64) -> ByteStream {
    let state = Inflating {
        packed,
        piece: Bytes::new(),
        inflate: Decompress::new(false),
        buffer: vec![0; INFLATE_BYTES],
        key,
        size_bytes,
        ended: false,
    };
    stream::try_unfold(state, |mut state| async move { Ok(state.next().await?.map(|bytes| (bytes, state))) })
        .boxed()
}

struct Inflating {
    packed: ByteStream,
    piece: Bytes,
    inflate: Decompress,
    buffer: Vec<u8>,
    key: Key,
    size_bytes: u64,
    ended: bool,
}

impl Inflating {
    async fn next(&mut self) -> Result<Option<Bytes>, BlobError> {
        while !self.ended {
            if self.piece.is_empty()
                && let Some(piece) = self.packed.next().await
            {
                self.piece = piece?;
            }
            let (taken_before, made_before) = (self.inflate.total_in(), self.inflate.total_out());
            let status = self
                .inflate
                .decompress(&self.piece, &mut self.buffer, FlushDecompress::None)
                .map_err(|_| BlobError::Damaged(self.key))?;
            let taken = self.inflate.total_in() - taken_before;
            let made = self.inflate.total_out() - made_before;
            drop(self.piece.split_to(taken as usize));
            self.ended = status == Status::StreamEnd;
            let over = self.inflate.total_out() > self.size_bytes;
            let short = self.ended && self.inflate.total_out() != self.size_bytes;
            let stuck = !self.ended && taken == 0 && made == 0;
            if over || short || stuck {
                return Err(BlobError::Damaged(self.key));
            }
            if made > 0 {
                let bytes = self.buffer.get(..made as usize).unwrap_or_default();
                return Ok(Some(Bytes::copy_from_slice(bytes)));
            }
        }
        Ok(None)
    }
}
