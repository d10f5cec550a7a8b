//! Applications as an administrator of the console keeps them: what `lyceum apps` does, with a line in the audit log.

use platform::{AppId, InstallationKey, Rng, SecretId, SecretText, Timestamp};
use store::{Store, apps::App, registrations::Whose, totals::Totals};

use super::audit::{Actor, note};
use crate::app_keys::{AppKeyChange, change_key, remove_key};
use crate::apps::{AppChange, AppError, NewApp, change_app, check_name, find_in, insert_app, insert_secret};
use crate::apps::{new_secret, remove_app, replace_secrets, switch_off};
use crate::thin_out::{are_many, thin_out};

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

/// An application with what it holds: what goes with it when it is deleted.
///
/// # Errors
/// When there is no such application, or the database cannot be read.
pub async fn app_with_totals(store: &Store, id: &AppId) -> Result<(App, Totals), AppError> {
    let mut tx = store.begin_read().await?;
    let app = store::apps::find(&mut tx, id).await?.filter(|app| app.sandbox_of.is_none());
    let app = app.ok_or_else(|| AppError::Unknown(id.clone()))?;
    let totals = store::totals::find(&mut tx, app.key).await?;
    Ok((app, totals))
}

/// Changes what is named of an application, with a line for each thing that is another than before.
///
/// # Errors
/// When there is no such application, the name cannot be used, or the database cannot be written.
pub async fn update_app(
    store: &Store,
    by: Actor<'_>,
    id: &AppId,
    change: AppChange<'_>,
    now: Timestamp,
) -> Result<(), AppError> {
    change.name.map(check_name).transpose()?;
    store::transact!(store, |tx| {
        let before = change_app(tx, id, change).await?;
        let mut notes = Vec::new();
        if let Some(name) = change.name.filter(|name| *name != before.name) {
            notes.push(("app.renamed", name));
        }
        if let Some(active) = change.active.filter(|active| *active != before.active) {
            notes.push((if active { "app.switched-on" } else { "app.switched-off" }, ""));
        }
        if let Some(allow) = change.allow_delete.filter(|allow| *allow != before.allow_delete) {
            notes.push((if allow { "app.delete-allowed" } else { "app.delete-refused" }, ""));
        }
        for (kind, detail) in notes {
            note(tx, by, kind, id.as_str(), detail, now).await?;
        }
        Ok(())
    })
}

/// Deletes an application as [`delete_app`](crate::delete_app) does.
///
/// # Errors
/// When there is no such application, or the database cannot be written.
pub async fn delete_app(store: &Store, by: Actor<'_>, id: &AppId, now: Timestamp) -> Result<(), AppError> {
    let app = find_in(&mut store.begin_read().await?, id).await?;
    if are_many(store, Whose::App(app.key)).await? {
        store::transact!(store, |tx| {
            switch_off(tx, &app).await?;
            note(tx, by, "app.deletion-begun", id.as_str(), &app.name, now).await.map_err(AppError::from)
        })?;
        thin_out(store, Whose::App(app.key)).await?;
    }
    store::transact!(store, |tx| {
        remove_app(tx, &app).await?;
        note(tx, by, "app.deleted", id.as_str(), &app.name, now).await?;
        Ok(())
    })
}

/// Gives an application a key more; the answer is its secret, which nothing shows again.
///
/// # Errors
/// When there is no such application, the description cannot be used, or the database cannot be written.
pub async fn add_app_key(
    store: &Store,
    installation_key: &InstallationKey,
    rng: &dyn Rng,
    by: Actor<'_>,
    id: &AppId,
    description: &str,
    now: Timestamp,
) -> Result<SecretText, AppError> {
    let description = description.trim();
    if !description.is_empty() {
        check_name(description)?;
    }
    let secret = new_secret(rng);
    store::transact!(store, |tx| {
        let app = crate::apps::find_in(tx, id).await?;
        let key: SecretId =
            insert_secret(tx, installation_key, rng, app.key, &secret, description, now).await?;
        note(tx, by, "app.secret-added", id.as_str(), key.as_str(), now).await?;
        Ok(secret.clone())
    })
}

/// Switches a key on or off. The last active key stays active.
///
/// # Errors
/// When there is no such application or key, it is the last active one, or the database cannot be written.
pub async fn switch_app_key(
    store: &Store,
    by: Actor<'_>,
    id: &AppId,
    key: &str,
    active: bool,
    now: Timestamp,
) -> Result<(), AppError> {
    store::transact!(store, |tx| {
        let change = AppKeyChange { active: Some(active), ..AppKeyChange::default() };
        change_key(tx, id, key, change).await?;
        let kind = if active { "app.key-on" } else { "app.key-off" };
        note(tx, by, kind, id.as_str(), key, now).await?;
        Ok(())
    })
}

/// Deletes a key. The last active key stays.
///
/// # Errors
/// When there is no such application or key, it is the last active one, or the database cannot be written.
pub async fn delete_app_key(
    store: &Store,
    by: Actor<'_>,
    id: &AppId,
    key: &str,
    now: Timestamp,
) -> Result<(), AppError> {
    store::transact!(store, |tx| {
        remove_key(tx, id, key).await?;
        note(tx, by, "app.key-deleted", id.as_str(), key, now).await?;
        Ok(())
    })
}

/// When each application last called, as far as its keys tell: to the hour.
///
/// # Errors
/// When the database cannot be read.
pub async fn app_last_uses(store: &Store) -> Result<Vec<(store::AppKey, Timestamp)>, store::Error> {
    store::app_secrets::list_last_uses(&mut store.read_once().await?).await
}
