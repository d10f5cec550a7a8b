//! A zip made while it is sent: members go out packed as they lie in storage, so nothing is inflated, deflated or held.
//!
//! Sizes and checksums are known before a byte is sent, so the length of the whole is too, no member needs a data
//! descriptor (APPNOTE 4.3.9), and zip64 (4.3.14) stands only where a number does not fit.

mod headers;

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, stream};

use crate::error::BlobError;
use crate::index::{Entry, PackageIndex};
use crate::store::{BlobStore, ByteStream};

use headers::{Placed, Stamp};

/// Pieces are gathered up to this size, so that a course of small files does not travel in crumbs.
const PIECE_BYTES: usize = 256 << 10;

/// A zip that is about to be sent.
pub struct ZipOut {
    /// Its length to the byte.
    pub content_length: u64,
    /// Its bytes, as fast as they are taken.
    pub stream: ByteStream,
}

impl BlobStore {
    /// A zip of some files of a course, in the order of their names; `wanted` chooses them. Every file gets the same
    /// date, `at_micros` since the Unix epoch. Memory stays flat whatever the size.
    pub fn zip_out(
        &self,
        index: &Arc<PackageIndex>,
        at_micros: i64,
        wanted: impl Fn(&Entry) -> bool,
    ) -> ZipOut {
        let chosen = index.entries().iter().zip(0_u32..).filter(|(entry, _)| wanted(entry));
        let zip = Zip {
            store: self.clone(),
            index: Arc::clone(index),
            chosen: chosen.map(|(_, at)| at).collect(),
            stamp: Stamp::of(at_micros),
        };
        let (directory_at, directory_bytes) = zip.extent();
        let end = headers::end(zip.chosen.len() as u64, directory_at, directory_bytes);
        let content_length = directory_at + directory_bytes + end.len() as u64;
        let sending =
            Sending { zip, next: 0, offset: 0, body: None, listed: 0, listed_offset: 0, end: Some(end) };
        let stream = stream::try_unfold(sending, |mut sending| async move {
            Ok(sending.piece().await?.map(|piece| (piece, sending)))
        });
        ZipOut { content_length, stream: stream.boxed() }
    }
}

struct Zip {
    store: BlobStore,
    index: Arc<PackageIndex>,
    chosen: Vec<u32>,
    stamp: Stamp,
}

impl Zip {
    fn entry(&self, at: usize) -> Option<&Entry> {
        self.index.entries().get(*self.chosen.get(at)? as usize)
    }

    /// Where the directory begins, and its size.
    fn extent(&self) -> (u64, u64) {
        let (mut offset, mut directory) = (0, 0);
        for at in 0..self.chosen.len() {
            let Some(entry) = self.entry(at) else { continue };
            directory += headers::listing_bytes(entry, offset);
            offset += headers::header_bytes(entry) + entry.packed_bytes;
        }
        (offset, directory)
    }
}

/// How far the sending is.
struct Sending {
    zip: Zip,
    /// The member whose header is sent next, and where that lies in the zip.
    next: usize,
    offset: u64,
    /// The bytes of a large member under way.
    body: Option<ByteStream>,
    /// The same of the directory.
    listed: usize,
    listed_offset: u64,
    end: Option<Vec<u8>>,
}

impl Sending {
    async fn piece(&mut self) -> Result<Option<Bytes>, BlobError> {
        if let Some(body) = &mut self.body {
            if let Some(piece) = body.next().await {
                return piece.map(Some);
            }
            self.body = None;
        }
        let mut piece = BytesMut::new();
        while piece.len() < PIECE_BYTES && self.body.is_none() && self.member(&mut piece).await? {}
        while piece.len() < PIECE_BYTES && self.body.is_none() && self.listing(&mut piece) {}
        if piece.len() < PIECE_BYTES && self.body.is_none() {
            piece.extend_from_slice(&self.end.take().unwrap_or_default());
        }
        Ok((!piece.is_empty()).then(|| piece.freeze()))
    }

    /// A member's header and its bytes; those of a large one follow by themselves. `false`: there are no more.
    async fn member(&mut self, piece: &mut BytesMut) -> Result<bool, BlobError> {
        let Some(entry) = self.zip.entry(self.next) else { return Ok(false) };
        headers::put_header(piece, Placed { entry, stamp: self.zip.stamp, offset: self.offset });
        let key = self.zip.index.layer_of(entry).package;
        let range = entry.offset..entry.offset + entry.packed_bytes;
        if entry.packed_bytes > PIECE_BYTES as u64 {
            self.body = Some(self.zip.store.stream_range(&key, range));
        } else {
            piece.extend_from_slice(&self.zip.store.read_range(&key, range).await?);
        }
        self.offset += headers::header_bytes(entry) + entry.packed_bytes;
        self.next += 1;
        Ok(true)
    }

    /// A member's line in the directory.
    fn listing(&mut self, piece: &mut BytesMut) -> bool {
        let Some(entry) = self.zip.entry(self.listed) else { return false };
        headers::put_listing(piece, Placed { entry, stamp: self.zip.stamp, offset: self.listed_offset });
        self.listed_offset += headers::header_bytes(entry) + entry.packed_bytes;
        self.listed += 1;
        true
    }
}

impl std::fmt::Debug for ZipOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ZipOut").field("content_length", &self.content_length).finish_non_exhaustive()
    }
}
