//! A new attempt record of a registration, on the newest version of its course.

use platform::{InstanceNumber, Timestamp};
use store::{AppKey, Store, Tx, registrations::Registration, request_joins, request_joins::Request};

use crate::{
    find_registration::{FindRegistrationError, find_registration},
    load_attempt::Definitions,
    order_job::JOIN_WINDOW_MICROS,
    play_error::PlayError,
    postback_settings::postback_host,
    start_launch::leave_instance,
};

/// An instance could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateInstanceError {
    /// No such registration, or the database.
    #[error(transparent)]
    Find(#[from] FindRegistrationError),
    /// What runs on the instance before cannot be ended.
    #[error("the launch that is running cannot be ended")]
    Play(#[from] PlayError),
}

impl From<store::Error> for CreateInstanceError {
    fn from(error: store::Error) -> Self {
        Self::Find(error.into())
    }
}

/// Makes a new instance and returns its number; that of the first call where this one repeats it. A launch that is
/// running is closed on the instance before, as by a newer window; what it sends from then on is kept as notes. The
/// results are unknown again, and posted as such.
///
/// # Errors
/// See [`CreateInstanceError`]; nothing was changed then.
pub async fn create_instance(
    store: &Store,
    definitions: &Definitions,
    app: AppKey,
    id: &str,
    call: Option<(&str, &str)>,
    now: Timestamp,
) -> Result<InstanceNumber, CreateInstanceError> {
    let request = call.map(|(method, signature)| Request { app, method, signature });
    store::transact!(store, |tx| {
        let registration = find_registration(tx, app, id).await?;
        store::registrations::lock(tx, registration.key).await?;
        if let Some(request) = request
            && let Some(number) = joined(tx, request, &registration, now).await?
        {
            return Ok(number);
        }
        let number = instance_in(tx, definitions, &registration, now).await?;
        if let Some(request) = request {
            request_joins::update_result(tx, request, &number.0.to_string(), now).await?;
        }
        Ok(number)
    })
}

/// The same in a transaction of the caller's, which has locked the registration.
pub(crate) async fn instance_in(
    tx: &mut Tx,
    definitions: &Definitions,
    registration: &Registration,
    now: Timestamp,
) -> Result<InstanceNumber, CreateInstanceError> {
    // A registration keeps its course from being without a version.
    let version = store::course_versions::find_latest(tx, registration.course)
        .await?
        .ok_or(FindRegistrationError::NoRegistration)?;
    let number = match store::instances::find_latest(tx, registration.key).await? {
        Some(latest) => {
            leave_instance(tx, definitions, None, &latest, registration, now).await?;
            InstanceNumber(latest.number.0 + 1)
        }
        None => InstanceNumber(0),
    };
    store::instances::insert(tx, registration.key, number, version.key, version.number, now).await?;
    store::registrations::update_result(tx, registration.key, now, None).await?;
    if let Some(postback) = &registration.postback {
        store::postback_outbox::enqueue(tx, registration.key, &postback_host(&postback.url), now).await?;
    }
    Ok(number)
}

/// What the same call was answered, while that instance is there.
async fn joined(
    tx: &mut Tx,
    request: Request<'_>,
    registration: &Registration,
    now: Timestamp,
) -> Result<Option<InstanceNumber>, store::Error> {
    let since = Timestamp(now.0.saturating_sub(JOIN_WINDOW_MICROS));
    let before = request_joins::insert_or_find(tx, request, now, since).await?;
    let number = before.and_then(|join| join.result?.parse().ok()).map(InstanceNumber);
    let Some(number) = number else { return Ok(None) };
    let instance = store::instances::find(tx, registration.key, number).await?;
    Ok(instance.map(|instance| instance.number))
}
