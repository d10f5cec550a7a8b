//! A registration with its instances.

use store::{AppKey, Store, instances::Instance, registrations::Registration};

use crate::find_registration::{FindRegistrationError, find_registration};

/// A registration and its instances, first to latest.
///
/// # Errors
/// When there is no such registration, or the database cannot be read.
pub async fn registration_detail(
    store: &Store,
    app: AppKey,
    id: &str,
) -> Result<(Registration, Vec<Instance>), FindRegistrationError> {
    let mut tx = store.begin_read().await?;
    let registration = find_registration(&mut tx, app, id).await?;
    let instances = store::instances::list(&mut tx, registration.key).await?;
    Ok((registration, instances))
}
