//! A tar archive, packed with gzip, in which nothing tells when and by whom it was made.

use flate2::{Compression, GzBuilder, write::GzEncoder};
use tar::{Builder, Header};

/// An archive with all files in one folder.
pub(super) struct Archive {
    folder: String,
    out: Builder<GzEncoder<Vec<u8>>>,
}

impl Archive {
    pub(super) fn new(folder: &str) -> Self {
        let out = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
        Self { folder: folder.to_owned(), out: Builder::new(out) }
    }

    /// Adds a file, of user and group 0 and from the beginning of time.
    pub(super) fn add(&mut self, name: &str, mode: u32, bytes: &[u8]) -> anyhow::Result<()> {
        let mut head = Header::new_gnu();
        head.set_mode(mode);
        head.set_size(bytes.len() as u64);
        Ok(self.out.append_data(&mut head, format!("{}/{name}", self.folder), bytes)?)
    }

    pub(super) fn finish(self) -> anyhow::Result<Vec<u8>> {
        Ok(self.out.into_inner()?.finish()?)
    }
}
