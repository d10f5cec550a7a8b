//! Applications and their secrets, as their operator sees them.

use platform::{AppId, InstallationKey, Rng, SecretId, SecretText, Timestamp};
use store::{AppKey, Store, Tx, apps::App, registrations::Whose};

use crate::exports::release_exports;
use crate::thin_out::{are_many, thin_out};

/// Applications per page of a list.
const PAGE: u32 = 200;

/// The longest secret. A short one is the operator's decision: who moves an LMS here may have to keep what it has.
pub const MAX_SECRET_CHARS: usize = 255;

/// The longest name of an application, and the longest description of a key.
pub const MAX_NAME_CHARS: usize = 255;

/// What a new application is made of.
#[derive(Debug, Clone, Copy)]
pub struct NewApp<'a> {
    /// Its id.
    pub id: &'a AppId,
    /// What people call it.
    pub name: &'a str,
    /// Whether it may call `rustici.application.*` for the applications that do not manage.
    pub manages: bool,
    /// Whether it may call `deleteRegistration`.
    pub allow_delete: bool,
    /// What its first key is for.
    pub key_description: &'a str,
}

impl<'a> NewApp<'a> {
    /// An application that does all there is to do but manage others.
    #[must_use]
    pub fn new(id: &'a AppId, name: &'a str) -> Self {
        Self { id, name, manages: false, allow_delete: true, key_description: "" }
    }
}

/// What is to change about an application; `None` leaves it as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct AppChange<'a> {
    /// What people call it.
    pub name: Option<&'a str>,
    /// Whether its requests are answered.
    pub active: Option<bool>,
    /// Whether it may call `deleteRegistration`.
    pub allow_delete: Option<bool>,
}

/// An application could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The id is taken.
    #[error("there is an application `{0}` already")]
    Exists(AppId),
    /// Nobody has the id.
    #[error("there is no application `{0}`")]
    Unknown(AppId),
    /// The name cannot be used.
    #[error("a name has 1 to {MAX_NAME_CHARS} characters that XML can carry")]
    BadName,
    /// No key of the application has the id.
    #[error("the application has no key `{0}`")]
    UnknownKey(String),
    /// Nobody could call for the application any more.
    #[error("this is the last active key of the application")]
    LastKey,
    /// A stored key cannot be opened.
    #[error("a stored key cannot be opened")]
    Sealed(#[from] platform::OpenError),
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
/// When the id is taken, name or secret cannot be used, or the database cannot be written.
pub async fn create_app(
    store: &Store,
    installation_key: &InstallationKey,
    rng: &dyn Rng,
    new: NewApp<'_>,
    secret: &SecretText,
    now: Timestamp,
) -> Result<(), AppError> {
    check_secret(secret)?;
    check_name(new.name)?;
    store::transact!(store, |tx| { insert_app(tx, installation_key, rng, new, secret, now).await })
}

/// The same in a transaction of the caller's, who has checked name and secret.
pub(crate) async fn insert_app(
    tx: &mut Tx,
    installation_key: &InstallationKey,
    rng: &dyn Rng,
    new: NewApp<'_>,
    secret: &SecretText,
    now: Timestamp,
) -> Result<(), AppError> {
    let key = insert_keyless_app(tx, new, now).await?;
    insert_secret(tx, installation_key, rng, key, secret, new.key_description, now).await?;
    Ok(())
}

/// Makes an application that nobody can sign for yet.
pub(crate) async fn insert_keyless_app(
    tx: &mut Tx,
    new: NewApp<'_>,
    now: Timestamp,
) -> Result<AppKey, AppError> {
    let Some(key) = store::apps::insert(tx, new.id, new.name, now).await? else {
        return Err(AppError::Exists(new.id.clone()));
    };
    store::apps::update_manages(tx, key, new.manages).await?;
    store::apps::update_allow_delete(tx, key, new.allow_delete).await?;
    Ok(key)
}

/// Changes what is named.
///
/// # Errors
/// When there is no such application, the name cannot be used, or the database cannot be written.
pub async fn update_app(store: &Store, id: &AppId, change: AppChange<'_>) -> Result<(), AppError> {
    change.name.map(check_name).transpose()?;
    store::transact!(store, |tx| { change_app(tx, id, change).await.map(|_| ()) })
}

/// The same in a transaction of the caller's, who has checked the name. The answer is what it was before.
pub(crate) async fn change_app(tx: &mut Tx, id: &AppId, change: AppChange<'_>) -> Result<App, AppError> {
    let app = find_in(tx, id).await?;
    let name = change.name.unwrap_or(&app.name);
    store::apps::update(tx, app.key, name, change.active.unwrap_or(app.active)).await?;
    if let Some(allow) = change.allow_delete {
        store::apps::update_allow_delete(tx, app.key, allow).await?;
    }
    Ok(app)
}

/// An application by its id.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub async fn find_app(store: &Store, id: &AppId) -> Result<App, AppError> {
    let mut tx = store.begin_read().await?;
    store::apps::find(&mut tx, id).await?.ok_or_else(|| AppError::Unknown(id.clone()))
}

/// An application in a transaction of the caller's. Those of the sandbox are nobody's to change.
pub(crate) async fn find_in(tx: &mut Tx, id: &AppId) -> Result<App, AppError> {
    let app = store::apps::find(tx, id).await?.filter(|app| app.sandbox_of.is_none());
    app.ok_or_else(|| AppError::Unknown(id.clone()))
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
        replace_secrets(tx, installation_key, rng, id, secret, keep_old, now).await
    })
}

/// The same in a transaction of the caller's, who has checked the secret.
pub(crate) async fn replace_secrets(
    tx: &mut Tx,
    installation_key: &InstallationKey,
    rng: &dyn Rng,
    id: &AppId,
    secret: &SecretText,
    keep_old: bool,
    now: Timestamp,
) -> Result<(), AppError> {
    let app = find_in(tx, id).await?;
    if !keep_old {
        for old in store::app_secrets::list(tx, app.key).await? {
            store::app_secrets::delete(tx, app.key, &old.id).await?;
        }
    }
    insert_secret(tx, installation_key, rng, app.key, secret, "", now).await?;
    Ok(())
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

/// Deletes an application with its courses, registrations and results. One with many registrations is switched off, and
/// they go before it, some at a time; where that is broken off the rest is still there, to be deleted again.
///
/// # Errors
/// When there is no such application, or the database cannot be written.
pub async fn delete_app(store: &Store, id: &AppId) -> Result<(), AppError> {
    let app = find_in(&mut store.begin_read().await?, id).await?;
    if are_many(store, Whose::App(app.key)).await? {
        store::transact!(store, |tx| { switch_off(tx, &app).await })?;
        thin_out(store, Whose::App(app.key)).await?;
    }
    store::transact!(store, |tx| { remove_app(tx, &app).await })
}

/// Has its calls refused from now on.
pub(crate) async fn switch_off(tx: &mut Tx, app: &App) -> Result<(), AppError> {
    store::apps::update(tx, app.key, &app.name, false).await?;
    Ok(())
}

/// Deletes what is left, in a transaction of the caller's. One that took the id meanwhile is another.
pub(crate) async fn remove_app(tx: &mut Tx, app: &App) -> Result<(), AppError> {
    if find_in(tx, &app.id).await?.key != app.key {
        return Err(AppError::Unknown(app.id.clone()));
    }
    release_exports(tx, app.key).await?;
    store::apps::delete(tx, app.key).await?;
    Ok(())
}

/// A secret nobody can guess: 40 letters and digits.
pub fn new_secret(rng: &dyn Rng) -> SecretText {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut bytes = [0; 40];
    rng.fill(&mut bytes);
    SecretText::new(bytes.map(|byte| char::from(LETTERS[usize::from(byte % 32)])).iter().collect::<String>())
}

/// An id nobody has yet, in the manner of the original: ten capital letters and digits.
pub fn new_app_id(rng: &dyn Rng) -> Option<AppId> {
    AppId::new(new_secret(rng).expose().get(..10)?).ok()
}

pub(crate) fn check_name(name: &str) -> Result<(), AppError> {
    let is_text = cloud_api::v1::values::check_id("name", name).is_ok() && !name.trim().is_empty();
    if is_text { Ok(()) } else { Err(AppError::BadName) }
}

pub(crate) fn check_secret(secret: &SecretText) -> Result<(), AppError> {
    let text = secret.expose();
    let chars = text.chars().count();
    let fits = (1..=MAX_SECRET_CHARS).contains(&chars) && !text.contains(['\r', '\n', '\0']);
    if fits { Ok(()) } else { Err(AppError::BadSecret) }
}

pub(crate) async fn insert_secret(
    tx: &mut Tx,
    installation_key: &InstallationKey,
    rng: &dyn Rng,
    app: AppKey,
    secret: &SecretText,
    description: &str,
    now: Timestamp,
) -> Result<SecretId, store::Error> {
    let id = SecretId::random(rng);
    let sealed = installation_key.seal(secret, id.as_str(), rng);
    store::app_secrets::insert(tx, app, &id, &sealed, description, now).await?;
    Ok(id)
}
