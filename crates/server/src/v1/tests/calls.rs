//! What is noted of calls, and what keeps them out when an operator wants it so.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use cloud_api::v1::{error::Fault, params::Params, simple::Done, tags::Tags};
use service::rows::{ApiCall, ApiCallFilter};

use super::harness::{Api, NOW, SECRET};

async fn noted(api: &Api, filter: ApiCallFilter<'_>) -> Vec<ApiCall> {
    api.services.api_calls.flush().await;
    let page = service::list_api_calls(&api.services.store, &api.app.id, filter, None, 100).await.unwrap();
    page.into_iter().map(|(_, call)| call).collect()
}

fn codes(calls: &[ApiCall]) -> Vec<(&str, u32)> {
    calls.iter().map(|call| (call.method.as_str(), call.code)).collect()
}

#[tokio::test]
async fn every_call_of_an_application_is_noted() {
    let api = Api::new().await;
    api.with_course("c1", "One").await;
    api.with_registration("c1", "r1", "ann").await;
    let secret_query = "courseid=c1&tag=s3cretTag&applib=php&origin=acme.lms.1%0A";
    let request = Request::post(format!(
        "/api?{}",
        api.signed("tagging.addCourseTag", &Params::from_urlencoded(secret_query))
    ))
    .header(header::USER_AGENT, "curl/7.1")
    .body(Body::empty())
    .unwrap();
    assert!(api.send(request).await.body.contains("<success/>"));
    api.later(1);
    api.call::<Tags>("tagging.getCourseTags", "courseid=none").await.unwrap_err();
    let launch = api.signed("registration.launch", &Params::from_urlencoded("regid=r1"));
    assert_eq!(api.get(&launch).await.status, StatusCode::FOUND);
    // Signed by nobody: the application is known, the key is not.
    api.get("method=rustici.debug.authPing&appid=A&sig=x&ts=20240229083016").await;
    // Nobody's call.
    api.get("method=rustici.debug.ping&appid=A").await;
    api.get("method=rustici.debug.authPing&appid=nobody&sig=x").await;

    let calls = noted(&api, ApiCallFilter::default()).await;
    assert_eq!(
        codes(&calls),
        [
            ("debug.authPing", 104),
            ("registration.launch", 0),
            ("tagging.getCourseTags", 1),
            ("tagging.addCourseTag", 0)
        ]
    );
    let first = &calls[3];
    assert_eq!((first.applib.as_str(), first.user_agent.as_str()), ("php", "curl/7.1"));
    assert_eq!((first.origin.as_str(), first.at.0), ("acme.lms.1", NOW));
    let keys = service::app_keys(&api.services.store, &api.app.id).await.unwrap();
    assert_eq!((first.secret.as_ref(), &calls[0].secret), (Some(&keys[0].id), &None));
    assert_eq!(keys[0].last_used_at, Some(platform::Timestamp(NOW + 1_000_000)));
    let all = format!("{calls:?}");
    for secret in [SECRET, "s3cretTag", "sig="] {
        assert!(!all.contains(secret), "{all}");
    }
    let failed = noted(
        &api,
        ApiCallFilter { failed: true, method: Some("tagging.getCourseTags"), ..ApiCallFilter::default() },
    )
    .await;
    assert_eq!(codes(&failed), [("tagging.getCourseTags", 1)]);
}

#[tokio::test]
async fn a_switched_off_log_still_knows_when_a_key_was_used() {
    let api = Api::configured(|raw| raw.api_log_days = Some(0)).await;
    let last_use = async || {
        api.services.api_calls.flush().await;
        let keys = service::app_keys(&api.services.store, &api.app.id).await;
        keys.unwrap()[0].last_used_at.map(|at| (at.0 - NOW) / 1_000_000)
    };
    assert_eq!(last_use().await, None);
    api.xml("debug.authPing", "").await;
    assert_eq!(last_use().await, Some(0));
    // To the hour, so that calls do not write.
    api.later(3599);
    api.xml("debug.authPing", "").await;
    assert_eq!(last_use().await, Some(0));
    api.later(1);
    api.xml("debug.authPing", "").await;
    assert_eq!(last_use().await, Some(3600));
    assert!(noted(&api, ApiCallFilter::default()).await.is_empty());
}

#[tokio::test]
async fn the_log_keeps_the_latest_of_many() {
    let api = Api::configured(|raw| raw.api_log_calls_per_app = Some(20)).await;
    for _ in 0..60 {
        api.xml("debug.authPing", "").await;
        api.services.api_calls.flush().await;
    }
    let kept = noted(&api, ApiCallFilter::default()).await.len();
    assert!((20..=23).contains(&kept), "{kept}");
}

#[tokio::test]
async fn too_many_calls_are_told_when_to_come_again() {
    let api = Api::configured(|raw| raw.api_rate_limit_per_minute = Some(3)).await;
    api.with_course("c1", "One").await;
    api.with_registration("c1", "r1", "ann").await;
    for _ in 0..3 {
        assert!(api.xml("debug.authPing", "").await.contains("<pong/>"));
    }
    assert!(api.xml("debug.authPing", "").await.ends_with(
        "<rsp stat=\"fail\"><err code=\"100\" msg=\"Application A made more than 3 calls within a minute; call \
         again in 20 seconds, or ask the operator to raise api_rate_limit_per_minute\"/></rsp>"
    ));
    // A learner is let in, a stranger uses up nothing, and time brings room.
    let launch = api.signed("registration.launch", &Params::from_urlencoded("regid=r1"));
    assert_eq!(api.get(&launch).await.status, StatusCode::FOUND);
    api.later(20);
    for _ in 0..9 {
        let stranger = "method=rustici.debug.authPing&appid=A&sig=x&ts=20240229083035";
        assert!(api.get(stranger).await.body.contains("code=\"104\""));
    }
    assert!(api.xml("debug.authPing", "").await.contains("<pong/>"));
    assert!(api.xml("debug.authPing", "").await.contains("code=\"100\""));
    let failed = noted(
        &api,
        ApiCallFilter { failed: true, method: Some("debug.authPing"), ..ApiCallFilter::default() },
    )
    .await;
    assert_eq!(failed.iter().filter(|call| call.code == 100).count(), 2);
}

#[tokio::test]
async fn a_refused_upload_leaves_its_token_good() {
    let api = Api::configured(|raw| raw.api_rate_limit_per_minute = Some(1)).await;
    let token = api.xml("upload.getUploadToken", "").await;
    let token = token.split("<id>").nth(1).unwrap().split('<').next().unwrap();
    let upload = async || {
        let query = api.signed("upload.uploadFile", &Params::new().with("token", token));
        let part =
            "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.zip\"\r\n\r\nPK\r\n--x--\r\n";
        let request = Request::post(format!("/api?{query}"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(part))
            .unwrap();
        api.send(request).await.body
    };
    let refused = upload().await;
    assert!(refused.contains("code=\"100\""), "{refused}");
    api.later(60);
    let taken = upload().await;
    assert!(taken.contains("<location>default/"), "{taken}");
}

#[tokio::test]
async fn a_signature_counts_once_where_that_is_wanted() {
    let api = Api::configured(|raw| raw.refuse_replayed_signatures = Some(true)).await;
    api.with_course("c1", "One").await;
    let twice = async |method: &str, query: &str| {
        let signed = api.signed(method, &Params::from_urlencoded(query));
        let first = api.get(&signed).await;
        // Letter case of the digits makes no other signature.
        let (head, sig) = signed.split_once("sig=").unwrap();
        (first, api.get(&format!("{head}sig={}", sig.to_uppercase())).await)
    };
    let create = "courseid=c1&regid=r1&learnerid=ann&fname=A&lname=L";
    let (first, again) = twice("registration.createRegistration", create).await;
    assert!(first.body.contains("<success/>"), "{}", first.body);
    assert!(
        again.body.contains("<err code=\"100\" msg=\"This signature was used before; sign the call again"),
        "{}",
        again.body
    );
    for (method, query, expected) in [
        // What reads.
        ("registration.exists", "regid=r1", "<result>true</result>"),
        ("course.getCourseList", "", "<courselist>"),
        ("upload.getUploadToken", "", "<token>"),
        // What libraries repeat: it fails for its own reason.
        ("course.importCourse", "courseid=c9", "code=\"1\""),
        ("course.importCourseAsync", "courseid=c9", "code=\"1\""),
    ] {
        let (first, again) = twice(method, query).await;
        assert!(first.body.contains(expected), "{method}: {}", first.body);
        assert!(again.body.contains(expected), "{method}: {}", again.body);
    }
    // Browsers follow a link as often as they like.
    let (first, again) = twice("registration.launch", "regid=r1").await;
    assert_eq!((first.status, again.status), (StatusCode::FOUND, StatusCode::FOUND));
    // With a new time stamp it is a new call.
    api.later(1);
    let (first, again) = twice("tagging.addCourseTag", "courseid=c1&tag=a").await;
    assert!(first.body.contains("<success/>") && again.body.contains("code=\"100\""), "{}", again.body);
}

#[tokio::test]
async fn by_default_a_signature_counts_as_often_as_it_comes() {
    let api = Api::new().await;
    api.with_course("c1", "One").await;
    let signed = api.signed("tagging.addCourseTag", &Params::from_urlencoded("courseid=c1&tag=a"));
    for _ in 0..3 {
        assert!(api.get(&signed).await.body.contains("<success/>"));
    }
    let fault: Fault = api.call::<Done>("tagging.addCourseTag", "courseid=c2&tag=a").await.unwrap_err();
    assert_eq!(fault.code, 1);
}
