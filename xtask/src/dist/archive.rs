//! A tar archive, packed with gzip, in which nothing tells when and by whom it was made.

use std::io::Write as _;

use flate2::{Compression, GzBuilder, write::GzEncoder};

/// An archive with all files in one folder.
pub(super) struct Archive {
    folder: String,
    out: GzEncoder<Vec<u8>>,
}

impl Archive {
    pub(super) fn new(folder: &str) -> Self {
        let out = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
        Self { folder: folder.to_owned(), out }
    }

    pub(super) fn add(&mut self, name: &str, mode: u32, bytes: &[u8]) -> anyhow::Result<()> {
        let name = format!("{}/{name}", self.folder);
        anyhow::ensure!(name.len() < 100, "`{name}` is too long for an archive");
        self.out.write_all(&header(&name, mode, bytes.len()))?;
        self.out.write_all(bytes)?;
        let padding = (512 - bytes.len() % 512) % 512;
        self.out.write_all(&[0; 512][..padding])?;
        Ok(())
    }

    pub(super) fn finish(mut self) -> anyhow::Result<Vec<u8>> {
        self.out.write_all(&[0; 1024])?;
        Ok(self.out.finish()?)
    }
}

/// The head of a file (POSIX ustar), of user and group 0 and from the beginning of time.
fn header(name: &str, mode: u32, size: usize) -> [u8; 512] {
    let mut head = [0u8; 512];
    let mut put = |at: usize, text: &str| head[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, &format!("{mode:07o}"));
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{size:011o}"));
    put(136, "00000000000");
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\x0000");
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    head
}
