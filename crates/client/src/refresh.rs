//! Asking for results: for one registration, or for all that changed. Postbacks make it unnecessary on most days; a
//! nightly run makes good what they missed, and the button of an administrator is the same function.

use cloud_api::v1::request::ListRegistrations;
use cloud_api::v1::values::ResultsFormat;

use crate::clock::earlier;
use crate::{
    CallError, Cloud, Incoming, RegistrationId, RegistrationResult, ResultSink, Source, Stored, Timestamp,
};

/// Clocks of two machines differ, and a list takes a while to make: what changed shortly before is asked for again.
const OVERLAP: std::time::Duration = std::time::Duration::from_secs(15 * 60);

/// Results could not be refreshed.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError<E> {
    /// The cloud.
    #[error(transparent)]
    Call(#[from] CallError),
    /// Your own storage.
    #[error("the result cannot be stored: {0}")]
    Sink(E),
}

/// What a refresh of many brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refreshed {
    /// Results that were handed to the sink.
    pub results: u64,
    /// Registrations of the cloud that the sink does not know.
    pub not_ours: Vec<RegistrationId>,
    /// What to ask with next time.
    pub next_after: Timestamp,
}

/// Asks for the result of one registration and keeps it.
///
/// # Errors
/// See [`RefreshError`].
pub async fn refresh_result<S: ResultSink>(
    cloud: &Cloud,
    sink: &S,
    id: &RegistrationId,
    format: ResultsFormat,
) -> Result<RegistrationResult, RefreshError<S::Error>> {
    let asked = cloud.clock().now();
    let result = cloud.registrations().result_in(id, format).await?;
    store(sink, id.clone(), result.clone(), asked).await?;
    Ok(result)
}

/// Asks for all results that changed after an instant (a little before it, to be safe), or for all, and keeps them one
/// by one as they come. `what` narrows the choice; its `after` is set here.
///
/// # Errors
/// See [`RefreshError`]; what was kept until then stays.
pub async fn refresh_results<S: ResultSink>(
    cloud: &Cloud,
    sink: &S,
    what: ListRegistrations,
    after: Option<Timestamp>,
) -> Result<Refreshed, RefreshError<S::Error>> {
    let asked = cloud.clock().now();
    let what = ListRegistrations { after: after.map(|after| earlier(after, OVERLAP)), ..what };
    let mut refreshed = Refreshed { results: 0, not_ours: Vec::new(), next_after: asked };
    let mut list = cloud.registrations().stream_results(&what).await?;
    while let Some(listed) = list.next().await? {
        let Some(report) = listed.report else { continue };
        // An id that cannot be one of ours is nobody's.
        let Ok(id) = RegistrationId::new(listed.registration.id) else { continue };
        refreshed.results += 1;
        if store(sink, id.clone(), RegistrationResult::from(report), asked).await? == Stored::NotOurs {
            refreshed.not_ours.push(id);
        }
    }
    Ok(refreshed)
}

async fn store<S: ResultSink>(
    sink: &S,
    id: RegistrationId,
    result: RegistrationResult,
    asked: Timestamp,
) -> Result<Stored, RefreshError<S::Error>> {
    let incoming = Incoming { id, result, source: Source::Asked(asked) };
    sink.store(incoming).await.map_err(RefreshError::Sink)
}
