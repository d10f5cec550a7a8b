//! What the methods of V1 work with.

use std::sync::Arc;

use blobs::BlobStore;
use platform::{Clock, Config, InstallationKey, Rng};
use service::Outbound;
use service::rows::Store;

/// Everything a method of V1 needs; cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The database.
    pub store: Store,
    /// The files.
    pub blobs: BlobStore,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness for ids and tokens.
    pub rng: Arc<dyn Rng>,
    /// What secrets are sealed with.
    pub installation_key: Arc<InstallationKey>,
    /// Requests to the outside.
    pub outbound: Outbound,
    /// Addresses and limits.
    pub config: Arc<Config>,
}
