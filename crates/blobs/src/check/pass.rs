//! The one pass over all bytes of a package.

use std::sync::atomic::{AtomicBool, Ordering};

use crc32fast::Hasher;
use flate2::{Decompress, FlushDecompress, Status};

use super::directory::{Directory, Listed};
use super::local::{FIXED_BYTES, LocalHeader};
use super::media::Media;
use super::sniff::Sniffer;
use super::{Checked, Onlooker};
use crate::error::BlobError;
use crate::index::{Entry, Method, PackageIndex};
use crate::key::Key;
use crate::mime;
use crate::package_error::PackageError;
use crate::store::Sequential;

const INFLATE_BYTES: usize = 64 << 10;

/// The longest data descriptor: signature, CRC-32 and two zip64 sizes.
const DESCRIPTOR_BYTES: usize = 24;
const DESCRIPTOR_SIGNATURE: u32 = 0x0807_4b50;

/// Reads the blob from its beginning to its directory and verifies every entry on the way.
pub(super) fn run(
    package: Key,
    size: u64,
    directory: Directory,
    source: Sequential,
    mut media: Media,
    onlooker: impl Onlooker,
    cancelled: &AtomicBool,
) -> Result<Checked, PackageError> {
    let Directory { entries, end, guessed, notes } = directory;
    let outcome = verify_all(entries, end, Cursor::new(source, size, onlooker, cancelled), &mut media)
        .and_then(|entries| Ok((entries, media.finish()?)));
    match outcome {
        Ok((entries, media_bytes)) => {
            Ok(Checked { index: PackageIndex::new(package, size, media_bytes, entries, guessed), notes })
        }
        Err(error) => {
            media.abort();
            Err(error)
        }
    }
}

fn verify_all<O: Onlooker>(
    listed: Vec<Listed>,
    end: u64,
    cursor: Cursor<'_, O>,
    media: &mut Media,
) -> Result<Vec<Entry>, PackageError> {
    let mut verifier = Verifier {
        cursor,
        inflate: Decompress::new(false),
        unpacked: vec![0; INFLATE_BYTES],
        sniffer: Sniffer::new(),
        kept: None,
        name: Vec::new(),
    };
    let mut entries = Vec::with_capacity(listed.len());
    let mut listed = listed.into_iter().peekable();
    while let Some(entry) = listed.next() {
        // Another entry's header, or the directory, bounds this one's data.
        let bound = listed.peek().map_or(end, |next| next.header_offset);
        entries.extend(verifier.verify(entry, bound, media)?);
    }
    verifier.cursor.report_end();
    Ok(entries)
}

struct Verifier<'c, O> {
    cursor: Cursor<'c, O>,
    inflate: Decompress,
    unpacked: Vec<u8>,
    sniffer: Sniffer,
    /// The bytes of the present member, where the onlooker wants them.
    kept: Option<Vec<u8>>,
    name: Vec<u8>,
}

impl<O: Onlooker> Verifier<'_, O> {
    /// Verifies one entry; `None` when it is none to be served.
    fn verify(
        &mut self,
        listed: Listed,
        bound: u64,
        media: &mut Media,
    ) -> Result<Option<Entry>, PackageError> {
        let overlap = |listed: &Listed| PackageError::Overlap { name: listed.name.clone() };
        if listed.header_offset < self.cursor.position {
            return Err(overlap(&listed));
        }
        self.cursor.skip_to(listed.header_offset)?;
        self.header(&listed)?;
        let offset = self.cursor.position;
        if offset.checked_add(listed.packed_bytes).is_none_or(|data_end| data_end > bound) {
            return Err(overlap(&listed));
        }

        self.sniffer.restart(&listed.name);
        // The size is a claim until it is verified, so it reserves no memory.
        let wanted = listed.serves && self.cursor.onlooker.wants(&listed.name, listed.size_bytes);
        self.kept = wanted.then(Vec::new);
        let mut media_offset = None;
        match listed.method {
            Method::Stored => self.stored(&listed)?,
            Method::Deflated => {
                let again =
                    media.keeps() && listed.serves && listed.size_bytes > 0 && mime::is_media(&listed.name);
                media_offset = again.then(|| media.offset());
                self.deflated(&listed, again.then_some(media))?;
            }
        }
        if listed.has_descriptor {
            self.descriptor(&listed, bound)?;
        }
        if let Some(bytes) = self.kept.take() {
            self.cursor.onlooker.member(&listed.name, bytes);
        }
        let (text, declares_charset) = self.sniffer.verdict();
        Ok(listed.serves.then_some(Entry {
            name: listed.name,
            size_bytes: listed.size_bytes,
            packed_bytes: listed.packed_bytes,
            crc32: listed.crc32,
            offset,
            method: listed.method,
            media_offset,
            text,
            declares_charset,
            layer: 0,
        }))
    }

    fn header(&mut self, listed: &Listed) -> Result<(), PackageError> {
        let mut fixed = [0; FIXED_BYTES];
        self.cursor.read_exact(&mut fixed)?;
        let header = LocalHeader::parse(&fixed).ok_or_else(|| PackageError::Headers {
            name: listed.name.clone(),
            what: "the place of the data",
        })?;
        self.name.resize(header.name_bytes, 0);
        self.cursor.read_exact(&mut self.name)?;
        header.compare(&self.name, listed)?;
        self.cursor.skip(header.extra_bytes as u64)
    }

    fn stored(&mut self, listed: &Listed) -> Result<(), PackageError> {
        let mut crc = Hasher::new();
        let mut rest = listed.packed_bytes;
        while rest > 0 {
            let piece = self.cursor.peek(rest)?;
            crc.update(piece);
            self.sniffer.take(piece);
            if let Some(kept) = &mut self.kept {
                kept.extend_from_slice(piece);
            }
            let count = piece.len();
            self.cursor.consume(count);
            rest -= count as u64;
        }
        check_crc(crc, listed)
    }

    fn deflated(&mut self, listed: &Listed, mut media: Option<&mut Media>) -> Result<(), PackageError> {
        let broken = || PackageError::Inflate { name: listed.name.clone() };
        let mut crc = Hasher::new();
        let mut rest = listed.packed_bytes;
        self.inflate.reset(false);
        loop {
            let piece: &[u8] = if rest > 0 { self.cursor.peek(rest)? } else { &[] };
            let (taken_before, made_before) = (self.inflate.total_in(), self.inflate.total_out());
            let status = self
                .inflate
                .decompress(piece, &mut self.unpacked, FlushDecompress::None)
                .map_err(|_| broken())?;
            let taken = self.inflate.total_in() - taken_before;
            let made = self.inflate.total_out() - made_before;
            if self.inflate.total_out() > listed.size_bytes {
                return Err(PackageError::Size { name: listed.name.clone() });
            }
            let bytes = self.unpacked.get(..made as usize).unwrap_or_default();
            crc.update(bytes);
            self.sniffer.take(bytes);
            if let Some(kept) = &mut self.kept {
                kept.extend_from_slice(bytes);
            }
            if let Some(media) = media.as_deref_mut()
                && !bytes.is_empty()
            {
                media.write(bytes)?;
            }
            self.cursor.consume(taken as usize);
            rest -= taken;
            if status == Status::StreamEnd {
                break;
            }
            if taken == 0 && made == 0 {
                return Err(broken());
            }
        }
        // The bytes are sent to browsers as one gzip stream: nothing may follow the end of the deflate stream.
        if rest > 0 || self.inflate.total_out() != listed.size_bytes {
            return Err(PackageError::Size { name: listed.name.clone() });
        }
        check_crc(crc, listed)
    }

    /// The data descriptor (APPNOTE 4.3.9), where it stands in the gap behind the data. Its widths are ambiguous, so only
    /// its checksum is compared, and only when its signature says that it is one.
    fn descriptor(&mut self, listed: &Listed, bound: u64) -> Result<(), PackageError> {
        let gap = bound - self.cursor.position;
        let mut bytes = [0; DESCRIPTOR_BYTES];
        let count = DESCRIPTOR_BYTES.min(usize::try_from(gap).unwrap_or(DESCRIPTOR_BYTES));
        let Some(found) = bytes.get_mut(..count) else { return Ok(()) };
        self.cursor.read_exact(found)?;
        if let [a, b, c, d, e, f, g, h, ..] = *found
            && u32::from_le_bytes([a, b, c, d]) == DESCRIPTOR_SIGNATURE
            && u32::from_le_bytes([e, f, g, h]) != listed.crc32
        {
            return Err(PackageError::Headers { name: listed.name.clone(), what: "the checksum" });
        }
        Ok(())
    }
}

fn check_crc(crc: Hasher, listed: &Listed) -> Result<(), PackageError> {
    if crc.finalize() == listed.crc32 {
        return Ok(());
    }
    Err(PackageError::Crc { name: listed.name.clone() })
}

/// A position in the sequential bytes.
struct Cursor<'c, O> {
    source: Sequential,
    at: usize,
    position: u64,
    size: u64,
    onlooker: O,
    cancelled: &'c AtomicBool,
}

impl<'c, O: Onlooker> Cursor<'c, O> {
    fn new(source: Sequential, size: u64, onlooker: O, cancelled: &'c AtomicBool) -> Self {
        Self { source, at: 0, position: 0, size, onlooker, cancelled }
    }

    /// The bytes at the position, at least one and at most `limit`.
    fn peek(&mut self, limit: u64) -> Result<&[u8], PackageError> {
        if self.at >= self.source.chunk().len() {
            if self.cancelled.load(Ordering::Relaxed) {
                return Err(PackageError::Cancelled);
            }
            self.onlooker.progress(self.position, self.size);
            self.source.read_chunk().map_err(|error: BlobError| PackageError::Blob(error))?;
            self.at = 0;
        }
        let rest = self.source.chunk().get(self.at..).unwrap_or_default();
        if rest.is_empty() {
            return Err(PackageError::Truncated);
        }
        let count = rest.len().min(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(&rest[..count])
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
        self.position += count as u64;
    }

    fn read_exact(&mut self, mut into: &mut [u8]) -> Result<(), PackageError> {
        while !into.is_empty() {
            let piece = self.peek(into.len() as u64)?;
            let count = piece.len();
            let (now, later) = into.split_at_mut(count);
            now.copy_from_slice(piece);
            into = later;
            self.consume(count);
        }
        Ok(())
    }

    fn skip(&mut self, mut count: u64) -> Result<(), PackageError> {
        while count > 0 {
            let skipped = self.peek(count)?.len();
            self.consume(skipped);
            count -= skipped as u64;
        }
        Ok(())
    }

    fn skip_to(&mut self, position: u64) -> Result<(), PackageError> {
        self.skip(position.saturating_sub(self.position))
    }

    fn report_end(&mut self) {
        self.onlooker.progress(self.size, self.size);
    }
}
