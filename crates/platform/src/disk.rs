//! How much room a disk has.

use std::path::Path;

/// The room on the disk that a folder lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiskSpace {
    /// Bytes that this process may still write.
    pub free_bytes: u64,
    /// All bytes of the disk.
    pub total_bytes: u64,
}

impl DiskSpace {
    /// Looks at the disk under a folder, or under the nearest folder above it that exists; `None` where the system does
    /// not tell.
    pub fn under(folder: &Path) -> Option<Self> {
        let found = folder.ancestors().find_map(|folder| {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            rustix::fs::statvfs(folder).ok()
        })?;
        Some(Self {
            free_bytes: found.f_bavail.saturating_mul(found.f_frsize),
            total_bytes: found.f_blocks.saturating_mul(found.f_frsize),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_has_some_room() {
        let folder = tempfile::tempdir().unwrap();
        let space = DiskSpace::under(folder.path()).unwrap();
        assert!(space.total_bytes > 0 && space.free_bytes <= space.total_bytes, "{space:?}");
        let not_yet = DiskSpace::under(&folder.path().join("a/b/c")).unwrap();
        assert_eq!(not_yet.total_bytes, space.total_bytes);
        assert!(DiskSpace::under(Path::new("relative/folder")).is_some());
    }
}
