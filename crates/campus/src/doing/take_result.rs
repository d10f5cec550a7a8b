//! A result comes in, posted or asked for: one place for both. Newer wins; every change is kept.

use lyceum_client::wire::report::Results;
use lyceum_client::wire::request::ListRegistrations;
use lyceum_client::{
    CallError, Incoming, Known, RefreshError, Refreshed, RegistrationId, ResultSink, ResultsFormat, Source,
    Stored, Timestamp, code, refresh_result, refresh_results,
};

use super::{Failed, go_on};
use crate::Campus;
use crate::records::events;
use crate::records::registrations::{self, Registration, RegistrationState};
use crate::records::result_history::{self, Source as Came};

/// Where results are kept.
#[derive(Clone)]
pub(crate) struct Sink(pub(crate) Campus);

impl ResultSink for Sink {
    type Error = Failed;

    async fn store(&self, incoming: Incoming) -> Result<Stored, Failed> {
        let id = incoming.id.clone();
        // Whoever posts is told only to try again later.
        self.take(incoming).await.inspect_err(|error| {
            tracing::warn!(error = error as &dyn std::error::Error, %id, "could not keep a result");
        })
    }
}

impl Sink {
    async fn take(&self, incoming: Incoming) -> Result<Stored, Failed> {
        let campus = &self.0;
        let now = campus.now();
        let result = &incoming.result;
        // Only a report with detail says more than the four values.
        let report = match &result.report.results {
            Results::Course(_) => None,
            Results::Activity(_) | Results::Full(_) => Some(result.report.to_xml()),
        };
        sql::transact!(campus.records(), |tx| {
            let Some(known) = registrations::lock_by_id(tx, incoming.id.as_str()).await? else {
                return Ok(Stored::NotOurs);
            };
            if let Source::Asked(at) = incoming.source {
                registrations::set_checked(tx, known.key, now).await?;
                registrations::settle(tx, known.key, at).await?;
            }
            let told = known.told.map(|told| Known {
                instance: told.instance,
                summary: told.result,
                stored: told.at,
            });
            let verdict = result.verdict(told.as_ref(), incoming.source);
            if verdict.ask {
                registrations::doubt(tx, known.key, now).await?;
            }
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

/// Asks for one result. Where the cloud has lost the registration it is made anew with the next sweep, and what was
/// reported until now is kept.
pub(crate) async fn refresh(campus: &Campus, registration: &Registration) -> Result<(), Failed> {
    let id = RegistrationId::new(registration.id.as_str()).map_err(|_| Failed::NotFound)?;
    let sink = Sink(campus.clone());
    match refresh_result(campus.cloud(), &sink, &id, ResultsFormat::Full).await.map_err(failed) {
        Ok(_) => Ok(()),
        Err(Failed::Cloud(CallError::Refused { code: code::NOT_FOUND, .. }))
            if registration.state == RegistrationState::Confirmed =>
        {
            lose(campus, &registration.id).await
        }
        Err(error) => Err(error),
    }
}

/// Asks for those whose last two results came in an order that is not certain.
pub(crate) async fn refresh_doubtful(campus: &Campus) -> Result<(), Failed> {
    let in_doubt = {
        let mut tx = campus.records().begin_read().await?;
        registrations::in_doubt(&mut tx).await?
    };
    for registration in in_doubt {
        go_on(refresh(campus, &registration).await, "ask for a result in doubt", &registration.id)?;
    }
    Ok(())
}

/// The cloud does not have a registration any more. What was reported stays, and the registration is made anew.
pub(crate) async fn lose(campus: &Campus, id: &str) -> Result<(), Failed> {
    let now = campus.now();
    sql::transact!(campus.records(), |tx| {
        let Some(lost) = registrations::lock_by_id(tx, id).await? else { return Ok(()) };
        if registrations::reopen(tx, &lost, now).await? {
            let kept = if lost.result_at.is_some() { "its result is kept" } else { "" };
            events::insert(tx, "Campus", "registration.lost", &lost.id, kept, now).await?;
        }
        Ok(())
    })
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

fn failed(error: RefreshError<Failed>) -> Failed {
    match error {
        RefreshError::Call(error) => Failed::Cloud(error),
        RefreshError::Sink(error) => error,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use lyceum_client::wire::envelope;
    use lyceum_client::wire::report::RegistrationReport;
    use lyceum_client::{Clock as _, ManualClock, OsRandom, RegistrationResult, Secret};

    use super::*;
    use crate::RawConfig;
    use crate::records::courses;
    use crate::records::users::{self, NewUser, Role};

    /// A result after so many seconds in the course.
    fn after(secs: u32, source: Source) -> Incoming {
        let report = format!(
            "<rsp stat=\"ok\"><registrationreport format=\"course\" regid=\"r\" instanceid=\"0\">\
             <complete>incomplete</complete><success>unknown</success><totaltime>{secs}</totaltime>\
             <score>unknown</score></registrationreport></rsp>"
        );
        let report: RegistrationReport = envelope::read(&report).unwrap();
        Incoming { id: RegistrationId::new("r").unwrap(), result: RegistrationResult::from(report), source }
    }

    async fn doubtful(campus: &Campus) -> usize {
        let mut tx = campus.records().begin_read().await.unwrap();
        registrations::in_doubt(&mut tx).await.unwrap().len()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn s52_an_answer_settles_only_a_doubt_from_before_it_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let config = RawConfig {
            data_dir: Some(folder.path().to_owned()),
            cloud_app: Some("lms".to_owned()),
            cloud_secret: Some(Secret::new("a secret")),
            ..RawConfig::default()
        };
        let clock = Arc::new(ManualClock::at(Timestamp(0)));
        let campus =
            Campus::open_with(config.check().unwrap(), clock.clone(), Arc::new(OsRandom)).await.unwrap();
        let registered: Result<(), Failed> = sql::transact!(campus.records(), |tx| {
            let new = NewUser {
                id: "ann",
                login: "ann",
                first_name: "Ann",
                last_name: "Lee",
                role: Role::Learner,
                password: "",
            };
            let ann = users::insert(tx, &new, Timestamp(0)).await?.ok_or(Failed::NotFound)?;
            let course = courses::insert(tx, "golf", "Golf", ann, Timestamp(0)).await?;
            Ok(registrations::confirm(tx, "r", course, ann, Timestamp(0)).await?)
        });
        registered.unwrap();
        let sink = Sink(campus.clone());

        sink.store(after(20, Source::Posted)).await.unwrap();
        let asked = clock.now();
        clock.advance(Duration::from_secs(1));
        // While the question is under way an older one is posted.
        sink.store(after(10, Source::Posted)).await.unwrap();
        assert_eq!(doubtful(&campus).await, 1);
        sink.store(after(20, Source::Asked(asked))).await.unwrap();
        assert_eq!(doubtful(&campus).await, 1, "the answer may be from before");
        sink.store(after(20, Source::Asked(clock.now()))).await.unwrap();
        assert_eq!(doubtful(&campus).await, 0);
    }
}
