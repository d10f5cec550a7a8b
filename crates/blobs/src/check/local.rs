//! The local header before an entry's data (APPNOTE 4.3.7), compared with the directory.

use super::directory::Listed;
use crate::index::Method;
use crate::package_error::PackageError;

/// Size of the fixed part.
pub(super) const FIXED_BYTES: usize = 30;

const SIGNATURE: u32 = 0x0403_4b50;
const IN_ZIP64: u32 = u32::MAX;
const FLAG_ENCRYPTED: u16 = 1;
const FLAG_DESCRIPTOR: u16 = 1 << 3;

/// The fixed part of a local header.
pub(super) struct LocalHeader {
    flags: u16,
    method: u16,
    crc32: u32,
    packed: u32,
    size: u32,
    /// Length of the name that follows.
    pub(super) name_bytes: usize,
    /// Length of the extra fields that follow the name.
    pub(super) extra_bytes: usize,
}

impl LocalHeader {
    /// Reads the fixed part; `None` when no header stands here.
    pub(super) fn parse(bytes: &[u8; FIXED_BYTES]) -> Option<Self> {
        let short = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        let long = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        (long(0) == SIGNATURE).then(|| Self {
            flags: short(6),
            method: short(8),
            crc32: long(14),
            packed: long(18),
            size: long(22),
            name_bytes: usize::from(short(26)),
            extra_bytes: usize::from(short(28)),
        })
    }

    /// Compares with the directory: two readers of one archive must not see two archives.
    pub(super) fn compare(&self, name: &[u8], listed: &Listed) -> Result<(), PackageError> {
        let differ = |what| Err(PackageError::Headers { name: listed.name.clone(), what });
        if name != listed.raw_name.as_deref().unwrap_or(listed.name.as_bytes()) {
            return differ("the name");
        }
        if self.flags & FLAG_ENCRYPTED != 0 {
            return differ("encryption");
        }
        let same_method = match (listed.method, self.method) {
            (Method::Stored, 0) | (Method::Deflated, 8) => true,
            // An empty entry, see the directory.
            (Method::Stored, 8) => listed.size_bytes == 0,
            _ => false,
        };
        if !same_method {
            return differ("the compression method");
        }
        if self.flags & FLAG_DESCRIPTOR != 0 || listed.has_descriptor {
            // Sizes and checksum stand behind the data; here they are zero or a guess.
            return Ok(());
        }
        if self.crc32 != listed.crc32 {
            return differ("the checksum");
        }
        // The sizes of the zip64 field are verified by the data itself.
        let same = |here: u32, there: u64| here == IN_ZIP64 || u64::from(here) == there;
        if !same(self.packed, listed.packed_bytes) || !same(self.size, listed.size_bytes) {
            return differ("the size");
        }
        Ok(())
    }
}
