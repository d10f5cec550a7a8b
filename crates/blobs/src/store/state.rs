//! Whether the place of the blobs is there, and takes something.

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};

use super::BlobStore;
use crate::error::BlobError;

/// No blob is called so: what lies here belongs to whoever looks whether something can be written.
const PROBE: &str = "write-probe";

impl BlobStore {
    /// Whether the folder or the bucket answers. One look at a name, nothing is read.
    ///
    /// # Errors
    /// When it does not, with the reason.
    pub async fn answers(&self) -> Result<(), BlobError> {
        if let Some(folder) = &self.inner.folder {
            let is_there =
                tokio::fs::metadata(folder).await.map_err(|source| failed("reach", source.into()))?;
            if !is_there.is_dir() {
                let source = std::io::Error::from(std::io::ErrorKind::NotADirectory);
                return Err(failed("reach", source.into()));
            }
            return Ok(());
        }
        match self.inner.objects.head(&self.probe()).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(source) => Err(failed("reach", source.into())),
        }
    }

    /// Whether something can be written: writes a few bytes and removes them. Any number of nodes may do so at once.
    ///
    /// # Errors
    /// When it cannot, with the reason: a full disk, a missing right.
    pub async fn takes_writes(&self) -> Result<(), BlobError> {
        self.answers().await?;
        let bytes = PutPayload::from(Bytes::from_static(b"Lyceum looks whether this can be written.\n"));
        self.inner
            .objects
            .put(&self.probe(), bytes)
            .await
            .map_err(|source| failed("write", source.into()))?;
        match self.inner.objects.delete(&self.probe()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(source) => Err(failed("delete", source.into())),
        }
    }

    fn probe(&self) -> Path {
        match self.inner.prefix.as_str() {
            "" => Path::from(PROBE),
            prefix => Path::from(format!("{prefix}/{PROBE}")),
        }
    }
}

fn failed(action: &'static str, source: crate::error::Cause) -> BlobError {
    BlobError::Storage { action, key: PROBE.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use crate::Location;

    use super::*;

    #[tokio::test]
    async fn a_folder_that_is_gone_does_not_answer() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("blobs");
        let blobs = BlobStore::open(&Location::folder(&place)).unwrap();
        blobs.answers().await.unwrap();
        blobs.takes_writes().await.unwrap();
        assert_eq!(std::fs::read_dir(&place).unwrap().count(), 0, "nothing is left behind");
        std::fs::remove_dir_all(&place).unwrap();
        assert!(blobs.answers().await.is_err() && blobs.takes_writes().await.is_err());
        std::fs::write(&place, "a file").unwrap();
        assert!(blobs.answers().await.is_err() && blobs.takes_writes().await.is_err());
    }
}
