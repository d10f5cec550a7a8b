//! Applications in the console.

use axum::http::StatusCode;
use service::console::Role;

use super::harness::{Browser, Console, Reply};

const EVIL: &str = "\"><script>alert(1)</script>";

/// The secret that a page shows.
fn secret(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    let shown = reply.body.split("class=\"secret\"><code>").nth(1).unwrap().split('<').next().unwrap();
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
