//! Imports over the API (V1 spec §4.2, §8).

use std::time::Duration;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use cloud_api::v1::{
    envelope,
    import::{ImportState, ImportStatus, ImportToken},
    metadata::{Metadata, MetadataContent},
    params::Params,
    simple::Done,
};
use futures_util::StreamExt as _;
use jobs::Runner;
use test_support::{PackageBuilder, scorm12_multi, scorm12_single};

use super::harness::{Api, Reply};
use crate::v1::course::wait_for_job::Waiting;

pub(super) async fn send_package(api: &Api, query: &str, zip: &[u8]) -> Reply {
    let mut body =
        b"--x\r\nContent-Disposition: form-data; name=\"filedata\"; filename=\"c.zip\"\r\n\r\n".to_vec();
    body.extend_from_slice(zip);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = Request::post(format!("/api?{query}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::CONTENT_LENGTH, body.len())
        .body(Body::from(body))
        .unwrap();
    api.send(request).await
}

pub(super) async fn run_jobs(api: &Api) {
    jobs::run_until_idle(&api.services.jobs()).await.unwrap();
}

async fn result(api: &Api, token: &str) -> ImportStatus {
    api.call("course.getAsyncImportResult", &format!("token={token}")).await.unwrap()
}

fn import(course: &str) -> Params {
    Params::new().with("courseid", course)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ordered_polled_and_there() {
    let api = Api::new().await;
    let query = api.signed("course.importCourseAsync", &import("c1"));
    let reply = send_package(&api, &query, &scorm12_multi().build()).await;
    let token: ImportToken = envelope::read(&reply.body).unwrap();
    assert!(reply.body.contains("<rsp stat=\"ok\"><token><id>"), "{}", reply.body);
    assert_eq!(result(&api, &token.id).await.state, ImportState::Created);
    assert!(api.xml("course.exists", "courseid=c1").await.contains("<result>false</result>"));
    run_jobs(&api).await;
    let xml = api.xml("course.getAsyncImportResult", &format!("token={}", token.id)).await;
    let begin = "<rsp stat=\"ok\"><status>finished</status><message>Finished</message><progress>100</progress>\
                 <importresult successful=\"true\"><title>Three SCOs</title><message>Import Successful</message>";
    let end = "<parserwarnings><warning>W906 sco.js:34: reaches for windows outside its own</warning>\
               </parserwarnings></importresult></rsp>";
    assert!(xml.contains(begin) && xml.ends_with(end), "{xml}");
    assert!(api.xml("course.exists", "courseid=c1").await.contains("<result>true</result>"));
    assert!(api.xml("course.getManifest", "courseid=c1").await.contains("<manifest"));
    let code = api.code::<ImportStatus>("course.getAsyncImportResult", "token=unknown").await;
    assert_eq!(code, 1);
}

/// `culture` is the language of the warnings; `pd` and `email` change nothing, and one nobody knows is passed over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn warnings_come_in_the_language_of_the_caller() {
    let api = Api::new().await;
    let german = "W906 Der Inhalt greift nach Fenstern außerhalb des eigenen (top, parent.document). \
                  (sco.js:34: reaches for windows outside its own)";
    let english = "W906 sco.js:34: reaches for windows outside its own";
    for (culture, expected) in [("de-AT", german), ("german", german), ("tlh", english), ("", english)] {
        api.later(1);
        let order = import("c1")
            .with("culture", culture)
            .with("pd", "no such domain")
            .with("email", "nobody@example.org");
        let query = api.signed("course.importCourseAsync", &order);
        let token: ImportToken =
            envelope::read(&send_package(&api, &query, &scorm12_multi().build()).await.body).unwrap();
        run_jobs(&api).await;
        assert_eq!(result(&api, &token.id).await.results[0].parser_warnings, [expected], "{culture}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_call_gets_the_same_token() {
    let api = Api::new().await;
    let query = api.signed("course.importCourseAsync", &import("c1"));
    let zip = scorm12_single().build();
    let first: ImportToken = envelope::read(&send_package(&api, &query, &zip).await.body).unwrap();
    let again: ImportToken = envelope::read(&send_package(&api, &query, &zip).await.body).unwrap();
    assert_eq!(first, again);
    run_jobs(&api).await;
    let detail = api.xml("course.getCourseDetail", "courseid=c1").await;
    assert!(detail.contains("versions=\"1\""), "{detail}");
}

/// Within one second two calls have the same signature; they are the same call only if the file is the same too, and
/// only as long as the answer is true.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_file_under_the_same_signature_is_another_call() {
    let api = Api::new().await;
    let query = api.signed("course.importCourseAsync", &import("c1"));
    let send = async |zip: &[u8]| {
        let token: ImportToken = envelope::read(&send_package(&api, &query, zip).await.body).unwrap();
        run_jobs(&api).await;
        token
    };
    let versions = async || {
        let detail = api.xml("course.getCourseDetail", "courseid=c1").await;
        detail.split(" versions=\"").nth(1).map(|rest| rest[..1].to_owned())
    };
    let (one, other) = (scorm12_single().build(), scorm12_multi().build());
    let first = send(&one).await;
    let second = send(&other).await;
    assert_ne!(first, second);
    assert_eq!(versions().await.as_deref(), Some("2"));
    assert_eq!((send(&one).await, send(&other).await), (first.clone(), second));
    assert_eq!(versions().await.as_deref(), Some("2"));
    assert_eq!(api.call("course.deleteCourse", "courseid=c1").await, Ok(Done));
    assert_ne!(send(&one).await, first);
    assert_eq!(versions().await.as_deref(), Some("1"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_is_imported_and_may_then_be_deleted() {
    let api = Api::new().await;
    let token: cloud_api::v1::upload::UploadToken = api.call("upload.getUploadToken", "").await.unwrap();
    let query = api.signed("upload.uploadFile", &Params::new().with("token", token.id));
    let reply = send_package(&api, &query, &scorm12_single().build()).await;
    let uploaded: cloud_api::v1::upload::Uploaded = envelope::read(&reply.body).unwrap();
    let more = import("c1").with("path", uploaded.location.as_str()).to_urlencoded();
    let token: ImportToken = api.call("course.importCourseAsync", &more).await.unwrap();
    // Deleted before the import has even begun.
    let file = Params::new().with("file", uploaded.location.as_str()).to_urlencoded();
    api.xml("upload.deleteFiles", &file).await;
    run_jobs(&api).await;
    assert!(result(&api, &token.id).await.results[0].successful);
    // Now there is no such file any more.
    api.later(1);
    let more = import("c2").with("path", uploaded.location.as_str()).to_urlencoded();
    let fault = api.call::<ImportToken>("course.importCourseAsync", &more).await.unwrap_err();
    assert_eq!((fault.code, fault.message.as_str()), (2, "Course zip file not found"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_synchronous_method_answers_with_the_result() {
    let api = Api::new().await;
    let runner = Runner::start(api.services.jobs());
    let query = api.signed("course.importCourse", &import("c1"));
    let reply = send_package(&api, &query, &scorm12_single().build()).await;
    let status: ImportStatus = envelope::read(&reply.body).unwrap();
    assert_eq!((status.state, status.results[0].successful), (ImportState::Finished, true));

    let query = api.signed("course.importCourse", &import("c2"));
    let reply = send_package(&api, &query, b"no zip at all, only text").await;
    assert!(reply.body.contains("<rsp stat=\"fail\"><err code=\"2\""), "{}", reply.body);

    let query = api.signed("course.importCourse", &import("c3"));
    let reply = send_package(&api, &query, &PackageBuilder::new().file("a.html", "x").build()).await;
    assert!(reply.body.contains("successful=\"false\""), "{}", reply.body);
    assert!(reply.body.contains("<message>zip file contained no courses</message>"), "{}", reply.body);

    let back = import("c4").with("redirecturl", "https://lms.example/back?a=1");
    let reply =
        send_package(&api, &api.signed("course.importCourse", &back), &scorm12_single().build()).await;
    assert_eq!(reply.status, StatusCode::FOUND);
    let location = reply.header(header::LOCATION);
    assert_eq!(location, "https://lms.example/back?a=1&success=true&courseid=c4&appid=A");
    runner.stop().await;
}

/// Nobody works on the queue at first: the answer begins all the same, says nothing for a while, and is one document.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_import_shows_signs_of_life() {
    let api = Api::new().await;
    let query = api.signed("course.importCourseAsync", &import("c1"));
    let reply = send_package(&api, &query, &scorm12_single().build()).await;
    let token: ImportToken = envelope::read(&reply.body).unwrap();
    let waiting = Waiting {
        store: api.services.store.clone(),
        app: api.app.key,
        job: platform::JobId::parse(&token.id).unwrap(),
        envelope: |status| envelope::ok(status),
        pause: Duration::from_millis(1),
    };
    let mut pieces = Box::pin(waiting.pieces());
    let mut answer = String::new();
    for _ in 0..4 {
        answer += &pieces.next().await.unwrap().unwrap();
    }
    assert!(answer.starts_with("<?xml") && answer.ends_with("?>\n\n\n\n"), "{answer}");
    run_jobs(&api).await;
    while let Some(piece) = pieces.next().await {
        answer += &piece.unwrap();
    }
    let status: ImportStatus = envelope::read(&answer).unwrap();
    assert!(status.results[0].successful);
    assert!(answer.ends_with("</importresult></rsp>"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_that_show_at_once() {
    let api = Api::new().await;
    assert_eq!(api.code::<ImportToken>("course.importCourseAsync", "courseid=c").await, 1);
    assert_eq!(api.code::<ImportToken>("course.importCourseAsync", "courseid=c&path=no.zip").await, 2);
    let query = api.signed("course.importCourseAsync", &import(&"x".repeat(256)));
    let reply = send_package(&api, &query, &scorm12_single().build()).await;
    assert!(reply.body.contains("code=\"205\""), "{}", reply.body);
    let back = import("c").with("redirecturl", "https://lms.example/back");
    let query = api.signed("course.importCourseAsync", &back);
    let reply = send_package(&api, &query, &scorm12_single().build()).await;
    let location = reply.header(header::LOCATION);
    assert!(
        location.starts_with("https://lms.example/back?success=true&courseid=c&appid=A&tokenid="),
        "{location}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metadata_of_course_and_activities() {
    let api = Api::new().await;
    let query = api.signed("course.importCourseAsync", &import("c1"));
    send_package(&api, &query, &scorm12_multi().build()).await;
    run_jobs(&api).await;
    let metadata: Metadata = api.call("course.getMetadata", "courseid=c1").await.unwrap();
    assert_eq!((metadata.object.title.as_str(), metadata.object.children.len()), ("Three SCOs", 0));
    assert!(matches!(&metadata.content, MetadataContent::Summary(summary) if summary.title == "Three SCOs"));
    let metadata: Metadata =
        api.call("course.getMetadata", "courseid=c1&scope=activity&mdformat=detail").await.unwrap();
    let ids: Vec<&str> = metadata.object.children.iter().map(|child| child.id.as_str()).collect();
    assert_eq!(ids, ["first", "second", "test"]);
    assert_eq!(api.code::<Done>("course.getMetadata", "courseid=none").await, 1);
    assert_eq!(api.code::<Done>("course.getMetadata", "courseid=c1&versionid=7").await, 2);
}
