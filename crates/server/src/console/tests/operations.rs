//! Operations: what everybody sees, what administrators do, and that nothing on the pages is more than text.

use axum::http::StatusCode;
use cloud_api::v1::params::Params;
use platform::{AppId, CourseId, InstanceNumber, JobId, LearnerId, RegistrationId, SeededRng, Timestamp};
use service::console::Role;
use service::rows::{ApiCall, Learner};
use store::{
    AppKey, RegistrationKey,
    course_versions::NewVersion,
    hourly_figures::Figures,
    jobs::{JobEnd, NewJob},
    postback_outbox::{self, PostbackState},
    registrations::NewRegistration,
};

use super::harness::Console;

const EVIL: &str = "\"><script>alert(1)</script>";
const EVIL_SHOWN: &str = "&#34;&#62;&#60;script&#62;alert(1)";

macro_rules! commit {
    ($console:expr, |$tx:ident| $body:block) => {{
        let store = &$console.services.store;
        let written: Result<_, store::Error> = store::transact!(store, |$tx| { Ok($body) });
        written.unwrap()
    }};
}

fn now(console: &Console) -> Timestamp {
    platform::Clock::now(&*console.clock)
}

/// An application with a course and registrations of these ids.
async fn installed(console: &Console, app: &str, registrations: &[&str]) -> (AppKey, Vec<RegistrationKey>) {
    let (app, course, at) = (AppId::new(app).unwrap(), CourseId::new(EVIL).unwrap(), now(console));
    let key = platform::ContentKey::random(console.services.rng.as_ref());
    let (package, index) = (format!("packages/{key}"), format!("index/{key}"));
    let learner = Learner {
        id: LearnerId::new("ann").unwrap(),
        first: String::new(),
        last: String::new(),
        email: String::new(),
    };
    commit!(console, |tx| {
        let app = store::apps::insert(tx, &app, EVIL, at).await?.unwrap();
        let made = store::courses::insert_or_lock(tx, app, &course, at).await?;
        let new = NewVersion {
            content_key: &key,
            standard: "SCORM 1.2",
            learning_standard: "scorm_12",
            title: EVIL,
            identifier: "M",
            manifest_path: "imsmanifest.xml",
            manifest: "<manifest/>",
            metadata: "{}",
            warnings: "[]",
            definition: &[1],
            package_blob: &package,
            index_blob: &index,
            media_blob: None,
            size_bytes: 3 << 20,
            files: 1,
        };
        let version = store::course_versions::insert(tx, &made, &new, at).await?;
        let mut keys = Vec::new();
        for id in registrations {
            let id = RegistrationId::new(*id).unwrap();
            let new = NewRegistration { id: &id, learner: &learner, postback: None };
            let key = store::registrations::insert(tx, &made, &new, at).await?.unwrap();
            store::instances::insert(tx, key, InstanceNumber(0), version.key, version.number, at).await?;
            keys.push(key);
        }
        (app, keys)
    })
}

async fn enqueue(console: &Console, keys: &[RegistrationKey]) {
    let at = now(console);
    commit!(console, |tx| {
        for key in keys {
            postback_outbox::enqueue(tx, *key, "lms.example", at).await?;
        }
    });
}

async fn state(console: &Console, key: RegistrationKey) -> Option<PostbackState> {
    let mut tx = console.services.store.begin_read().await.unwrap();
    postback_outbox::find(&mut tx, key).await.unwrap().map(|row| row.state)
}

fn of_app(path: &str, more: &[(&str, &str)]) -> String {
    let mut query = Params::new().with("app", EVIL);
    for (name, value) in more {
        query = query.with(*name, *value);
    }
    format!("{path}?{}", query.to_urlencoded())
}

#[tokio::test]
async fn health_figures_and_what_is_stored() {
    let console = Console::new().await;
    let (app, keys) = installed(&console, EVIL, &["r1", "r2"]).await;
    enqueue(&console, &keys).await;
    let at = now(&console);
    commit!(console, |tx| {
        let figures = Figures {
            launches: 41,
            completions: 7,
            postbacks: 2,
            postback_delay_ms: 3000,
            postback_longest_ms: 2500,
            postback_failures: 5,
            calls: 90,
            call_failures: 9,
        };
        store::hourly_figures::add(tx, app, Timestamp(at.0 - 3_600_000_000), &figures).await?;
    });
    let mut viewer = console.signed_in(Role::Viewer).await;
    let page = viewer.get("/console/operations").await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "41 in all",
        "7 in all",
        "5 in all",
        "90 in all, of which 9 failed",
        "1.5 s on average",
        "2.5 s",
        "3.0 MB",
    ] {
        assert!(page.body.contains(text), "{text}\n{}", page.body);
    }
    assert!(page.body.contains("<rect class=\"main\"") && page.body.contains("<rect class=\"front\""));
    assert!(page.body.contains("Can be written") && page.body.contains(EVIL_SHOWN));
    assert!(!page.body.contains("<script>alert") && !page.body.contains("style="));
    // Of one application, by the day; one that there is not.
    let days = viewer.get(&of_app("/console/operations", &[("span", "day")])).await;
    assert!(days.body.contains("41 in all") && days.body.contains("2026-01-01"), "{}", days.body);
    assert_eq!(viewer.get("/console/operations?app=nobody").await.status, StatusCode::NOT_FOUND);
    // What is due for long is late, and files that cannot be written are said to be so.
    std::fs::remove_dir_all(console.services.config.blob_url.strip_prefix("file:").unwrap()).unwrap();
    console.later(180);
    let page = viewer.get("/console/operations").await.body;
    assert!(page.contains("a postback has been due for more than two minutes"), "{page}");
    assert!(page.contains("Cannot be written"), "{page}");
}

#[tokio::test]
async fn a_disk_below_its_reserve_is_said_to_refuse_files() {
    let console = Console::at_with("http://lms.example/", |raw| raw.disk_reserve = Some(u64::MAX)).await;
    let page = console.signed_in(Role::Viewer).await.get("/console/operations").await.body;
    assert!(page.contains("free: no packages or other files are taken in"), "{page}");
}

#[tokio::test]
async fn postbacks_are_held_released_and_sent() {
    let console = Console::new().await;
    let (_, keys) = installed(&console, EVIL, &[EVIL, "r2", "r3"]).await;
    let mut admin = console.signed_in(Role::Administrator).await;
    let nothing = admin.get("/console/operations/postbacks").await.body;
    assert!(nothing.contains("Everything has arrived"), "{nothing}");
    enqueue(&console, &keys).await;
    let at = now(&console);
    commit!(console, |tx| {
        let until = Timestamp(at.0 + 1);
        let claimed = postback_outbox::claim(tx, at, until, &[], 2).await?;
        postback_outbox::fail(tx, &claimed[0], at, EVIL).await?;
        postback_outbox::retry(tx, &claimed[1], Timestamp(at.0 + 3_600_000_000), EVIL).await?;
    });
    let page = admin.get("/console/operations/postbacks").await.body;
    assert!(
        page.contains("Waiting: 2") && page.contains("Given up: 1") && page.contains(EVIL_SHOWN),
        "{page}"
    );
    let health = admin.get("/console/operations").await.body;
    assert!(health.contains("<dd data-kind=\"warm\">On time; not arriving: 1</dd>"), "{health}");
    for (name, heading) in [("pending", "Waiting"), ("failed", "Given up")] {
        let list = admin.get(&of_app("/console/operations/postbacks", &[("state", name)])).await.body;
        assert!(
            list.contains(heading) && list.contains("lms.example") && list.contains(EVIL_SHOWN),
            "{list}"
        );
        assert!(!list.contains("<script>alert"), "{list}");
    }
    for bad in ["state=nonsense&app=x", "state=pending&app=nobody"] {
        let reply = admin.get(&format!("/console/operations/postbacks?{bad}")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{bad}");
    }
    let form = [("app", EVIL)];
    assert_eq!(
        admin.post("/console/operations/postbacks/hold", &form).await.location(),
        "/lyceum/console/operations/postbacks"
    );
    let held = admin.get("/console/operations/postbacks").await.body;
    assert!(held.contains("Held: 2") && held.contains("Release"), "{held}");
    // What comes while they are held is held by the worker that finds it, and no request is made.
    admin.post("/console/operations/postbacks/release", &form).await;
    admin.post("/console/operations/postbacks/send", &form).await;
    let page = admin.get("/console/operations/postbacks").await.body;
    assert!(page.contains("Waiting: 3") && !page.contains("Given up"), "{page}");
    admin.post("/console/operations/postbacks/hold", &form).await;
    commit!(console, |tx| { postback_outbox::delete(tx, keys[0]).await? });
    enqueue(&console, &keys[..1]).await;
    assert_eq!(state(&console, keys[0]).await, Some(PostbackState::Pending));
    jobs::run_until_idle(&console.services.jobs()).await.unwrap();
    assert_eq!(state(&console, keys[0]).await, Some(PostbackState::Held));
    for action in ["hold", "release", "send"] {
        let path = format!("/console/operations/postbacks/{action}");
        assert_eq!(admin.post(&path, &[("app", "nobody")]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(admin.post(&path, &[("app", "")]).await.status, StatusCode::NOT_FOUND);
    }
    let kinds: Vec<_> = console.events().await.into_iter().map(|event| event.kind).take(4).collect();
    assert_eq!(kinds, ["postbacks.held", "postbacks.sent", "postbacks.released", "postbacks.held"]);
    // Viewers see the same without the forms.
    let mut viewer = console.signed_in(Role::Viewer).await;
    let seen = viewer.get("/console/operations/postbacks").await.body;
    assert!(seen.contains("Held: 3") && !seen.contains("postbacks/release"), "{seen}");
}

#[tokio::test]
async fn a_large_application_goes_some_registrations_at_a_time() {
    let console = Console::new().await;
    let ids: Vec<String> = (0..450).map(|n| format!("r{n}")).collect();
    let (app, _) = installed(&console, "large", &ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let mut admin = console.signed_in(Role::Administrator).await;
    let gone = admin.post("/console/app/delete", &[("app", "large"), ("typed", "large")]).await;
    assert_eq!(gone.location(), "/lyceum/console/apps");
    // Broken off, there would be a trace.
    let kinds: Vec<_> = console.events().await.into_iter().map(|event| event.kind).take(2).collect();
    assert_eq!(kinds, ["app.deleted", "app.deletion-begun"]);
    let mut tx = console.services.store.begin_read().await.unwrap();
    assert!(store::apps::find_by_key(&mut tx, app).await.unwrap().is_none());
}

#[tokio::test]
async fn jobs_are_looked_at_and_tried_again() {
    let console = Console::new().await;
    let (app, _) = installed(&console, EVIL, &[]).await;
    let (at, later) = (now(&console), Timestamp(now(&console).0 + 3_600_000_000));
    let ids = [1, 2, 3].map(|n| JobId::random(&SeededRng::new(n)));
    commit!(console, |tx| {
        for (id, kind, due_at) in
            [(&ids[0], "export_app", at), (&ids[1], "import_course", at), (&ids[2], EVIL, later)]
        {
            let new = NewJob { id, app: Some(app), kind, dedupe_key: None, payload: "{}", due_at };
            store::jobs::insert(tx, &new, at).await?;
        }
        for kind in ["export_app", "import_course"] {
            let job = store::jobs::claim(tx, &[kind], at, later).await?.unwrap();
            store::jobs::finish(tx, &job, JobEnd::Error(EVIL, None), at).await?;
        }
    });
    let mut admin = console.signed_in(Role::Administrator).await;
    let open = admin.get("/console/operations/jobs").await.body;
    assert!(
        open.contains(EVIL_SHOWN) && open.contains("Try now") && !open.contains("<script>alert"),
        "{open}"
    );
    let failed = admin.get("/console/operations/jobs?show=failed").await.body;
    assert!(failed.contains("Export of an application") && failed.contains("Import of a course"), "{failed}");
    assert_eq!(failed.matches("Try again</button>").count(), 1, "an import’s package is gone: {failed}");
    assert!(failed.contains(EVIL_SHOWN) && !failed.contains("<script>alert"), "{failed}");
    for (n, location) in [
        (0, "/lyceum/console/operations/jobs"),
        (1, "/lyceum/console/operations/jobs?show=failed"),
        (2, "/lyceum/console/operations/jobs"),
    ] {
        let form = [("job", ids[n].as_str()), ("failed", "1")];
        assert_eq!(admin.post("/console/operations/jobs/retry", &form).await.location(), location, "{n}");
    }
    let reply = admin.post("/console/operations/jobs/retry", &[("job", "a/b")]).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    let retried: Vec<_> =
        console.events().await.into_iter().filter(|event| event.kind == "job.retried").collect();
    assert_eq!(retried.iter().map(|event| event.subject.as_str()).collect::<Vec<_>>(), [EVIL, "export_app"]);
    let counts = service::operations::job_counts(&console.services.store).await.unwrap();
    assert_eq!((counts.waiting, counts.failed), (2, 1));
    let mut viewer = console.signed_in(Role::Viewer).await;
    assert!(!viewer.get("/console/operations/jobs").await.body.contains("jobs/retry"));
}

#[tokio::test]
async fn calls_are_filtered_and_turned_over() {
    let console = Console::new().await;
    let (app, _) = installed(&console, EVIL, &[]).await;
    let (other, _) = installed(&console, "other", &[]).await;
    let call = |n: u32| ApiCall {
        at: now(&console),
        method: if n == 7 { EVIL.to_owned() } else { "course.exists".to_owned() },
        code: n % 2,
        duration_us: 1500,
        secret: None,
        applib: EVIL.to_owned(),
        user_agent: EVIL.to_owned(),
        origin: EVIL.to_owned(),
        request_id: format!("request-{n:03}"),
    };
    let calls: Vec<_> = (0..120).map(|n| (if n < 110 { app } else { other }, call(n))).collect();
    commit!(console, |tx| { store::api_calls::insert(tx, &calls).await? });
    let mut viewer = console.signed_in(Role::Viewer).await;
    let page = viewer.get("/console/operations/calls").await.body;
    assert!(
        page.contains("request-119") && page.contains("request-070") && !page.contains("request-069"),
        "{page}"
    );
    assert!(page.contains(EVIL_SHOWN) && !page.contains("<script>alert"), "{page}");
    let next = page.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let page = viewer.get(&next.replace("&#38;", "&")).await.body;
    assert!(page.contains("request-069") && page.contains("Latest calls"), "{page}");
    // One application, its failures, one method; the way on keeps the filter.
    let failed = viewer.get(&of_app("/console/operations/calls", &[("outcome", "failed")])).await.body;
    assert!(
        failed.contains("request-109") && !failed.contains("request-111") && !failed.contains("request-108")
    );
    assert!(failed.contains("outcome=failed"), "{failed}");
    let method = viewer.get(&of_app("/console/operations/calls", &[("method", EVIL)])).await.body;
    assert_eq!(method.matches("request-").count(), 1, "{method}");
    let method = [("method", "rustici.course.exists"), ("library", EVIL)];
    let method = viewer.get(&of_app("/console/operations/calls", &method)).await.body;
    assert!(method.contains("request-109"), "{method}");
    let none = viewer.get("/console/operations/calls?key=nobody&before=nonsense").await.body;
    assert!(none.contains("No such call is known"), "{none}");
    assert_eq!(viewer.get("/console/operations/calls?app=nobody").await.status, StatusCode::NOT_FOUND);
}
