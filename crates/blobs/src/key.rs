//! Keys: an owner's kind and a random id, never a name from outside.

use std::fmt;

/// What a blob is for; the first part of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A package as it was uploaded, owned by a course version.
    Package,
    /// A file parked by the upload service until a call names it.
    Upload,
    /// The media of a package that were deflated in its zip, stored again uncompressed.
    Media,
    /// An encoded [`PackageIndex`](crate::PackageIndex).
    Index,
    /// What an application asked to take with it.
    Export,
}

impl Kind {
    /// Every kind, in the order the sweeper visits them.
    pub const ALL: [Kind; 5] = [Kind::Package, Kind::Upload, Kind::Media, Kind::Index, Kind::Export];

    /// The folder that blobs of this kind lie in.
    pub fn folder(self) -> &'static str {
        match self {
            Kind::Package => "packages",
            Kind::Upload => "uploads",
            Kind::Media => "media",
            Kind::Index => "index",
            Kind::Export => "exports",
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Kind::Package | Kind::Export => ".zip",
            Kind::Upload | Kind::Media | Kind::Index => "",
        }
    }
}

/// 128 random bits. The caller brings the randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobId(u128);

impl BlobId {
    /// An id of 16 random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }

    pub(crate) fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Where a blob lies: `packages/<id>.zip`, `uploads/<id>`, `media/<id>`, `index/<id>`,
/// `exports/<id>.zip`.
///
/// A key is written once and never changes its content, so everything read from it may be cached.
/// The one exception is a repeated import, which writes the same media and index again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    kind: Kind,
    id: BlobId,
}

impl Key {
    /// The key of `id` among blobs of `kind`.
    pub fn new(kind: Kind, id: BlobId) -> Self {
        Self { kind, id }
    }

    /// What the blob is for.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The random part.
    pub fn id(&self) -> BlobId {
        self.id
    }

    /// The key of the same id among blobs of another kind: media and index of a package share its id.
    pub fn sibling(&self, kind: Kind) -> Self {
        Self { kind, id: self.id }
    }

    /// Reads what `Display` wrote; anything else is no key.
    pub fn parse(text: &str) -> Option<Self> {
        let (folder, rest) = text.split_once('/')?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.folder() == folder)?;
        let digits = rest.strip_suffix(kind.suffix())?;
        let canonical = digits.len() == 32 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        canonical.then(|| u128::from_str_radix(digits, 16).ok())?.map(|id| Self { kind, id: BlobId(id) })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}{}", self.kind.folder(), self.id, self.kind.suffix())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back_and_nothing_else_is_a_key() {
        let id = BlobId::from_random([0xab; 16]);
        for kind in Kind::ALL {
            let key = Key::new(kind, id);
            assert_eq!(Key::parse(&key.to_string()), Some(key));
        }
        for bad in [
            "",
            "packages/",
            "packages/../x.zip",
            "packages/abababababababababababababababab",
            "uploads/ABABABABABABABABABABABABABABABAB",
            "uploads/+bababababababababababababababab",
            "else/abababababababababababababababab",
        ] {
            assert_eq!(Key::parse(bad), None, "{bad}");
        }
    }
}
