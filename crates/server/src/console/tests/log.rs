//! Debug logs in the console: as every role, by link, with values that a course made up.

use axum::http::{StatusCode, header};
use cloud_api::v1::params::Params;
use platform::Clock as _;
use runtime::{
    Activity, Definition, Edition, LaunchData, Request, Resource, ResourceKind,
    client::{Call, Client},
};
use service::console::Role;

use super::harness::{Console, Reply};

const EVIL: &str = "\"><script>alert(1)</script>";
const APP: &str = "an app/ä&?";

/// A learner, a course and a launch in which the course did things, some of them hostile. The answer is the launch.
async fn played(console: &Console, registration: &str, score: &str) -> String {
    let services = &console.services;
    let now = console.clock.now();
    let id = platform::AppId::new(APP).unwrap();
    let app = store::transact!(services.store, |tx| {
        let found = store::apps::find(tx, &id).await?.map(|app| app.key);
        let app = match found {
            Some(app) => app,
            None => store::apps::insert(tx, &id, "An app", now).await?.unwrap(),
        };
        Ok::<_, store::Error>(app)
    })
    .unwrap();
    let course = platform::CourseId::new("c").unwrap();
    let is_there = {
        let mut tx = services.store.begin_read().await.unwrap();
        store::courses::find(&mut tx, app, &course).await.unwrap().is_some()
    };
    if !is_there {
        import(console, app, &course).await;
    }
    let request = cloud_api::v1::request::CreateRegistration {
        course_id: "c".into(),
        reg_id: registration.into(),
        learner_id: "ann".into(),
        first_name: EVIL.into(),
        last_name: "Lee".into(),
        email: None,
        version: None,
        postback: None,
        tags: Default::default(),
    };
    let (store, rng) = (&services.store, services.rng.as_ref());
    service::create_registration(store, &services.installation_key, rng, app, &request, now).await.unwrap();
    let request = cloud_api::v1::request::Launch { reg_id: registration.into(), ..Default::default() };
    let made = service::launch(store, rng, app, &request, now).await.unwrap();
    let context = service::StartContext {
        store,
        definitions: services.live.definitions(),
        config: &services.config,
        installation_key: &services.installation_key,
        rng,
    };
    let request =
        service::StartRequest { token: made.token.as_str(), kept: Vec::new(), user_agent: Some(EVIL) };
    let started = service::start_launch(context, &request, now).await.unwrap();
    let mut client = Client::start(&started.definition, &started.state).unwrap();
    client.navigate(now, Request::Start);
    client.call(Call::Initialize, "", "", now);
    client.call(Call::SetValue, "cmi.core.score.max", "100", now);
    client.call(Call::SetValue, "cmi.core.score.raw", score, now);
    client.call(Call::SetValue, "cmi.core.lesson_status", "completed", now);
    client.call(Call::SetValue, "cmi.core.lesson_location", EVIL, now);
    client.call(Call::GetValue, "cmi.core.lesson_location", "", now);
    client.call(Call::SetValue, EVIL, EVIL, now);
    client.call(Call::SetValue, "cmi.core.student_id", "x", now);
    let batch = client.batch(usize::MAX).unwrap();
    service::apply_journal(store, &services.live, made.token.as_str(), &batch, now).await.unwrap();
    started.launch.id.to_string()
}

async fn import(console: &Console, app: store::AppKey, id: &platform::CourseId) {
    let services = &console.services;
    let activity = |identifier: &str, parent, children, is_sco: bool| Activity {
        identifier: identifier.into(),
        title: EVIL.into(),
        parent,
        children,
        resource: is_sco.then(|| Resource { kind: ResourceKind::Sco, href: "a.html".into() }),
        visible: true,
        sequencing: Default::default(),
        launch_data: LaunchData::default(),
        prerequisites: None,
        data_maps: Vec::new(),
    };
    let definition = Definition {
        edition: Edition::Scorm12,
        title: EVIL.into(),
        activities: vec![activity("ORG", None, vec![1], false), activity("SCO", Some(0), vec![], true)],
        objectives_global_to_system: false,
        shared_data_global_to_system: false,
    }
    .encode();
    let key = platform::ContentKey::random(services.rng.as_ref());
    let (package, index) = (format!("packages/{key}"), format!("index/{key}"));
    let now = console.clock.now();
    let made: Result<(), store::Error> = store::transact!(services.store, |tx| {
        let course = store::courses::insert_or_lock(tx, app, id, now).await?;
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
            package_blob: &package,
            index_blob: &index,
            media_blob: None,
            size_bytes: 1000,
            files: 3,
        };
        store::course_versions::insert(tx, &course, &new, now).await?;
        Ok(())
    });
    made.unwrap();
}

fn query(launch: &str, more: &[(&str, &str)]) -> String {
    let mut query = Params::new().with("app", APP.to_owned()).with("launch", launch.to_owned());
    for (name, value) in more {
        query = query.with(*name, (*value).to_owned());
    }
    query.to_urlencoded()
}

fn link(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    reply.shown_once().strip_prefix("http://lms.example/lyceum").unwrap().to_owned()
}

#[tokio::test]
async fn a_log_tells_in_words_what_a_course_did() {
    let console = Console::new().await;
    let launch = played(&console, "r", "80").await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let list = viewer
        .get(&format!("/console/logs?{}", Params::new().with("app", APP.to_owned()).to_urlencoded()))
        .await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.body.contains(&format!("Log of launch {launch}")) && !list.body.contains("<script>alert"));
    let page = viewer.get(&format!("/console/log?{}", query(&launch, &[]))).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    for words in [
        "The course began to talk to the player.",
        "The course reported a score of 80 of 100.",
        "The course reported completed.",
        "The result of the course is now: completed, success unknown, score 80 %.",
        "“x” as cmi.core.student_id was refused with error 403: Element is read only",
        "LMSSetValue(&#34;cmi.core.student_id&#34;, &#34;x&#34;) →",
        "LMSSetValue(&#34;cmi.core.score.raw&#34;, &#34;80&#34;) → &#34;true&#34;",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    // Nobody shares who may only look.
    assert!(!page.body.contains("/log/share"));
    for part in ["log", "log/entry", "log/step", "log/lines", "log/download", "log/compare"] {
        let more: &[(&str, &str)] = &[("at", "8"), ("left", &launch)];
        let reply = viewer.get(&format!("/console/{part}?{}", query(&launch, more))).await;
        assert_eq!(reply.status, StatusCode::OK, "{part}: {reply:?}");
        if reply.headers[header::CONTENT_TYPE].to_str().unwrap().contains("html") {
            assert!(!reply.body.contains("<script>alert"), "{part}");
        }
        assert_eq!(reply.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}

#[tokio::test]
async fn lines_are_chosen_searched_and_fetched_in_pieces() {
    let console = Console::new().await;
    let launch = played(&console, "r", "80").await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let mut lines = async |more: &[(&str, &str)]| {
        let reply = viewer.get(&format!("/console/log/lines?{}", query(&launch, more))).await;
        serde_json::from_str::<serde_json::Value>(&reply.body).unwrap()
    };
    let all = lines(&[]).await;
    let total = all["total"].as_u64().unwrap();
    assert_eq!(all["rows"].as_array().unwrap().len() as u64, total);
    let errors = lines(&[("show", "errors")]).await;
    assert_eq!(errors["total"], 2);
    assert!(errors["rows"][1][4].as_str().unwrap().contains("403"), "{errors}");
    assert_eq!(lines(&[("show", "writes")]).await["total"], 4);
    assert_eq!(lines(&[("q", "REPORTED completed")]).await["total"], 1);
    assert_eq!(lines(&[("q", "403")]).await["total"], 1);
    assert_eq!(lines(&[("q", "no such thing")]).await["rows"].as_array().unwrap().len(), 0);
    let piece = lines(&[("from", "2"), ("count", "3")]).await;
    assert_eq!(piece["rows"].as_array().unwrap().len(), 3);
    assert_eq!(piece["rows"][0][0], 3);
    for odd in ["-1", "99999999999999999999999", "x", "99999"] {
        assert_eq!(lines(&[("from", odd), ("count", odd)]).await["total"], total, "{odd}");
    }
    // Who knows all of it is told nothing.
    let known = all["known"].as_str().unwrap();
    let reply = viewer.get(&format!("/console/log/lines?{}", query(&launch, &[("known", known)]))).await;
    assert_eq!((reply.status, reply.body.as_str()), (StatusCode::NO_CONTENT, ""));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let console = Console::new().await;
    let launch = played(&console, "r", "80").await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let other = Params::new().with("app", "other".to_owned()).with("launch", launch.clone()).to_urlencoded();
    let wrong = query("999999", &[]);
    for path in [
        format!("log?{other}"),
        format!("log?{wrong}"),
        format!("log?{}", query("x", &[])),
        format!("log/entry?{}", query(&launch, &[("at", "0")])),
        format!("log/entry?{}", query(&launch, &[("at", "99999")])),
        "log".to_owned(),
        "logs?app=nobody".to_owned(),
    ] {
        let reply = viewer.get(&format!("/console/{path}")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    }
    for at in ["0", "5", "99999999999999999999", "-5", "x"] {
        let reply = viewer.get(&format!("/console/log/step?{}", query(&launch, &[("at", at)]))).await;
        assert_eq!(reply.status, StatusCode::OK, "{at}");
    }
}

#[tokio::test]
async fn any_moment_is_shown_with_what_changed() {
    let console = Console::new().await;
    let launch = played(&console, "r", "80").await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let reply = viewer.get(&format!("/console/log/lines?{}", query(&launch, &[("q", "score of 80")]))).await;
    let found: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
    let at = found["rows"][0][0].to_string();
    let page = viewer.get(&format!("/console/log/step?{}", query(&launch, &[("at", &at)]))).await;
    assert!(page.body.contains("cmi.core.score.raw: 80"), "{}", page.body);
    assert!(page.body.contains("<mark>80</mark>"), "{}", page.body);
    let earlier: usize = at.parse().unwrap();
    let page = viewer
        .get(&format!("/console/log/step?{}", query(&launch, &[("at", &(earlier - 1).to_string())])))
        .await;
    assert!(!page.body.contains("cmi.core.score.raw: 80"), "{}", page.body);
}

#[tokio::test]
async fn a_link_shows_one_log_and_nothing_else() {
    let console = Console::new().await;
    let launch = played(&console, "r", "80").await;
    let fields: &[(&str, &str)] = &[("app", APP), ("launch", &launch), ("days", "1")];
    let mut viewer = console.signed_in(Role::Viewer).await;
    assert_eq!(viewer.post("/console/log/share", fields).await.status, StatusCode::FORBIDDEN);
    let mut author = console.signed_in(Role::Author).await;
    let wrong: &[(&str, &str)] = &[("app", APP), ("launch", &launch), ("days", "9999")];
    assert_eq!(author.post("/console/log/share", wrong).await.status, StatusCode::BAD_REQUEST);
    let link = link(&author.post("/console/log/share", fields).await);
    let mut nobody = console.browser();
    for part in ["", "/lines", "/entry?at=3", "/step?at=3", "/download?as=json"] {
        for browser in [&mut nobody, &mut viewer] {
            let reply = browser.get(&format!("{link}{part}")).await;
            assert_eq!(reply.status, StatusCode::OK, "{part}: {reply:?}");
            // JSON that nobody sniffs is as good as text.
            let is_json = part.contains("download") || part == "/lines";
            for not in [
                "/console/apps",
                "/console/logs",
                "/registration?",
                "/log/compare",
                "/sign-out",
                "<script>alert",
            ] {
                assert!(!reply.body.contains(not) || is_json && not.starts_with('<'), "{part}: {not}");
            }
        }
    }
    assert!(nobody.get(&link).await.body.contains("The course reported a score of 80 of 100."));
    // What names another launch names it in vain.
    let other = played(&console, "s", "11").await;
    let reply = nobody.get(&format!("{link}?{}", query(&other, &[]))).await;
    assert!(reply.body.contains("80 of 100") && !reply.body.contains("11 of 100"));
    for wrong in ["/console/shared-log/x", "/console/shared-log/x/step", "/console/shared-log/..%2f/lines"] {
        let reply = nobody.get(wrong).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    // It is no key to anything else.
    let page = author.get(&format!("/console/log?{}", query(&launch, &[]))).await;
    let share =
        page.body.split("name=\"share\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields: &[(&str, &str)] = &[("app", APP), ("launch", &launch), ("share", &share)];
    assert_eq!(nobody.post("/console/log/unshare", fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(nobody.get(&link).await.status, StatusCode::OK);
    let elsewhere: &[(&str, &str)] = &[("app", APP), ("launch", &other), ("share", &share)];
    assert_eq!(author.post("/console/log/unshare", elsewhere).await.status, StatusCode::NOT_FOUND);
    assert_eq!(author.post("/console/log/unshare", fields).await.status, StatusCode::SEE_OTHER);
    let gone = nobody.get(&link).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert!(gone.body.contains("This link does not work"), "{}", gone.body);
    let events = console.events().await;
    let kinds: Vec<_> =
        events.iter().take(2).map(|event| (event.kind.as_str(), event.actor.as_str())).collect();
    assert_eq!(kinds, [("log.unshared", "author"), ("log.shared", "author")]);
}

#[tokio::test]
async fn a_link_expires() {
    let console = Console::new().await;
    let launch = played(&console, "r", "80").await;
    let mut author = console.signed_in(Role::Author).await;
    let fields: &[(&str, &str)] = &[("app", APP), ("launch", &launch), ("days", "1")];
    let link = link(&author.post("/console/log/share", fields).await);
    console.later(24 * 60 * 60 - 1);
    assert_eq!(console.browser().get(&link).await.status, StatusCode::OK);
    console.later(1);
    assert_eq!(console.browser().get(&link).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_launches_stand_side_by_side() {
    let console = Console::new().await;
    let left = played(&console, "r", "80").await;
    let right = played(&console, "s", "11").await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let choose = viewer.get(&format!("/console/log/compare?{}", query("", &[("left", &left)]))).await;
    assert!(choose.body.contains(&format!("<option value=\"{right}\"")), "{}", choose.body);
    let both = [("left", left.as_str()), ("right", right.as_str())];
    let page = viewer.get(&format!("/console/log/compare?{}", query("", &both))).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert!(
        page.body.contains("id=\"first-difference\"") && page.body.contains("other value"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("<script>alert"));
    let same = [("left", left.as_str()), ("right", left.as_str())];
    let page = viewer.get(&format!("/console/log/compare?{}", query("", &same))).await;
    assert!(page.body.contains("This is one launch"), "{}", page.body);
    let nowhere = [("left", left.as_str()), ("right", "777")];
    let page = viewer.get(&format!("/console/log/compare?{}", query("", &nowhere))).await;
    assert!(page.body.contains("no such launch"), "{}", page.body);
}

#[tokio::test]
async fn downloads_are_files() {
    let console = Console::new().await;
    let launch = played(&console, "r", "80").await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let text = viewer.get(&format!("/console/log/download?{}", query(&launch, &[("as", "text")]))).await;
    assert!(text.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    assert!(text.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/plain"));
    assert!(text.body.contains("LMSSetValue(\"cmi.core.score.raw\", \"80\") → \"true\""), "{}", text.body);
    let json = viewer.get(&format!("/console/log/download?{}", query(&launch, &[("as", "json")]))).await;
    let all: Vec<serde_json::Value> = serde_json::from_str(&json.body).unwrap();
    assert!(all.iter().any(|line| line["about"] == "cmi.core.student_id" && line["error"] == 403));
    let one = [("as", "json"), ("q", "no such thing")];
    let none = viewer.get(&format!("/console/log/download?{}", query(&launch, &one))).await;
    assert_eq!(none.body.trim(), "[]");
}

#[tokio::test]
async fn lines_of_a_version_that_is_gone_can_still_be_read() {
    let console = Console::new().await;
    let launch = played(&console, "r", "80").await;
    let store = &console.services.store;
    let app = service::find_app(store, &platform::AppId::new(APP).unwrap()).await.unwrap().key;
    import(&console, app, &platform::CourseId::new("c").unwrap()).await;
    let version = Some(cloud_api::v1::values::Which::Number(0));
    service::delete_course(store, app, "c", version).await.unwrap();
    let mut viewer = console.signed_in(Role::Viewer).await;
    let page = viewer.get(&format!("/console/log?{}", query(&launch, &[]))).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert!(!page.body.contains("/console/log/step"), "{}", page.body);
    let entry =
        page.body.split("href=\"/lyceum").find(|rest| rest.starts_with("/console/log/entry")).unwrap();
    let entry = entry.split('"').next().unwrap().replace("&#38;", "&");
    assert_eq!(viewer.get(&entry).await.status, StatusCode::OK, "{entry}");
}
