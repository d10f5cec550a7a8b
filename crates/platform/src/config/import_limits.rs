//! What a package may be at most, as far as an operator may say so.

use serde::Deserialize;

use super::ConfigError;

/// Import limits. `None` leaves the default of the crate that keeps the limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImportLimits {
    /// Size of the zip (`import_limits.package_bytes`).
    pub package_bytes: Option<u64>,
    /// Files and folders in it (`import_limits.entries`).
    pub entries: Option<u64>,
    /// Size of all files together, unpacked (`import_limits.unpacked_bytes`).
    pub unpacked_bytes: Option<u64>,
    /// Unpacked size over packed size (`import_limits.ratio`).
    pub ratio: Option<u64>,
    /// Size of the manifest (`import_limits.manifest_bytes`).
    pub manifest_bytes: Option<u64>,
}

impl ImportLimits {
    /// This source first, `lower` where it is silent.
    pub fn or(self, lower: Self) -> Self {
        Self {
            package_bytes: self.package_bytes.or(lower.package_bytes),
            entries: self.entries.or(lower.entries),
            unpacked_bytes: self.unpacked_bytes.or(lower.unpacked_bytes),
            ratio: self.ratio.or(lower.ratio),
            manifest_bytes: self.manifest_bytes.or(lower.manifest_bytes),
        }
    }

    /// Refuses limits that would refuse every package.
    pub fn check(&self) -> Result<(), ConfigError> {
        let all = [
            ("import_limits.package_bytes", self.package_bytes),
            ("import_limits.entries", self.entries),
            ("import_limits.unpacked_bytes", self.unpacked_bytes),
            ("import_limits.ratio", self.ratio),
            ("import_limits.manifest_bytes", self.manifest_bytes),
        ];
        match all.iter().find(|(_, value)| *value == Some(0)) {
            Some((key, _)) => Err(ConfigError::new(key, "must be greater than 0")),
            None => Ok(()),
        }
    }
}
