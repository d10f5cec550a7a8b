//! `rustici.upload` (V1 spec §4.4, §13.3).

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use cloud_api::v1::{
    envelope,
    params::Params,
    simple::Done,
    upload::{DeletedUploads, UploadDir, UploadProgress, UploadToken, Uploaded},
};

use super::harness::{Api, Reply};

async fn send_file(api: &Api, query: &str, part: &str, content: &str) -> Reply {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; {part}\r\nContent-Type: application/zip\r\n\r\n{content}\r\n--x--\r\n"
    );
    let request = Request::post(format!("/api?{query}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::CONTENT_LENGTH, body.len())
        .body(Body::from(body))
        .unwrap();
    api.send(request).await
}

async fn token(api: &Api) -> String {
    let token: UploadToken = api.call("upload.getUploadToken", "").await.unwrap();
    assert_eq!(token.server, "localhost:8600");
    token.id
}

async fn listed(api: &Api) -> Vec<(String, u64)> {
    let dir: UploadDir = api.call("upload.listFiles", "").await.unwrap();
    assert_eq!(dir.name, "default");
    dir.files.into_iter().map(|file| (file.name, file.size_bytes)).collect()
}

#[tokio::test]
async fn the_whole_life_of_a_file() {
    let api = Api::new().await;
    let token = token(&api).await;
    let progress = format!("token={token}");
    assert_eq!(api.call("upload.getUploadProgress", &progress).await, Ok(UploadProgress::Empty));
    assert!(listed(&api).await.is_empty());

    let query = api.signed("upload.uploadFile", &Params::new().with("tokenid", token.as_str()));
    let reply = send_file(&api, &query, "name=\"file\"; filename=\"/tmp/my course.zip\"", "PK...").await;
    let uploaded: Uploaded = envelope::read(&reply.body).unwrap();
    let (domain, name) = uploaded.location.split_once('/').unwrap();
    assert_eq!(domain, "default");
    assert!(name.ends_with("my course.zip") && !name.contains('/'), "{name}");

    match api.call("upload.getUploadProgress", &progress).await.unwrap() {
        UploadProgress::Received { bytes_read: 5, content_length: 5, .. } => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(listed(&api).await, [(name.to_owned(), 5)]);
    let again = send_file(&api, &query, "name=\"filedata\"; filename=\"b.zip\"", "PK").await;
    assert!(again.body.contains("<err code=\"1\""), "{}", again.body);

    let query = Params::new().with("file", name).with("file", "none.zip").to_urlencoded();
    let deleted: DeletedUploads = api.call("upload.deleteFiles", &query).await.unwrap();
    assert!(deleted.0.iter().all(|file| file.deleted) && deleted.0[0].name == name);
    assert!(listed(&api).await.is_empty());
    assert_eq!(stored(&api).await, 0);
}

#[tokio::test]
async fn strangers_leave_nothing_behind() {
    let api = Api::new().await;
    let token = token(&api).await;
    let file = "name=\"file\"; filename=\"a.zip\"";
    let query = api.signed("upload.uploadFile", &Params::new().with("token", token.as_str()));
    for (query, code) in [
        ("method=rustici.upload.uploadFile".to_owned(), 101),
        (query.replace("appid=A", "appid=nobody"), 102),
        (query.replace("token=", "token=x"), 104),
        (api.signed("upload.uploadFile", &Params::new().with("token", "made-up")), 1),
        (api.signed("upload.uploadFile", &Params::new()), 203),
    ] {
        let reply = send_file(&api, &query, file, "PK").await;
        assert_eq!(reply.status, StatusCode::OK);
        assert!(reply.body.contains(&format!("code=\"{code}\"")), "{query}: {}", reply.body);
    }
    assert_eq!(stored(&api).await, 0);
    // The token is still good.
    assert!(send_file(&api, &query, file, "PK").await.body.contains("<location>"));
}

#[tokio::test]
async fn an_upload_goes_back_to_the_page_it_came_from() {
    let api = Api::new().await;
    let token = token(&api).await;
    let params =
        |token: &str| Params::new().with("token", token).with("redirecturl", "https://lms/back?c=1#top");
    let query = api.signed("upload.uploadFile", &params(&token));
    let reply = send_file(&api, &query, "name=\"filedata\"; filename=\"a b.zip\"", "PK").await;
    assert_eq!(reply.status, StatusCode::FOUND);
    let location = reply.header(header::LOCATION);
    assert!(location.starts_with("https://lms/back?c=1&success=true&location=default%2F"), "{location}");
    assert!(location.ends_with("-a%20b.zip#top"), "{location}");
    let query = api.signed("upload.uploadFile", &params("used"));
    let reply = send_file(&api, &query, "name=\"filedata\"; filename=\"a.zip\"", "PK").await;
    assert_eq!(reply.status, StatusCode::FOUND);
    assert!(reply.header(header::LOCATION).contains("success=false&errcode=1&msg="));
}

#[tokio::test]
async fn an_upload_without_a_file() {
    let api = Api::new().await;
    let token = token(&api).await;
    assert_eq!(api.code::<Done>("upload.uploadFile", &format!("token={token}")).await, 2);
    assert_eq!(api.code::<Done>("upload.getUploadProgress", "token=none").await, 1);
    assert_eq!(api.code::<Done>("upload.deleteFiles", "").await, 203);
}

/// How many files lie in storage.
async fn stored(api: &Api) -> usize {
    use futures_util::StreamExt as _;
    api.services.blobs.list(blobs::Kind::Upload).count().await
        + api.services.blobs.list(blobs::Kind::Package).count().await
}

#[tokio::test]
async fn what_the_query_lacks_may_come_as_a_field() {
    let api = Api::new().await;
    let token = token(&api).await;
    let all = api.signed("upload.uploadFile", &Params::new().with("token", token));
    let all = Params::from_urlencoded(all);
    for late in ["method", "appid", "ts", "token"] {
        let is_late = |name: &str| name == late;
        let query: Params = all.iter().filter(|(name, _)| !is_late(name)).collect();
        let field: String = all
            .iter()
            .filter(|(name, _)| is_late(name))
            .map(|(n, v)| format!("--x\r\nContent-Disposition: form-data; name=\"{n}\"\r\n\r\n{v}\r\n"))
            .collect();
        // Without a file, so that the token is not used up by the first round.
        let file = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\r\n--x--\r\n";
        let request = Request::post(format!("/api?{}", query.to_urlencoded()))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(field + file))
            .unwrap();
        let body = api.send(request).await.body;
        assert!(body.contains("<err code=\"2\" msg=\"The request has no file part\"/>"), "{late}: {body}");
    }
}
