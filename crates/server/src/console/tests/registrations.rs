//! Registrations in the console: found, looked into and changed, with ids and values of hostile people.

use axum::http::StatusCode;
use cloud_api::v1::{
    params::Params,
    postback::{AuthType, Credentials, PostbackSettings},
    request::{CreateRegistration, Launch, TagsToAdd},
    values::ResultsFormat,
};
use platform::{AppId, Clock as _, ContentKey, CourseId};
use runtime::client::{Call, Client};
use runtime::{Activity, Definition, Edition, LaunchData, Request, Resource, ResourceKind};
use service::{StartContext, StartRequest, console::Role, rows::AppKey};

use super::harness::{Browser, Console, Reply};

const EVIL: &str = "\"'><script>alert(1)</script>&amp;<img src=x onerror=alert(2)>";
const PARTS: [&str; 6] = ["results", "data", "objectives", "launches", "postbacks", "xml"];

/// A query of the console's pages.
fn query(path: &str, of: &[(&str, &str)]) -> String {
    let query: Params = of.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    format!("/console{path}?{}", query.to_urlencoded())
}

fn activity(identifier: &str, parent: Option<usize>, children: Vec<usize>) -> Activity {
    let is_leaf = children.is_empty();
    Activity {
        identifier: identifier.into(),
        title: identifier.into(),
        parent,
        children,
        resource: is_leaf.then(|| Resource { kind: ResourceKind::Sco, href: "a.html".into() }),
        visible: true,
        sequencing: Default::default(),
        launch_data: LaunchData::default(),
        prerequisites: None,
        data_maps: Vec::new(),
    }
}

/// An application and a course whose names are what hostile people choose.
async fn course(console: &Console) -> AppKey {
    let services = &console.services;
    let (store, now) = (&services.store, services.clock.now());
    let definition = Definition {
        edition: Edition::Scorm2004Ed4,
        title: EVIL.into(),
        activities: vec![activity(&format!("org {EVIL}"), None, vec![1]), activity(EVIL, Some(0), vec![])],
        objectives_global_to_system: false,
        shared_data_global_to_system: false,
    };
    let definition = definition.encode();
    let content_key = ContentKey::random(services.rng.as_ref());
    let (app, course) = (AppId::new(EVIL).unwrap(), CourseId::new(EVIL).unwrap());
    let made: Result<AppKey, store::Error> = store::transact!(store, |tx| {
        let app = store::apps::insert(tx, &app, EVIL, now).await?.unwrap();
        let course = store::courses::insert_or_lock(tx, app, &course, now).await?;
        let new = store::course_versions::NewVersion {
            content_key: &content_key,
            standard: "SCORM 2004 4th Edition",
            learning_standard: "scorm_20044th",
            title: EVIL,
            identifier: "M",
            manifest_path: "imsmanifest.xml",
            manifest: "<manifest/>",
            metadata: "{}",
            warnings: "[]",
            definition: &definition,
            package_blob: "packages/x",
            index_blob: "index/x",
            media_blob: None,
            size_bytes: 1000,
            files: 3,
        };
        store::course_versions::insert(tx, &course, &new, now).await?;
        Ok(app)
    });
    made.unwrap()
}

async fn register(console: &Console, app: AppKey, id: &str) {
    let services = &console.services;
    let request = CreateRegistration {
        course_id: EVIL.into(),
        reg_id: id.into(),
        learner_id: EVIL.into(),
        first_name: EVIL.into(),
        last_name: EVIL.into(),
        email: Some(EVIL.into()),
        version: None,
        postback: Some(PostbackSettings {
            url: format!("https://ann:hunter2@lms.example/{}", urlish(EVIL)),
            auth: AuthType::HttpBasic,
            credentials: Some(Credentials { name: EVIL.into(), password: "hunter3".into() }),
            format: ResultsFormat::Full,
        }),
        tags: TagsToAdd::default(),
    };
    let (key, rng, now) = (&services.installation_key, services.rng.as_ref(), services.clock.now());
    service::create_registration(&services.store, key, rng, app, &request, now).await.unwrap();
}

/// What an address may hold without being encoded.
fn urlish(text: &str) -> String {
    text.replace(['"', '<', '>', ' '], "-")
}

/// A learner opens the course, and it stores what hostile courses store.
async fn play(console: &Console, app: AppKey, id: &str) {
    let values = [
        ("cmi.location", EVIL),
        ("cmi.suspend_data", &format!("{EVIL}{}", "x".repeat(300))),
        ("cmi.comments_from_learner.0.comment", EVIL),
        ("cmi.interactions.0.id", "q1"),
        ("cmi.interactions.0.type", "long-fill-in"),
        ("cmi.interactions.0.description", EVIL),
        ("cmi.interactions.0.learner_response", EVIL),
        ("cmi.interactions.0.correct_responses.0.pattern", EVIL),
        ("cmi.interactions.0.result", "incorrect"),
        ("cmi.objectives.0.id", "o1"),
        ("cmi.objectives.0.description", EVIL),
        ("cmi.score.scaled", "0.75"),
        ("cmi.completion_status", "completed"),
    ];
    set(console, app, id, values.map(|(element, value)| (element.to_owned(), value.to_owned())).into()).await;
}

/// A learner opens the course, and it sets values.
async fn set(console: &Console, app: AppKey, id: &str, values: Vec<(String, String)>) {
    let services = &console.services;
    let now = services.clock.now();
    let request = Launch { reg_id: id.into(), ..Launch::default() };
    let made = service::launch(&services.store, services.rng.as_ref(), app, &request, now).await.unwrap();
    let token = made.token.as_str();
    let context = StartContext {
        store: &services.store,
        definitions: services.live.definitions(),
        config: &services.config,
        installation_key: &services.installation_key,
        rng: services.rng.as_ref(),
    };
    let start = StartRequest { token, kept: Vec::new(), user_agent: Some(EVIL) };
    let started = service::start_launch(context, &start, now).await.unwrap();
    let mut client = Client::start(&started.definition, &started.state).unwrap();
    client.navigate(now, Request::Choice(EVIL.into()));
    assert_eq!(client.call(Call::Initialize, "", "", now), "true");
    for (element, value) in &values {
        assert_eq!(client.call(Call::SetValue, element, value, now), "true", "{element}");
    }
    assert_eq!(client.call(Call::Commit, "", "", now), "true");
    let batch = client.batch(usize::MAX).unwrap();
    service::apply_journal(&services.store, &services.live, token, &batch, now).await.unwrap();
}

/// Nothing of what hostile people wrote is more than text, and no password is told.
fn assert_harmless(reply: &Reply, what: &str) {
    assert_eq!(reply.status, StatusCode::OK, "{what}: {}", reply.body);
    for bad in ["<script>alert", "<img src=x", "hunter2", "hunter3", "&#34;'>"] {
        assert!(!reply.body.contains(bad), "{what}: {bad} in {}", reply.body);
    }
}

async fn part(browser: &mut Browser<'_>, id: &str, part: &str) -> Reply {
    browser.get(&query("/registration", &[("app", EVIL), ("registration", id), ("part", part)])).await
}

#[tokio::test]
async fn what_hostile_people_wrote_is_text_on_every_page_for_every_role() {
    let console = Console::new().await;
    let app = course(&console).await;
    register(&console, app, EVIL).await;
    play(&console, app, EVIL).await;
    for role in [Role::Viewer, Role::Author, Role::Administrator] {
        let mut browser = console.signed_in(role).await;
        let list =
            browser.get(&query("/registrations", &[("app", EVIL), ("q", EVIL), ("course", EVIL)])).await;
        assert_harmless(&list, "list");
        assert!(list.body.contains("Registrations: 1") && list.body.contains("complete"), "{}", list.body);
        for name in PARTS {
            let page = part(&mut browser, EVIL, name).await;
            assert_harmless(&page, name);
            assert!(
                page.body.contains("75 %") && page.body.contains("&#60;script&#62;"),
                "{name}: {}",
                page.body
            );
            // Who may not change anything is offered nothing to change it with.
            let forms = page.body.matches("action=\"/lyceum/console/registration/").count();
            assert_eq!(forms > 0, role >= Role::Author, "{name} for {role:?}");
        }
    }
    let mut viewer = console.again(Role::Viewer).await;
    let data = part(&mut viewer, EVIL, "data").await.body;
    assert!(data.contains("cmi.interactions.0.learner_response") && data.contains("characters"), "{data}");
    let posts = part(&mut viewer, EVIL, "postbacks").await.body;
    assert!(posts.contains("https://lms.example/") && posts.contains("basic authentication"), "{posts}");
}

#[tokio::test]
async fn a_page_of_endless_values_can_be_opened_and_each_of_them_is_to_be_had() {
    let console = Console::new().await;
    let app = course(&console).await;
    register(&console, app, "r").await;
    let long = "y".repeat(60_000);
    let learner = (0..10).map(|n| (format!("cmi.comments_from_learner.{n}.comment"), long.clone()));
    set(&console, app, "r", learner.collect()).await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let page = part(&mut viewer, "r", "data").await.body;
    assert!(page.len() < 400_000 && page.contains(&long), "{}", page.len());
    assert!(page.contains("Long values without their ends"), "{}", page.replace(&long, "LONG"));
    let alone = [("app", EVIL), ("registration", "r"), ("part", "data"), ("activity", EVIL)];
    let alone = viewer.get(&query("/registration", &alone)).await.body;
    assert_eq!(alone.matches(&long).count(), 10);
    assert!(!alone.contains("Long values without their ends"));
}

#[tokio::test]
async fn authors_change_registrations_and_the_log_says_who() {
    let console = Console::new().await;
    let app = course(&console).await;
    register(&console, app, EVIL).await;
    play(&console, app, EVIL).await;
    let mut author = console.signed_in(Role::Author).await;
    let named = [("app", EVIL), ("registration", EVIL)];
    for (path, done) in [
        ("postback/pause", "done=paused"),
        ("postback/send", "done=sent"),
        ("postback/resume", "done=resumed"),
        ("reset", "done=reset"),
        ("instance", "done=instance"),
    ] {
        let reply = author.post(&format!("/console/registration/{path}"), &named).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}: {reply:?}");
        assert!(reply.location().ends_with(done), "{}", reply.location());
        let there = reply.location().to_owned();
        assert_harmless(&author.get(&there).await, path);
    }
    let old = query("/registration", &[named[0], named[1], ("instance", "0")]);
    assert!(author.get(&old).await.body.contains("Another one counts"));
    let one = [named[0], named[1], ("instance", "1")];
    assert!(
        author.post("/console/registration/delete", &one).await.location().ends_with("done=instance-deleted")
    );
    let last = [named[0], named[1], ("instance", "0")];
    let kept = author.post("/console/registration/delete", &last).await;
    assert!(kept.location().ends_with("done=last-instance"), "{kept:?}");
    assert!(author.get(kept.location()).await.body.contains("this is the last instance"));
    let gone = author.post("/console/registration/delete", &named).await;
    assert!(gone.location().starts_with("/lyceum/console/registrations?app="), "{gone:?}");
    assert!(author.get(gone.location()).await.body.contains("There are none."));
    assert_eq!(part(&mut author, EVIL, "results").await.status, StatusCode::NOT_FOUND);

    let mut admin = console.signed_in(Role::Administrator).await;
    let log = admin.get("/console/audit").await;
    assert_harmless(&log, "audit");
    for said in ["registration reset", "instance begun", "registration deleted", "postbacks paused"] {
        assert!(log.body.contains(said), "{said}");
    }
}

/// Ids may begin and end with blanks; what is searched for may not.
#[tokio::test]
async fn ids_are_taken_as_they_are() {
    let console = Console::new().await;
    let app = course(&console).await;
    register(&console, app, "r").await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let list = async |browser: &mut Browser<'_>, name: &str, value: &str| {
        browser.get(&query("/registrations", &[("app", EVIL), (name, value)])).await.body
    };
    let blank = format!(" {EVIL}");
    for (name, value, is_found) in [
        ("course", EVIL, true),
        ("course", &blank, false),
        ("learner", EVIL, true),
        ("learner", &blank, false),
        ("completion", " unknown ", true),
        ("since", " 2020-01-01 ", true),
    ] {
        let none = list(&mut viewer, name, value).await.contains("There are none.");
        assert_eq!(!none, is_found, "{name} {value}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_to_be_not_there() {
    let console = Console::new().await;
    let app = course(&console).await;
    register(&console, app, "r").await;
    let mut author = console.signed_in(Role::Author).await;
    let named = [("app", EVIL), ("registration", "r")];
    for of in [
        vec![],
        vec![("app", EVIL)],
        vec![("app", "\0"), ("registration", "r")],
        vec![("app", EVIL), ("registration", "\0")],
        vec![named[0], named[1], ("instance", "1")],
        vec![named[0], named[1], ("instance", "-1")],
        vec![named[0], named[1], ("instance", "99999999999999999999")],
    ] {
        assert_eq!(author.get(&query("/registration", &of)).await.status, StatusCode::NOT_FOUND, "{of:?}");
    }
    for path in ["reset", "instance", "delete", "postback/send", "postback/pause", "postback/resume"] {
        let path = format!("/console/registration/{path}");
        let reply = author.post(&path, &[("app", EVIL), ("registration", "\0")]).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    }
    // What cannot be read in a query is passed over.
    for of in [
        vec![("part", "nowhere"), ("before", "x"), ("done", "<b>")],
        vec![("part", "launches"), ("before", "-7")],
        vec![("part", "postbacks"), ("before", "9999999999999999999999")],
        vec![("part", "data"), ("activity", EVIL)],
    ] {
        let reply = author.get(&query("/registration", &[named.to_vec(), of].concat())).await;
        assert_harmless(&reply, "page");
    }
    for of in [
        vec![("since", "yesterday"), ("until", "2026-02-31"), ("older", "1"), ("newer", "a.b")],
        vec![("since", "-009999-01-01"), ("until", "9999-12-31")],
        vec![("older", "9223372036854775807.9223372036854775807"), ("completion", EVIL)],
        vec![("newer", "-9223372036854775808.-1"), ("q", "\u{10ffff}")],
        vec![("app", "nobody"), ("course", "\0"), ("learner", "\0")],
    ] {
        let reply = author.get(&query("/registrations", &of)).await;
        assert_harmless(&reply, "list");
    }
}
