//! Campus, opened: its records, its cloud, its clock.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use lyceum_client::postback::PostbackKey;
use lyceum_client::{Clock, Cloud, OsRandom, Random, Settings, SettingsError, Sleep, SystemClock};
use sql::Database;
use tokio_util::sync::CancellationToken;

use crate::doing::{self, first_administrator};
use crate::passwords::Hasher;
use crate::{Config, KnownPerson, pages, records, work};

/// An LMS. Cheap to clone.
#[derive(Clone)]
pub struct Campus(Arc<Inner>);

struct Inner {
    config: Config,
    records: Database,
    cloud: Cloud,
    postback_key: PostbackKey,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    hasher: Hasher,
    known_people: OnceLock<Vec<KnownPerson>>,
}

/// Campus cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The cloud's address, application or secret cannot be meant.
    #[error("the cloud cannot be called")]
    Cloud(#[from] SettingsError),
    /// The records cannot be opened.
    #[error(transparent)]
    Records(#[from] sql::Error),
}

/// The first administrator, made when there is nobody yet.
#[derive(Debug)]
pub struct FirstAdministrator {
    /// The name to sign in with.
    pub login: String,
    /// The password, to be shown once.
    pub password: lyceum_client::Secret,
}

impl Campus {
    /// Opens it with the machine's clock and randomness.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(config: Config) -> Result<Self, OpenError> {
        Self::open_with(config, Arc::new(SystemClock), Arc::new(OsRandom)).await
    }

    /// Opens it with another clock and randomness.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open_with(
        config: Config,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, OpenError> {
        let settings = Settings::new(&config.cloud_url, &config.cloud_app, config.cloud_secret.clone())
            .browser_address(&config.cloud_browser_url)
            .origin("lyceum.campus.1")
            .clock(clock.clone())
            .random(random.clone());
        let records = records::open(&config.database_url).await?;
        Ok(Self(Arc::new(Inner {
            cloud: Cloud::new(settings)?,
            postback_key: PostbackKey::new(config.postback_key.clone()),
            config,
            records,
            clock,
            random,
            hasher: Hasher::default(),
            known_people: OnceLock::new(),
        })))
    }

    /// Makes the first administrator where there is nobody yet.
    ///
    /// # Errors
    /// When the records cannot be written.
    pub async fn first_administrator(&self) -> Result<Option<FirstAdministrator>, doing::Failed> {
        first_administrator::make(self).await
    }

    /// Offers these people on the sign-in page, passwords and all: for a demo. Counts once.
    pub fn offer_people(&self, people: Vec<KnownPerson>) {
        let _ = self.0.known_people.set(people);
    }

    /// Its pages and the receiver of its postbacks.
    pub fn routes(&self) -> Router {
        pages::routes(self.clone())
    }

    /// Does what is done without anybody asking, until `end`: follows imports, settles what is open with the cloud,
    /// refreshes results that nobody reported, compares both sides every night.
    pub async fn work(&self, end: CancellationToken) {
        work::run(self, end).await;
    }

    /// The same once, for tests: whatever is due at the clock's present instant.
    pub async fn work_once(&self) {
        work::once(self).await;
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn records(&self) -> &Database {
        &self.0.records
    }

    pub(crate) fn cloud(&self) -> &Cloud {
        &self.0.cloud
    }

    pub(crate) fn postback_key(&self) -> &PostbackKey {
        &self.0.postback_key
    }

    pub(crate) fn now(&self) -> lyceum_client::Timestamp {
        self.0.clock.now()
    }

    /// Ends when `duration` has passed.
    pub(crate) fn sleep(&self, duration: Duration) -> Sleep {
        self.0.clock.sleep(duration)
    }

    pub(crate) fn random(&self) -> &dyn Random {
        self.0.random.as_ref()
    }

    pub(crate) fn known_people(&self) -> &[KnownPerson] {
        self.0.known_people.get().map_or(&[], Vec::as_slice)
    }

    pub(crate) fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }
}
