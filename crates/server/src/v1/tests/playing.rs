//! The main job as an LMS and a learner's browser see it: create, launch, play, ask for results.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use cloud_api::v1::{
    launch::{LaunchHistory, LaunchInfo},
    params::Params,
    registration::RegistrationList,
    report::{RegistrationReport, Results},
    simple::Done,
};
use platform::player_protocol::{Acknowledged, Exit, JournalStatus, Refused, Started};
use runtime::client::{Call, Client};
use tower::ServiceExt as _;

use super::harness::Api;
use crate::player;

/// A POST to the content origin.
pub(super) async fn post(api: &Api, path: &str, body: Vec<u8>) -> (StatusCode, String) {
    let request = Request::post(path).header(header::USER_AGENT, "a browser").body(Body::from(body)).unwrap();
    let response = player::routes(&api.services).oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

/// The player's path that a launch leads to.
pub(super) async fn launch(api: &Api, query: &str) -> String {
    let query = api.signed("registration.launch", &Params::from_urlencoded(query));
    let reply = api.get(&query).await;
    assert_eq!(reply.status, StatusCode::FOUND, "{}", reply.body);
    let location = reply.header(header::LOCATION);
    let path = location.strip_prefix("http://127.0.0.1:8601").unwrap();
    assert!(path.starts_with("/player/") && path.ends_with('/'), "{path}");
    path.to_owned()
}

pub(super) async fn start(api: &Api, path: &str) -> (Started, Client) {
    let (status, body) = post(api, &format!("{path}start"), Vec::new()).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let started: Started = serde_json::from_str(&body).unwrap();
    let bytes = |text: &str| STANDARD.decode(text).unwrap();
    let client = Client::start(&bytes(&started.definition), &bytes(&started.state)).unwrap();
    (started, client)
}

#[tokio::test]
async fn what_a_closing_page_sent_is_kept_though_nobody_waits_for_the_answer() {
    let api = Api::new().await;
    api.with_course("c1", "Course One").await;
    let create = "courseid=c1&regid=r1&learnerid=ann&fname=Ann&lname=Lee";
    assert_eq!(api.call("registration.createRegistration", create).await, Ok(Done));
    let path = launch(&api, "regid=r1").await;
    let (_, mut client) = start(&api, &path).await;
    let now = api.services.clock.now();
    client.navigate(now, runtime::Request::Start);
    client.call(Call::Initialize, "", "", now);
    client.call(Call::SetValue, "cmi.core.lesson_status", "passed", now);
    let body = client.batch(usize::MAX).unwrap();
    let request = Request::post(format!("{path}journal")).body(Body::from(body)).unwrap();
    let mut answering = Box::pin(player::routes(&api.services).oneshot(request));
    assert!(futures_util::poll!(answering.as_mut()).is_pending());
    // The connection is gone.
    drop(answering);
    let stored = async {
        loop {
            let report: RegistrationReport =
                api.call("registration.getRegistrationResult", "regid=r1").await.unwrap();
            if matches!(report.results, Results::Course(ref course) if course.success.as_str() == "passed") {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), stored).await.unwrap();
}

#[tokio::test]
async fn from_creation_to_results() {
    let api = Api::new().await;
    api.with_course("c1", "Course One").await;
    let create = "courseid=c1&regid=r1&learnerid=ann&fname=Ann&lname=Lee&resultsformat=xml&learnerTags=a,b";
    assert_eq!(api.call("registration.createRegistration", create).await, Ok(Done));
    assert_eq!(api.code::<Done>("registration.createRegistration", create).await, 2);
    let none = create.replace("c1", "none").replace("r1", "r2");
    assert_eq!(api.code::<Done>("registration.createRegistration", &none).await, 1);
    let version = create.replace("r1", "r2") + "&versionid=7";
    assert_eq!(api.code::<Done>("registration.createRegistration", &version).await, 5);
    let half = create.replace("r1", "r2") + "&postbackurl=https://x/&urlname=n";
    assert_eq!(api.code::<Done>("registration.createRegistration", &half).await, 3);

    let unknown = "<registrationreport format=\"course\" regid=\"r1\" instanceid=\"0\"><complete>unknown</complete>\
                   <success>unknown</success><totaltime>0</totaltime><score>unknown</score></registrationreport>";
    assert!(api.xml("registration.getRegistrationResult", "regid=r1").await.contains(unknown));

    let path =
        launch(&api, "regid=r1&redirecturl=https://lms.example/back?c=1&culture=de&registrationTags=x").await;
    let history: LaunchHistory = api.call("registration.getLaunchHistory", "regid=r1").await.unwrap();
    assert!(history.launches.is_empty());
    let (started, mut client) = start(&api, &path).await;
    assert_eq!(started.exit, Exit::Redirect { url: "https://lms.example/back?c=1".into() });
    assert_eq!((started.language.as_str(), started.single, started.ended), ("de", true, false));
    assert_eq!(started.storage_key.as_ref().map(String::len), Some(64));
    assert!(started.content_base.starts_with("/content/") && !started.strings.is_empty());

    let now = || platform::Clock::now(&*api.clock);
    client.navigate(now(), runtime::Request::Start);
    client.call(Call::Initialize, "", "", now());
    client.call(Call::GetValue, "cmi.core.student_name", "", now());
    api.later(12);
    client.call(Call::SetValue, "cmi.core.lesson_status", "passed", now());
    client.call(Call::SetValue, "cmi.core.score.raw", "87.5", now());
    client.call(Call::Commit, "", "", now());
    let (status, body) = post(&api, &format!("{path}journal"), client.batch(usize::MAX).unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let answer: Acknowledged = serde_json::from_str(&body).unwrap();
    assert_eq!((answer.status, answer.acknowledged), (JournalStatus::Ok, client.next() - 1));
    assert_eq!(answer.digest, client.digest_text());
    assert_eq!(answer.state, None);

    let known =
        "<complete>complete</complete><success>passed</success><totaltime>12</totaltime><score>87.5</score>";
    assert!(
        api.xml("registration.getRegistrationResult", "regid=r1&instanceid=latest").await.contains(known)
    );
    assert_eq!(api.code::<Done>("registration.getRegistrationResult", "regid=r1&instanceid=1").await, 2);
    assert_eq!(api.code::<Done>("registration.getRegistrationResult", "regid=none").await, 1);
    let full: RegistrationReport =
        api.call("registration.getRegistrationResult", "regid=r1&resultsformat=full").await.unwrap();
    let Results::Full(root) = full.results else { panic!("{full:?}") };
    assert_eq!(root.children[0].runtime.as_ref().unwrap().score_raw, Some(87.5));
    let list: RegistrationList =
        api.call("registration.getRegistrationListResults", "resultsformat=activity").await.unwrap();
    assert_eq!(list.0.len(), 1);
    let report = list.0[0].report.as_ref().unwrap();
    assert!(matches!(&report.results, Results::Activity(root) if root.children[0].score == Some(87.5)));

    let history: LaunchHistory = api.call("registration.getLaunchHistory", "regid=r1").await.unwrap();
    assert_eq!(history.launches[0].id, started.launch);
    let query = format!("launchid={}", started.launch);
    let info: LaunchInfo = api.call("registration.getLaunchInfo", &query).await.unwrap();
    assert_eq!(info.log.browser, "a browser");
    let names: Vec<&str> = info.log.events.iter().map(|event| event.event.as_str()).collect();
    assert_eq!(
        names,
        [
            "Launch",
            "Navigate",
            "AttemptStart",
            "Initialize",
            "Implied",
            "GetValue",
            "SetValue",
            "SetValue",
            "Commit"
        ]
    );
    assert_eq!(info.log.events[4].item_identifier, "S");
    assert!(info.log.events.iter().all(|event| !event.timestamp.is_empty()));
    assert_eq!(api.code::<Done>("registration.getLaunchInfo", "launchid=999").await, 1);
    assert_eq!(api.code::<Done>("registration.getLaunchInfo", "launchid=x").await, 1);
}

#[tokio::test]
async fn the_list_with_results_holds_everybody() {
    let api = Api::new().await;
    api.with_course("c1", "One").await;
    for number in 0..45 {
        api.with_registration("c1", &format!("r{number}"), "ann").await;
    }
    let list: RegistrationList = api.call("registration.getRegistrationListResults", "").await.unwrap();
    assert_eq!(list.0.len(), 45);
    assert!(list.0.iter().all(|listed| listed.report.is_some()));
    let some: RegistrationList =
        api.call("registration.getRegistrationListResults", "filter=r4.&resultsformat=full").await.unwrap();
    assert_eq!(some.0.len(), 5);
}

#[tokio::test]
async fn launches_that_fail() {
    let api = Api::new().await;
    assert_eq!(api.code::<Done>("registration.launch", "regid=none").await, 1);
    assert_eq!(api.code::<Done>("course.preview", "courseid=none").await, 1);
    // A person gets a page.
    let query = api.signed("registration.launch", &Params::from_urlencoded("regid=none"));
    let request = Request::get(format!("/api?{query}")).header("sec-fetch-mode", "navigate");
    let reply = api.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(reply.body.starts_with("<!doctype html>") && reply.body.contains("Code 1"), "{}", reply.body);
}

#[tokio::test]
async fn requests_of_no_player() {
    let api = Api::new().await;
    let refused = async |path: &str, body: &[u8]| {
        let (status, body) = post(&api, path, body.to_vec()).await;
        (status, serde_json::from_str::<Refused>(&body).unwrap().error)
    };
    assert_eq!(refused("/player/unknown/start", b"").await, (StatusCode::NOT_FOUND, "gone".into()));
    assert_eq!(refused("/player/x/start", b"{").await, (StatusCode::BAD_REQUEST, "malformed".into()));
    assert_eq!(refused("/player/x/journal", b"?").await, (StatusCode::BAD_REQUEST, "malformed".into()));
    let large = vec![0; 9 << 20];
    assert_eq!(refused("/player/x/journal", &large).await, (StatusCode::PAYLOAD_TOO_LARGE, "limit".into()));
    assert_eq!(
        refused("/player/x/journal", b"LYB\xff").await,
        (StatusCode::SERVICE_UNAVAILABLE, "newer".into())
    );
    // An empty batch of a launch that is gone: the page is told in its own words.
    let empty = runtime::Batch::default().encode();
    let (status, body) = post(&api, "/player/unknown/journal", empty).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(serde_json::from_str::<Acknowledged>(&body).unwrap().status, JournalStatus::Gone);
}

#[tokio::test]
async fn a_preview_keeps_nothing() {
    let api = Api::new().await;
    api.with_course("c1", "One").await;
    let query = api.signed("course.preview", &Params::from_urlencoded("courseid=c1&redirecturl=closer"));
    let reply = api.get(&query).await;
    assert_eq!(reply.status, StatusCode::FOUND);
    let path = reply.header(header::LOCATION).strip_prefix("http://127.0.0.1:8601").unwrap().to_owned();
    let (started, _) = start(&api, &path).await;
    assert_eq!((started.exit, started.storage_key), (Exit::Closer, None));
    let query = format!("launchid={}", started.launch);
    assert_eq!(api.code::<Done>("registration.getLaunchInfo", &query).await, 1);
}
