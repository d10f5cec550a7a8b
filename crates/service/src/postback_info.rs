//! Reads and changes where a registration's results are posted.

use cloud_api::v1::postback::PostbackSettings;
use platform::{InstallationKey, OpenError, Rng, Timestamp};
use store::{AppKey, Store};

use crate::{
    find_registration::{FindRegistrationError, find_registration},
    postback_settings::{open_postback, postback_host, seal_postback},
};

/// Postback settings could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PostbackInfoError {
    /// No such registration, or the database.
    #[error(transparent)]
    Find(#[from] FindRegistrationError),
    /// The stored password does not open.
    #[error("the stored postback password cannot be opened")]
    Sealed(#[from] OpenError),
}

impl From<store::Error> for PostbackInfoError {
    fn from(error: store::Error) -> Self {
        Self::Find(error.into())
    }
}

/// The postback settings of a registration; `None` when it has none.
///
/// # Errors
/// See [`PostbackInfoError`].
pub async fn postback_info(
    store: &Store,
    key: &InstallationKey,
    app: AppKey,
    id: &str,
) -> Result<Option<PostbackSettings>, PostbackInfoError> {
    let mut tx = store.begin_read().await?;
    let registration = find_registration(&mut tx, app, id).await?;
    Ok(open_postback(&registration, key)?)
}

/// Replaces the settings as a whole. What is pending is sent by the new ones, since settings are read when a
/// postback is sent; and at once, whatever the old target was.
///
/// # Errors
/// When there is no such registration, or the database cannot be written.
pub async fn update_postback_info(
    store: &Store,
    key: &InstallationKey,
    rng: &dyn Rng,
    app: AppKey,
    id: &str,
    settings: &PostbackSettings,
    now: Timestamp,
) -> Result<(), FindRegistrationError> {
    let sealed = seal_postback(settings, key, rng, app, id);
    store::transact!(store, |tx| {
        let registration = find_registration(tx, app, id).await?;
        store::registrations::update_postback(tx, registration.key, Some(&sealed)).await?;
        store::postback_outbox::update_target(tx, registration.key, &postback_host(&settings.url), now)
            .await?;
        Ok(())
    })
}

/// Removes the settings and drops what is pending.
///
/// # Errors
/// When there is no such registration, or the database cannot be written.
pub async fn delete_postback_info(store: &Store, app: AppKey, id: &str) -> Result<(), FindRegistrationError> {
    store::transact!(store, |tx| {
        let registration = find_registration(tx, app, id).await?;
        store::registrations::update_postback(tx, registration.key, None).await?;
        store::postback_outbox::delete(tx, registration.key).await?;
        Ok(())
    })
}
