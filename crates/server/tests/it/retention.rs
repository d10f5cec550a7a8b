//! What is past its retention goes, and what it explained stays.

use cloud_api::v1::report::Results;
use cloud_api::v1::values::Completion;
use platform::AppId;
use platform::config::{RawConfig, RawRetention};
use runtime::client::Call;
use test_server::{Setup, TestServer};
use test_support::scorm12_single;

const DAY: u64 = 24 * 3600;

async fn play(server: &TestServer, registration: &str, values: &[(&str, &str)]) {
    let mut player = server.launch(registration).await;
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    player.report(values);
    player.leave().await;
}

/// Entries and notes that are stored of a registration's launches, each.
async fn stored(server: &TestServer, registration: &str) -> Vec<(usize, usize)> {
    let services = server.services();
    let app = service::find_app(&services.store, &AppId::new("lms").unwrap()).await.unwrap().key;
    let (_, launches) = service::launch_history(&services.store, app, registration).await.unwrap();
    let mut tx = services.store.begin_read().await.unwrap();
    let mut found = Vec::new();
    for launch in launches {
        let journal = store::journal::list(&mut tx, launch.id, 0, 1000).await.unwrap().len();
        let notes = store::journal_notes::list(&mut tx, launch.id, None, 1000).await.unwrap().len();
        found.push((journal, notes));
    }
    found
}

async fn journals_go_and_states_stay(setup: Setup) {
    let retention = RawRetention { journal_days: Some(90), audit_days: Some(10), ..RawRetention::default() };
    let server = setup.configured(RawConfig { retention, ..RawConfig::default() }).start().await;
    server.import("course", &scorm12_single()).await;
    for registration in ["old", "going-on"] {
        server.create_registration("course", registration).await;
        play(&server, registration, &[("cmi.suspend_data", "kept"), ("cmi.core.exit", "suspend")]).await;
    }
    server.run_jobs().await;
    server.later(60 * DAY);
    play(&server, "going-on", &[("cmi.suspend_data", "newer"), ("cmi.core.exit", "suspend")]).await;
    server.later(40 * DAY);
    server.run_jobs().await;
    // One attempt rested for 100 days, the other for 40: its first journal is needed to explain the second.
    assert_eq!(stored(&server, "old").await.iter().map(|(journal, _)| *journal).sum::<usize>(), 0);
    let kept = stored(&server, "going-on").await;
    assert!(kept.len() == 2 && kept.iter().all(|(journal, _)| *journal > 0), "{kept:?}");

    // The state is what it was, also for a node that remembers nothing.
    let node = server.another_node().await;
    let mut player = node.launch("old").await;
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    assert_eq!(player.call(Call::GetValue, "cmi.suspend_data", ""), "kept");
    player.report(&[("cmi.core.lesson_status", "completed")]);
    player.leave().await;
    let Results::Course(result) = server.result("old").await.results else { panic!("no course report") };
    assert_eq!(result.complete, Completion::Complete);
    // The log of the launch after it tells what it can.
    let app = service::find_app(&server.services().store, &AppId::new("lms").unwrap()).await.unwrap().key;
    let (_, launches) = service::launch_history(&server.services().store, app, "old").await.unwrap();
    for launch in launches {
        let services = server.services();
        let definitions = services.live.definitions();
        let log =
            service::launch_log(&services.store, definitions, app, &launch.id.to_string()).await.unwrap();
        assert!(log.is_some());
    }
    // And goes in its turn.
    server.later(91 * DAY);
    server.run_jobs().await;
    for registration in ["old", "going-on"] {
        assert!(stored(&server, registration).await.iter().all(|found| *found == (0, 0)), "{registration}");
    }
    server.result("going-on").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn journals_go_and_states_stay_on_sqlite() {
    journals_go_and_states_stay(Setup::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn journals_go_and_states_stay_on_postgres() {
    journals_go_and_states_stay(Setup::distributed().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_changes_goes_by_age() {
    let retention = RawRetention { audit_days: Some(10), ..RawRetention::default() };
    let server = Setup::new().configured(RawConfig { retention, ..RawConfig::default() }).start().await;
    let services = server.services();
    let (store, now) = (&services.store, services.clock.now());
    let event = |at: platform::Timestamp| store::audit_events::AuditEvent {
        at,
        actor: "ann".to_owned(),
        kind: "user.created".to_owned(),
        subject: "ben".to_owned(),
        detail: String::new(),
        address: String::new(),
    };
    let done: Result<(), store::Error> = store::transact!(store, |tx| {
        store::audit_events::insert(tx, &event(now)).await?;
        let later = platform::Timestamp(now.0 + 5 * 86_400_000_000);
        store::audit_events::insert(tx, &event(later)).await
    });
    done.unwrap();
    let count = async || service::console::list_audit_events(store, None, 10).await.unwrap().len();
    server.run_jobs().await;
    assert_eq!(count().await, 2);
    server.later(11 * DAY);
    server.run_jobs().await;
    assert_eq!(count().await, 1);
}
