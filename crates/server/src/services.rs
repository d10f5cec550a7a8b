//! What handlers work with, and how it is opened.

use std::{error::Error, sync::Arc};

use blobs::{BlobStore, LocationError};
use platform::{Clock, Config, InstallationKey, InstallationKeyError, OsRng, Rng, SystemClock};
use service::console::Hasher;
use service::debug_log::DebugLogs;
use service::rows::{Store, StoreError};
use service::{
    ApiCallLog, ApiCallRetention, LiveAttempts, Outbound, ResultLookups, SigningKeyLookups, TargetPolicy,
};

use crate::health::Health;
use crate::metrics::HttpMeters;
use crate::v1::RateLimits;

/// Everything a handler needs; cheap to clone.
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
    /// Who may sign.
    pub signing_keys: SigningKeyLookups,
    /// What registrations came to.
    pub results: ResultLookups,
    /// Requests to the outside.
    pub outbound: Outbound,
    /// Attempts that are being played: a cache.
    pub live: Arc<LiveAttempts>,
    /// Debug logs that were looked at lately: a cache.
    pub logs: Arc<DebugLogs>,
    /// Where calls of the API are noted.
    pub api_calls: ApiCallLog,
    /// What each application may still call, where that is limited.
    pub rate_limits: Arc<RateLimits>,
    /// Passwords of the console.
    pub hasher: Arc<Hasher>,
    /// What requests took.
    pub(crate) http: Arc<HttpMeters>,
    /// What was last seen of database and files.
    pub(crate) health: Arc<Health>,
    /// Addresses and limits.
    pub config: Arc<Config>,
}

/// A server cannot start. The sentence names the configuration key, where one is to blame.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database.
    #[error("`database_url`: {}", chain(.0))]
    Store(#[from] StoreError),
    /// The place of the files.
    #[error("{}", chain(.0))]
    Blobs(#[from] LocationError),
    /// The installation key.
    #[error("{}", chain(.0))]
    Key(#[from] InstallationKeyError),
    /// The client for postbacks.
    #[error("the TLS of outgoing requests cannot be set up: {0}")]
    Outbound(String),
}

/// An error with its causes in one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    text
}

impl Services {
    /// Opens database (bringing its tables up to date), files and key, with the machine's clock and randomness.
    ///
    /// # Errors
    /// When one of them cannot be opened.
    pub async fn open(config: Config) -> Result<Self, OpenError> {
        Self::open_with(config, Arc::new(SystemClock), Arc::new(OsRng)).await
    }

    /// The same with a clock and randomness of the caller's choice.
    ///
    /// # Errors
    /// When something cannot be opened.
    pub async fn open_with(
        config: Config,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Result<Self, OpenError> {
        let installation_key = InstallationKey::load_or_create(&config.installation_key_file, rng.as_ref())?;
        let store = Store::connect(&config.database_url).await?;
        store.migrate().await?;
        let policy = TargetPolicy::new(config.allow_private_targets.clone());
        let outbound = Outbound::new(policy).map_err(|error| OpenError::Outbound(chain(&error)))?;
        let retention =
            ApiCallRetention { days: config.api_log_days, calls_per_app: config.api_log_calls_per_app };
        Ok(Self {
            api_calls: ApiCallLog::start(store.clone(), retention),
            rate_limits: Arc::default(),
            signing_keys: SigningKeyLookups::default(),
            results: ResultLookups::default(),
            hasher: Arc::default(),
            http: Arc::new(HttpMeters::since(clock.now())),
            health: Arc::default(),
            store,
            blobs: service::open_blobs(&config)?,
            clock,
            rng,
            installation_key: Arc::new(installation_key),
            outbound,
            live: Arc::default(),
            logs: Arc::default(),
            config: Arc::new(config),
        })
    }

    /// What jobs work with.
    pub fn jobs(&self) -> jobs::Context {
        jobs::Context {
            store: self.store.clone(),
            blobs: self.blobs.clone(),
            clock: self.clock.clone(),
            rng: self.rng.clone(),
            installation_key: self.installation_key.clone(),
            outbound: self.outbound.clone(),
            live: self.live.clone(),
            config: self.config.clone(),
        }
    }
}
