//! What a package may be at most.

/// Limits of one package. A reader stops at them; it does not measure afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Size of the zip.
    pub package_bytes: u64,
    /// Files and folders in the zip.
    pub entries: u64,
    /// Size of the central directory, which is held in memory while the package is checked.
    pub directory_bytes: u64,
    /// Size of all files together, unpacked.
    pub unpacked_bytes: u64,
    /// Unpacked size over packed size, for the package as a whole.
    pub ratio: u64,
    /// Unpacked size up to which the ratio does not matter.
    pub ratio_free_bytes: u64,
    /// Length of a name in UTF-8 bytes.
    pub name_bytes: usize,
    /// Folders a file may be nested in.
    pub name_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            package_bytes: 20 << 30,
            entries: 100_000,
            directory_bytes: 16 << 20,
            unpacked_bytes: 40 << 30,
            ratio: 100,
            ratio_free_bytes: 256 << 20,
            name_bytes: 1024,
            name_depth: 64,
        }
    }
}
