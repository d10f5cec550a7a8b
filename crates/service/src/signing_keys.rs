//! The keys that may sign an application's requests.

use std::collections::HashMap;
use std::sync::Arc;

use platform::{AppId, InstallationKey, SecretId, SecretText};
use store::{Store, app_secrets::AppSecret, apps::App};

use crate::gather::Gather;

/// A key that may sign.
#[derive(Clone, Debug)]
pub struct SigningKey {
    /// Its id.
    pub id: SecretId,
    /// The key.
    pub secret: SecretText,
}

/// An application with the keys that sign for it.
#[derive(Clone, Debug)]
pub struct SigningKeys {
    /// The application; it is active.
    pub app: App,
    /// Its active keys, oldest first.
    pub keys: Vec<SigningKey>,
}

/// Lookups of keys. Calls that come at the same moment share one: it costs as much as many a call itself.
#[derive(Clone, Default)]
pub struct SigningKeyLookups(Arc<Gather<AppId, FoundKeys>>);

type FoundKeys = Result<Option<Arc<SigningKeys>>, SigningKeysError>;

/// The keys could not be had.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SigningKeysError {
    /// The database.
    #[error(transparent)]
    Store(Arc<store::Error>),
    /// None of the keys can be opened.
    #[error("no stored key of application `{app}` can be opened")]
    Sealed {
        /// The application.
        app: AppId,
        /// Why not.
        #[source]
        source: platform::OpenError,
    },
}

impl From<store::Error> for SigningKeysError {
    fn from(error: store::Error) -> Self {
        Self::Store(Arc::new(error))
    }
}

impl SigningKeyLookups {
    /// Looks up an application by the `appid` of a request; `None` when there is no such application or it is
    /// switched off. Nothing is kept between requests, so a key counts, or no longer counts, at once.
    ///
    /// # Errors
    /// When the database cannot be read or a key cannot be opened.
    pub async fn find(
        &self,
        store: &Store,
        installation_key: &Arc<InstallationKey>,
        appid: &str,
    ) -> Result<Option<Arc<SigningKeys>>, SigningKeysError> {
        let Ok(id) = AppId::new(appid) else { return Ok(None) };
        let (all_store, all_key) = (store.clone(), Arc::clone(installation_key));
        let look = move |ids| signing_keys_of(all_store.clone(), Arc::clone(&all_key), ids);
        match self.0.find(id.clone(), look).await {
            Some(found) => found,
            // The lookup broke off over somebody else's keys.
            None => signing_keys(store, installation_key, &id).await,
        }
    }
}

/// The keys of several applications, which are mostly one and the same.
async fn signing_keys_of(
    store: Store,
    installation_key: Arc<InstallationKey>,
    ids: Vec<AppId>,
) -> Vec<FoundKeys> {
    let mut known: HashMap<AppId, FoundKeys> = HashMap::new();
    for id in &ids {
        if !known.contains_key(id) {
            known.insert(id.clone(), signing_keys(&store, &installation_key, id).await);
        }
    }
    ids.iter().map(|id| known[id].clone()).collect()
}

async fn signing_keys(store: &Store, installation_key: &InstallationKey, id: &AppId) -> FoundKeys {
    let mut tx = store.read_once().await?;
    let found = store::app_secrets::find_signing(&mut tx, id).await?;
    drop(tx);
    let Some((app, secrets)) = found.filter(|(app, _)| app.active) else { return Ok(None) };
    Ok(Some(Arc::new(opened(installation_key, app, secrets)?)))
}

impl std::fmt::Debug for SigningKeyLookups {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKeyLookups").finish_non_exhaustive()
    }
}

/// The applications that manage others, with their keys.
///
/// # Errors
/// When the database cannot be read or a key cannot be opened.
pub async fn managing_keys(
    store: &Store,
    installation_key: &InstallationKey,
) -> Result<Vec<SigningKeys>, SigningKeysError> {
    let mut tx = store.begin_read().await?;
    let mut found = Vec::new();
    for app in store::apps::list_managing(&mut tx).await?.into_iter().filter(|app| app.active) {
        let secrets = store::app_secrets::list(&mut tx, app.key).await?;
        found.push(opened(installation_key, app, secrets)?);
    }
    Ok(found)
}

fn opened(
    installation_key: &InstallationKey,
    app: App,
    secrets: Vec<AppSecret>,
) -> Result<SigningKeys, SigningKeysError> {
    let mut keys = Vec::new();
    let mut unreadable = None;
    for secret in secrets.into_iter().filter(|secret| secret.active) {
        // After a restore with a new installation key there are keys that nobody can read; those added since count.
        match installation_key.open(&secret.sealed, secret.id.as_str()) {
            Ok(opened) => keys.push(SigningKey { id: secret.id, secret: opened }),
            Err(error) => unreadable = Some(error),
        }
    }
    match unreadable {
        Some(source) if keys.is_empty() => Err(SigningKeysError::Sealed { app: app.id, source }),
        _ => Ok(SigningKeys { app, keys }),
    }
}
