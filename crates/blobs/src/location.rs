//! `blob_url`: which folder or bucket the blobs lie in.

use std::path::PathBuf;
use std::sync::Arc;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::{ClientConfigKey, ObjectStore};

use crate::error::Cause;

/// Where blobs are kept: the configuration keys `blob_url`, `s3_endpoint` and `s3_region`.
#[derive(Debug, Clone, Default)]
pub struct Location {
    /// `file:/var/lib/lyceum/blobs` or `s3://bucket/optional/prefix`.
    pub blob_url: String,
    /// Address of an S3 server that is not Amazon's.
    pub s3_endpoint: Option<String>,
    /// Region of the bucket; the usual AWS variables apply where it is absent.
    pub s3_region: Option<String>,
    /// Access key and secret; the usual AWS variables and instance roles apply where they are absent.
    pub s3_credentials: Option<S3Credentials>,
}

/// A fixed S3 access key.
#[derive(Clone)]
pub struct S3Credentials {
    /// The access key's id.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: String,
}

impl std::fmt::Debug for S3Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3Credentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

/// The configuration names no usable place; each message names the key to change.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LocationError {
    /// Neither `file:` nor `s3:`.
    #[error("`blob_url` must begin with `file:` or `s3:`, it is `{0}`")]
    Scheme(String),
    /// `s3:` without a bucket.
    #[error("`blob_url` names no bucket: write `s3://bucket` or `s3://bucket/prefix`")]
    NoBucket,
    /// The folder cannot be made or opened.
    #[error("`blob_url`: the folder `{}` cannot be used", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        #[source]
        source: Cause,
    },
    /// The S3 settings do not fit together.
    #[error("`blob_url`: the bucket cannot be used with these S3 settings")]
    S3(#[source] Cause),
}

/// An opened place: the object store, the prefix of every key, and the folder when it is local.
pub(crate) struct Place {
    pub(crate) objects: Arc<dyn ObjectStore>,
    pub(crate) prefix: String,
    pub(crate) folder: Option<PathBuf>,
}

impl Location {
    /// A local folder.
    pub fn folder(path: impl AsRef<std::path::Path>) -> Self {
        Self { blob_url: format!("file:{}", path.as_ref().display()), ..Self::default() }
    }

    pub(crate) fn open(&self) -> Result<Place, LocationError> {
        if let Some(path) = self.blob_url.strip_prefix("file:") {
            return open_folder(path);
        }
        if let Some(rest) = self.blob_url.strip_prefix("s3:") {
            return self.open_bucket(rest);
        }
        Err(LocationError::Scheme(self.blob_url.clone()))
    }

    fn open_bucket(&self, rest: &str) -> Result<Place, LocationError> {
        let rest = rest.trim_start_matches('/');
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(LocationError::NoBucket);
        }
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            // The default of 30 s for a whole request would cut off a learner who watches a film. What must not
            // happen is silence.
            .with_config(AmazonS3ConfigKey::Client(ClientConfigKey::Timeout), "24 hours")
            .with_config(AmazonS3ConfigKey::Client(ClientConfigKey::ReadTimeout), "60 seconds");
        if let Some(region) = &self.s3_region {
            builder = builder.with_region(region);
        }
        if let Some(endpoint) = &self.s3_endpoint {
            // Whoever configures a plain http endpoint has decided to use it.
            let plain = endpoint.starts_with("http://");
            builder = builder.with_endpoint(endpoint.trim_end_matches('/')).with_allow_http(plain);
        }
        if let Some(credentials) = &self.s3_credentials {
            builder = builder
                .with_access_key_id(&credentials.access_key_id)
                .with_secret_access_key(&credentials.secret_access_key);
        }
        let objects = builder.build().map_err(|source| LocationError::S3(source.into()))?;
        let prefix = prefix.trim_matches('/').to_owned();
        Ok(Place { objects: Arc::new(objects), prefix, folder: None })
    }
}

fn open_folder(path: &str) -> Result<Place, LocationError> {
    // `file:///x` and `file:/x` are the same folder; `file:x` is relative.
    let path = PathBuf::from(path.strip_prefix("//").unwrap_or(path));
    let failed = |source: Cause| LocationError::Folder { path: path.clone(), source };
    std::fs::create_dir_all(&path).map_err(|error| failed(error.into()))?;
    let path = path.canonicalize().map_err(|error| failed(error.into()))?;
    let objects = LocalFileSystem::new_with_prefix(&path)
        .map_err(|source| LocationError::Folder { path: path.clone(), source: source.into() })?
        // Without this object_store leaves flushing to the operating system: a finished import would not
        // survive power loss.
        .with_fsync(true);
    Ok(Place { objects: Arc::new(objects), prefix: String::new(), folder: Some(path) })
}
