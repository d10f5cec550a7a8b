//! What a backup says of itself: `lyceum-backup.json`, written last.

use serde::{Deserialize, Serialize};

use super::BackupError;

/// The format of a backup. A program reads its own and all older ones.
pub(super) const FORMAT: u32 = 1;
/// The manifest's name.
pub(super) const NAME: &str = "lyceum-backup.json";
/// The installation key's name, where the backup holds it.
pub(super) const KEY_NAME: &str = "installation.key";
/// Larger ones do not occur: a terabyte of database makes some megabytes.
pub(super) const MAX_BYTES: u64 = 64 << 20;

/// What a backup says of itself. Fields may be added; none changes its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format of all files.
    pub format: u32,
    /// The version of the program that took it.
    pub program: String,
    /// The migration up to which its tables were made.
    pub schema: i64,
    /// The moment that it is of, in µs since 1970.
    pub taken_at_micros: i64,
    /// Rows of the database.
    pub rows: u64,
    /// The database's pieces in order: together one gzip stream.
    pub database: Vec<Piece>,
    /// How many blobs there are.
    pub blobs: u64,
    /// Their bytes together.
    pub blob_bytes: u64,
    /// The list of blobs: a line each with SHA-256, size and key.
    pub blob_list: Piece,
    /// Blobs that the database names and the storage had lost.
    pub missing: u64,
    /// Tells which installation key seals the secrets; says nothing about the key.
    pub key: String,
    /// Whether that key is part of the backup.
    pub holds_key: bool,
}

/// A file of a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Its name within the backup.
    pub name: String,
    /// Its size.
    pub size_bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

/// Whether the backup with this manifest is of the installation with that key, whatever program took it; `None`: it does
/// not say.
pub(super) fn is_of(bytes: &[u8], key: &str) -> Option<bool> {
    #[derive(Deserialize)]
    struct Head {
        key: String,
    }
    let head: Head = serde_json::from_slice(bytes).ok()?;
    Some(head.key == key)
}

impl Manifest {
    pub(super) fn encode(&self) -> Vec<u8> {
        // Numbers and texts: that cannot fail.
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, BackupError> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
            program: String,
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|_| BackupError::BadManifest)?;
        if head.format > FORMAT {
            return Err(BackupError::Newer(head.program));
        }
        serde_json::from_slice(bytes).map_err(|_| BackupError::BadManifest)
    }
}
