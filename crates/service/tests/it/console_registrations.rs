//! Registrations as the console finds, shows and changes them.

use platform::Timestamp;
use runtime::Request;
use runtime::client::Call;
use service::FindRegistrationError;
use service::console::registration::{
    Deleted, RegistrationData, WantedRegistration, delete_registration, find_shown_registration,
    new_registration_instance, pause_postback, registration_data, registration_launches,
    registration_postbacks, registration_xml, reset_registration, send_postback_now,
};
use service::console::registrations::{Counted, Direction, RegistrationsSought, find_registrations};
use service::console::{Actor, list_audit_events};
use store::postback_outbox::PostbackState;

use crate::harness::{Cloud, Player, single, story, two_2004};

const ANN: Actor<'static> = Actor { login: "ann", address: "192.0.2.7" };

fn wanted(registration: &str) -> WantedRegistration<'_> {
    WantedRegistration { app: "A", registration, instance: None }
}

async fn data(cloud: &Cloud, id: &str) -> RegistrationData {
    registration_data(&cloud.store, cloud.live.definitions(), wanted(id)).await.unwrap()
}

/// The ids that somebody finds, and how many there are.
async fn found(cloud: &Cloud, sought: RegistrationsSought<'_>) -> (String, Counted) {
    let page = find_registrations(&cloud.store, sought, None, 10).await.unwrap();
    let ids: Vec<_> = page.rows.iter().map(|(one, _)| one.id.as_str().to_owned()).collect();
    (ids.join(" "), page.total)
}

async fn events(cloud: &Cloud) -> Vec<(String, String, String)> {
    let events = list_audit_events(&cloud.store, None, 100).await.unwrap();
    events.into_iter().rev().map(|(_, event)| (event.kind, event.subject, event.detail)).collect()
}

story!(registrations_are_found_by_what_became_of_them);
async fn registrations_are_found_by_what_became_of_them(cloud: Cloud) {
    for id in ["r1", "r2", "r3"] {
        cloud.register(id).await;
        cloud.later(1);
    }
    let all = RegistrationsSought { app: "A", ..RegistrationsSought::default() };
    assert_eq!(found(&cloud, all).await, ("r3 r2 r1".into(), Counted::Exactly(3)));
    let begin = cloud.now();
    let mut player = cloud.play("r1").await;
    player.set("cmi.core.lesson_status", "failed");
    player.send().await;
    let incomplete = RegistrationsSought { success: "failed", ..all };
    assert_eq!(found(&cloud, incomplete).await, ("r1".into(), Counted::Exactly(1)));
    player.set("cmi.core.lesson_status", "passed");
    player.finish().await;
    assert_eq!(found(&cloud, incomplete).await, (String::new(), Counted::Exactly(0)));
    let passed = RegistrationsSought { completion: "complete", success: "passed", course: "c", ..all };
    assert_eq!(found(&cloud, passed).await, ("r1".into(), Counted::Exactly(1)));
    let since = RegistrationsSought { since: Some(begin), ..all };
    assert_eq!(found(&cloud, since).await, ("r1".into(), Counted::Exactly(1)));
    let until = RegistrationsSought { until: Some(begin), text: "lee", ..all };
    assert_eq!(found(&cloud, until).await, ("r3 r2".into(), Counted::Exactly(2)));

    // What cannot be, or is not there, finds nothing; no application named is the first.
    let nowhere = [
        RegistrationsSought { app: "B", ..all },
        RegistrationsSought { app: "\0", ..all },
        RegistrationsSought { course: "other", ..all },
        RegistrationsSought { learner: "bob", ..all },
        RegistrationsSought { completion: "maybe", ..all },
    ];
    for sought in nowhere {
        assert_eq!(found(&cloud, sought).await, (String::new(), Counted::Exactly(0)), "{sought:?}");
    }
    let first = RegistrationsSought { app: "", learner: "ann", ..all };
    assert_eq!(found(&cloud, first).await.0, "r1 r3 r2");

    // Reset, begun anew and deleted: the status by which they are found goes along.
    let (store, now) = (&cloud.store, cloud.now());
    reset_registration(store, ANN, "A", "r1", now).await.unwrap();
    assert_eq!(found(&cloud, passed).await.0, "");
    delete_registration(store, ANN, "A", "r2", None, now).await.unwrap();
    assert_eq!(found(&cloud, all).await, ("r1 r3".into(), Counted::Exactly(2)));
}

story!(pages_lead_forth_and_back);
async fn pages_lead_forth_and_back(cloud: Cloud) {
    for n in 0..5 {
        cloud.register(&format!("r{n}")).await;
        cloud.later(1);
    }
    let sought = RegistrationsSought { app: "A", ..RegistrationsSought::default() };
    let page = async |from| {
        let page = find_registrations(&cloud.store, sought, from, 2).await.unwrap();
        let ids: Vec<_> = page.rows.iter().map(|(one, _)| one.id.to_string()).collect();
        (ids.join(" "), page.newer, page.older)
    };
    let (ids, newer, older) = page(None).await;
    assert_eq!((ids.as_str(), newer), ("r4 r3", None));
    let (ids, newer, older) = page(Some((older.unwrap(), Direction::Older))).await;
    assert_eq!(ids, "r2 r1");
    let (last, before_last, end) = page(Some((older.unwrap(), Direction::Older))).await;
    assert_eq!((last.as_str(), end), ("r0", None));
    let (ids, ..) = page(Some((before_last.unwrap(), Direction::Newer))).await;
    assert_eq!(ids, "r2 r1");
    let (ids, newest, _) = page(Some((newer.unwrap(), Direction::Newer))).await;
    assert_eq!((ids.as_str(), newest), ("r4 r3", None));
    // Too few are newer: the first page, whole.
    let third = page(None).await.2.unwrap();
    let (ids, newest, _) = page(Some((third, Direction::Newer))).await;
    assert_eq!((ids.as_str(), newest), ("r4 r3", None));
}

/// Two minutes in which the course does something each minute, then five with nothing but signs of life.
async fn spend_time(cloud: &Cloud, player: &mut Player<'_>) {
    for place in ["p1", "p2"] {
        cloud.later(60);
        player.set("cmi.core.lesson_location", place);
        player.send().await;
    }
    for _ in 0..5 {
        cloud.later(60);
        player.client.heartbeat(cloud.now());
        player.send().await;
    }
    player.set("cmi.core.session_time", "00:04:10.00");
    player.send().await;
}

story!(three_clocks_tell_three_times);
async fn three_clocks_tell_three_times(cloud: Cloud) {
    cloud.register("r").await;
    let clocks = data(&cloud, "r").await.clocks;
    assert_eq!((clocks.reported, clocks.open_secs, clocks.active_secs), (Some(0), 0, Some(0)));
    let mut player = cloud.play("r").await;
    player.send().await;
    spend_time(&cloud, &mut player).await;
    let shown = data(&cloud, "r").await;
    assert!(shown.running.is_some());
    player.finish().await;
    let shown = data(&cloud, "r").await;
    assert!(shown.running.is_none());
    let clocks = shown.clocks;
    // Seven minutes open; of the five in which nothing happened, two count as active.
    assert_eq!((clocks.reported, clocks.open_secs, clocks.active_secs), (Some(25_000), 420, Some(240)));
    assert!(clocks.active_is_whole);

    // A second launch adds to it, and a resent batch nothing.
    let mut player = cloud.play("r").await;
    let body = player.batch();
    let answer = cloud.post(&player.token, &body).await.unwrap();
    cloud.post(&player.token, &body).await.unwrap();
    player.take(&answer);
    cloud.later(60);
    player.set("cmi.core.lesson_location", "p3");
    player.send().await;
    let clocks = data(&cloud, "r").await.clocks;
    assert_eq!((clocks.open_secs, clocks.active_secs), (480, Some(300)));
    player.finish().await;

    // After a reset all begins at nothing; the launches from before stay in the list.
    reset_registration(&cloud.store, ANN, "A", "r", cloud.now()).await.unwrap();
    let shown = data(&cloud, "r").await;
    let clocks = shown.clocks;
    assert_eq!((clocks.reported, clocks.open_secs, clocks.active_secs), (Some(0), 0, Some(0)));
    let launches = registration_launches(&cloud.store, &shown.shown, None, 1).await.unwrap();
    assert_eq!(launches.launches.len(), 1);
    let earlier = registration_launches(&cloud.store, &shown.shown, launches.earlier, 1).await.unwrap();
    assert_eq!((earlier.launches[0].active_micros, earlier.earlier), (Some(240_000_000), None));
}

story!(everything_that_content_stored_is_shown);
async fn everything_that_content_stored_is_shown(cloud: Cloud) {
    cloud.import(&two_2004()).await;
    cloud.register("r").await;
    let token = cloud.token("r").await;
    let mut player = cloud.open_player(&token).await;
    player.client.navigate(cloud.now(), Request::Choice("A".into()));
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    for (element, value) in [
        ("cmi.location", "page 7"),
        ("cmi.interactions.0.id", "q1"),
        ("cmi.interactions.0.type", "choice"),
        ("cmi.interactions.0.learner_response", "a[,]b"),
        ("cmi.interactions.0.result", "incorrect"),
        ("cmi.objectives.0.id", "o1"),
        ("cmi.objectives.0.score.raw", "7"),
    ] {
        player.set(element, value);
    }
    player.send().await;
    let shown = data(&cloud, "r").await;
    let activity = &shown.activities[0];
    assert_eq!((activity.id.as_str(), shown.activities.len()), ("A", 1));
    for (name, value) in [
        ("cmi.location", "page 7"),
        ("cmi.interactions.0.learner_response", "a[,]b"),
        ("cmi.objectives.0.score.raw", "7"),
    ] {
        assert!(activity.elements.contains(&(name.into(), value.into())), "{:?}", activity.elements);
    }
    let report = shown.report.unwrap();
    assert_eq!(report.children[0].runtime.as_ref().unwrap().interactions[0].result, "incorrect");

    // The API form is what the API answers.
    let xml = registration_xml(&cloud.store, cloud.live.definitions(), &shown.shown).await.unwrap();
    let report = cloud.report("r", cloud_api::v1::values::ResultsFormat::Full).await;
    assert_eq!(xml, report.to_xml());

    // Once the version is gone, what the last session left is shown.
    player.finish().await;
    let version = shown.shown.instance.version.unwrap();
    cloud.import(&single()).await;
    let sql = format!("UPDATE instances SET version = NULL WHERE version = {}", version.0);
    let done: Result<(), store::Error> = store::transact!(cloud.store, |tx| {
        store::run_for_tests(tx, &sql).await.unwrap();
        Ok(())
    });
    done.unwrap();
    let left = data(&cloud, "r").await;
    assert!(left.activities.is_empty());
    assert_eq!(left.report.unwrap().children[0].runtime.as_ref().unwrap().interactions[0].id, "q1");
}

story!(changes_are_noted_with_who_made_them);
async fn changes_are_noted_with_who_made_them(cloud: Cloud) {
    cloud.register("r").await;
    let (store, definitions, now) = (&cloud.store, cloud.live.definitions(), cloud.now());
    let mut player = cloud.play("r").await;
    player.set("cmi.core.lesson_status", "passed");
    player.send().await;
    let number = new_registration_instance(store, definitions, ANN, "A", "r", now).await.unwrap();
    assert_eq!(number.0, 1);
    let old = WantedRegistration { instance: Some(0), ..wanted("r") };
    let old = find_shown_registration(store, old).await.unwrap();
    assert_eq!((old.is_latest(), old.instance.result.success.as_str()), (false, "passed"));
    let delete = async |instance| delete_registration(store, ANN, "A", "r", instance, now).await;
    assert_eq!(delete(Some(1)).await.unwrap(), Deleted::Instance);
    // Somebody else just deleted the other one: the results stay.
    assert_eq!(delete(Some(0)).await.unwrap(), Deleted::Nothing);
    assert!(matches!(delete(Some(1)).await, Err(FindRegistrationError::NoInstance(1))));
    reset_registration(store, ANN, "A", "r", now).await.unwrap();
    assert_eq!(delete(None).await.unwrap(), Deleted::Registration);
    for gone in [wanted("r"), WantedRegistration { app: "B", ..wanted("r") }] {
        let error = find_shown_registration(store, gone).await.unwrap_err();
        assert!(matches!(error, FindRegistrationError::NoRegistration), "{error:?}");
    }
    let noted = |kind: &str, detail: &str| (kind.to_owned(), "r".to_owned(), detail.to_owned());
    assert_eq!(
        events(&cloud).await,
        [
            noted("registration.instance-made", "A · 1"),
            noted("registration.instance-deleted", "A · 1"),
            noted("registration.reset", "A"),
            noted("registration.deleted", "A · ann"),
        ]
    );
}

story!(postbacks_are_paused_and_sent_by_hand);
async fn postbacks_are_paused_and_sent_by_hand(cloud: Cloud) {
    cloud.register("r").await;
    let store = &cloud.store;
    let shown = data(&cloud, "r").await.shown;
    let postbacks = async || registration_postbacks(store, &shown, None, 10).await.unwrap();
    assert_eq!(postbacks().await.url.as_deref(), Some("https://lms.example/results"));
    pause_postback(store, ANN, "A", "r", true, cloud.now()).await.unwrap();
    pause_postback(store, ANN, "A", "r", true, cloud.now()).await.unwrap();
    let mut player = cloud.play("r").await;
    player.set("cmi.core.lesson_status", "passed");
    player.send().await;
    let waiting = postbacks().await;
    assert!(waiting.is_paused);
    assert_eq!(waiting.pending.unwrap().state, PostbackState::Paused);
    assert!(send_postback_now(store, ANN, "A", "r", cloud.now()).await.unwrap());
    assert_eq!(postbacks().await.pending.unwrap().state, PostbackState::Pending);
    pause_postback(store, ANN, "A", "r", false, cloud.now()).await.unwrap();
    assert!(!postbacks().await.is_paused);
    service::delete_postback_info(store, cloud.app, "r").await.unwrap();
    assert!(!send_postback_now(store, ANN, "A", "r", Timestamp(cloud.now().0 + 1)).await.unwrap());
    let kinds: Vec<_> = events(&cloud).await.into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, ["postback.paused", "postback.sent", "postback.resumed"]);
    // A call that nothing is left of does no harm to the player.
    assert_eq!(player.call(Call::GetValue, "cmi.core.lesson_status", ""), "passed");
}
