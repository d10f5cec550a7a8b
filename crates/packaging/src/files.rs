//! The package as this crate sees it: names, and bytes on request.

use std::collections::BTreeMap;

/// The files of one package. The caller backs it with the zip.
pub trait PackageFiles {
    /// Every file's name as the zip spells it, folders left out.
    fn names(&self) -> Vec<&str>;

    /// The file's first bytes, `limit` at most; the error is one sentence for the import report.
    ///
    /// Only files for which [`may_be_read`] is true are asked for.
    fn read(&self, name: &str, limit: usize) -> Result<Vec<u8>, String>;
}

/// Files that [`read_course`](crate::read_course()) may want to read, so that a caller who passes over the zip
/// once can keep them.
#[must_use]
pub fn may_be_read(name: &str) -> bool {
    name.len() >= 4 && name.is_char_boundary(name.len() - 4) && {
        let ending = &name[name.len() - 4..];
        ending.eq_ignore_ascii_case(".xml") || ending.eq_ignore_ascii_case(".lom")
    }
}

impl PackageFiles for BTreeMap<String, Vec<u8>> {
    fn names(&self) -> Vec<&str> {
        self.keys().map(String::as_str).collect()
    }

    fn read(&self, name: &str, limit: usize) -> Result<Vec<u8>, String> {
        let bytes = self.get(name).ok_or("it is not in the package")?;
        Ok(bytes[..bytes.len().min(limit)].to_vec())
    }
}
