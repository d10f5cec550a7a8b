//! The results of a registration, for `getRegistrationResult`, for the list with results and for postbacks.

use cloud_api::v1::{
    report::{CourseReport, RegistrationReport, Results as Reported},
    values::{Completion, ResultsFormat, Success, Which},
};
use platform::InstanceNumber;
use store::{AppKey, RegistrationKey, Store, Tx, instances::Instance, registrations::Registration};

use crate::{
    change::read_stored_report,
    find_registration::{FindRegistrationError, find_registration},
    load_attempt::{Definitions, LoadError, load_attempt},
    report,
};

/// Results could not be had.
#[derive(Debug, thiserror::Error)]
pub enum ResultError {
    /// No such registration or instance, or the database.
    #[error(transparent)]
    Find(#[from] FindRegistrationError),
    /// What is stored cannot be read.
    #[error("the results cannot be read")]
    Load(#[from] LoadError),
}

impl From<store::Error> for ResultError {
    fn from(error: store::Error) -> Self {
        Self::Find(error.into())
    }
}

/// The results of a registration's instance, of the latest where none is named.
///
/// # Errors
/// See [`ResultError`].
pub async fn registration_result(
    store: &Store,
    definitions: &Definitions,
    app: AppKey,
    id: &str,
    which: Option<Which>,
    format: ResultsFormat,
) -> Result<RegistrationReport, ResultError> {
    let mut tx = store.begin_read().await?;
    let registration = find_registration(&mut tx, app, id).await?;
    let number = match which {
        None | Some(Which::Latest) => registration.latest_instance,
        Some(Which::Number(number)) => InstanceNumber(number),
    };
    let instance = store::instances::find(&mut tx, registration.key, number)
        .await?
        .ok_or(FindRegistrationError::NoInstance(number.0))?;
    instance_result(&mut tx, definitions, id, &instance, format).await
}

/// The results of a registration's latest instance, in the transaction of the caller: what is posted, and what stands
/// in lists. `None` when the registration has no instance.
///
/// # Errors
/// See [`ResultError`].
pub async fn latest_result(
    tx: &mut Tx,
    definitions: &Definitions,
    registration: RegistrationKey,
    id: &str,
    format: ResultsFormat,
) -> Result<Option<RegistrationReport>, ResultError> {
    match store::instances::find_latest(tx, registration).await? {
        Some(instance) => instance_result(tx, definitions, id, &instance, format).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn instance_result(
    tx: &mut Tx,
    definitions: &Definitions,
    regid: &str,
    instance: &Instance,
    format: ResultsFormat,
) -> Result<RegistrationReport, ResultError> {
    let instanceid = instance.number.0;
    if format == ResultsFormat::Course {
        return Ok(RegistrationReport { regid: regid.to_owned(), instanceid, results: course(instance) });
    }
    let found = store::instances::find_state(tx, instance.key).await?;
    if let Some((instance, state)) = found.filter(|(instance, _)| instance.version.is_some()) {
        let loaded = load_attempt(tx, definitions, &instance, &state).await?;
        return Ok(report(&loaded.attempt.results(), regid, instanceid, format));
    }
    // The version was deleted: what the last session left is all there is.
    let stored = store::instances::find_report(tx, instance.key).await?;
    let results = stored.and_then(|bytes| read_stored_report(&bytes, format)).map(|report| report.results);
    let results = results.unwrap_or_else(|| course(instance));
    Ok(RegistrationReport { regid: regid.to_owned(), instanceid, results })
}

/// The course level, kept in columns so that lists are read without opening any state.
fn course(instance: &Instance) -> Reported {
    let result = &instance.result;
    Reported::Course(CourseReport {
        complete: Completion::parse(&result.complete).unwrap_or_default(),
        success: Success::parse(&result.success).unwrap_or_default(),
        total_time_secs: result.total_seconds,
        score: report::percent(result.score),
    })
}

/// The results of the latest instances of some registrations, in their order, as of one moment.
///
/// # Errors
/// See [`ResultError`].
pub async fn latest_results(
    store: &Store,
    definitions: &Definitions,
    registrations: &[Registration],
    format: ResultsFormat,
) -> Result<Vec<Option<RegistrationReport>>, ResultError> {
    let mut tx = store.begin_read().await?;
    let mut reports = Vec::with_capacity(registrations.len());
    for registration in registrations {
        let id = registration.id.as_str();
        reports.push(latest_result(&mut tx, definitions, registration.key, id, format).await?);
    }
    Ok(reports)
}
