//! Whether an application has a registration.

use store::{AppKey, Store};

use crate::find_registration::{FindRegistrationError, find_registration};

/// Whether there is such a registration.
///
/// # Errors
/// When the database cannot be read.
pub async fn registration_exists(store: &Store, app: AppKey, id: &str) -> Result<bool, store::Error> {
    let mut tx = store.read_once().await?;
    match find_registration(&mut tx, app, id).await {
        Ok(_) => Ok(true),
        Err(FindRegistrationError::Store(error)) => Err(error),
        Err(_) => Ok(false),
    }
}
