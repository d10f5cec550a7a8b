//! Discards what a registration's latest instance holds.

use platform::Timestamp;
use store::{AppKey, Store};

use crate::{
    find_registration::{FindRegistrationError, find_registration},
    postback_settings::postback_host,
};

/// Discards all run-time state of the latest instance. Registration, launch history and postback settings
/// stay; a launch that is running loses its lease; the unknown report is posted.
///
/// # Errors
/// When there is no such registration, or the database cannot be written.
pub async fn reset_registration(
    store: &Store,
    app: AppKey,
    id: &str,
    now: Timestamp,
) -> Result<(), FindRegistrationError> {
    store::transact!(store, |tx| {
        let registration = find_registration(tx, app, id).await?;
        store::registrations::lock(tx, registration.key).await?;
        if let Some(instance) = store::instances::find_latest(tx, registration.key).await? {
            store::instances::reset(tx, instance.key, now).await?;
        }
        store::registrations::update_result(tx, registration.key, now, None).await?;
        if let Some(postback) = &registration.postback {
            store::postback_outbox::enqueue(tx, registration.key, &postback_host(&postback.url), now).await?;
        }
        Ok(())
    })
}
