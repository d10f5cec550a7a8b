//! The index of a package: what lies where in its zip. Kept instead of an unpacked folder.

mod codec;
mod lookup;
mod rename;

use std::sync::OnceLock;

pub use codec::IndexError;
pub(crate) use lookup::fold;
pub use lookup::{Found, Rule};

use crate::key::{Key, Kind};

/// How a member lies in the zip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// As it is.
    Stored,
    /// Deflated; sent to browsers with a gzip frame around it.
    Deflated,
}

/// What the import learnt about the bytes of a text member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// Not a text type, so nobody looked.
    Unknown,
    /// Only ASCII: every encoding says the same.
    Ascii,
    /// Valid UTF-8 with characters beyond ASCII.
    Utf8,
    /// Some other encoding.
    Other,
}

/// A file of the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, with `/` between folders. Never rewritten otherwise.
    pub name: String,
    /// Size unpacked.
    pub size_bytes: u64,
    /// Size in the zip.
    pub packed_bytes: u64,
    /// CRC-32 of the unpacked bytes; verified by the import.
    pub crc32: u32,
    /// Where its data (not its header) begins in the package.
    pub offset: u64,
    /// How it lies there.
    pub method: Method,
    /// Where it begins in the media blob, if it was stored again uncompressed.
    pub media_offset: Option<u64>,
    /// What encoding its text has.
    pub text: Text,
    /// Whether it declares an encoding within its first 1,024 bytes, so that no `charset` may be added.
    pub declares_charset: bool,
}

/// A name that carries no declared encoding, with the bytes it was guessed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GuessedName {
    pub(crate) name: String,
    pub(crate) raw: Box<[u8]>,
}

/// What lies where in a package.
#[derive(Debug)]
pub struct PackageIndex {
    package: Key,
    package_bytes: u64,
    media_bytes: u64,
    /// Sorted by name, names unique.
    entries: Vec<Entry>,
    /// Known only right after the import; not encoded.
    guessed: Vec<GuessedName>,
    folded: OnceLock<Vec<(Box<str>, u32)>>,
}

impl PackageIndex {
    /// The largest encoding that is read back.
    pub const MAX_ENCODED_BYTES: u64 = 64 << 20;

    pub(crate) fn new(
        package: Key,
        package_bytes: u64,
        media_bytes: u64,
        mut entries: Vec<Entry>,
        guessed: Vec<GuessedName>,
    ) -> Self {
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Self { package, package_bytes, media_bytes, entries, guessed, folded: OnceLock::new() }
    }

    /// The blob of the zip.
    pub fn package(&self) -> Key {
        self.package
    }

    /// The blob of the media that were stored again, if there are any.
    pub fn media(&self) -> Option<Key> {
        (self.media_bytes > 0).then(|| self.package.sibling(Kind::Media))
    }

    /// Size of the zip.
    pub fn package_bytes(&self) -> u64 {
        self.package_bytes
    }

    /// Size of the media blob.
    pub fn media_bytes(&self) -> u64 {
        self.media_bytes
    }

    /// Size of all files unpacked.
    pub fn unpacked_bytes(&self) -> u64 {
        self.entries.iter().map(|entry| entry.size_bytes).sum()
    }

    /// All files, sorted by name.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What the decoded index takes in memory, roughly.
    pub fn memory_bytes(&self) -> usize {
        let names: usize = self.entries.iter().map(|entry| entry.name.len()).sum();
        size_of::<Self>() + self.entries.len() * size_of::<Entry>() + names
    }
}

impl Clone for PackageIndex {
    fn clone(&self) -> Self {
        Self {
            package: self.package,
            package_bytes: self.package_bytes,
            media_bytes: self.media_bytes,
            entries: self.entries.clone(),
            guessed: self.guessed.clone(),
            folded: OnceLock::new(),
        }
    }
}

impl PartialEq for PackageIndex {
    /// Equal when both encode to the same bytes.
    fn eq(&self, other: &Self) -> bool {
        self.package == other.package
            && self.package_bytes == other.package_bytes
            && self.media_bytes == other.media_bytes
            && self.entries == other.entries
    }
}
