//! Stored data without a server: for subcommands that work beside one.

use anyhow::{Context as _, bail};
use platform::{Config, DatabaseUrl, InstallationKey, OsRng, config::RawConfig};
use service::rows::{Store, StoreError};

/// What subcommands touch.
pub(crate) struct Stored {
    pub(crate) config: Config,
    pub(crate) store: Store,
}

/// Opens the database that the configuration names.
pub(crate) async fn connect(raw: RawConfig) -> anyhow::Result<Stored> {
    let config = Config::from_raw(raw)?;
    let store = Store::connect(&config.database_url).await.context("`database_url`")?;
    Ok(Stored { config, store })
}

/// The same for what must be there already: a file that is missing is not made.
pub(crate) async fn connect_existing(raw: RawConfig) -> anyhow::Result<Stored> {
    let config = Config::from_raw(raw.clone())?;
    if let DatabaseUrl::Sqlite(path) = &config.database_url
        && !path.exists()
    {
        bail!("`database_url`: there is no database `{}`", path.display());
    }
    let stored = connect(raw).await?;
    stored.store.check_schema().await?;
    Ok(stored)
}

impl Stored {
    /// Makes the tables of an empty database; refuses one that another version made, which is left to `migrate`.
    pub(crate) async fn ready(self) -> anyhow::Result<Self> {
        match self.store.check_schema().await {
            Err(StoreError::OlderSchema { found: 0, .. }) => self.store.migrate().await?,
            checked => checked?,
        }
        Ok(self)
    }

    /// The key that seals secrets, made where there is none.
    pub(crate) fn installation_key(&self) -> anyhow::Result<InstallationKey> {
        Ok(InstallationKey::load_or_create(&self.config.installation_key_file, &OsRng)?)
    }
}
