//! Postbacks, received over HTTP by the service of the SDK (S50 to S53, S55).

use std::convert::Infallible;
use std::sync::Arc;

use lyceum_client::postback::{
    AuthType, Credentials, Expected, PostbackService, PostbackSettings, Receipt, Receiver,
};
use lyceum_client::wire::postback::sample_report;
use lyceum_client::wire::report::RegistrationReport;
use lyceum_client::{
    Completion, Incoming, RefreshError, RegistrationId, ResultSink, ResultsFormat, Stored, Success, Verdict,
    refresh_result,
};
use runtime::client::Call;
use test_server::Player;

use crate::cloud::{TestCloud, course};
use crate::lms::Tables;

/// An LMS's endpoint on a port of its own.
struct Endpoint {
    url: String,
    task: tokio::task::JoinHandle<()>,
}

impl Endpoint {
    async fn start<E: Expected + 'static, S: ResultSink + 'static>(expected: E, sink: S) -> Self {
        let service = PostbackService::new(expected, sink).max_body_bytes(100_000);
        let app = axum::Router::new().route_service("/postback", service);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/postback", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, task }
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn id(id: &str) -> RegistrationId {
    RegistrationId::new(id).unwrap()
}

async fn post(settings: &PostbackSettings, report: &RegistrationReport) -> u16 {
    let request = settings.request(report);
    let mut post = reqwest::Client::new()
        .post(&settings.url)
        .header("content-type", request.content_type)
        .body(request.body);
    if let Some(authorization) = request.authorization {
        post = post.header("authorization", authorization);
    }
    post.send().await.unwrap().status().as_u16()
}

fn report(regid: &str, format: ResultsFormat) -> RegistrationReport {
    RegistrationReport { regid: regid.to_owned(), ..sample_report(format) }
}

#[tokio::test]
async fn s50_s51_s53_s55_every_change_arrives_in_form_and_basic_manner() {
    for auth in [AuthType::Form, AuthType::HttpBasic] {
        let lms = TestCloud::start().await;
        lms.import(&course("golf")).await;
        let tables = Tables::default();
        let endpoint = Endpoint::start(lms.key.clone(), tables.clone()).await;
        let settings = PostbackSettings { auth, ..lms.key.settings(&id("r"), &endpoint.url) };
        lms.cloud
            .registrations()
            .test_postback(&lms.key.settings(&id("test_registration"), &endpoint.url))
            .await
            .unwrap();
        let new = lms.registration("r", &course("golf")).with_postback(settings.clone());
        lms.cloud.register(&tables, &new).await.unwrap();
        assert_eq!(lms.cloud.registrations().postback(&new.id).await.unwrap(), Some(settings));

        let link = lms.cloud.registrations().launch(&new.id).then_close().link();
        let mut player = Player::open(link.hand_out(), lms.server.clock.clone()).await;
        player.call(Call::Initialize, "", "");
        lms.server.later(5);
        player.report(&[("cmi.core.lesson_status", "incomplete")]);
        player.send().await;
        lms.server.run_jobs().await;
        assert_eq!(tables.result(&new.id).unwrap().summary.completion, Completion::Incomplete);
        lms.server.later(5);
        player.report(&[("cmi.core.lesson_status", "passed"), ("cmi.core.score.raw", "91")]);
        player.send().await;
        lms.server.run_jobs().await;
        let stored = tables.result(&new.id).unwrap().summary;
        assert_eq!((stored.success, stored.score), (Success::Passed, Some(91.0)));
        assert_eq!(stored, lms.cloud.registrations().result(&new.id).await.unwrap().summary);
    }
}

#[tokio::test]
async fn s52_s55_ten_times_and_out_of_order_changes_nothing() {
    let lms = TestCloud::start().await;
    let tables = Tables::default();
    tables.insert_confirmed(&lms.registration("r", &course("golf")));
    let endpoint = Endpoint::start(lms.key.clone(), tables.clone()).await;
    let settings = lms.key.settings(&id("r"), &endpoint.url);
    let at = |time: u64, complete| {
        let mut report = report("r", ResultsFormat::Course);
        if let lyceum_client::wire::report::Results::Course(course) = &mut report.results {
            course.total_time_secs = time;
            course.complete = complete;
        }
        report
    };
    for _ in 0..10 {
        assert_eq!(post(&settings, &at(20, Completion::Complete)).await, 204);
    }
    assert_eq!(post(&settings, &at(10, Completion::Incomplete)).await, 204);
    assert_eq!(tables.result(&id("r")).unwrap().summary.completion, Completion::Complete);
    let verdicts = tables.verdicts(&id("r"));
    assert_eq!(verdicts.iter().filter(|verdict| verdict.take).count(), 1);
    assert_eq!(verdicts.last(), Some(&Verdict { take: false, ask: true }), "an older one is asked about");
    assert_eq!(tables.incoming(&id("r")).len(), 11);
}

#[tokio::test]
async fn s53_forged_postbacks_are_turned_away() {
    let lms = TestCloud::start().await;
    let tables = Tables::default();
    for registration in ["r", "other"] {
        tables.insert_confirmed(&lms.registration(registration, &course("golf")));
    }
    let endpoint = Endpoint::start(lms.key.clone(), tables.clone()).await;
    let good = lms.key.settings(&id("r"), &endpoint.url);
    let with = |credentials| PostbackSettings { credentials, ..good.clone() };
    let password = good.credentials.as_ref().unwrap().password.clone();
    for auth in [AuthType::Form, AuthType::HttpBasic] {
        for bad in [
            with(None),
            with(Some(Credentials { name: "postback".into(), password: String::new() })),
            with(Some(Credentials { name: "postback".into(), password: password.to_uppercase() })),
            with(Some(Credentials { name: "another".into(), password: password.clone() })),
            // Right for its own registration, but not for this one.
            lms.key.settings(&id("other"), &endpoint.url),
        ] {
            let bad = PostbackSettings { auth, ..bad };
            assert_eq!(post(&bad, &report("r", ResultsFormat::Course)).await, 401, "{bad:?}");
        }
    }
    assert!(tables.incoming(&id("r")).is_empty());
    assert_eq!(post(&good, &report("r", ResultsFormat::Course)).await, 204);
}

#[tokio::test]
async fn s53_a_registration_that_is_not_ours_is_not_kept_and_not_tried_again() {
    let lms = TestCloud::start().await;
    let tables = Tables::default();
    let endpoint = Endpoint::start(lms.key.clone(), tables.clone()).await;
    let settings = lms.key.settings(&id("deleted"), &endpoint.url);
    assert_eq!(post(&settings, &report("deleted", ResultsFormat::Full)).await, 204);
    assert!(tables.ids().is_empty());
}

#[tokio::test]
async fn s52_s53_what_is_no_postback_is_refused_and_bodies_are_bounded() {
    let lms = TestCloud::start().await;
    let endpoint = Endpoint::start(lms.key.clone(), Tables::default()).await;
    let http = reqwest::Client::new();
    let status = async |kind: &str, body: Vec<u8>| {
        let answer = http.post(&endpoint.url).header("content-type", kind).body(body).send().await.unwrap();
        assert_eq!(answer.headers()["cache-control"], "no-store");
        answer.status().as_u16()
    };
    assert_eq!(status("text/xml", b"hello".to_vec()).await, 400);
    assert_eq!(status("text/xml", b"<html/>".to_vec()).await, 400);
    assert_eq!(status("text/xml", vec![0xff, 0xfe, 0x00]).await, 400);
    assert_eq!(status("application/x-www-form-urlencoded", b"username=a&password=b".to_vec()).await, 400);
    assert_eq!(status("text/xml", "<a>".repeat(30_000).into_bytes()).await, 400);
    assert_eq!(status("text/xml", vec![b'x'; 100_001]).await, 413);
    let pieces = (0..100).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 10_000]));
    let endless = reqwest::Body::wrap_stream(futures_util::stream::iter(pieces));
    // It may be cut off while it sends, or told in time.
    if let Ok(answer) = http.post(&endpoint.url).body(endless).send().await {
        assert_eq!(answer.status(), 413);
    }
    assert_eq!(http.get(&endpoint.url).send().await.unwrap().status(), 405);
}

/// A sink whose database is away.
struct Broken;

impl ResultSink for Broken {
    type Error = &'static str;

    async fn store(&self, _: Incoming) -> Result<Stored, &'static str> {
        Err("the database is away")
    }
}

/// Credentials in a table.
struct Table(Arc<Vec<(RegistrationId, Credentials)>>);

impl Expected for Table {
    type Error = Infallible;

    async fn credentials(&self, id: &RegistrationId) -> Result<Option<Credentials>, Infallible> {
        Ok(self.0.iter().find(|(known, _)| known == id).map(|(_, credentials)| credentials.clone()))
    }
}

#[tokio::test]
async fn s52_a_result_that_cannot_be_kept_is_asked_for_again() {
    let lms = TestCloud::start().await;
    let endpoint = Endpoint::start(lms.key.clone(), Broken).await;
    let settings = lms.key.settings(&id("r"), &endpoint.url);
    assert_eq!(post(&settings, &report("r", ResultsFormat::Course)).await, 503);
    // Who asked is told why.
    lms.import(&course("golf")).await;
    lms.cloud.registrations().create(&lms.registration("r", &course("golf"))).await.unwrap();
    let asked = refresh_result(&lms.cloud, &Broken, &id("r"), ResultsFormat::Course).await;
    assert!(matches!(asked, Err(RefreshError::Sink("the database is away"))), "{asked:?}");
}

#[tokio::test]
async fn s53_the_plain_function_takes_stored_credentials() {
    let tables = Tables::default();
    let lms = TestCloud::start().await;
    tables.insert_confirmed(&lms.registration("r", &course("golf")));
    let credentials = Credentials { name: "n".into(), password: "pass:word".into() };
    let receiver = Receiver::new(Table(Arc::new(vec![(id("r"), credentials.clone())])), tables.clone());
    for auth in [AuthType::Form, AuthType::HttpBasic] {
        let settings = |credentials| PostbackSettings {
            url: "http://unused".into(),
            auth,
            credentials,
            format: ResultsFormat::Activity,
        };
        let receive = async |settings: PostbackSettings, regid: &str| {
            let sent = settings.request(&report(regid, ResultsFormat::Activity));
            receiver
                .receive(Some(sent.content_type), sent.authorization.as_deref(), sent.body.as_bytes())
                .await
        };
        assert_eq!(receive(settings(Some(credentials.clone())), "r").await, Receipt::Accepted);
        assert_eq!(receive(settings(Some(credentials.clone())), "stranger").await, Receipt::NotAuthentic);
        assert_eq!(receive(settings(None), "r").await, Receipt::NotAuthentic);
    }
    assert_eq!(tables.result(&id("r")).unwrap().summary.score, Some(100.0));
}
