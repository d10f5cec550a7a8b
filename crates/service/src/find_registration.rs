//! Which registration a caller means.

use platform::RegistrationId;
use store::{AppKey, Tx, registrations::Registration};

/// A registration that a caller names is not there, or could not be looked up.
#[derive(Debug, thiserror::Error)]
pub enum FindRegistrationError {
    /// No such registration in this application.
    #[error("there is no such registration")]
    NoRegistration,
    /// The registration is there, this instance is not.
    #[error("the registration has no instance {0}")]
    NoInstance(u32),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// A registration by the id a caller sent. What cannot be an id names none.
pub(crate) async fn find_registration(
    tx: &mut Tx,
    app: AppKey,
    id: &str,
) -> Result<Registration, FindRegistrationError> {
    let Ok(id) = RegistrationId::new(id) else { return Err(FindRegistrationError::NoRegistration) };
    store::registrations::find(tx, app, &id).await?.ok_or(FindRegistrationError::NoRegistration)
}
