//! Course files over HTTP, on the content origin.

use std::io::Read as _;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
    response::Response,
};
use blobs::{BlobId, Key, Kind, Limits, check_package};
use bytes::Bytes;
use platform::{ContentKey, CourseId, Rng as _, Timestamp};
use test_support::PackageBuilder;
use tower::ServiceExt as _;

use super::harness::{Api, NOW};
use crate::player;

struct Answer {
    response: Response,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

async fn send(api: &Api, request: Request<Body>) -> Answer {
    let response = player::routes(&api.services).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answer { response: Response::from_parts(parts, Body::empty()), body }
}

async fn get(api: &Api, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(api, request.body(Body::empty()).unwrap()).await
}

/// A course whose package lies in storage; the answer is the path of its files.
async fn with_package(api: &Api) -> String {
    let zip = PackageBuilder::new()
        .file("index.html", "<p>page</p>".repeat(100))
        .file("sub/a b.js", "var a")
        .build();
    let services = &api.services;
    let mut id = [0; 16];
    services.rng.fill(&mut id);
    let package = Key::new(Kind::Package, BlobId::from_random(id));
    services.blobs.insert(&package, Bytes::from(zip)).await.unwrap();
    let checked = check_package(&services.blobs, &package, &Limits::default(), |_, _| {}).await.unwrap();
    let index = services.blobs.insert_index(&checked.index).await.unwrap();
    let content_key = ContentKey::random(services.rng.as_ref());
    let (package, index) = (package.to_string(), index.to_string());
    let made: Result<(), store::Error> = store::transact!(services.store, |tx| {
        let id = CourseId::new("files").unwrap();
        let course = store::courses::insert_or_lock(tx, api.app.key, &id, Timestamp(NOW)).await?;
        let version = store::course_versions::NewVersion {
            content_key: &content_key,
            standard: "scorm12",
            learning_standard: "scorm_12",
            title: "Files",
            identifier: "M",
            manifest_path: "imsmanifest.xml",
            manifest: "<manifest/>",
            metadata: "{}",
            warnings: "[]",
            definition: b"",
            package_blob: &package,
            index_blob: &index,
            media_blob: None,
            size_bytes: 1000,
            files: 2,
        };
        store::course_versions::insert(tx, &course, &version, Timestamp(NOW)).await?;
        Ok(())
    });
    made.unwrap();
    format!("/content/{content_key}/")
}

#[tokio::test]
async fn files_come_as_they_lie_in_the_zip() {
    let api = Api::new().await;
    let base = with_package(&api).await;
    let plain = get(&api, &format!("{base}index.html?x=1"), &[]).await;
    assert_eq!(plain.response.status(), StatusCode::OK);
    assert_eq!(plain.body, "<p>page</p>".repeat(100).into_bytes());
    assert!(plain.header("content-type").starts_with("text/html"));
    assert_eq!(plain.header("content-encoding"), "");
    let packed = get(&api, &format!("{base}index.html"), &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(packed.header("vary"), "Accept-Encoding");
    assert_eq!(packed.header("content-length"), packed.body.len().to_string());
    assert_eq!(packed.header("origin-agent-cluster"), "?1");
    assert_eq!(packed.header("permissions-policy"), "unload=*");
    assert_eq!(packed.header("content-security-policy"), "");
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed.body.as_slice()).read_to_string(&mut text).unwrap();
    assert_eq!(text.into_bytes(), plain.body);
    assert_ne!(packed.header("etag"), plain.header("etag"));
    let again = [("accept-encoding", "gzip"), ("if-none-match", packed.header("etag"))];
    let unchanged = get(&api, &format!("{base}index.html"), &again).await;
    assert_eq!((unchanged.response.status(), unchanged.body.len()), (StatusCode::NOT_MODIFIED, 0));
    for path in ["sub/a%20b.js", "SUB/A%20B.js"] {
        let script = get(&api, &format!("{base}{path}"), &[]).await;
        assert_eq!((script.response.status(), script.body.as_slice()), (StatusCode::OK, b"var a".as_slice()));
        assert!(script.header("content-type").starts_with("text/javascript"), "{path}");
    }
    let head = Request::head(format!("{base}index.html")).body(Body::empty()).unwrap();
    let head = send(&api, head).await;
    assert_eq!((head.header("content-length"), head.body.len()), ("1100", 0));
}

#[tokio::test]
async fn what_is_not_there_is_said_in_plain_text() {
    let api = Api::new().await;
    let base = with_package(&api).await;
    for path in [
        format!("{base}none.html"),
        base.clone(),
        format!("{base}../index.html"),
        format!("{base}sub/../../x"),
        "/content/unknown/index.html".to_owned(),
        "/content/%00/index.html".to_owned(),
    ] {
        let answer = get(&api, &path, &[]).await;
        assert_eq!(answer.response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8", "{path}");
    }
    let worker = get(&api, &format!("{base}sub/a%20b.js"), &[("service-worker", "script")]).await;
    assert_eq!(worker.response.status(), StatusCode::FORBIDDEN);
    let post = Request::post(format!("{base}index.html")).body(Body::empty()).unwrap();
    assert_eq!(send(&api, post).await.response.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_file_opened_without_its_player_offers_it() {
    let api = Api::new().await;
    let base = with_package(&api).await;
    let page = format!("{base}index.html");
    for site in ["none", "cross-site"] {
        let headers = [("sec-fetch-dest", "document"), ("sec-fetch-site", site), ("accept-language", "de")];
        let answer = get(&api, &page, &headers).await;
        let body = String::from_utf8(answer.body.clone()).unwrap();
        assert!(body.contains("Im Player ansehen"), "{body}");
        let key = base.trim_start_matches("/content/").trim_end_matches('/');
        let action = format!("/player-open/{key}");
        assert!(body.contains(&format!("action=\"{action}\"")), "{body}");
        let open = Request::post(&action).body(Body::empty()).unwrap();
        let opened = send(&api, open).await;
        assert_eq!(opened.response.status(), StatusCode::SEE_OTHER);
        let location = opened.response.headers()[header::LOCATION].to_str().unwrap();
        assert!(location.starts_with("http://127.0.0.1:8601/player/"), "{location}");
    }
    for headers in [
        [("sec-fetch-dest", "iframe"), ("sec-fetch-site", "same-origin")],
        [("sec-fetch-dest", "document"), ("sec-fetch-site", "same-origin")],
    ] {
        assert!(get(&api, &page, &headers).await.body.starts_with(b"<p>page"), "{headers:?}");
    }
    let unknown = Request::post("/player-open/unknown").body(Body::empty()).unwrap();
    assert_eq!(send(&api, unknown).await.response.status(), StatusCode::NOT_FOUND);
}
