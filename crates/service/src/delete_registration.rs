//! Deletes a registration or one of its instances.

use cloud_api::v1::values::Which;
use platform::{InstanceNumber, Timestamp};
use store::{AppKey, Store, Tx, registrations::Registration};

use crate::find_registration::{FindRegistrationError, find_registration};
use crate::postback_settings::postback_host;

/// Deletes a registration with its instances, launches and pending postbacks, or only the instance that is
/// named; with the last instance the registration goes too. When the latest one goes, the one before counts again.
///
/// # Errors
/// When there is no such registration or instance, or the database cannot be written.
pub async fn delete_registration(
    store: &Store,
    app: AppKey,
    id: &str,
    which: Option<Which>,
    now: Timestamp,
) -> Result<(), FindRegistrationError> {
    store::transact!(store, |tx| {
        let registration = find_registration(tx, app, id).await?;
        delete_in(tx, &registration, which, now).await?;
        Ok(())
    })
}

/// The same in a transaction of the caller's; whether the registration is still there.
pub(crate) async fn delete_in(
    tx: &mut Tx,
    registration: &Registration,
    which: Option<Which>,
    now: Timestamp,
) -> Result<bool, FindRegistrationError> {
    store::registrations::lock(tx, registration.key).await?;
    let number = match which {
        None => {
            store::registrations::delete(tx, registration).await?;
            return Ok(false);
        }
        Some(Which::Latest) => registration.latest_instance,
        Some(Which::Number(number)) => InstanceNumber(number),
    };
    let instances = store::instances::list(tx, registration.key).await?;
    let instance = instances
        .iter()
        .find(|instance| instance.number == number)
        .ok_or(FindRegistrationError::NoInstance(number.0))?;
    if instances.len() == 1 {
        store::registrations::delete(tx, registration).await?;
        return Ok(false);
    }
    store::instances::delete(tx, instance, now).await?;
    if instance.number == registration.latest_instance {
        results_of_before(tx, registration, now).await?;
    }
    Ok(true)
}

/// The instance before counts again: its results are the registration's, and news to who is told of them.
async fn results_of_before(
    tx: &mut Tx,
    registration: &Registration,
    now: Timestamp,
) -> Result<(), store::Error> {
    let latest = store::instances::find_latest(tx, registration.key).await?;
    let completed = latest.filter(|latest| latest.result.complete == "complete");
    // The day of completion is not kept by instance; the last change of its results is the nearest to it.
    let completed_at = completed.map(|latest| latest.updated_at);
    store::registrations::update_result(tx, registration.key, now, completed_at).await?;
    if let Some(postback) = &registration.postback {
        store::postback_outbox::enqueue(tx, registration.key, &postback_host(&postback.url), now).await?;
    }
    Ok(())
}
