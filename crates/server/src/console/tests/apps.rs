//! Applications in the console.

use axum::http::StatusCode;
use cloud_api::v1::params::Params;
use service::console::Role;

use super::harness::{Browser, Console, Reply};

const EVIL: &str = "\"><script>alert(1)</script>";

/// The secret that a page shows.
fn secret(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    let shown = reply.shown_once();
    assert_eq!(shown.len(), 40);
    shown.to_owned()
}

/// The secrets that sign for an application.
async fn signing(console: &Console, id: &str) -> Vec<String> {
    let services = &console.services;
    let found = services.signing_keys.find(&services.store, &services.installation_key, id).await;
    found.unwrap().unwrap().keys.iter().map(|key| key.secret.expose().to_owned()).collect()
}

#[tokio::test]
async fn an_application_is_made_and_its_secret_shown_once() {
    let console = Console::new().await;
    let mut admin = console.signed_in(Role::Administrator).await;
    assert!(admin.get("/console/").await.body.contains("No LMS is connected yet"));
    let first = secret(&admin.post("/console/apps", &[("id", " my-lms "), ("name", "")]).await);
    assert_eq!(signing(&console, "my-lms").await, std::slice::from_ref(&first));
    let page = admin.get("/console/apps").await.body;
    assert!(page.contains("my-lms") && !page.contains(&first));

    let post =
        async |admin: &mut Browser<'_>, id| admin.post("/console/apps", &[("id", id), ("name", "x")]).await;
    for (id, said) in
        [("my-lms", "of this id already"), ("", "This id cannot be used"), (" ", "This id cannot")]
    {
        let reply = post(&mut admin, id).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains(said), "{}", reply.body);
    }
    let long = "x".repeat(256);
    let reply = admin.post("/console/apps", &[("id", "other"), ("name", &long)]).await;
    assert!(reply.body.contains("This name cannot be used"));

    // Both count, the older one first, then the newest alone.
    console.later(1);
    let rotate = [("app", "my-lms"), ("keep_old", "on")];
    let second = secret(&admin.post("/console/apps/rotate", &rotate).await);
    assert_eq!(signing(&console, "my-lms").await, [first, second]);
    let third = secret(&admin.post("/console/apps/rotate", &rotate[..1]).await);
    assert_eq!(signing(&console, "my-lms").await, [third]);
    assert_eq!(admin.post("/console/apps/rotate", &[("app", "nobody")]).await.status, StatusCode::NOT_FOUND);
    let kinds: Vec<_> =
        console.events().await.into_iter().map(|event| (event.kind, event.subject)).take(3).collect();
    let kind = |kind: &str| (kind.to_owned(), "my-lms".to_owned());
    assert_eq!(kinds, [kind("app.secret-replaced"), kind("app.secret-added"), kind("app.created")]);
}

#[tokio::test]
async fn ids_and_names_are_text_and_viewers_see_no_forms() {
    let console = Console::new().await;
    let mut admin = console.signed_in(Role::Administrator).await;
    let made = admin.post("/console/apps", &[("id", EVIL), ("name", EVIL)]).await;
    secret(&made);
    let mut viewer = console.signed_in(Role::Viewer).await;
    let seen = viewer.get("/console/apps").await.body;
    assert!(!seen.contains("/apps/rotate") && !seen.contains("name=\"id\""));
    for page in
        [made.body, seen, admin.get("/console/apps").await.body, admin.get("/console/audit").await.body]
    {
        assert!(page.contains("&#34;&#62;&#60;script&#62;") && !page.contains("<script>"), "{page}");
    }
    secret(&admin.post("/console/apps/rotate", &[("app", EVIL)]).await);
}

#[tokio::test]
async fn keys_come_and_go_one_by_one() {
    let console = Console::new().await;
    let mut admin = console.signed_in(Role::Administrator).await;
    let first = secret(&admin.post("/console/apps", &[("id", EVIL), ("name", "x")]).await);
    console.later(1);
    let second = secret(&admin.post("/console/app/keys", &[("app", EVIL), ("description", EVIL)]).await);
    assert_eq!(signing(&console, EVIL).await, [first.clone(), second.clone()]);
    let path = format!("/console/app?{}", Params::new().with("app", EVIL).to_urlencoded());
    let page = admin.get(&path).await.body;
    assert!(!page.contains(&first) && !page.contains(&second), "a secret is shown once");
    assert!(page.contains("&#34;&#62;&#60;script&#62;") && !page.contains("<script>alert"), "{page}");
    let app = platform::AppId::new(EVIL).unwrap();
    let keys = service::app_keys(&console.services.store, &app);
    // Newest first.
    let keys: Vec<_> = keys.await.unwrap().into_iter().map(|key| key.id.as_str().to_owned()).collect();
    let (new, old) = (keys[0].as_str(), keys[1].as_str());
    let switch = |key, to| [("app", EVIL), ("key", key), ("to", to)];
    let reply = admin.post("/console/app/keys/switch", &switch(old, "off")).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{reply:?}");
    for (path, form) in [
        ("/console/app/keys/switch", &switch(new, "off")[..]),
        ("/console/app/keys/delete", &switch(new, "")[..]),
    ] {
        let reply = admin.post(path, form).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains("this is the last key that counts"), "{}", reply.body);
    }
    admin.post("/console/app/keys/switch", &switch(old, "on")).await;
    admin.post("/console/app/keys/delete", &switch(new, "")).await;
    assert_eq!(signing(&console, EVIL).await, [first]);
    for key in [new, "", "a/b"] {
        let reply = admin.post("/console/app/keys/delete", &switch(key, "")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{key}");
    }
    let long = "x".repeat(256);
    let reply = admin.post("/console/app/keys", &[("app", EVIL), ("description", &long)]).await;
    assert!(reply.body.contains("This description cannot be used"), "{}", reply.body);
    let kinds: Vec<_> = console.events().await.into_iter().map(|event| event.kind).take(4).collect();
    assert_eq!(kinds, ["app.key-deleted", "app.key-on", "app.key-off", "app.secret-added"]);
}

#[tokio::test]
async fn an_application_is_changed_and_deleted_by_who_types_its_id() {
    let console = Console::new().await;
    let mut admin = console.signed_in(Role::Administrator).await;
    secret(&admin.post("/console/apps", &[("id", EVIL), ("name", "before")]).await);
    let query = Params::new().with("app", EVIL).to_urlencoded();
    let change = [("app", EVIL), ("name", " after "), ("allow_delete", "on")];
    let reply = admin.post("/console/app", &change).await;
    assert_eq!(reply.location(), format!("/lyceum/console/app?{query}"));
    let page = admin.get(&format!("/console/app?{query}")).await.body;
    assert!(page.contains("value=\"after\"") && page.contains("switched off"), "{page}");
    // The same again changes nothing, and says nothing in the log.
    admin.post("/console/app", &change).await;
    let bad = admin.post("/console/app", &[("app", EVIL), ("name", " ")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kinds: Vec<_> = console.events().await.into_iter().map(|event| event.kind).take(3).collect();
    assert_eq!(kinds, ["app.switched-off", "app.renamed", "app.created"]);

    let ask = admin.get(&format!("/console/app/delete?{query}")).await.body;
    assert!(ask.contains("With it go, for good") && ask.contains("Registrations</dt><dd>0"), "{ask}");
    let wrong = admin.post("/console/app/delete", &[("app", EVIL), ("typed", "x")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("this is not its id"), "{}", wrong.body);
    let gone = admin.post("/console/app/delete", &[("app", EVIL), ("typed", EVIL)]).await;
    assert_eq!(gone.location(), "/lyceum/console/apps");
    assert_eq!(console.events().await[0].kind, "app.deleted");
    for path in
        [format!("/console/app?{query}"), format!("/console/app/delete?{query}"), "/console/app".to_owned()]
    {
        assert_eq!(admin.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/console/app", "/console/app/delete", "/console/app/keys"] {
        let form = [("app", EVIL), ("typed", EVIL), ("name", "x")];
        assert_eq!(admin.post(path, &form).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// After a restore with a new installation key nobody can read the keys that were stored before.
#[tokio::test]
async fn an_application_whose_key_nobody_can_read_gets_another() {
    let console = Console::new().await;
    let mut admin = console.signed_in(Role::Administrator).await;
    secret(&admin.post("/console/apps", &[("id", "lms"), ("name", "LMS")]).await);
    let (services, id) = (&console.services, platform::AppId::new("lms").unwrap());
    let lost = platform::InstallationKey::from_bytes(&[7; 32]);
    let text = platform::SecretText::new("nobody reads this");
    let (store, rng, now) = (&services.store, services.rng.as_ref(), console.now());
    let unreadable = service::add_app_key(store, &lost, rng, &id, &text, "lost", now).await.unwrap();
    let first = service::app_keys(store, &id).await.unwrap().into_iter().find(|key| key.id != unreadable);
    service::delete_app_key(store, &id, first.unwrap().id.as_str()).await.unwrap();
    let found = services.signing_keys.find(store, &services.installation_key, "lms").await;
    assert!(matches!(found, Err(service::SigningKeysError::Sealed { .. })), "{found:?}");

    let page = admin.get("/console/app?app=lms").await;
    assert!(page.status == StatusCode::OK && page.body.contains(unreadable.as_str()), "{page:?}");
    let added = secret(&admin.post("/console/app/keys", &[("app", "lms"), ("description", "")]).await);
    assert_eq!(signing(&console, "lms").await, [added]);
}
