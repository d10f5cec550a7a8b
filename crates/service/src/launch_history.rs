//! The launches of a registration.

use platform::LaunchId;
use store::{AppKey, Store, launches::Launch, registrations::Registration};

use crate::find_registration::{FindRegistrationError, find_registration};

/// How many launches of one registration are told about.
const MOST: u32 = 10_000;

/// The tracked launches of a registration that began, oldest first.
///
/// # Errors
/// When there is no such registration, or the database cannot be read.
pub async fn launch_history(
    store: &Store,
    app: AppKey,
    id: &str,
) -> Result<(Registration, Vec<Launch>), FindRegistrationError> {
    let mut tx = store.begin_read().await?;
    let registration = find_registration(&mut tx, app, id).await?;
    let launches = store::launches::list_history(&mut tx, registration.key, None, MOST).await?;
    Ok((registration, launches))
}

/// One launch of an application by its id; `None` when there is none that began and was tracked.
///
/// # Errors
/// When the database cannot be read.
pub async fn launch_by_id(store: &Store, app: AppKey, id: &str) -> Result<Option<Launch>, store::Error> {
    let Ok(id) = id.trim().parse::<LaunchId>() else { return Ok(None) };
    let mut tx = store.begin_read().await?;
    let launch = store::launches::find(&mut tx, id).await?;
    Ok(launch.filter(|launch| launch.app == app && launch.started_at.is_some() && launch.tracking))
}
