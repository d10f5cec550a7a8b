//! Deletes a registration or one of its instances.

use cloud_api::v1::values::Which;
use platform::{InstanceNumber, Timestamp};
use store::{AppKey, Store};

use crate::find_registration::{FindRegistrationError, find_registration};

/// Deletes a registration with its instances, launches and pending postbacks, or only the instance that is
/// named; with the last instance the registration goes too.
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
        store::registrations::lock(tx, registration.key).await?;
        let number = match which {
            None => {
                store::registrations::delete(tx, &registration).await?;
                return Ok(());
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
            store::registrations::delete(tx, &registration).await?;
        } else {
            store::instances::delete(tx, instance, now).await?;
        }
        Ok(())
    })
}
