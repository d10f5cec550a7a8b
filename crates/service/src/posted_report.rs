//! The results that a postback reports: those of the latest instance at the moment of sending.

use std::sync::Arc;

use cloud_api::v1::report::{CourseReport, RegistrationReport, Results as Reported};
use cloud_api::v1::values::{Completion, ResultsFormat, Success};
use runtime::{Attempt, Batch, DecodeError, Definition};
use store::Tx;
use store::instances::{Instance, State};
use store::registrations::Registration;

/// Results could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PostedReportError {
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// What is stored cannot be understood, by this program at least.
    #[error("the stored results cannot be read")]
    Decode(#[from] DecodeError),
}

/// Rows of the journal that are read at once.
const PAGE: u32 = 200;

/// The report of a registration's latest instance; `None` when it has none.
pub(crate) async fn posted_report(
    tx: &mut Tx,
    registration: &Registration,
    format: ResultsFormat,
) -> Result<Option<RegistrationReport>, PostedReportError> {
    let Some(latest) = store::instances::find_latest(tx, registration.key).await? else { return Ok(None) };
    let regid = registration.id.as_str();
    let Some((instance, state)) = store::instances::find_state(tx, latest.key).await? else {
        return Ok(None);
    };
    let number = instance.number.0;
    let definition = match instance.version {
        Some(version) => store::course_versions::find_definition(tx, version).await?,
        None => None,
    };
    // What was played is deleted; its results are kept as they were last.
    let Some(definition) = definition else { return Ok(Some(kept(&instance, regid, number))) };
    let attempt = rebuild(tx, Arc::new(Definition::decode(&definition)?), &state).await?;
    Ok(Some(crate::report(&attempt.results(), regid, number, format)))
}

async fn rebuild(
    tx: &mut Tx,
    definition: Arc<Definition>,
    state: &State,
) -> Result<Attempt, PostedReportError> {
    let mut attempt = match &state.snapshot {
        Some(bytes) => Attempt::restore(definition, bytes)?,
        None => Attempt::new(definition),
    };
    let Some(launch) = state.launch else { return Ok(attempt) };
    let mut from = state.entry + 1;
    loop {
        let page = store::journal::list(tx, launch, from, PAGE).await?;
        for row in &page {
            for entry in &Batch::decode(&row.bytes)?.entries {
                attempt.apply(entry);
            }
            from = row.last + 1;
        }
        if page.len() < PAGE as usize {
            return Ok(attempt);
        }
    }
}

fn kept(instance: &Instance, regid: &str, number: u32) -> RegistrationReport {
    let result = &instance.result;
    RegistrationReport {
        regid: regid.to_owned(),
        instanceid: number,
        results: Reported::Course(CourseReport {
            complete: Completion::parse(&result.complete).unwrap_or_default(),
            success: Success::parse(&result.success).unwrap_or_default(),
            total_time_secs: result.total_seconds,
            score: result.score.map(|score| (score * 100.0).clamp(0.0, 100.0)),
        }),
    }
}
