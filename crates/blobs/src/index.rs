//! The index of a package: what lies where in its zip. Kept instead of an unpacked folder.

mod codec;
mod lookup;
mod rename;
mod update;

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
    /// Which of [`PackageIndex::layers`] it lies in; 0 is the package itself.
    pub layer: u32,
}

/// A zip that files of a course lie in: the package itself, or an update of some of its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer {
    /// The blob of the zip.
    pub package: Key,
    /// Size of the zip.
    pub package_bytes: u64,
    /// Size of its media blob.
    pub media_bytes: u64,
    /// When an update came, in µs since the Unix epoch; `None` for the package itself.
    pub added_micros: Option<u64>,
}

impl Layer {
    /// The blob of the media that were stored again, if there are any.
    pub fn media(&self) -> Option<Key> {
        (self.media_bytes > 0).then(|| self.package.sibling(Kind::Media))
    }

    /// The blobs that its files are read from.
    pub fn blobs(&self) -> impl Iterator<Item = Key> {
        std::iter::once(self.package).chain(self.media())
    }
}

/// A name that carries no declared encoding, with the bytes it was guessed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GuessedName {
    pub(crate) name: String,
    pub(crate) raw: Box<[u8]>,
}

/// What lies where in a package and in the updates over it.
#[derive(Debug)]
pub struct PackageIndex {
    /// The package first; never empty.
    layers: Vec<Layer>,
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
        entries: Vec<Entry>,
        guessed: Vec<GuessedName>,
    ) -> Self {
        let layer = Layer { package, package_bytes, media_bytes, added_micros: None };
        Self { guessed, ..Self::layered(vec![layer], entries) }
    }

    fn layered(layers: Vec<Layer>, mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Self { layers, entries, guessed: Vec::new(), folded: OnceLock::new() }
    }

    /// The package, and the updates that files of the course lie in.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The zip that a file lies in.
    pub fn layer_of(&self, entry: &Entry) -> &Layer {
        // The codec refuses an entry of an unknown layer, and updates number their own.
        self.layers.get(entry.layer as usize).unwrap_or(&self.layers[0])
    }

    /// The blob of the package's zip.
    pub fn package(&self) -> Key {
        self.layers[0].package
    }

    /// The blob of the package's media that were stored again, if there are any.
    pub fn media(&self) -> Option<Key> {
        self.layers[0].media()
    }

    /// Size of the package's zip.
    pub fn package_bytes(&self) -> u64 {
        self.layers[0].package_bytes
    }

    /// Size of the package's media blob.
    pub fn media_bytes(&self) -> u64 {
        self.layers[0].media_bytes
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
        size_of::<Self>()
            + self.layers.len() * size_of::<Layer>()
            + self.entries.len() * size_of::<Entry>()
            + names
    }
}

impl Clone for PackageIndex {
    fn clone(&self) -> Self {
        Self {
            layers: self.layers.clone(),
            entries: self.entries.clone(),
            guessed: self.guessed.clone(),
            folded: OnceLock::new(),
        }
    }
}

impl PartialEq for PackageIndex {
    /// Equal when both encode to the same bytes.
    fn eq(&self, other: &Self) -> bool {
        self.layers == other.layers && self.entries == other.entries
    }
}
