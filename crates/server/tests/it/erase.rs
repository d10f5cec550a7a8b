//! A learner is erased: afterwards no table and no file knows of them, and nobody else misses anything.

use blobs::Kind;
use cloud_api::v1::params::Params;
use cloud_api::v1::simple::Done;
use futures_util::StreamExt as _;
use platform::{AppId, OsRng, SecretText};
use runtime::client::Call;
use service::console::Actor;
use test_server::{Setup, TestServer};
use test_support::scorm12_single;

/// What stands in for the learner everywhere.
const WORDS: [&str; 6] =
    ["learner-4711", "Annabella", "Leewood", "annabella@example.org", "reg-of-0815", "what she wrote"];

async fn register(server: &TestServer, registration: &str, learner: [&str; 4]) {
    let [id, first, last, email] = learner;
    let params = Params::new()
        .with("courseid", "course")
        .with("regid", registration)
        .with("learnerid", id)
        .with("fname", first)
        .with("lname", last)
        .with("email", email)
        .with("postbackurl", server.receiver.url("/back"));
    server.call::<Done>("registration.createRegistration", params).await;
}

async fn play(server: &TestServer, registration: &str, wrote: &str) {
    let mut player = server.launch(registration).await;
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    player.report(&[("cmi.suspend_data", wrote), ("cmi.core.lesson_status", "completed")]);
    player.leave().await;
}

/// All rows of the database.
async fn rows(server: &TestServer) -> Vec<u8> {
    let (out, mut pieces) = tokio::sync::mpsc::channel(2);
    let gather = tokio::spawn(async move {
        let mut bytes = Vec::new();
        while let Some(piece) = pieces.recv().await {
            bytes.extend(piece);
        }
        bytes
    });
    let mut tx = server.services().store.begin_read().await.unwrap();
    store::dump::take(&mut tx, &out, |_| {}).await.unwrap();
    drop(out);
    gather.await.unwrap()
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

async fn nothing_is_left(setup: Setup) {
    let server = setup.start().await;
    server.import("course", &scorm12_single()).await;
    register(&server, "reg-of-0815", [WORDS[0], WORDS[1], WORDS[2], WORDS[3]]).await;
    register(&server, "second", [WORDS[0], WORDS[1], WORDS[2], ""]).await;
    register(&server, "other", ["ben", "Ben", "Cole", ""]).await;
    play(&server, "reg-of-0815", WORDS[5]).await;
    play(&server, "other", "what he wrote").await;
    // One player stays open.
    let mut open = server.launch("second").await;
    assert_eq!(open.call(Call::Initialize, "", ""), "true");
    open.report(&[("cmi.suspend_data", WORDS[5])]);
    open.send().await;
    let tag = Params::new().with("learnerid", WORDS[0]).with("tag", "a tag");
    server.call::<Done>("tagging.addLearnerTag", tag).await;
    server.run_jobs().await;
    let services = server.services();
    let (store, now) = (&services.store, services.clock.now());
    let lms = AppId::new("lms").unwrap();
    let app = service::find_app(store, &lms).await.unwrap().key;
    service::start_export(store, &OsRng, app, now).await.unwrap();
    server.run_jobs().await;
    // One that waits.
    service::start_export(store, &OsRng, app, now).await.unwrap();
    let noted = store::audit_events::AuditEvent {
        at: now,
        actor: "admin".to_owned(),
        kind: "registration.reset".to_owned(),
        subject: "reg-of-0815".to_owned(),
        detail: "lms".to_owned(),
        address: "10.0.0.1".to_owned(),
    };
    // A registration that was deleted before.
    let deleted = store::audit_events::AuditEvent {
        kind: "registration.deleted".to_owned(),
        subject: "older".to_owned(),
        detail: "lms · learner-4711".to_owned(),
        ..noted.clone()
    };
    let done: Result<(), store::Error> = store::transact!(store, |tx| {
        store::audit_events::insert(tx, &noted).await?;
        store::audit_events::insert(tx, &deleted).await
    });
    done.unwrap();
    // A learner of the same id at another application is another person.
    let (id, secret) = (AppId::new("another").unwrap(), SecretText::new("another secret of tests"));
    let new = service::NewApp::new(&id, "Another");
    service::create_app(store, &services.installation_key, &OsRng, new, &secret, now).await.unwrap();

    let before = rows(&server).await;
    // What was played lies in the journal and in a snapshot, which may be packed.
    for word in &WORDS[..5] {
        assert!(holds(&before, word), "{word}");
    }
    let data = service::learner_data(store, &lms, WORDS[0]).await.unwrap();
    assert_eq!((data.known.registrations, data.known.launches, data.known.tags, data.exports), (2, 2, 1, 1));
    assert!(data.known.batches > 0 && data.known.postbacks > 0, "{data:?}");
    assert!(service::learner_data(store, &id, WORDS[0]).await.unwrap().is_empty());
    let erased =
        service::erase_learner(store, &services.blobs, Actor::OPERATOR, &lms, WORDS[0], now).await.unwrap();
    assert_eq!(erased, data);

    let after = rows(&server).await;
    for word in WORDS {
        assert!(!holds(&after, word), "{word} is left");
    }
    for word in ["ben", "Cole", "registration.reset", "(erased)", "learner.erased"] {
        assert!(holds(&after, word), "{word} is gone");
    }
    assert_eq!(services.blobs.list(Kind::Export).count().await, 0);
    assert!(service::learner_data(store, &lms, WORDS[0]).await.unwrap().is_empty());
    // The open player is told, and stores nothing any more.
    open.report(&[("cmi.suspend_data", WORDS[5])]);
    assert_eq!(open.try_send().await.unwrap().status, platform::player_protocol::JournalStatus::Gone);
    server.run_jobs().await;
    assert!(!holds(&rows(&server).await, WORDS[0]));
    // Counters are right, and the others play on.
    play(&server, "other", "more").await;
    let totals = store::totals::find(&mut store.begin_read().await.unwrap(), app).await.unwrap();
    assert_eq!(totals.registrations, 1);
    // Once more is harmless.
    service::erase_learner(store, &services.blobs, Actor::OPERATOR, &lms, WORDS[0], now).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_on_sqlite() {
    nothing_is_left(Setup::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_on_postgres() {
    nothing_is_left(Setup::distributed().await).await;
}
