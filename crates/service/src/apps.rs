//! Applications and their secrets, as their operator sees them.

use platform::{AppId, InstallationKey, Rng, SecretId, SecretText, Timestamp};
use store::{AppKey, Store, Tx, apps::App};

use crate::exports::release_exports;

/// Applications per page of a list.
const PAGE: u32 = 200;

/// The longest secret. A short one is the operator's decision: who moves an LMS here may have to keep what it has.
pub const MAX_SECRET_CHARS: usize = 255;

/// An application could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The id is taken.
    #[error("there is an application `{0}` already")]
    Exists(AppId),
    /// Nobody has the id.
    #[error("there is no application `{0}`")]
    Unknown(AppId),
    /// The secret cannot be used.
    #[error("a secret has 1 to {MAX_SECRET_CHARS} characters and no line breaks")]
    BadSecret,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Makes an application that signs with `secret`.
///
/// # Errors
/// When the id is taken, the secret cannot be used, or the database cannot be written.
pub async fn create_app(
    store: &Store,
    installation_key: &InstallationKey,
    rng: &dyn Rng,
    id: &AppId,
    name: &str,
    secret: &SecretText,
    now: Timestamp,
) -> Result<(), AppError> {
    check_secret(secret)?;
    store::transact!(store, |tx| {
        let Some(key) = store::apps::insert(tx, id, name, now).await? else {
            return Err(AppError::Exists(id.clone()));
        };
        insert_secret(tx, installation_key, rng, key, secret, now).await?;
        Ok(())
    })
}

/// Gives an application a new secret. The others stop counting at once, unless `keep_old`.
///
/// # Errors
/// When there is no such application, the secret cannot be used, or the database cannot be written.
pub async fn rotate_secret(
    store: &Store,
    installation_key: &InstallationKey,
    rng: &dyn Rng,
    id: &AppId,
    secret: &SecretText,
    keep_old: bool,
    now: Timestamp,
) -> Result<(), AppError> {
    check_secret(secret)?;
    store::transact!(store, |tx| {
        let app = store::apps::find(tx, id).await?.ok_or_else(|| AppError::Unknown(id.clone()))?;
        if !keep_old {
            for old in store::app_secrets::list(tx, app.key).await? {
                store::app_secrets::delete(tx, app.key, &old.id).await?;
            }
        }
        insert_secret(tx, installation_key, rng, app.key, secret, now).await?;
        Ok(())
    })
}

/// All applications, in the order they were made.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_apps(store: &Store) -> Result<Vec<App>, store::Error> {
    let mut tx = store.begin_read().await?;
    let mut apps: Vec<App> = Vec::new();
    loop {
        let page = store::apps::list(&mut tx, apps.last().map(|app| app.key), PAGE).await?;
        let is_last = page.len() < PAGE as usize;
        apps.extend(page);
        if is_last {
            return Ok(apps);
        }
    }
}

/// Deletes an application with its courses, registrations and results.
///
/// # Errors
/// When there is no such application, or the database cannot be written.
pub async fn delete_app(store: &Store, id: &AppId) -> Result<(), AppError> {
    store::transact!(store, |tx| {
        let app = store::apps::find(tx, id).await?.ok_or_else(|| AppError::Unknown(id.clone()))?;
        release_exports(tx, app.key).await?;
        store::apps::delete(tx, app.key).await?;
        Ok(())
    })
}

/// A secret nobody can guess: 40 letters and digits.
pub fn new_secret(rng: &dyn Rng) -> SecretText {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut bytes = [0; 40];
    rng.fill(&mut bytes);
    SecretText::new(bytes.map(|byte| char::from(LETTERS[usize::from(byte % 32)])).iter().collect::<String>())
}

fn check_secret(secret: &SecretText) -> Result<(), AppError> {
    let text = secret.expose();
    let chars = text.chars().count();
    let fits = (1..=MAX_SECRET_CHARS).contains(&chars) && !text.contains(['\r', '\n', '\0']);
    if fits { Ok(()) } else { Err(AppError::BadSecret) }
}

async fn insert_secret(
    tx: &mut Tx,
    installation_key: &InstallationKey,
    rng: &dyn Rng,
    app: AppKey,
    secret: &SecretText,
    now: Timestamp,
) -> Result<(), store::Error> {
    let id = SecretId::random(rng);
    let sealed = installation_key.seal(secret, id.as_str(), rng);
    store::app_secrets::insert(tx, app, &id, &sealed, now).await
}
