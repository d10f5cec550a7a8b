//! Registrations: yours by id, once each, never orphaned (S33 to S40).

use std::collections::HashSet;
use std::time::Duration;

use lyceum_client::wire::request::ListRegistrations;
use lyceum_client::{Clock as _, NewRegistration};
use lyceum_client::{
    Cloud, EnsureError, Ensured, Learner, LearnerId, RecordState, RegisterError, RegistrationId,
    RegistrationRecords as _, Secret, Settings, Timestamp, code, finish_reservations,
};
use test_support::{Meddler, Meddling};

use crate::cloud::{TestCloud, ann, clock, course, settings};
use crate::lms::Tables;

const GRACE: Duration = Duration::from_secs(300);

async fn with_course() -> TestCloud {
    let lms = TestCloud::start().await;
    lms.import(&course("golf")).await;
    lms
}

/// The same cloud behind a bad line.
async fn behind(lms: &TestCloud) -> (Meddler, Cloud) {
    let address = lms.server.services().config.listen.to_string();
    let meddler = Meddler::before(&address).await;
    let (app, _) = lms.server.credentials();
    let settings = settings(&lms.server);
    let cloud = Cloud::new(settings.at(meddler.url())).unwrap();
    assert_eq!(cloud.app_id(), app);
    (meddler, cloud)
}

async fn count(lms: &TestCloud) -> usize {
    lms.cloud.registrations().list(&ListRegistrations::default()).await.unwrap().len()
}

#[tokio::test]
async fn s33_s34_an_unknown_course_and_a_known_id_are_refused() {
    let lms = with_course().await;
    let nowhere = lms.registration("r", &course("nowhere"));
    let refused = lms.cloud.registrations().create(&nowhere).await.unwrap_err();
    assert_eq!(refused.code(), Some(code::NOT_FOUND));
    assert!(refused.is_not_done());
    assert!(!lms.cloud.registrations().exists(&nowhere.id).await.unwrap());

    let new = lms.registration("r", &course("golf"));
    lms.cloud.registrations().create(&new).await.unwrap();
    let again = lms.cloud.registrations().create(&new).await.unwrap_err();
    assert_eq!(again.code(), Some(code::REGISTRATION_EXISTS));
}

#[tokio::test]
async fn s35_names_are_sent_as_they_are() {
    let lms = with_course().await;
    let learner =
        Learner { first_name: "Zoë & <Co>".to_owned(), last_name: "O'Hara; \"x\" 李".to_owned(), ..ann() };
    let new = NewRegistration::new(RegistrationId::new("r").unwrap(), course("golf"), learner.clone());
    lms.cloud.registrations().create(&new).await.unwrap();
    let detail = lms.cloud.registrations().detail(&new.id).await.unwrap();
    assert_eq!(
        (detail.learner_first_name, detail.learner_last_name),
        (learner.first_name, learner.last_name)
    );
}

#[tokio::test]
async fn s36_a_refused_create_leaves_no_record() {
    let lms = with_course().await;
    let tables = Tables::default();
    let nowhere = lms.registration("r", &course("nowhere"));
    let error = lms.cloud.register(&tables, &nowhere).await.unwrap_err();
    assert!(matches!(error, RegisterError::NotDone(_)), "{error:?}");
    assert_eq!(tables.state(&nowhere.id), None);
}

#[tokio::test]
async fn s36_a_cloud_that_is_not_there_leaves_no_record() {
    let lms = with_course().await;
    let tables = Tables::default();
    let new = lms.registration("r", &course("golf"));
    let (line, cloud) = behind(&lms).await;
    drop(line); // nobody listens there any more
    let error = cloud.register(&tables, &new).await.unwrap_err();
    assert!(matches!(error, RegisterError::NotDone(ref error) if error.is_outage()), "{error:?}");
    assert_eq!(tables.state(&new.id), None);
}

#[tokio::test]
async fn s36_s37_a_lost_answer_is_resolved_by_exists() {
    let lms = with_course().await;
    for (number, lost) in
        [Meddling::CutAnswer, Meddling::LoseAnswer(500), Meddling::LoseAnswer(504), Meddling::Cut]
            .into_iter()
            .enumerate()
    {
        let (line, cloud) = behind(&lms).await;
        let tables = Tables::default();
        let new = lms.registration(&format!("r{number}"), &course("golf"));
        line.next([lost]);
        let ensured = cloud.register(&tables, &new).await.unwrap();
        let expected = if lost == Meddling::Cut { Ensured::Created } else { Ensured::Existed };
        assert_eq!(ensured, expected, "{lost:?}");
        assert_eq!(tables.state(&new.id), Some(RecordState::Confirmed));
        assert_eq!(count(&lms).await, number + 1, "{lost:?}");
    }
}

#[tokio::test]
async fn s36_s37_an_outcome_that_stays_unknown_is_resolved_later() {
    let lms = with_course().await;
    for (id, done, then) in [("made", Meddling::LoseAnswer(500), 1), ("not-made", Meddling::Refuse(500), 2)] {
        let (line, cloud) = behind(&lms).await;
        let tables = Tables::default();
        let new = lms.registration(id, &course("golf"));
        // The create, and then no answer to any question.
        line.next([done]);
        line.always(Meddling::Refuse(503));
        let error = cloud.register(&tables, &new).await.unwrap_err();
        assert!(matches!(error, RegisterError::Pending(_)), "{error:?}");
        assert_eq!(tables.state(&new.id), Some(RecordState::Reserved));

        // Nothing is touched that may still be under way; then the cloud is away; then it is back.
        assert_eq!(finish_reservations(&cloud, &tables, GRACE).await.unwrap(), Default::default());
        lms.server.later(600);
        assert_eq!(finish_reservations(&cloud, &tables, GRACE).await.unwrap().pending, 1);
        line.always(Meddling::Pass);
        let finished = finish_reservations(&cloud, &tables, GRACE).await.unwrap();
        assert_eq!(finished.confirmed, std::slice::from_ref(&new.id));
        assert_eq!(tables.state(&new.id), Some(RecordState::Confirmed));
        assert_eq!(count(&lms).await, then);
    }
}

#[tokio::test]
async fn s36_s37_l2_a_reservation_in_doubt_is_not_given_up_by_what_proves_nothing() {
    let lms = with_course().await;
    let (line, cloud) = behind(&lms).await;
    let tables = Tables::default();
    let new = lms.registration("r", &course("golf"));
    line.next([Meddling::CutAnswer]);
    line.always(Meddling::Refuse(503));
    assert!(matches!(cloud.register(&tables, &new).await.unwrap_err(), RegisterError::Pending(_)));
    assert_eq!(count(&lms).await, 1, "it was made");
    lms.server.later(600);

    // The line is down, somebody changed the secret, the clock is wrong: each time the learner clicks again, and the
    // sweeper comes by.
    let wrong = |settings: Settings| Cloud::new(settings.at(line.url())).unwrap();
    let secret = Settings::new("http://cloud", lms.server.credentials().0, Secret::new("another"));
    let other_secret = wrong(secret.clock(clock(&lms.server)));
    let late = lyceum_client::ManualClock::at(Timestamp(clock(&lms.server).now().0 + 3_600_000_000));
    let other_clock = wrong(settings(&lms.server).clock(late));
    for (what, cloud, meddling) in [
        ("down", &cloud, Meddling::Refuse(404)),
        ("secret", &other_secret, Meddling::Pass),
        ("clock", &other_clock, Meddling::Pass),
    ] {
        line.always(meddling);
        let error = cloud.register(&tables, &new).await.unwrap_err();
        assert!(matches!(error, RegisterError::Pending(_)), "{what}: {error:?}");
        let finished = finish_reservations(cloud, &tables, std::time::Duration::ZERO).await.unwrap();
        assert_eq!((finished.pending, finished.released.len()), (1, 0), "{what}");
        assert_eq!(tables.state(&new.id), Some(RecordState::Reserved), "{what}");
    }
    line.always(Meddling::Pass);
    assert_eq!(cloud.register(&tables, &new).await.unwrap(), Ensured::Existed);
    assert_eq!((tables.state(&new.id), count(&lms).await), (Some(RecordState::Confirmed), 1));

    // A first try that is refused for such a reason was certainly not done.
    let fresh = lms.registration("fresh", &course("golf"));
    assert!(matches!(other_secret.register(&tables, &fresh).await.unwrap_err(), RegisterError::NotDone(_)));
    assert_eq!(tables.state(&fresh.id), None);
}

#[tokio::test]
async fn s36_s37_a_crash_between_reserve_and_create_is_finished_by_the_sweeper() {
    let lms = with_course().await;
    let tables = Tables::default();
    let (good, bad) = (lms.registration("good", &course("golf")), lms.registration("bad", &course("gone")));
    for new in [&good, &bad] {
        tables.reserve(new, clock(&lms.server).now()).await.unwrap();
    }
    lms.server.later(600);
    let finished = finish_reservations(&lms.cloud, &tables, GRACE).await.unwrap();
    assert_eq!((finished.confirmed, finished.released), (vec![good.id.clone()], vec![bad.id.clone()]));
    assert_eq!((tables.state(&good.id), tables.state(&bad.id)), (Some(RecordState::Confirmed), None));
    assert!(lms.cloud.registrations().exists(&good.id).await.unwrap());
    assert_eq!(finish_reservations(&lms.cloud, &tables, GRACE).await.unwrap(), Default::default());
}

#[tokio::test]
async fn s38_s40_at_assignment_it_is_listed_as_not_started() {
    let lms = with_course().await;
    let tables = Tables::default();
    let new = lms.registration("r", &course("golf"));
    lms.cloud.register(&tables, &new).await.unwrap();
    let listed = lms.cloud.registrations().list(&ListRegistrations::default()).await.unwrap();
    assert_eq!((listed[0].id.as_str(), listed[0].first_access_date), ("r", None));
    // A confirmed record needs no call.
    let (line, cloud) = behind(&lms).await;
    assert_eq!(cloud.register(&tables, &new).await.unwrap(), Ensured::Existed);
    assert!(line.seen().is_empty());
}

#[tokio::test]
async fn s39_s40_two_first_launches_at_once_make_one_registration() {
    let lms = with_course().await;
    let tables = Tables::default();
    let new = lms.registration("r", &course("golf"));
    let both: Vec<_> = (0..8).map(|_| lms.cloud.register(&tables, &new)).collect();
    let outcomes = futures_util::future::join_all(both).await;
    let created = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Ensured::Created))).count();
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(created, 1, "{outcomes:?}");
    assert_eq!(count(&lms).await, 1);
    assert_eq!(tables.ids(), [new.id]);
}

#[tokio::test]
async fn s34_an_id_that_belongs_to_somebody_else_is_told_and_not_taken_over() {
    let lms = with_course().await;
    lms.cloud.registrations().create(&lms.registration("r", &course("golf"))).await.unwrap();
    let bob = Learner { id: LearnerId::new("bob").unwrap(), ..ann() };
    let new = NewRegistration::new(RegistrationId::new("r").unwrap(), course("golf"), bob);
    match lms.cloud.registrations().ensure(&new).await.unwrap_err() {
        EnsureError::Taken { learner, course } => {
            assert_eq!((learner.as_str(), course.as_str()), ("4711", "golf"))
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn s34_a_create_that_was_sent_is_never_sent_again_blindly() {
    let lms = with_course().await;
    let (line, cloud) = behind(&lms).await;
    line.next([Meddling::CutAnswer]);
    let error = cloud.registrations().create(&lms.registration("r", &course("golf"))).await.unwrap_err();
    assert!(!error.is_not_done(), "{error}");
    assert_eq!(line.seen().len(), 1);
    assert!(lms.cloud.registrations().exists(&RegistrationId::new("r").unwrap()).await.unwrap());
}

#[tokio::test]
async fn s37_a_nightly_comparison_finds_what_only_one_side_has() {
    let lms = with_course().await;
    let registrations = lms.cloud.registrations();
    for id in ["both", "stranger"] {
        registrations.create(&lms.registration(id, &course("golf"))).await.unwrap();
    }
    lms.server.later(3600);
    registrations.create(&lms.registration("just-made", &course("golf"))).await.unwrap();
    let id = |id: &str| RegistrationId::new(id).unwrap();
    let ours = HashSet::from([id("both"), id("deleted-there")]);
    let what = ListRegistrations { course_id: Some("golf".to_owned()), ..ListRegistrations::default() };
    let differences = registrations.compare(&what, &ours, GRACE).await.unwrap();
    assert_eq!(differences.only_here, [id("deleted-there")]);
    let there: Vec<&str> =
        differences.only_there.iter().map(|registration| registration.id.as_str()).collect();
    assert_eq!(there, ["stranger"]);
}
