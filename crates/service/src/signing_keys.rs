//! The keys that may sign an application's requests.

use platform::{AppId, InstallationKey, SecretText};
use store::{Store, apps::App};

/// An application with the keys that sign for it.
#[derive(Clone, Debug)]
pub struct SigningKeys {
    /// The application; it is active.
    pub app: App,
    /// Its active keys, oldest first.
    pub keys: Vec<SecretText>,
}

/// The keys could not be had.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeysError {
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A stored key cannot be opened.
    #[error("a stored key of application `{app}` cannot be opened")]
    Sealed {
        /// The application.
        app: AppId,
        /// Why not.
        #[source]
        source: platform::OpenError,
    },
}

/// Looks up an application by the `appid` of a request; `None` when there is no such application or it is
/// switched off. Nothing is kept between requests, so a key counts, or no longer counts, at once.
///
/// # Errors
/// When the database cannot be read or a key cannot be opened.
pub async fn signing_keys(
    store: &Store,
    installation_key: &InstallationKey,
    appid: &str,
) -> Result<Option<SigningKeys>, SigningKeysError> {
    let Ok(id) = AppId::new(appid) else { return Ok(None) };
    let mut tx = store.begin_read().await?;
    let Some(app) = store::apps::find(&mut tx, &id).await?.filter(|app| app.active) else { return Ok(None) };
    let secrets = store::app_secrets::list(&mut tx, app.key).await?;
    drop(tx);
    let keys = secrets
        .iter()
        .filter(|secret| secret.active)
        .map(|secret| installation_key.open(&secret.sealed, secret.id.as_str()))
        .collect::<Result<_, _>>()
        .map_err(|source| SigningKeysError::Sealed { app: app.id.clone(), source })?;
    Ok(Some(SigningKeys { app, keys }))
}
