//! First start, signing in and out, roles.

use axum::http::StatusCode;
use service::console::{self, Actor, Role};

use super::harness::{Console, PASSWORD};

#[tokio::test]
async fn the_first_one_becomes_the_administrator_once() {
    let console = Console::new().await;
    let (link, other) = (console.first_link().await, console.first_link().await);
    let mut browser = console.browser();
    assert_eq!(browser.get(&link).await.status, StatusCode::OK);
    // What cannot be taken does not use the link up.
    let short = browser.post(&link, &[("login", "Ann"), ("password", "short")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.body.contains("at least 10 characters") && short.body.contains("value=\"Ann\""));
    let nameless = browser.post(&link, &[("login", "a b"), ("password", PASSWORD)]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);

    let begun = browser.post(&link, &[("login", "Ann"), ("password", PASSWORD)]).await;
    assert_eq!((begun.status, begun.location()), (StatusCode::SEE_OTHER, "/lyceum/console/"));
    let cookie = begun.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly; SameSite=Lax") && !cookie.contains("Secure"), "{cookie}");
    assert!(browser.get("/console/users").await.body.contains("<bdi>ann</bdi>"));
    for used in [&link, &other] {
        let reply = console.browser().post(used, &[("login", "eve"), ("password", PASSWORD)]).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
        assert_eq!(console.browser().get(used).await.status, StatusCode::NOT_FOUND);
    }
    let now = platform::Clock::now(&*console.clock);
    let none =
        service::console::first_link(&console.services.store, console.services.rng.as_ref(), now).await;
    assert!(none.unwrap().is_none());
    assert_eq!(console.user("ann").await.role, Role::Administrator);
}

#[tokio::test]
async fn links_get_old() {
    let console = Console::new().await;
    let link = console.first_link().await;
    console.later(24 * 60 * 60);
    let reply = console.browser().get(&link).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert!(reply.body.contains("lyceum users link"));
    assert_eq!(console.browser().get("/console/welcome/%3Cb%3E").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn behind_tls_the_cookie_is_of_this_host_alone() {
    let console = Console::at("https://lms.example").await;
    let link = console.first_link().await;
    let mut browser = console.browser();
    let begun = browser.post(&link, &[("login", "ann"), ("password", PASSWORD)]).await;
    let cookie = begun.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-") && cookie.contains("; Secure; HttpOnly; SameSite=Lax"), "{cookie}");
    assert_eq!(browser.get("/console/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn signing_in_and_out() {
    let console = Console::new().await;
    let mut first = console.signed_in(Role::Viewer).await;
    let mut second = console.browser();
    let form = |password| [("login", " Viewer "), ("password", password), ("then", "/account")];
    let wrong = second.post("/console/sign-in", &form("correct horse")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Name or password are wrong") && !wrong.body.contains("correct horse"));
    let right = second.post("/console/sign-in", &form(PASSWORD)).await;
    assert_eq!((right.status, right.location()), (StatusCode::SEE_OTHER, "/lyceum/console/account"));
    assert_eq!(second.get("/console/sign-in?then=%2F%2Fevil").await.location(), "/lyceum/console/");

    second.post("/console/sign-out", &[]).await;
    assert_eq!(second.get("/console/").await.status, StatusCode::SEE_OTHER);
    assert_eq!(first.get("/console/").await.status, StatusCode::OK);
    second.post("/console/sign-in", &form(PASSWORD)).await;
    second.post("/console/account/sign-out-everywhere", &[]).await;
    assert_eq!(first.get("/console/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn sessions_end_by_themselves() {
    const HOUR: u64 = 60 * 60;
    let console = Console::new().await;
    let mut idle = console.signed_in(Role::Viewer).await;
    let mut busy = console.again(Role::Viewer).await;
    for hour in 1..=30 * 24 {
        console.later(HOUR);
        if hour % 11 == 0 && hour < 30 * 24 {
            assert_eq!(busy.get("/console/").await.status, StatusCode::OK, "after {hour} hours");
        }
        if hour == 12 {
            assert_eq!(idle.get("/console/").await.status, StatusCode::SEE_OTHER);
        }
    }
    assert_eq!(busy.get("/console/").await.status, StatusCode::SEE_OTHER);
}

/// A full disk is looked into by people who are signed in already.
#[tokio::test]
async fn where_nothing_can_be_written_the_console_is_still_read() {
    let console = Console::new().await;
    let mut admin = console.signed_in(Role::Administrator).await;
    let refused =
        "CREATE TRIGGER full BEFORE UPDATE ON console_sessions BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    let mut tx = console.services.store.begin_write().await.unwrap();
    store::run_for_tests(&mut tx, refused).await.unwrap();
    tx.commit().await.unwrap();
    console.later(301);
    for path in ["/console/operations", "/console/courses"] {
        assert_eq!(admin.get(path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_link_that_was_not_used_does_not_outlive_a_change_of_password() {
    let console = Console::new().await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let services = &console.services;
    let (rng, now) = (services.rng.as_ref(), console.now());
    let link = console::user_link(&services.store, rng, Actor::OPERATOR, "viewer", now).await.unwrap();
    let path = format!("/console/welcome/{}", link.as_str());
    assert_eq!(console.browser().get(&path).await.status, StatusCode::OK);
    let form = [("present", PASSWORD), ("password", "another good password")];
    let reply = viewer.post("/console/account/password", &form).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{reply:?}");
    assert_eq!(console.browser().get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn guessing_gets_slow_for_logins_that_nobody_has_too() {
    let console = Console::new().await;
    console.signed_in(Role::Viewer).await;
    for login in ["viewer", "nobody-at-all"] {
        let mut browser = console.browser();
        let wrong = [("login", login), ("password", "a wrong password")];
        for _ in 0..5 {
            let reply = browser.post("/console/sign-in", &wrong).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        for _ in 0..2 {
            let reply = browser.post("/console/sign-in", &[("login", login), ("password", PASSWORD)]).await;
            assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS, "{login}");
            assert!(reply.body.contains("Wait 1 seconds"), "{}", reply.body);
        }
    }
    console.later(1);
    let mut browser = console.browser();
    let right = [("login", "viewer"), ("password", PASSWORD)];
    assert_eq!(browser.post("/console/sign-in", &right).await.status, StatusCode::SEE_OTHER);
    // What went wrong before is forgotten.
    let wrong = [("login", "viewer"), ("password", "a wrong password")];
    assert_eq!(browser.post("/console/sign-in", &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn roles_and_states_count_at_once() {
    let console = Console::new().await;
    let mut admin = console.signed_in(Role::Administrator).await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let path = format!("/console/users/{}", console.user("viewer").await.key.0);
    admin.post(&path, &[("role", "administrator"), ("active", "on")]).await;
    assert_eq!(viewer.get("/console/users").await.status, StatusCode::OK);
    admin.post(&path, &[("role", "author"), ("active", "on")]).await;
    assert_eq!(viewer.get("/console/users").await.status, StatusCode::FORBIDDEN);

    // The last administrator stays one; somebody who was invited and has no password is none yet.
    admin.post("/console/users", &[("login", "bob"), ("role", "administrator")]).await;
    let own = format!("/console/users/{}", console.user("administrator").await.key.0);
    for fields in [&[("role", "viewer"), ("active", "on")][..], &[("role", "administrator")][..]] {
        let reply = admin.post(&own, fields).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains("last administrator"));
    }

    admin.post(&path, &[("role", "author")]).await;
    assert_eq!(viewer.get("/console/").await.status, StatusCode::SEE_OTHER);
    let reply = viewer.post("/console/sign-in", &[("login", "viewer"), ("password", PASSWORD)]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reply = admin.post(&format!("{path}/link"), &[]).await;
    assert!(reply.body.contains("may not sign in. Allow it first"), "{}", reply.body);

    let log: Vec<_> =
        console.events().await.into_iter().map(|event| (event.actor, event.kind, event.detail)).collect();
    let by_admin =
        |kind: &str, detail: &str| ("administrator".to_owned(), kind.to_owned(), detail.to_owned());
    assert_eq!(
        log[..4],
        [
            by_admin("user.switched-off", ""),
            by_admin("user.created", "administrator"),
            by_admin("user.role", "author"),
            by_admin("user.role", "administrator"),
        ]
    );
}

#[tokio::test]
async fn a_new_link_sets_a_new_password() {
    let console = Console::new().await;
    let mut admin = console.signed_in(Role::Administrator).await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let path = format!("/console/users/{}/link", console.user("viewer").await.key.0);
    let mut links = Vec::new();
    for _ in 0..2 {
        let page = admin.post(&path, &[]).await;
        links.push(page.shown_once().strip_prefix("http://lms.example/lyceum").unwrap().to_owned());
    }
    // The newer one took its place.
    assert_eq!(console.browser().get(&links[0]).await.status, StatusCode::NOT_FOUND);
    let mut browser = console.browser();
    assert!(browser.get(&links[1]).await.body.contains("value=\"viewer\""));
    let another = "another horse battery";
    let reply = browser.post(&links[1], &[("login", "administrator"), ("password", another)]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/console/users").await.status, StatusCode::FORBIDDEN);
    assert_eq!(viewer.get("/console/").await.status, StatusCode::SEE_OTHER);

    // And whoever knows it may choose another.
    let mut change = async |present, new| {
        let fields = [("present", present), ("password", new)];
        browser.post("/console/account/password", &fields).await
    };
    assert!(change(PASSWORD, PASSWORD).await.body.contains("not your present password"));
    assert!(change(another, "short").await.body.contains("at least 10 characters"));
    assert_eq!(change(another, PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/console/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_typed_and_logged_is_text() {
    const EVIL: &str = "\"><script>alert(1)</script>";
    let console = Console::new().await;
    let link = console.first_link().await;
    let mut browser = console.browser();
    let mut pages = vec![
        browser.post(&link, &[("login", EVIL), ("password", PASSWORD)]).await.body,
        browser.post("/console/sign-in", &[("login", EVIL), ("then", EVIL)]).await.body,
        browser.get("/console/sign-in?then=%22%3E%3Cscript%3E").await.body,
    ];
    let mut admin = console.signed_in(Role::Administrator).await;
    pages.push(admin.post("/console/users", &[("login", EVIL), ("role", "viewer")]).await.body);
    // No form can write it, yet a log is read as if one could.
    let store = &console.services.store;
    let event = service::console::AuditEvent {
        at: platform::Timestamp(0),
        actor: EVIL.into(),
        kind: "user.created".into(),
        subject: EVIL.into(),
        detail: EVIL.into(),
        address: EVIL.into(),
    };
    let done: Result<(), store::Error> =
        store::transact!(store, |tx| { store::audit_events::insert(tx, &event).await });
    done.unwrap();
    pages.push(admin.get("/console/audit").await.body);
    for page in pages {
        assert!(page.contains("&#34;&#62;&#60;script&#62;"), "{page}");
        assert!(page.matches("<script").count() == 1, "{page}");
    }
}

#[tokio::test]
async fn the_log_is_read_page_by_page() {
    let console = Console::new().await;
    let mut admin = console.signed_in(Role::Administrator).await;
    for n in 0..60 {
        admin.post("/console/users", &[("login", &format!("user-{n}")), ("role", "viewer")]).await;
    }
    let page = admin.get("/console/audit").await.body;
    assert_eq!(page.matches("<tr><td>").count(), 50);
    assert!(page.contains("2026-01-01 00:00 UTC") && page.contains("<bdi>user-59</bdi>"));
    let older = page.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let page = admin.get(older).await.body;
    assert!(page.contains("<bdi>user-9</bdi>") && !page.contains("<bdi>user-10</bdi>"), "{page}");
    assert!(!page.contains("rel=\"next\"") && page.contains("Latest changes"));
}

#[tokio::test]
async fn a_form_that_is_refused_keeps_what_was_chosen() {
    let console = Console::new().await;
    let mut admin = console.signed_in(Role::Administrator).await;
    for login in ["administrator", "not a login"] {
        let reply = admin.post("/console/users", &[("login", login), ("role", "author")]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = reply.body.split("aria-describedby=\"role-rule\"").nth(1).unwrap();
        assert!(form.contains("<option value=\"author\" selected>") && !form.contains("viewer\" selected"));
    }
}
