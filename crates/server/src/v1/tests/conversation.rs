//! Where clients put parameters (V1 spec §1.1, §1.2).

use axum::{
    body::Body,
    http::{Request, header},
};
use cloud_api::v1::params::Params;

use super::harness::Api;

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn every_path_and_manner_reaches_the_method() {
    let api = Api::new().await;
    let query = api.signed("course.exists", &Params::new().with("courseid", "a b/\u{fc}"));
    let no = "<rsp stat=\"ok\"><result>false</result></rsp>";
    for path in ["/api", "//api", "/EngineWebServices/api", "/EngineWebServices//api", "/api/"] {
        let reply = api.send(Request::get(format!("{path}?{query}")).body(Body::empty()).unwrap()).await;
        assert!(reply.body.ends_with(no), "{path}: {}", reply.body);
    }
    // PHP: POST with everything in the query and an empty form; Node: an empty multipart form.
    for content_type in [FORM, "multipart/form-data; boundary=x", "text/plain"] {
        let request = Request::post(format!("/api?{query}"))
            .header(header::CONTENT_TYPE, content_type)
            .header(header::CONTENT_LENGTH, "0")
            .body(Body::empty())
            .unwrap();
        assert!(api.send(request).await.body.ends_with(no), "{content_type}");
    }
    // Java: all in the body; .NET: some here and some there, one signature.
    let (in_query, in_body) = query.split_at(query.find('&').unwrap());
    for (query, body) in [("", query.as_str()), (in_query, in_body.trim_start_matches('&'))] {
        let request = Request::post(format!("/api?{query}"))
            .header(header::CONTENT_TYPE, FORM)
            .body(Body::from(body.to_owned()))
            .unwrap();
        assert!(api.send(request).await.body.ends_with(no), "{query}");
    }
    // Multipart fields are parameters too.
    let fields: String = Params::from_urlencoded(&query)
        .iter()
        .map(|(n, v)| format!("--x\r\nContent-Disposition: form-data; name=\"{n}\"\r\n\r\n{v}\r\n"))
        .collect();
    let request = Request::post("/api")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(fields + "--x--\r\n"))
        .unwrap();
    assert!(api.send(request).await.body.ends_with(no));
}

#[tokio::test]
async fn an_unsigned_field_beside_a_signed_query_is_refused() {
    let api = Api::new().await;
    let query = api.signed("course.exists", &Params::new().with("courseid", "a"));
    let request = Request::post(format!("/api?{query}"))
        .header(header::CONTENT_TYPE, FORM)
        .body(Body::from("courseid=b"))
        .unwrap();
    assert!(api.send(request).await.body.contains("code=\"104\""));
}

#[tokio::test]
async fn json_where_it_is_asked_for() {
    let api = Api::new().await;
    let query = |more: &str| api.signed("debug.authPing", &Params::from_urlencoded(more));
    let reply = api.get(&query("format=json&jsoncallback=cb")).await;
    assert_eq!(reply.body, r#"cb({"rsp":{"stat":"ok","pong":""}})"#);
    assert_eq!(reply.header(header::CONTENT_TYPE), "application/javascript;charset=UTF-8");
    assert_eq!(api.get(&query("format=json")).await.body, r#"{"rsp":{"stat":"ok","pong":""}}"#);
    assert!(api.get(&query("format=summary")).await.body.starts_with("<?xml"));
    assert_eq!(
        api.get("format=json").await.body,
        r#"{"rsp":{"stat":"fail","err":{"code":200,"msg":"Invalid service call"}}}"#
    );
}

#[tokio::test]
async fn long_lists_as_json() {
    let api = Api::new().await;
    let query = api.signed("course.getCourseList", &Params::from_urlencoded("format=json"));
    assert_eq!(api.get(&query).await.body, r#"{"rsp":{"stat":"ok","courselist":""}}"#);
    for number in 0..501 {
        api.with_course(&format!("c{number}"), "T").await;
    }
    let query = api.signed("course.getCourseList", &Params::from_urlencoded("format=json&jsoncallback=cb"));
    let body = api.get(&query).await.body;
    let json = body.strip_prefix("cb(").and_then(|body| body.strip_suffix(')')).unwrap();
    let json: serde_json::Value = serde_json::from_str(json).unwrap();
    let courses = json["rsp"]["courselist"]["course"].as_array().unwrap();
    assert_eq!((courses.len(), &courses[500]["id"]), (501, &"c500".into()));
}

#[tokio::test]
async fn too_many_parameters_are_refused_before_they_are_sorted() {
    let api = Api::new().await;
    let many = "a&".repeat(20_000);
    let in_query = api.get(&many).await.body;
    let request = Request::post("/api").header(header::CONTENT_TYPE, FORM).body(Body::from(many)).unwrap();
    for body in [in_query, api.send(request).await.body] {
        assert!(body.contains("<err code=\"205\""), "{body}");
    }
}
