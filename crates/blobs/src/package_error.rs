//! Why a package is refused, and what was noticed about one that is not.

use std::fmt;

use crate::error::BlobError;
use crate::names::NameProblem;

/// A package cannot be used. Each message says what is wrong and where, for the person who uploaded it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackageError {
    /// No zip at all.
    #[error("the file is not a zip archive")]
    NotAZip,
    /// It begins like a zip and its end is missing.
    #[error("the zip archive is truncated: its end is missing")]
    Truncated,
    /// Part of an archive that was split into several files.
    #[error("the zip archive is one part of several; upload it as one file")]
    Split,
    /// The directory cannot be read.
    #[error("the zip archive is damaged: {0}")]
    Damaged(&'static str),
    /// The end record counts other entries than there are.
    #[error(
        "the zip archive is damaged: its end record counts {recorded} entries, its directory has {found}"
    )]
    EntryCount {
        /// What the end record says.
        recorded: u64,
        /// What the directory holds.
        found: u64,
    },
    /// The zip is larger than allowed.
    #[error("the package has {size_bytes} bytes, the limit is {limit_bytes}")]
    TooLarge {
        /// Its size.
        size_bytes: u64,
        /// The limit.
        limit_bytes: u64,
    },
    /// More entries than allowed.
    #[error("the package has more than {limit} files")]
    TooManyEntries {
        /// The limit.
        limit: u64,
    },
    /// A directory larger than allowed.
    #[error("the directory of the zip archive has {size_bytes} bytes, the limit is {limit_bytes}")]
    DirectoryTooLarge {
        /// Its size.
        size_bytes: u64,
        /// The limit.
        limit_bytes: u64,
    },
    /// More bytes unpacked than allowed.
    #[error("the package unpacks to {size_bytes} bytes, the limit is {limit_bytes}")]
    UnpacksTooLarge {
        /// The sum of all sizes.
        size_bytes: u64,
        /// The limit.
        limit_bytes: u64,
    },
    /// Unpacks to an absurd multiple of its size.
    #[error("the package unpacks to {ratio} times its size, the limit is {limit} (a zip bomb?)")]
    Bomb {
        /// Unpacked over packed.
        ratio: u64,
        /// The limit.
        limit: u64,
    },
    /// An entry needs a password.
    #[error("`{name}` is encrypted; make the package without a password")]
    Encrypted {
        /// The entry.
        name: String,
    },
    /// A compression method that browsers cannot read.
    #[error("`{name}` is compressed with {method}; only Deflate and Stored can be used, zip the files again")]
    Method {
        /// The entry.
        name: String,
        /// Name or number of the method.
        method: String,
    },
    /// A name that is refused.
    #[error("the name `{name}` cannot be used: {problem}")]
    Name {
        /// The name, with control characters escaped.
        name: String,
        /// What is wrong with it.
        problem: NameProblem,
    },
    /// Two different files of one name.
    #[error("`{name}` is in the package twice, with different content")]
    Duplicate {
        /// The name.
        name: String,
    },
    /// An entry's bytes are also another's.
    #[error("`{name}` overlaps another entry of the zip archive")]
    Overlap {
        /// The entry.
        name: String,
    },
    /// The header before the data and the directory contradict each other.
    #[error("`{name}`: local header and directory of the zip archive differ in {what}")]
    Headers {
        /// The entry.
        name: String,
        /// In what they differ.
        what: &'static str,
    },
    /// The bytes are not what was packed.
    #[error("`{name}` is damaged: its checksum does not match")]
    Crc {
        /// The entry.
        name: String,
    },
    /// The size is not what the directory says.
    #[error("`{name}` is damaged: its size does not match")]
    Size {
        /// The entry.
        name: String,
    },
    /// The deflate stream is broken.
    #[error("`{name}` is damaged: it cannot be unpacked")]
    Inflate {
        /// The entry.
        name: String,
    },
    /// The caller went away.
    #[error("the check was cancelled")]
    Cancelled,
    /// The store failed; the package may be fine.
    #[error("failed to read the package")]
    Blob(#[from] BlobError),
}

impl PackageError {
    /// Whether trying again later may help: the store failed, not the package.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Cancelled => true,
            Self::Blob(error) => !matches!(error, BlobError::Missing(_) | BlobError::TooLarge { .. }),
            _ => false,
        }
    }
}

/// Something about a usable package that its author may want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PackageNote {
    /// Bytes lie before the archive.
    BytesBefore(u64),
    /// Bytes lie behind the archive.
    BytesAfter(u64),
    /// Names use `\` between folders.
    Backslashes {
        /// How many.
        count: u64,
        /// The first of them.
        example: String,
    },
    /// Names are UTF-8 without saying so.
    Utf8WithoutFlag {
        /// How many.
        count: u64,
        /// The first of them.
        example: String,
    },
    /// Names have no declared encoding; see [`PackageIndex::settle_names`](crate::PackageIndex::settle_names).
    GuessedNames {
        /// How many.
        count: u64,
        /// The first of them, as guessed.
        example: String,
    },
    /// Parts of names end with a dot or a space, which Windows drops.
    TrailingDots {
        /// How many.
        count: u64,
        /// The first of them.
        example: String,
    },
    /// Symbolic links, which are left out.
    Links {
        /// How many.
        count: u64,
        /// The first of them.
        example: String,
    },
    /// The same file twice under one name.
    Repeated {
        /// How many.
        count: u64,
        /// The first of them.
        example: String,
    },
    /// Names that differ only in letter case or composition; each is found by its exact name only.
    CaseCollision {
        /// How many.
        count: u64,
        /// The first of them.
        example: String,
    },
}

impl fmt::Display for PackageNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BytesBefore(count) => write!(f, "{count} bytes lie before the zip archive and are ignored"),
            Self::BytesAfter(count) => write!(f, "{count} bytes lie behind the zip archive and are ignored"),
            Self::Backslashes { count, example } => {
                write!(f, "{count} names use `\\` between folders and are read with `/` (first: `{example}`)")
            }
            Self::Utf8WithoutFlag { count, example } => {
                write!(f, "{count} names are UTF-8 without the flag that says so (first: `{example}`)")
            }
            Self::GuessedNames { count, example } => {
                write!(f, "{count} names do not declare their encoding (first, as guessed: `{example}`)")
            }
            Self::TrailingDots { count, example } => {
                write!(f, "{count} names end with a dot or a space, which Windows drops (first: `{example}`)")
            }
            Self::Links { count, example } => {
                write!(f, "{count} symbolic links are left out (first: `{example}`)")
            }
            Self::Repeated { count, example } => {
                write!(f, "{count} files are in the package twice with equal content (first: `{example}`)")
            }
            Self::CaseCollision { count, example } => {
                write!(f, "{count} names differ only in letter case from another (first: `{example}`)")
            }
        }
    }
}
