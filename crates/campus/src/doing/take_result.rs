//! A result comes in, posted or asked for: one place for both. Newer wins; every change is kept.

use lyceum_client::wire::report::Results;
use lyceum_client::wire::request::ListRegistrations;
use lyceum_client::{
    Incoming, Known, Refreshed, RegistrationId, ResultSink, ResultsFormat, Source, Stored, Timestamp,
    refresh_result, refresh_results,
};

use super::Failed;
use crate::Campus;
use crate::records::registrations::{self, Registration};
use crate::records::result_history::{self, Source as Came};

/// Where results are kept.
#[derive(Clone)]
pub(crate) struct Sink(pub(crate) Campus);

impl ResultSink for Sink {
    type Error = Failed;

    async fn store(&self, incoming: Incoming) -> Result<Stored, Failed> {
        let campus = &self.0;
        let now = campus.now();
        let result = &incoming.result;
        // Only a report with detail says more than the four values.
        let report = match &result.report.results {
            Results::Course(_) => None,
            Results::Activity(_) | Results::Full(_) => Some(result.report.to_xml()),
        };
        sql::transact!(campus.records(), |tx| {
            let Some(known) = registrations::find_by_id(tx, incoming.id.as_str()).await? else {
                return Ok(Stored::NotOurs);
            };
            if matches!(incoming.source, Source::Asked(_)) {
                registrations::set_checked(tx, known.key, now).await?;
            }
            let stored = known.result_at.map(|stored| Known {
                instance: known.instance,
                summary: known.result,
                stored,
            });
            let verdict = result.verdict(stored.as_ref(), incoming.source);
            if !verdict.take {
                return Ok(Stored::Kept);
            }
            let came = match incoming.source {
                Source::Posted => Came::Postback,
                Source::Asked(_) => Came::Asked,
            };
            registrations::set_result(
                tx,
                known.key,
                result.instance,
                &result.summary,
                report.as_deref(),
                now,
            )
            .await?;
            result_history::insert(tx, known.key, came, result.instance, &result.summary, now).await?;
            Ok(Stored::Kept)
        })
    }
}

/// Asks for one result.
pub(crate) async fn refresh(campus: &Campus, registration: &Registration) -> Result<(), Failed> {
    let id = RegistrationId::new(registration.id.as_str()).map_err(|_| Failed::NotFound)?;
    let sink = Sink(campus.clone());
    refresh_result(campus.cloud(), &sink, &id, ResultsFormat::Full).await.map(drop).map_err(failed)
}

/// Asks for all results of a course, or of all courses, that changed since an instant.
pub(crate) async fn refresh_all(
    campus: &Campus,
    course: Option<&str>,
    after: Option<Timestamp>,
) -> Result<Refreshed, Failed> {
    let what = ListRegistrations {
        course_id: course.map(str::to_owned),
        format: ResultsFormat::Full,
        ..ListRegistrations::default()
    };
    let sink = Sink(campus.clone());
    refresh_results(campus.cloud(), &sink, what, after).await.map_err(failed)
}

fn failed(error: lyceum_client::RefreshError) -> Failed {
    match error {
        lyceum_client::RefreshError::Call(error) => Failed::Cloud(error),
        lyceum_client::RefreshError::Sink(_) => Failed::Records(sql::Error::Closed),
    }
}
