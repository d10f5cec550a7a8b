//! The only formats of definition, journal and snapshot.
//!
//! Every format begins with four bytes: `L`, `Y`, a letter for the kind, and its version. A reader knows all older
//! versions; one that is newer than itself it reports as [`DecodeError::Newer`], so that the sender keeps what it
//! has and tries again. Reading never panics, whatever the bytes.

mod batch;
mod behaviour;
pub(crate) mod bytes;
mod definition;
mod entry;
mod sequencing;
pub(crate) mod snapshot;

use std::fmt;

pub use batch::Batch;

use bytes::{Reader, Writer};

/// Why bytes were not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// Not of this kind, cut off or damaged.
    Broken,
    /// Of this kind, in a version that is newer than this program.
    Newer,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Broken => "the bytes are damaged or of another kind",
            Self::Newer => "the bytes are in a newer format than this program knows",
        })
    }
}

impl std::error::Error for DecodeError {}

/// A format: its letter and newest version.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Format {
    letter: u8,
    version: u8,
}

pub(crate) const DEFINITION: Format = Format { letter: b'D', version: 1 };
// Version 2 of what holds pins: they have more attributes, notes more kinds. Version 3: pins name an edition.
pub(crate) const BATCH: Format = Format { letter: b'B', version: 3 };
pub(crate) const ENTRY: Format = Format { letter: b'E', version: 3 };
pub(crate) const OBJECTIVE: Format = Format { letter: b'O', version: 1 };
pub(crate) const SNAPSHOT: Format = Format { letter: b'S', version: 3 };

/// Bodies below this are not worth compressing.
const COMPRESS_FROM: usize = 512;
/// What a body may unfold to: far above anything the limits of a launch allow.
const BODY_MAX: usize = 160 << 20;

impl Format {
    /// Puts the head before a body, which is compressed where that helps.
    pub(crate) fn seal(self, body: &[u8]) -> Vec<u8> {
        let packed = (body.len() >= COMPRESS_FROM).then(|| lz4_flex::block::compress(body));
        let packed = packed.filter(|packed| packed.len() < body.len());
        let mut out = Writer { bytes: vec![b'L', b'Y', self.letter, self.version] };
        match packed {
            Some(packed) => {
                out.unsigned(body.len() as u64);
                out.bytes.extend_from_slice(&packed);
            }
            None => {
                out.unsigned(0);
                out.bytes.extend_from_slice(body);
            }
        }
        out.bytes
    }

    /// Takes the head off: the body and the version it is in.
    pub(crate) fn open(self, bytes: &[u8]) -> Result<(Vec<u8>, u8), DecodeError> {
        let (head, rest) = bytes.split_at_checked(4).ok_or(DecodeError::Broken)?;
        if head[..3] != [b'L', b'Y', self.letter] || head[3] == 0 {
            return Err(DecodeError::Broken);
        }
        if head[3] > self.version {
            return Err(DecodeError::Newer);
        }
        let version = head[3];
        let mut input = Reader::new(rest, version);
        let size = usize::try_from(input.unsigned()?).map_err(|_| DecodeError::Broken)?;
        let body = input.rest();
        if size == 0 {
            return Ok((body.to_vec(), version));
        }
        // LZ4 packs at most 255 to 1; a larger claim is a lie, found before memory is set aside for it.
        if size > BODY_MAX || size > body.len().saturating_mul(256) {
            return Err(DecodeError::Broken);
        }
        let body = lz4_flex::block::decompress(body, size).map_err(|_| DecodeError::Broken)?;
        if body.len() == size { Ok((body, version)) } else { Err(DecodeError::Broken) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_come_back_packed_or_not() {
        for body in [vec![], vec![7; 10], vec![7; 100_000]] {
            let sealed = BATCH.seal(&body);
            assert!(sealed.len() < 1_000);
            assert_eq!(BATCH.open(&sealed), Ok((body, BATCH.version)));
        }
    }

    #[test]
    fn other_kinds_newer_versions_and_lies_are_told_apart() {
        let mut sealed = BATCH.seal(b"abc");
        assert_eq!(SNAPSHOT.open(&sealed), Err(DecodeError::Broken));
        sealed[3] = BATCH.version + 1;
        assert_eq!(BATCH.open(&sealed), Err(DecodeError::Newer));
        let mut lie = Writer { bytes: b"LYB\x01".to_vec() };
        lie.unsigned(100 << 20);
        lie.bytes.push(0);
        assert_eq!(BATCH.open(&lie.bytes), Err(DecodeError::Broken));
    }
}
