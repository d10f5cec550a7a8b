//! Where a backup is read from: a folder, or one file in the format of tar.

use std::collections::HashMap;
use std::io::{ErrorKind, SeekFrom};
use std::path::{Path, PathBuf};

use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncSeekExt as _};

use super::{BackupError, Manifest, manifest, tar};

pub(super) struct Source {
    path: PathBuf,
    /// Of a tar file: where each file begins, and its size.
    files: Option<HashMap<String, (u64, u64)>>,
}

impl Source {
    pub(super) async fn open(path: &Path) -> Result<Self, BackupError> {
        let found = tokio::fs::metadata(path).await.map_err(BackupError::io("read", path))?;
        let files = if found.is_dir() { None } else { Some(files_of_tar(path).await?) };
        Ok(Self { path: path.to_owned(), files })
    }

    /// The manifest; fails where there is none, which is how a backup looks that did not come to its end.
    pub(super) async fn manifest(&self) -> Result<Manifest, BackupError> {
        match self.read(manifest::NAME, manifest::MAX_BYTES).await {
            Ok(bytes) => Manifest::decode(&bytes),
            Err(BackupError::Damaged(_)) => Err(BackupError::Incomplete(self.path.clone())),
            Err(error) => Err(error),
        }
    }

    /// A whole file of at most `limit` bytes.
    pub(super) async fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, BackupError> {
        let (file, size) = self.open_file(name).await?;
        if size > limit {
            return Err(BackupError::Damaged(name.to_owned()));
        }
        let mut bytes = Vec::new();
        file.take(limit).read_to_end(&mut bytes).await.map_err(BackupError::io("read", &self.path))?;
        Ok(bytes)
    }

    /// A file and its size.
    pub(super) async fn open_file(
        &self,
        name: &str,
    ) -> Result<(Box<dyn AsyncRead + Send + Unpin>, u64), BackupError> {
        // Names come from the manifest, which somebody may have written by hand.
        let is_plain = name.split('/').all(|part| !matches!(part, "" | "." | "..")) && !name.contains('\\');
        let damaged = || BackupError::Damaged(name.to_owned());
        if !is_plain {
            return Err(damaged());
        }
        let Some(files) = &self.files else {
            let path = self.path.join(name);
            let file = match File::open(&path).await {
                Err(error) if error.kind() == ErrorKind::NotFound => return Err(damaged()),
                opened => opened.map_err(BackupError::io("read", &path))?,
            };
            let size = file.metadata().await.map_err(BackupError::io("read", &path))?.len();
            return Ok((Box::new(file), size));
        };
        let &(start, size) = files.get(name).ok_or_else(damaged)?;
        let mut file = File::open(&self.path).await.map_err(BackupError::io("read", &self.path))?;
        file.seek(SeekFrom::Start(start)).await.map_err(BackupError::io("read", &self.path))?;
        Ok((Box::new(file.take(size)), size))
    }
}

/// Reads all heads of a tar file. One that ends too early has no manifest, since that is its last file.
async fn files_of_tar(path: &Path) -> Result<HashMap<String, (u64, u64)>, BackupError> {
    let failed = BackupError::io("read", path);
    let mut files = HashMap::new();
    let read = async {
        let mut file = File::open(path).await?;
        let length = file.metadata().await?.len();
        let mut at = 0u64;
        let mut head = [0; 512];
        while at.checked_add(tar::BLOCK).is_some_and(|end| end <= length) {
            file.seek(SeekFrom::Start(at)).await?;
            file.read_exact(&mut head).await?;
            let Some((name, size)) = tar::read_header(&head) else { break };
            let start = at + tar::BLOCK;
            let Some(end) = start.checked_add(size).filter(|end| *end <= length) else { break };
            files.insert(name, (start, size));
            at = end + tar::padding(size);
        }
        Ok(())
    };
    read.await.map_err(failed)?;
    Ok(files)
}
