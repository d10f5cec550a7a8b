//! Who may call (V1 spec §2).

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use cloud_api::v1::{params::Params, signature};

use super::harness::{Api, SECRET, make_app};

#[tokio::test]
async fn open_methods_look_at_no_signature() {
    let api = Api::new().await;
    let reply = api.get("method=rustici.debug.ping&appid=nobody&sig=wrong&ts=never").await;
    assert_eq!(reply.body, "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\"><pong/></rsp>");
    let reply = api.get("method=rustici.debug.getTime").await;
    assert!(reply.body.contains("<currenttime tz=\"UTC\">20240229083015</currenttime>"), "{}", reply.body);
}

#[tokio::test]
async fn each_check_in_its_order() {
    let api = Api::new().await;
    let ping = "method=rustici.debug.authPing";
    for (query, code) in [
        ("", 200),
        ("method=ping", 200),
        ("method=rustici.nothing.ping", 201),
        ("method=rustici.debug.pang", 202),
        (ping, 101),
        (&format!("{ping}&appid=nobody"), 102),
        (&format!("{ping}&appid=A"), 103),
        (&format!("{ping}&appid=A&sig=x"), 105),
        (&format!("{ping}&appid=A&sig=x&ts=yesterday"), 106),
        (&format!("{ping}&appid=A&sig=x&ts=20200101000000"), 107),
        (&format!("{ping}&appid=A&sig=x&ts=20240229083015"), 104),
    ] {
        let reply = api.get(query).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert!(reply.body.contains(&format!("<err code=\"{code}\" msg=\"")), "{query}: {}", reply.body);
    }
}

#[tokio::test]
async fn a_signed_call_passes_until_its_time_is_over() {
    let api = Api::new().await;
    let query = api.signed("debug.authPing", &Params::new());
    assert!(api.get(&query).await.body.contains("<pong/>"));
    api.later(15 * 60);
    assert!(api.get(&query).await.body.contains("<pong/>"));
    api.later(1);
    assert!(api.get(&query).await.body.contains("code=\"107\""));
}

#[tokio::test]
async fn a_key_of_another_application_is_no_key() {
    let api = Api::new().await;
    make_app(&api.services, "B", "other").await;
    let params = Params::new()
        .with("method", "rustici.debug.authPing")
        .with("appid", "B")
        .with("ts", "20240229083015");
    let signature = signature::sign(SECRET, &params);
    let reply = api.get(&params.with("sig", signature).to_urlencoded()).await;
    assert!(reply.body.contains("code=\"104\""), "{}", reply.body);
}

#[tokio::test]
async fn every_answer_is_readable_from_anywhere_and_inert() {
    let api = Api::new().await;
    let reply = api.get("method=rustici.debug.ping").await;
    assert_eq!(reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    assert_eq!(reply.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(reply.header(header::CACHE_CONTROL), "no-cache, no-store");
    assert!(reply.header(header::CONTENT_SECURITY_POLICY).contains("sandbox"));
    let preflight = Request::options("/EngineWebServices/api")
        .header("access-control-request-headers", "x-one")
        .body(Body::empty())
        .unwrap();
    let reply = api.send(preflight).await;
    assert_eq!((reply.status, reply.body.as_str()), (StatusCode::OK, ""));
    assert_eq!(reply.header(header::ACCESS_CONTROL_ALLOW_HEADERS), "x-one");
}

#[tokio::test]
async fn other_paths_are_somebody_elses() {
    let api = Api::new().await;
    for path in ["/", "/api/v2/courses", "/API"] {
        let reply = api.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    }
}
