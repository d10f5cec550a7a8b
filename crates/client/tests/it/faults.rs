//! A cloud that refuses, breaks, hangs or is away: what a call says then, and how often it was made.

use std::time::Duration;

use lyceum_client::{CallError, Cloud, Guid, OsRandom, RegistrationId, Secret, Timeouts, code};
use test_support::{Answer, Meddler, Meddling, Receiver};

use crate::cloud::{TestCloud, clock, course, settings};

async fn behind(lms: &TestCloud) -> (Meddler, Cloud) {
    let line = Meddler::before(&lms.server.services().config.listen.to_string()).await;
    // Long enough for a cloud that is merely busy, short enough to wait for where it hangs.
    let timeouts = Timeouts { answer: Duration::from_secs(4), ..Timeouts::default() };
    let cloud = Cloud::new(settings(&lms.server).at(line.url()).timeouts(timeouts)).unwrap();
    (line, cloud)
}

#[tokio::test]
async fn s37_a_reading_call_is_made_again_and_a_bounded_number_of_times() {
    let lms = TestCloud::start().await;
    let (line, cloud) = behind(&lms).await;
    let golf = course("golf");
    line.next([Meddling::Refuse(500), Meddling::Cut, Meddling::CutAnswer]);
    assert!(!cloud.courses().exists(&golf).await.unwrap());
    assert_eq!(line.seen().len(), 4);
    line.next([Meddling::Hang]);
    assert!(!cloud.courses().exists(&golf).await.unwrap());
    assert_eq!(line.seen().len(), 6);
    line.always(Meddling::Refuse(502));
    let error = cloud.courses().exists(&golf).await.unwrap_err();
    assert!(matches!(error, CallError::Unknown { .. }), "{error:?}");
    assert_eq!(line.seen().len(), 10);
}

#[tokio::test]
async fn s36_the_three_kinds_of_failure_are_told_apart() {
    let lms = TestCloud::start().await;
    lms.import(&course("golf")).await;
    let (line, cloud) = behind(&lms).await;
    let new = lms.registration("r", &course("golf"));
    for (meddling, is_not_done) in [
        (Meddling::Refuse(404), true),
        (Meddling::Refuse(413), true),
        (Meddling::Refuse(301), true),
        (Meddling::LoseAnswer(500), false),
        (Meddling::Hang, false),
    ] {
        let id = RegistrationId::of(&Guid::random(&OsRandom)).unwrap();
        let new = lyceum_client::NewRegistration { id, ..new.clone() };
        line.always(meddling);
        let error = cloud.registrations().create(&new).await.unwrap_err();
        assert_eq!(error.is_not_done(), is_not_done, "{meddling:?}: {error}");
        assert!(error.is_outage() && error.code().is_none(), "{error}");
        line.always(Meddling::Pass);
        let exists = cloud.registrations().exists(&new.id).await.unwrap();
        assert_eq!(exists, !is_not_done, "{meddling:?}");
    }
}

#[tokio::test]
async fn s29_wrong_credentials_and_a_wrong_clock_are_refusals() {
    let lms = TestCloud::start().await;
    let (app, secret) = lms.server.credentials();
    let refusal = async |app: &str, secret: &str| {
        let settings = lyceum_client::Settings::new(lms.server.endpoint(), app, Secret::new(secret));
        let cloud = Cloud::new(settings.clock(clock(&lms.server))).unwrap();
        cloud.debug().auth_ping().await.unwrap_err().code()
    };
    assert_eq!(refusal("nobody", secret).await, Some(code::APP_INVALID));
    assert_eq!(refusal(app, "guess").await, Some(code::SIGNATURE_INVALID));
    // By the machine's clock, which is not the test server's.
    let settings = lyceum_client::Settings::new(lms.server.endpoint(), app, Secret::new(secret));
    let cloud = Cloud::new(settings).unwrap();
    assert_eq!(cloud.debug().auth_ping().await.unwrap_err().code(), Some(code::TIMESTAMP_EXPIRED));
    assert!(cloud.debug().clock_skew().await.unwrap() > Duration::from_secs(900));
}

#[tokio::test]
async fn s36_answers_that_are_none_are_not_believed() {
    let lms = TestCloud::start().await;
    let elsewhere = Receiver::start().await;
    let cloud = Cloud::new(settings(&lms.server).at(elsewhere.url("/")).max_answer_bytes(10_000)).unwrap();
    for answer in [
        Answer::Status(200, "<html>Sign in to the network</html>".to_owned()),
        Answer::Status(200, "{}".to_owned()),
        Answer::Status(200, "<rsp stat=\"ok\"><other/></rsp>".to_owned()),
        Answer::Status(200, "<rsp stat=\"ok\">".to_owned()),
        Answer::Status(204, String::new()),
        Answer::Huge(1 << 30),
    ] {
        elsewhere.answer_always(answer.clone());
        let error = cloud.registrations().exists(&RegistrationId::new("r").unwrap()).await.unwrap_err();
        assert!(matches!(error, CallError::Unknown { .. }), "{answer:?}: {error:?}");
        let error = cloud.registrations().stream(&Default::default()).await;
        let error = match error {
            Ok(mut list) => list.next().await.unwrap_err(),
            Err(error) => error,
        };
        assert!(matches!(error, CallError::Unknown { .. }), "{answer:?}: {error:?}");
    }
}

#[tokio::test]
async fn s29_parameters_travel_in_the_body_and_not_in_addresses() {
    let lms = TestCloud::start().await;
    lms.import(&course("golf")).await;
    let (line, cloud) = behind(&lms).await;
    cloud.registrations().create(&lms.registration("r", &course("golf"))).await.unwrap();
    assert_eq!(line.seen(), [("/api".to_owned(), Meddling::Pass)]);
}
