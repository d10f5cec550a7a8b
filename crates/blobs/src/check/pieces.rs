//! Ranges of a blob fetched ahead for a reader that cannot wait.

use std::cell::Cell;
use std::io;
use std::ops::Range;

use bytes::Bytes;
use rawzip::ReaderAt;

/// The fetched parts of a blob. A read outside them fails with `WouldBlock` and leaves word of what is missing.
pub(super) struct Pieces {
    size: u64,
    pieces: Vec<(u64, Bytes)>,
    missing: Cell<Option<u64>>,
}

impl Pieces {
    pub(super) fn new(size: u64) -> Self {
        Self { size, pieces: Vec::new(), missing: Cell::new(None) }
    }

    pub(super) fn add(&mut self, offset: u64, bytes: Bytes) {
        self.pieces.push((offset, bytes));
    }

    pub(super) fn covers(&self, range: &Range<u64>) -> bool {
        self.pieces.iter().any(|(at, bytes)| *at <= range.start && range.end <= at + bytes.len() as u64)
    }

    /// Where the last read failed for lack of a piece.
    pub(super) fn take_missing(&self) -> Option<u64> {
        self.missing.take()
    }
}

impl ReaderAt for Pieces {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        if offset >= self.size || buf.is_empty() {
            return Ok(0);
        }
        for (at, bytes) in &self.pieces {
            let found = offset.checked_sub(*at).and_then(|skip| bytes.get(usize::try_from(skip).ok()?..));
            if let Some(found) = found.filter(|found| !found.is_empty()) {
                let count = found.len().min(buf.len());
                buf[..count].copy_from_slice(&found[..count]);
                return Ok(count);
            }
        }
        self.missing.set(Some(offset));
        Err(io::ErrorKind::WouldBlock.into())
    }
}
