//! The sandbox in the console, and what its hosts do to requests.

use axum::http::StatusCode;
use platform::{AppId, ContentKey, CourseId};
use runtime::{Activity, Definition, Edition, LaunchData, Request, Resource, ResourceKind};
use service::console::Role;
use service::rows::AppKey;

use super::harness::{Browser, Console, Reply};
use crate::router;

const EVIL: &str = "\"><script>alert(1)</script>";

impl Console {
    /// The application `a b`, and a course with a hostile id and title.
    async fn with_course(&self) -> AppKey {
        let (app, course) = (AppId::new("a b").unwrap(), CourseId::new(EVIL).unwrap());
        let key = ContentKey::random(self.services.rng.as_ref());
        let definition = definition().encode();
        let now = self.services.clock.now();
        let made: Result<AppKey, store::Error> = store::transact!(&self.services.store, |tx| {
            let app = store::apps::insert(tx, &app, "An application", now).await?.unwrap();
            let course = store::courses::insert_or_lock(tx, app, &course, now).await?;
            let new = store::course_versions::NewVersion {
                content_key: &key,
                standard: "SCORM 1.2",
                learning_standard: "scorm_12",
                title: EVIL,
                identifier: "M",
                manifest_path: "imsmanifest.xml",
                manifest: "<manifest/>",
                metadata: "{}",
                warnings: "[]",
                definition: &definition,
                package_blob: "packages/1",
                index_blob: "index/1",
                media_blob: None,
                size_bytes: 1000,
                files: 3,
            };
            store::course_versions::insert(tx, &course, &new, now).await?;
            Ok(app)
        });
        made.unwrap()
    }

    async fn on_content(&self, request: axum::http::request::Builder, body: Vec<u8>) -> (StatusCode, String) {
        use tower::ServiceExt as _;
        let request = request.body(axum::body::Body::from(body)).unwrap();
        let response = router::content(&self.services).oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Starts a launch as the player does, and answers a batch that says nothing but that it is alive.
    async fn started(&self, token: &str) -> Vec<u8> {
        let start = axum::http::Request::post(format!("/player/{token}/start"));
        let (status, body) = self.on_content(start, Vec::new()).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let started: serde_json::Value = serde_json::from_str(&body).unwrap();
        let bytes = |name: &str| {
            use base64::Engine as _;
            base64::engine::general_purpose::STANDARD.decode(started[name].as_str().unwrap()).unwrap()
        };
        let mut client = runtime::client::Client::start(&bytes("definition"), &bytes("state")).unwrap();
        client.navigate(self.services.clock.now(), Request::Start);
        client.batch(usize::MAX).unwrap()
    }

    async fn save(&self, token: &str, batch: &[u8]) -> (StatusCode, String) {
        let post = axum::http::Request::post(format!("/player/{token}/journal"));
        self.on_content(post, batch.to_vec()).await
    }
}

fn definition() -> Definition {
    let activity = |identifier: &str, parent: Option<usize>, children: Vec<usize>| Activity {
        identifier: identifier.into(),
        title: EVIL.into(),
        parent,
        resource: parent.map(|_| Resource { kind: ResourceKind::Sco, href: "a.html".into() }),
        children,
        visible: true,
        sequencing: Default::default(),
        launch_data: LaunchData::default(),
        prerequisites: None,
        data_maps: Vec::new(),
    };
    Definition {
        edition: Edition::Scorm12,
        title: "A course".into(),
        activities: vec![activity("ORG", None, vec![1]), activity("SCO", Some(0), vec![])],
        objectives_global_to_system: false,
        shared_data_global_to_system: false,
    }
}

const COURSE: [(&str, &str); 2] = [("app", "a b"), ("course", EVIL)];

fn here() -> String {
    let query: cloud_api::v1::params::Params =
        COURSE.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    format!("/console/sandbox?{}", query.to_urlencoded())
}

async fn send(browser: &mut Browser<'_>, path: &str, more: &[(&str, &str)]) -> Reply {
    let fields: Vec<_> = COURSE.iter().chain(more).copied().collect();
    browser.post(path, &fields).await
}

/// The token of the launch that a page leads to.
fn token(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    let address = reply.body.split("content=\"0; url=").nth(1).unwrap().split('"').next().unwrap();
    assert!(address.starts_with("http://127.0.0.1:8601/player/"), "{address}");
    address.trim_end_matches('/').rsplit('/').next().unwrap().to_owned()
}

/// The id of the attempt that the page shows.
fn attempt(page: &str) -> String {
    let field = page.split("name=\"attempt\" value=\"").nth(1).unwrap();
    field.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_author_plays_and_a_viewer_looks() {
    let console = Console::new().await;
    console.with_course().await;
    let mut author = console.signed_in(Role::Author).await;
    let empty = author.get(&here()).await;
    assert!(empty.status == StatusCode::OK && empty.body.contains("Nobody played yet"), "{empty:?}");
    let name = [("first", EVIL), ("last", "Lee"), ("host", "strict"), ("version", "0"), ("culture", "de")];
    let launched = send(&mut author, "/console/sandbox/launch", &name).await;
    assert_eq!(launched.headers["cross-origin-opener-policy"], "same-origin");
    console.started(&token(&launched)).await;

    let page = author.get(&here()).await.body;
    let id = attempt(&page);
    assert!(page.contains("A strict one") && page.contains("is being played"), "{page}");
    assert!(
        page.contains("/console/log?app=sandbox-") && page.contains("/console/registration?app=sandbox-")
    );
    let again = send(&mut author, "/console/sandbox/continue", &[("attempt", &id)]).await;
    console.started(&token(&again)).await;
    let reset = send(&mut author, "/console/sandbox/reset", &[("attempt", &id)]).await;
    assert_eq!(reset.status, StatusCode::SEE_OTHER);
    assert!(reset.location().contains("attempt=sandbox-"), "{}", reset.location());

    let mut viewer = console.signed_in(Role::Viewer).await;
    let seen = viewer.get(&here()).await.body;
    assert!(seen.contains("Lee") && !seen.contains("/sandbox/launch") && !seen.contains("/sandbox/delete"));
    // What content and people say is text.
    for page in [&page, &seen] {
        assert!(page.contains("&#34;&#62;&#60;script&#62;") && !page.contains("<script>"), "{page}");
    }
    let deleted = send(&mut author, "/console/sandbox/delete", &[("attempt", &id)]).await;
    assert_eq!(deleted.status, StatusCode::SEE_OTHER);
    assert!(author.get(&here()).await.body.contains("Nobody played yet"));
    let kinds: Vec<_> = console.events().await.into_iter().map(|event| event.kind).collect();
    let ours: Vec<_> = kinds.iter().filter(|kind| kind.starts_with("sandbox.")).collect();
    assert_eq!(ours, ["sandbox.deleted", "sandbox.reset", "sandbox.begun"]);
}

/// What works at one host and fails at another is seen side by side.
#[tokio::test]
async fn attempts_at_two_hosts_are_compared() {
    let console = Console::new().await;
    let app = console.with_course().await;
    let mut author = console.signed_in(Role::Author).await;
    let mut launches = Vec::new();
    for host in ["as-set", "strict"] {
        let launched = send(&mut author, "/console/sandbox/launch", &[("host", host)]).await;
        console.started(&token(&launched)).await;
        let store = &console.services.store;
        let main = store::apps::find_by_key(&mut store.begin_read().await.unwrap(), app).await.unwrap();
        let places = service::debug_log::playgrounds(store, &main.unwrap()).await.unwrap();
        let (hidden, _) = places.last().unwrap().clone();
        let found = service::debug_log::list_launches(store, hidden.key, None, 10).await.unwrap();
        launches.push((hidden.id.to_string(), found[0].launch.id.to_string()));
    }
    let [(app, left), (_, right)] = launches.as_slice() else { panic!("{launches:?}") };
    let page = author.get(&format!("/console/log/compare?app={app}&left={left}")).await;
    let offered = page.body.split(&format!("<option value=\"{right}\"")).nth(1);
    assert!(offered.unwrap().split('<').next().unwrap().contains("A strict one"), "{}", page.body);
    let page = author.get(&format!("/console/log/compare?app={app}&left={left}&right={right}")).await;
    // Nothing was called at either.
    assert!(page.body.contains("is the same in both launches"), "{page:?}");
    assert!(page.body.contains("This one</th>") && page.body.contains("A strict one</th>"), "{page:?}");
}

#[tokio::test]
async fn what_cannot_be_played_says_so() {
    let console = Console::new().await;
    console.with_course().await;
    let mut author = console.signed_in(Role::Author).await;
    for (field, said) in [
        (("culture", "<b>"), "This language cannot be used"),
        (("first", "\u{1}"), "This name cannot be used"),
        (("version", "7"), "no such version"),
    ] {
        let reply = send(&mut author, "/console/sandbox/launch", &[field]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{field:?}");
        assert!(reply.body.contains(said), "{field:?}: {}", reply.body);
    }
    let reply = send(&mut author, "/console/sandbox/links", &[("days", "0"), ("uses", "1")]).await;
    assert!(reply.body.contains("A link works 1 to 1000 times"), "{}", reply.body);
    for path in ["continue", "reset", "delete"] {
        let path = format!("/console/sandbox/{path}");
        for id in ["nobody", "\u{1}", &"x".repeat(300)] {
            let reply = send(&mut author, &path, &[("attempt", id)]).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path} {id}");
        }
    }
    let elsewhere = author.get("/console/sandbox?app=a+b&course=none").await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_link_keeps_to_a_version_and_a_language() {
    let console = Console::new().await;
    console.with_course().await;
    let mut author = console.signed_in(Role::Author).await;
    let fields = [("days", "1"), ("uses", "3"), ("version", "0"), ("culture", "de")];
    let made = send(&mut author, "/console/sandbox/links", &fields).await;
    assert!(made.body.contains("version 0 · Deutsch"), "{}", made.body);
    let path = made.shown_once().strip_prefix("http://lms.example/lyceum").unwrap().to_owned();
    let played = console.browser().post(&path, &[("first", "Kim")]).await;
    let player = axum::http::Request::get(format!("/player/{}/", token(&played)));
    let (status, player) = console.on_content(player, Vec::new()).await;
    assert!(status == StatusCode::OK && player.contains("lang=\"de\""), "{player}");
    // Neither is chosen: whatever is the latest, in the browser's language.
    let made =
        send(&mut author, "/console/sandbox/links", &[("days", "1"), ("uses", "3"), ("version", "")]).await;
    assert_eq!(made.body.matches("version 0 ·").count(), 1, "{}", made.body);
    let reply =
        send(&mut author, "/console/sandbox/links", &[("days", "1"), ("uses", "3"), ("version", "7")]).await;
    assert!(reply.status == StatusCode::UNPROCESSABLE_ENTITY && reply.body.contains("no such version"));
}

#[tokio::test]
async fn a_link_is_for_people_without_an_account() {
    let console = Console::new().await;
    console.with_course().await;
    let mut author = console.signed_in(Role::Author).await;
    let fields = [("host", "flat"), ("days", "1"), ("uses", "1")];
    let made = send(&mut author, "/console/sandbox/links", &fields).await;
    let path = made.shown_once().strip_prefix("http://lms.example/lyceum").unwrap().to_owned();
    assert!(!author.get(&here()).await.body.contains(&path));

    let mut visitor = console.browser();
    let page = visitor.get(&path).await;
    assert!(page.status == StatusCode::OK && page.body.contains("author sent you this link"), "{page:?}");
    assert!(page.body.contains("&#60;script&#62;") && !page.body.contains("<script>"));
    let bad = visitor.post(&path, &[("first", "\u{1}")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let played = visitor.post(&path, &[("first", "Kim")]).await;
    console.started(&token(&played)).await;
    for reply in [visitor.get(&path).await, visitor.post(&path, &[]).await] {
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
        assert!(reply.body.contains("This link does not work"));
    }
    let page = author.get(&here()).await.body;
    assert!(page.contains("Kim") && page.contains("author’s link") && page.contains("used 1 / 1 times"));
    assert_eq!(visitor.get(&here()).await.status, StatusCode::SEE_OTHER);
    // A link that is ended is good no more.
    let made = send(&mut author, "/console/sandbox/links", &fields).await;
    let path = made.shown_once().strip_prefix("http://lms.example/lyceum").unwrap().to_owned();
    let key = made.body.split("name=\"link\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(
        send(&mut author, "/console/sandbox/links/end", &[("link", &key)]).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(visitor.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        send(&mut author, "/console/sandbox/links/end", &[("link", &key)]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        send(&mut author, "/console/sandbox/links/end", &[("link", "x")]).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_broken_line_and_a_session_that_ends() {
    let console = Console::new().await;
    console.with_course().await;
    let mut author = console.signed_in(Role::Author).await;
    let launched = send(&mut author, "/console/sandbox/launch", &[("host", "broken")]).await;
    let broken = token(&launched);
    let batch = console.started(&broken).await;
    let launched = send(&mut author, "/console/sandbox/launch", &[("host", "session-cut")]).await;
    let cut = token(&launched);
    let cut_batch = console.started(&cut).await;
    let launched = send(&mut author, "/console/sandbox/launch", &[]).await;
    let plain = token(&launched);
    let plain_batch = console.started(&plain).await;

    for (later, on_broken, on_cut) in [
        (10, StatusCode::OK, StatusCode::OK),
        (15, StatusCode::BAD_GATEWAY, StatusCode::OK),
        (20, StatusCode::OK, StatusCode::OK),
        (300, StatusCode::OK, StatusCode::FORBIDDEN),
        (40, StatusCode::BAD_GATEWAY, StatusCode::FORBIDDEN),
    ] {
        console.later(later);
        assert_eq!(console.save(&broken, &batch).await.0, on_broken, "{later}");
        let (status, said) = console.save(&cut, &cut_batch).await;
        assert_eq!((status, said.contains("\"session\"")), (on_cut, on_cut != StatusCode::OK), "{later}");
        assert_eq!(console.save(&plain, &plain_batch).await.0, StatusCode::OK, "{later}");
    }
}

#[tokio::test]
async fn a_slow_line_takes_its_time() {
    let console = Console::new().await;
    console.with_course().await;
    let mut author = console.signed_in(Role::Author).await;
    let launched = send(&mut author, "/console/sandbox/launch", &[("host", "slow")]).await;
    let slow = token(&launched);
    let batch = console.started(&slow).await;
    // Three seconds are not over in a fifth of one, however fast the machine is.
    let patience = std::time::Duration::from_millis(200);
    assert!(tokio::time::timeout(patience, console.save(&slow, &batch)).await.is_err());
    let host = service::sandbox::launch_host(&console.services.store, &console.services.live, &slow).await;
    assert_eq!(host.unwrap().host, service::sandbox::Host::Slow);
}
