//! Applications as an administrator of the console keeps them: what `lyceum apps` does, with a line in the audit log.

use platform::{AppId, InstallationKey, Rng, SecretText, Timestamp};
use store::Store;

use super::audit::{Actor, note};
use crate::apps::{AppError, NewApp, check_name, insert_app, new_secret, replace_secrets};

/// Makes an application; the answer is its secret, which nothing shows again.
///
/// # Errors
/// When the id is taken, the name cannot be used, or the database cannot be written.
pub async fn create_app(
    store: &Store,
    installation_key: &InstallationKey,
    rng: &dyn Rng,
    by: Actor<'_>,
    id: &AppId,
    name: &str,
    now: Timestamp,
) -> Result<SecretText, AppError> {
    let name = if name.trim().is_empty() { id.as_str() } else { name.trim() };
    check_name(name)?;
    let secret = new_secret(rng);
    store::transact!(store, |tx| {
        insert_app(tx, installation_key, rng, NewApp::new(id, name), &secret, now).await?;
        note(tx, by, "app.created", id.as_str(), name, now).await?;
        Ok(secret.clone())
    })
}

/// Gives an application a new secret, which nothing shows again. The old ones stop counting at once, unless `keep_old`.
///
/// # Errors
/// When there is no such application, or the database cannot be written.
pub async fn rotate_app_secret(
    store: &Store,
    installation_key: &InstallationKey,
    rng: &dyn Rng,
    by: Actor<'_>,
    id: &AppId,
    keep_old: bool,
    now: Timestamp,
) -> Result<SecretText, AppError> {
    let secret = new_secret(rng);
    let kind = if keep_old { "app.secret-added" } else { "app.secret-replaced" };
    store::transact!(store, |tx| {
        replace_secrets(tx, installation_key, rng, id, &secret, keep_old, now).await?;
        note(tx, by, kind, id.as_str(), "", now).await?;
        Ok(secret.clone())
    })
}
