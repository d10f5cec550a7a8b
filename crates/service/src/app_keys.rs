//! The keys of one application: two of them can be valid at once, so that an LMS changes from one to the other
//! without a gap.

use platform::{AppId, InstallationKey, Rng, SecretId, SecretText, Timestamp};
use store::{AppKey, Store, Tx, app_secrets::AppSecret};

use crate::apps::{AppError, check_secret, insert_secret};

/// A key of an application, closed.
#[derive(Debug, Clone)]
pub struct AppKeyInfo {
    /// Its id.
    pub id: SecretId,
    /// What it is for, perhaps empty.
    pub description: String,
    /// Whether it verifies requests.
    pub active: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last verified a request, to the hour.
    pub last_used_at: Option<Timestamp>,
}

/// A key of an application, opened.
#[derive(Debug, Clone)]
pub struct OpenedAppKey {
    /// What is known of it.
    pub info: AppKeyInfo,
    /// The key.
    pub secret: SecretText,
    /// The key that goes with it for PENS, the notification service of packagers. It is made from the id, so it needs
    /// no place of its own; nothing here takes PENS notifications yet.
    pub pens_key: SecretText,
}

/// What is to change about a key; `None` leaves it as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct AppKeyChange<'a> {
    /// What it is for.
    pub description: Option<&'a str>,
    /// Whether it verifies requests.
    pub active: Option<bool>,
}

/// All keys of an application, newest first, also those that this installation's key does not open.
///
/// # Errors
/// When there is no such application, or the database cannot be read.
pub async fn app_keys(store: &Store, id: &AppId) -> Result<Vec<AppKeyInfo>, AppError> {
    Ok(secrets(store, id).await?.into_iter().map(info).collect())
}

/// The same with the secrets themselves.
///
/// # Errors
/// When there is no such application, a key cannot be opened, or the database cannot be read.
pub async fn opened_app_keys(
    store: &Store,
    installation_key: &InstallationKey,
    id: &AppId,
) -> Result<Vec<OpenedAppKey>, AppError> {
    secrets(store, id).await?.into_iter().map(|secret| open(installation_key, secret)).collect()
}

/// Newest first.
async fn secrets(store: &Store, id: &AppId) -> Result<Vec<AppSecret>, AppError> {
    let mut tx = store.begin_read().await?;
    let app = find(&mut tx, id).await?;
    let mut secrets = store::app_secrets::list(&mut tx, app).await?;
    secrets.reverse();
    Ok(secrets)
}

/// Gives an application a key more; the others go on counting.
///
/// # Errors
/// When there is no such application, the secret cannot be used, or the database cannot be written.
pub async fn add_app_key(
    store: &Store,
    installation_key: &InstallationKey,
    rng: &dyn Rng,
    id: &AppId,
    secret: &SecretText,
    description: &str,
    now: Timestamp,
) -> Result<SecretId, AppError> {
    check_secret(secret)?;
    store::transact!(store, |tx| {
        let app = find(tx, id).await?;
        Ok(insert_secret(tx, installation_key, rng, app, secret, description, now).await?)
    })
}

/// Changes what is named. The last active key stays active.
///
/// # Errors
/// When there is no such application or key, it is the last active one, or the database cannot be written.
pub async fn update_app_key(
    store: &Store,
    id: &AppId,
    key: &str,
    change: AppKeyChange<'_>,
) -> Result<(), AppError> {
    store::transact!(store, |tx| { change_key(tx, id, key, change).await })
}

/// The same in a transaction of the caller's.
pub(crate) async fn change_key(
    tx: &mut Tx,
    id: &AppId,
    key: &str,
    change: AppKeyChange<'_>,
) -> Result<(), AppError> {
    let app = find(tx, id).await?;
    let secret = find_key(tx, app, key, change.active == Some(false)).await?;
    if let Some(description) = change.description {
        store::app_secrets::update_description(tx, app, &secret, description).await?;
    }
    if let Some(active) = change.active {
        store::app_secrets::update_active(tx, app, &secret, active).await?;
    }
    Ok(())
}

/// Deletes a key. The last active key stays.
///
/// # Errors
/// When there is no such application or key, it is the last active one, or the database cannot be written.
pub async fn delete_app_key(store: &Store, id: &AppId, key: &str) -> Result<(), AppError> {
    store::transact!(store, |tx| { remove_key(tx, id, key).await })
}

/// The same in a transaction of the caller's.
pub(crate) async fn remove_key(tx: &mut Tx, id: &AppId, key: &str) -> Result<(), AppError> {
    let app = find(tx, id).await?;
    let secret = find_key(tx, app, key, true).await?;
    store::app_secrets::delete(tx, app, &secret).await?;
    Ok(())
}

async fn find(tx: &mut Tx, id: &AppId) -> Result<AppKey, AppError> {
    let app = crate::apps::find_in(tx, id).await?;
    Ok(app.key)
}

/// A key of an application; where it is to go, only if another active one stays. Others who change the keys of the
/// application wait until this transaction ends.
async fn find_key(tx: &mut Tx, app: AppKey, key: &str, is_to_go: bool) -> Result<SecretId, AppError> {
    store::apps::lock(tx, app).await?;
    let secrets = store::app_secrets::list(tx, app).await?;
    let Some(secret) = secrets.iter().find(|secret| secret.id.as_str() == key) else {
        return Err(AppError::UnknownKey(key.to_owned()));
    };
    let is_last = secret.active && secrets.iter().filter(|secret| secret.active).count() == 1;
    if is_to_go && is_last {
        return Err(AppError::LastKey);
    }
    Ok(secret.id.clone())
}

fn open(installation_key: &InstallationKey, secret: AppSecret) -> Result<OpenedAppKey, AppError> {
    Ok(OpenedAppKey {
        secret: installation_key.open(&secret.sealed, secret.id.as_str())?,
        pens_key: pens_key(installation_key, &secret.id),
        info: info(secret),
    })
}

fn info(secret: AppSecret) -> AppKeyInfo {
    AppKeyInfo {
        id: secret.id,
        description: secret.description,
        active: secret.active,
        created_at: secret.created_at,
        last_used_at: secret.last_used_at,
    }
}

fn pens_key(installation_key: &InstallationKey, id: &SecretId) -> SecretText {
    let bytes = installation_key.derive(&format!("PENS key of {}", id.as_str()));
    SecretText::new(bytes.iter().take(20).map(|byte| format!("{byte:02x}")).collect::<String>())
}
