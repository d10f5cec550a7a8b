//! A learner is erased from the console.

use axum::http::StatusCode;
use platform::{AppId, LearnerId, OsRng, SecretText};
use service::console::Role;

use super::harness::Console;

const EVIL: &str = "\"><script>alert(1)</script>";

/// An application with a learner who has nothing but a tag, which is enough to be known.
async fn known(console: &Console, app: &str, learner: &str) {
    let services = &console.services;
    let (store, now) = (&services.store, services.clock.now());
    let (id, secret) = (AppId::new(app).unwrap(), SecretText::new("s3cretKey of a test"));
    let new = service::NewApp::new(&id, "LMS");
    service::create_app(store, &services.installation_key, &OsRng, new, &secret, now).await.unwrap();
    let learner = LearnerId::new(learner).unwrap();
    let done: Result<(), store::Error> = store::transact!(store, |tx| {
        let app = store::apps::find(tx, &id).await?.unwrap().key;
        store::tags::add(tx, store::tags::Tagged::Learner(app, &learner), &["a".to_owned()]).await
    });
    done.unwrap();
}

#[tokio::test]
async fn what_is_known_is_shown_and_erased_when_the_id_is_typed() {
    let console = Console::new().await;
    let mut admin = console.signed_in(Role::Administrator).await;
    known(&console, "lms", EVIL).await;
    let encoded = "%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E";
    let page = admin.get(&format!("/console/erase?app=lms&learner={encoded}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
    assert!(page.body.contains("Tags of the learner</th><td>1</td>"), "{}", page.body);

    let form = |confirm: &'static str| [("app", "lms"), ("learner", EVIL), ("confirm", confirm)];
    let reply = admin.post("/console/erase", &form("another")).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.body.contains("Nothing was erased") && !reply.body.contains("<script>alert"));
    let reply = admin.post("/console/erase", &form(EVIL)).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(
        reply.body.contains("The learner is erased") && !reply.body.contains("alert(1)"),
        "{}",
        reply.body
    );
    let events = console.events().await;
    let last = &events[0];
    assert_eq!((last.kind.as_str(), last.subject.as_str()), ("learner.erased", "lms"));
    assert!(!format!("{last:?}").contains("alert"));
    assert!(admin.get("/console/audit").await.body.contains("learner erased"));

    for (app, learner, said) in [
        ("lms", encoded, "Nothing is known of this learner"),
        ("lms", "nobody", "Nothing is known of this learner"),
        ("else", "nobody", "There is no such application"),
        ("", "nobody", "There is no such application"),
    ] {
        let page = admin.get(&format!("/console/erase?app={app}&learner={learner}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{app} {learner}");
        assert!(page.body.contains(said), "{}", page.body);
    }
}
