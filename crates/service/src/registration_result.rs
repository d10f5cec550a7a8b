//! The results of a registration, for `getRegistrationResult`, for the list with results and for postbacks.

use std::sync::Arc;

use cloud_api::v1::{
    report::{CourseReport, RegistrationReport, ReportText, Results as Reported},
    values::{Completion, ResultsFormat, Success, Which},
};
use platform::{InstanceNumber, RegistrationId};
use store::{
    AppKey, RegistrationKey, Store, Tx,
    instances::{CourseResult, Instance, InstanceResult, WhichResult},
};

use crate::{
    change::{find_stored_report, read_stored_report},
    find_registration::{FindRegistrationError, find_registration},
    gather::Gather,
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

/// Lookups of results. Calls that come at the same moment share one: nothing is asked for more often.
#[derive(Clone, Default)]
pub struct ResultLookups(Arc<Gather<WhichResult, Option<InstanceResult>>>);

impl ResultLookups {
    /// The results of a registration's instance, of the latest where none is named. Those of a session that is over were
    /// written down at its end; only what has changed since, or is being played, is made anew.
    ///
    /// # Errors
    /// See [`ResultError`].
    pub async fn find(
        &self,
        store: &Store,
        definitions: &Definitions,
        app: AppKey,
        id: &str,
        which: Option<Which>,
        format: ResultsFormat,
    ) -> Result<ReportText, ResultError> {
        let registration = RegistrationId::new(id).map_err(|_| FindRegistrationError::NoRegistration)?;
        let number = match which {
            None | Some(Which::Latest) => None,
            Some(Which::Number(number)) => Some(InstanceNumber(number)),
        };
        let asked = WhichResult { app, registration, number, with_report: format != ResultsFormat::Course };
        let all_store = store.clone();
        let found = self.0.find(asked.clone(), move |asked| find_results(all_store.clone(), asked)).await;
        // What is not there, cannot be read or is to be made anew is looked at once more, by itself.
        match found.flatten().and_then(|mut found| kept_text(id, &mut found, format)) {
            Some(text) => Ok(text),
            None => registration_result(store, definitions, &asked, format).await,
        }
    }
}

async fn find_results(store: Store, asked: Vec<WhichResult>) -> Vec<Option<InstanceResult>> {
    let looked = async {
        let mut once = store.read_once().await?;
        store::instances::find_results(&mut once, &asked).await
    };
    looked.await.unwrap_or_else(|error: store::Error| {
        tracing::debug!(error = &error as &dyn std::error::Error, "results could not be looked up together");
        Vec::new()
    })
}

impl std::fmt::Debug for ResultLookups {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResultLookups").finish_non_exhaustive()
    }
}

/// The same as [`ResultLookups::find`], for one who asks alone.
pub(crate) async fn registration_result(
    store: &Store,
    definitions: &Definitions,
    asked: &WhichResult,
    format: ResultsFormat,
) -> Result<ReportText, ResultError> {
    let id = asked.registration.as_str();
    let mut tx = store.begin_read().await?;
    let found = store::instances::find_results(&mut tx, std::slice::from_ref(asked)).await?;
    let Some(found) = found.into_iter().next().flatten() else {
        let registration = find_registration(&mut tx, asked.app, id).await?;
        let number = asked.number.unwrap_or(registration.latest_instance);
        return Err(FindRegistrationError::NoInstance(number.0).into());
    };
    report_text(&mut tx, definitions, id, found, format).await
}

/// The report of what was found: as it was kept, else made anew.
pub(crate) async fn report_text(
    tx: &mut Tx,
    definitions: &Definitions,
    regid: &str,
    mut found: InstanceResult,
    format: ResultsFormat,
) -> Result<ReportText, ResultError> {
    if let Some(text) = kept_text(regid, &mut found, format) {
        return Ok(text);
    }
    let instance = store::instances::find_by_key(tx, found.key).await?;
    let instance = instance.ok_or(FindRegistrationError::NoInstance(found.number.0))?;
    Ok(ReportText::from(&instance_result(tx, definitions, regid, &instance, format).await?))
}

/// The report where it was kept, which is taken out of `found`, or is no more than what stands in columns.
fn kept_text(regid: &str, found: &mut InstanceResult, format: ResultsFormat) -> Option<ReportText> {
    let instanceid = found.number.0;
    if format == ResultsFormat::Course {
        let results = course(&found.result);
        return Some(ReportText::from(&RegistrationReport { regid: regid.to_owned(), instanceid, results }));
    }
    let text = String::from_utf8(found.report.take()?).ok()?;
    let within = find_stored_report(&text, format)?;
    ReportText::kept(text, within, format, regid, instanceid)
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
        return Ok(RegistrationReport {
            regid: regid.to_owned(),
            instanceid,
            results: course(&instance.result),
        });
    }
    let found = store::instances::find_state(tx, instance.key).await?;
    if let Some((instance, state)) = found.filter(|(instance, _)| instance.version.is_some()) {
        let loaded = load_attempt(tx, definitions, &instance, &state).await?;
        return Ok(report(&loaded.attempt.results(), regid, instanceid, format));
    }
    // The version was deleted: what the last session left is all there is.
    let stored = store::instances::find_report(tx, instance.key).await?;
    let results = stored.and_then(|bytes| read_stored_report(&bytes, format)).map(|report| report.results);
    let results = results.unwrap_or_else(|| course(&instance.result));
    Ok(RegistrationReport { regid: regid.to_owned(), instanceid, results })
}

/// The course level, kept in columns so that lists are read without opening any state.
fn course(result: &CourseResult) -> Reported {
    Reported::Course(CourseReport {
        complete: Completion::parse(&result.complete).unwrap_or_default(),
        success: Success::parse(&result.success).unwrap_or_default(),
        total_time_secs: result.total_seconds,
        score: report::percent(result.score),
    })
}
