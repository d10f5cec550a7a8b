//! The place of the files that the configuration names.

use blobs::{BlobStore, Location, LocationError};
use platform::Config;

/// Opens it. Nothing is sent to S3 yet.
///
/// # Errors
/// When the configuration names no usable place.
pub fn open_blobs(config: &Config) -> Result<BlobStore, LocationError> {
    BlobStore::open(&Location {
        blob_url: config.blob_url.clone(),
        s3_endpoint: config.s3_endpoint.clone(),
        s3_region: config.s3_region.clone(),
        s3_credentials: None,
    })
}
