//! What jobs work with.

use std::sync::Arc;

use blobs::BlobStore;
use platform::{Clock, Config, InstallationKey, Rng};
use service::rows::Store;
use service::{LiveAttempts, Outbound};

/// Everything a job needs; cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub store: Store,
    /// The files.
    pub blobs: BlobStore,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness for ids and for spreading tries.
    pub rng: Arc<dyn Rng>,
    /// What secrets are sealed with.
    pub installation_key: Arc<InstallationKey>,
    /// Requests to the outside.
    pub outbound: Outbound,
    /// Attempts that are being played, and what they play: a cache shared with the handlers.
    pub live: Arc<LiveAttempts>,
    /// Limits and intervals.
    pub config: Arc<Config>,
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}
