//! Every route, asked for as everybody. A route without a row fails.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode, header};
use service::console::Role;

use super::harness::Console;
use crate::console::pages;

/// What somebody is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// The way to the page where one signs in.
    SignIn,
    /// That the role may not.
    No,
    /// Whatever the route does.
    Yes,
}
use Answer::{No, SignIn, Yes};

/// Method, route, a path of it, and the answers to nobody, viewers, authors, administrators.
const ROWS: &[(Method, &str, &str, [Answer; 4])] = &[
    (Method::GET, "/console/", "/console/", [SignIn, Yes, Yes, Yes]),
    (Method::GET, "/console/sign-in", "/console/sign-in", [Yes, Yes, Yes, Yes]),
    (Method::POST, "/console/sign-in", "/console/sign-in", [Yes, Yes, Yes, Yes]),
    (Method::POST, "/console/sign-out", "/console/sign-out", [Yes, Yes, Yes, Yes]),
    (Method::GET, "/console/welcome/{token}", "/console/welcome/x", [Yes, Yes, Yes, Yes]),
    (Method::POST, "/console/welcome/{token}", "/console/welcome/x", [Yes, Yes, Yes, Yes]),
    (Method::GET, "/console/sandbox", "/console/sandbox", [SignIn, Yes, Yes, Yes]),
    (Method::POST, "/console/sandbox/launch", "/console/sandbox/launch", [SignIn, No, Yes, Yes]),
    (Method::POST, "/console/sandbox/continue", "/console/sandbox/continue", [SignIn, No, Yes, Yes]),
    (Method::POST, "/console/sandbox/reset", "/console/sandbox/reset", [SignIn, No, Yes, Yes]),
    (Method::POST, "/console/sandbox/delete", "/console/sandbox/delete", [SignIn, No, Yes, Yes]),
    (Method::POST, "/console/sandbox/links", "/console/sandbox/links", [SignIn, No, Yes, Yes]),
    (Method::POST, "/console/sandbox/links/end", "/console/sandbox/links/end", [SignIn, No, Yes, Yes]),
    (Method::GET, "/console/try/{token}", "/console/try/x", [Yes, Yes, Yes, Yes]),
    (Method::POST, "/console/try/{token}", "/console/try/x", [Yes, Yes, Yes, Yes]),
    (Method::GET, "/console/account", "/console/account", [SignIn, Yes, Yes, Yes]),
    (Method::POST, "/console/account/password", "/console/account/password", [SignIn, Yes, Yes, Yes]),
    (
        Method::POST,
        "/console/account/sign-out-everywhere",
        "/console/account/sign-out-everywhere",
        [SignIn, Yes, Yes, Yes],
    ),
    (Method::GET, "/console/apps", "/console/apps", [SignIn, Yes, Yes, Yes]),
    (Method::POST, "/console/apps", "/console/apps", [SignIn, No, No, Yes]),
    (Method::POST, "/console/apps/rotate", "/console/apps/rotate", [SignIn, No, No, Yes]),
    (Method::GET, "/console/courses", "/console/courses", [SignIn, Yes, Yes, Yes]),
    (Method::GET, "/console/courses/upload", "/console/courses/upload", [SignIn, No, Yes, Yes]),
    (Method::POST, "/console/courses/upload", "/console/courses/upload", [SignIn, No, Yes, Yes]),
    (
        Method::POST,
        "/console/courses/upload/cancel",
        "/console/courses/upload/cancel",
        [SignIn, No, Yes, Yes],
    ),
    (Method::OPTIONS, "/console/uploads", "/console/uploads", [SignIn, No, Yes, Yes]),
    (Method::POST, "/console/uploads", "/console/uploads", [SignIn, No, Yes, Yes]),
    (Method::POST, "/console/uploads/{id}", "/console/uploads/x", [SignIn, No, Yes, Yes]),
    (Method::HEAD, "/console/uploads/{id}", "/console/uploads/x", [SignIn, No, Yes, Yes]),
    (Method::PATCH, "/console/uploads/{id}", "/console/uploads/x", [SignIn, No, Yes, Yes]),
    (Method::DELETE, "/console/uploads/{id}", "/console/uploads/x", [SignIn, No, Yes, Yes]),
    (Method::GET, "/console/import", "/console/import", [SignIn, Yes, Yes, Yes]),
    (Method::POST, "/console/import/cancel", "/console/import/cancel", [SignIn, No, Yes, Yes]),
    (Method::GET, "/console/registrations", "/console/registrations", [SignIn, Yes, Yes, Yes]),
    (Method::GET, "/console/registration", "/console/registration", [SignIn, Yes, Yes, Yes]),
    (Method::POST, "/console/registration/reset", "/console/registration/reset", [SignIn, No, Yes, Yes]),
    (
        Method::POST,
        "/console/registration/instance",
        "/console/registration/instance",
        [SignIn, No, Yes, Yes],
    ),
    (Method::POST, "/console/registration/delete", "/console/registration/delete", [SignIn, No, Yes, Yes]),
    (
        Method::POST,
        "/console/registration/postback/send",
        "/console/registration/postback/send",
        [SignIn, No, Yes, Yes],
    ),
    (
        Method::POST,
        "/console/registration/postback/pause",
        "/console/registration/postback/pause",
        [SignIn, No, Yes, Yes],
    ),
    (
        Method::POST,
        "/console/registration/postback/resume",
        "/console/registration/postback/resume",
        [SignIn, No, Yes, Yes],
    ),
    (Method::GET, "/console/app", "/console/app?app=x", [SignIn, Yes, Yes, Yes]),
    (Method::POST, "/console/app", "/console/app", [SignIn, No, No, Yes]),
    (Method::GET, "/console/app/delete", "/console/app/delete?app=x", [SignIn, No, No, Yes]),
    (Method::POST, "/console/app/delete", "/console/app/delete", [SignIn, No, No, Yes]),
    (Method::POST, "/console/app/keys", "/console/app/keys", [SignIn, No, No, Yes]),
    (Method::POST, "/console/app/keys/switch", "/console/app/keys/switch", [SignIn, No, No, Yes]),
    (Method::POST, "/console/app/keys/delete", "/console/app/keys/delete", [SignIn, No, No, Yes]),
    (Method::GET, "/console/operations", "/console/operations", [SignIn, Yes, Yes, Yes]),
    (Method::GET, "/console/operations/calls", "/console/operations/calls", [SignIn, Yes, Yes, Yes]),
    (Method::GET, "/console/operations/jobs", "/console/operations/jobs", [SignIn, Yes, Yes, Yes]),
    (Method::POST, "/console/operations/jobs/retry", "/console/operations/jobs/retry", [SignIn, No, No, Yes]),
    (Method::GET, "/console/operations/postbacks", "/console/operations/postbacks", [SignIn, Yes, Yes, Yes]),
    (
        Method::POST,
        "/console/operations/postbacks/send",
        "/console/operations/postbacks/send",
        [SignIn, No, No, Yes],
    ),
    (
        Method::POST,
        "/console/operations/postbacks/hold",
        "/console/operations/postbacks/hold",
        [SignIn, No, No, Yes],
    ),
    (
        Method::POST,
        "/console/operations/postbacks/release",
        "/console/operations/postbacks/release",
        [SignIn, No, No, Yes],
    ),
    (Method::GET, "/console/users", "/console/users", [SignIn, No, No, Yes]),
    (Method::POST, "/console/users", "/console/users", [SignIn, No, No, Yes]),
    (Method::POST, "/console/users/{user}", "/console/users/99", [SignIn, No, No, Yes]),
    (Method::POST, "/console/users/{user}/link", "/console/users/99/link", [SignIn, No, No, Yes]),
    (Method::GET, "/console/audit", "/console/audit", [SignIn, No, No, Yes]),
    (Method::GET, "/console/course", "/console/course?app=a&course=c", [SignIn, Yes, Yes, Yes]),
    (Method::GET, "/console/course/structure", "/console/course/structure", [SignIn, Yes, Yes, Yes]),
    (Method::GET, "/console/course/versions", "/console/course/versions?before=-1", [SignIn, Yes, Yes, Yes]),
    (
        Method::GET,
        "/console/course/versions/delete",
        "/console/course/versions/delete",
        [SignIn, No, Yes, Yes],
    ),
    (
        Method::POST,
        "/console/course/versions/delete",
        "/console/course/versions/delete",
        [SignIn, No, Yes, Yes],
    ),
    (Method::GET, "/console/course/files", "/console/course/files?folder=..", [SignIn, Yes, Yes, Yes]),
    (Method::POST, "/console/course/files", "/console/course/files", [SignIn, No, Yes, Yes]),
    (Method::GET, "/console/course/files/delete", "/console/course/files/delete", [SignIn, No, Yes, Yes]),
    (Method::POST, "/console/course/files/delete", "/console/course/files/delete", [SignIn, No, Yes, Yes]),
    (Method::GET, "/console/course/file", "/console/course/file?path=%00", [SignIn, Yes, Yes, Yes]),
    (Method::GET, "/console/course/package", "/console/course/package", [SignIn, Yes, Yes, Yes]),
    (
        Method::GET,
        "/console/course/attributes",
        "/console/course/attributes?preset=x",
        [SignIn, Yes, Yes, Yes],
    ),
    (Method::POST, "/console/course/attributes", "/console/course/attributes", [SignIn, No, Yes, Yes]),
    (Method::GET, "/console/course/about", "/console/course/about", [SignIn, Yes, Yes, Yes]),
    (Method::POST, "/console/course/tags", "/console/course/tags", [SignIn, No, Yes, Yes]),
    (Method::GET, "/console/course/delete", "/console/course/delete", [SignIn, No, Yes, Yes]),
    (Method::POST, "/console/course/delete", "/console/course/delete", [SignIn, No, Yes, Yes]),
    (Method::GET, "/console/logs", "/console/logs", [SignIn, Yes, Yes, Yes]),
    (Method::GET, "/console/log", "/console/log", [SignIn, Yes, Yes, Yes]),
    (Method::GET, "/console/log/lines", "/console/log/lines", [SignIn, Yes, Yes, Yes]),
    (Method::GET, "/console/log/entry", "/console/log/entry", [SignIn, Yes, Yes, Yes]),
    (Method::GET, "/console/log/step", "/console/log/step", [SignIn, Yes, Yes, Yes]),
    (Method::GET, "/console/log/download", "/console/log/download", [SignIn, Yes, Yes, Yes]),
    (Method::GET, "/console/log/compare", "/console/log/compare", [SignIn, Yes, Yes, Yes]),
    (Method::POST, "/console/log/share", "/console/log/share", [SignIn, No, Yes, Yes]),
    (Method::POST, "/console/log/unshare", "/console/log/unshare", [SignIn, No, Yes, Yes]),
    (Method::GET, "/console/shared-log/{token}", "/console/shared-log/x", [Yes, Yes, Yes, Yes]),
    (Method::GET, "/console/shared-log/{token}/lines", "/console/shared-log/x/lines", [Yes, Yes, Yes, Yes]),
    (Method::GET, "/console/shared-log/{token}/entry", "/console/shared-log/x/entry", [Yes, Yes, Yes, Yes]),
    (Method::GET, "/console/shared-log/{token}/step", "/console/shared-log/x/step", [Yes, Yes, Yes, Yes]),
    (
        Method::GET,
        "/console/shared-log/{token}/download",
        "/console/shared-log/x/download",
        [Yes, Yes, Yes, Yes],
    ),
    (Method::GET, "/console/erase", "/console/erase?app=x&learner=y", [SignIn, No, No, Yes]),
    (Method::POST, "/console/erase", "/console/erase", [SignIn, No, No, Yes]),
    (Method::GET, "/console/{*rest}", "/console/nowhere/at/all", [Yes, Yes, Yes, Yes]),
];

#[test]
fn every_route_has_a_row_and_a_row_its_route() {
    let routes: BTreeSet<_> =
        pages().table().iter().map(|(method, path, _)| (method.to_string(), *path)).collect();
    let rows: BTreeSet<_> = ROWS.iter().map(|(method, path, ..)| (method.to_string(), *path)).collect();
    assert_eq!(routes, rows);
}

#[tokio::test]
async fn every_route_as_everybody() {
    let console = Console::new().await;
    console.signed_in(Role::Administrator).await;
    for (who, role) in
        [None, Some(Role::Viewer), Some(Role::Author), Some(Role::Administrator)].iter().enumerate()
    {
        for (method, _, path, answers) in ROWS {
            let mut browser = match role {
                None => console.browser(),
                Some(role) => console.again(*role).await,
            };
            let reply = browser.ask(method, path).await;
            let answer = match reply.status {
                StatusCode::SEE_OTHER if reply.location().contains("/sign-in?then=") => SignIn,
                StatusCode::FORBIDDEN => No,
                _ => Yes,
            };
            assert_eq!(answer, answers[who], "{method} {path} as {role:?}: {reply:?}");
            assert!(!reply.status.is_server_error(), "{method} {path} as {role:?}: {reply:?}");
            let policy = reply.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(
                policy
                    .starts_with("default-src 'none'; script-src http://lms.example/lyceum/console-assets/")
                    && policy.contains("frame-ancestors 'none'")
                    && !policy.contains("unsafe"),
                "{policy}"
            );
            assert_eq!(reply.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(reply.headers[header::REFERRER_POLICY], "same-origin");
            assert_eq!(reply.headers[header::CACHE_CONTROL], "no-store");
        }
    }
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let console = Console::new().await;
    let mut admin = console.signed_in(Role::Administrator).await;
    let fields = [("login", "eve"), ("role", "administrator")];
    let before = console.events().await.len();
    for site in ["cross-site", "same-site"] {
        let reply = admin.post_from(site, "/console/users", &fields).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{site}");
        assert!(reply.body.contains("came from another site"), "{}", reply.body);
    }
    for origin in ["http://evil.example", "null", "http://127.0.0.1:8601"] {
        let reply = admin.post_with_origin(origin, "/console/users", &fields).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{origin}");
    }
    // Every other form is refused as well, before anybody asks who sent it.
    for (_, _, path, _) in ROWS.iter().filter(|(method, ..)| method == Method::POST) {
        let reply = admin.post_from("cross-site", path, &[]).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(console.events().await.len(), before);
    assert_eq!(admin.get("/console/").await.status, StatusCode::OK);
    // Our own address is believed, behind a proxy that says another host too.
    let reply = admin.post_with_origin("http://lms.example", "/console/users", &fields).await;
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
}

#[tokio::test]
async fn the_address_of_a_form_opened_by_hand_says_what_it_is() {
    let console = Console::new().await;
    let mut admin = console.signed_in(Role::Administrator).await;
    let pages: BTreeSet<_> =
        ROWS.iter().filter(|(method, ..)| method == Method::GET).map(|(_, route, ..)| route).collect();
    let before = console.events().await.len();
    let forms = ROWS.iter().filter(|(method, route, ..)| method == Method::POST && !pages.contains(route));
    let mut count = 0;
    for (_, _, path, _) in forms {
        let reply = admin.get(path).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert!(reply.headers[header::ALLOW].to_str().unwrap().contains("POST"), "{path}");
        assert!(reply.body.contains("This address belongs to a form"), "{path}: {}", reply.body);
        assert_eq!(reply.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        count += 1;
    }
    assert!(count > 20, "{count}");
    let reply = admin.post("/console/audit", &[]).await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(reply.body.contains("There is nothing here"), "{}", reply.body);
    assert_eq!(console.events().await.len(), before);
}

#[tokio::test]
async fn ways_to_the_console() {
    let console = Console::new().await;
    let mut browser = console.browser();
    for path in ["/", "/lyceum", "/console", "/lyceum/console"] {
        let reply = browser.get(path).await;
        assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, "/lyceum/console/"), "{path}");
    }
    let reply = browser.get("/console/audit?before=7").await;
    assert_eq!(reply.location(), "/lyceum/console/sign-in?then=%2Faudit%3Fbefore%3D7");
    let page = browser.get("/lyceum/console/sign-in").await;
    let sheet = page.body.split("href=\"").find(|part| part.contains("console.css")).unwrap();
    let sheet = browser.get(sheet.split('"').next().unwrap()).await;
    assert_eq!(sheet.status, StatusCode::OK);
    assert!(sheet.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    assert_eq!(browser.get("/console-assets/0/console.css").await.status, StatusCode::NOT_FOUND);
}
