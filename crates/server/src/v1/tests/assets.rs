//! The files of a course: structure, downloads, updates and deletions (V1 spec §4.2).

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use cloud_api::v1::{
    course::CourseDetail,
    envelope,
    import::{ImportState, ImportStatus, ImportToken},
    params::Params,
    simple::Done,
    upload::{DeletedPaths, UploadToken, Uploaded},
};
use jobs::Runner;
use test_support::{Edition, Entry, PackageBuilder, Sco, manifest, unzip};
use tower::ServiceExt as _;

use super::harness::{Api, Reply};
use crate::player;

const TWO: [&str; 2] = ["courseid=c1", "courseid=c1&versionid=0"];

fn package() -> PackageBuilder {
    let sco = Sco { href: "index.html".to_owned(), ..Sco::new("S") };
    let manifest = manifest(Edition::Scorm12, "Files & more", &[sco], "");
    PackageBuilder::new()
        .manifest(&manifest)
        .file("index.html", "<p>old</p>")
        .file("sub/a b.js", "var a")
        .stored("sub/film.mp4", "0123456789")
        .file("\u{fc}b\"er.txt", "\u{fc}")
}

fn without_manifest() -> PackageBuilder {
    PackageBuilder::new()
}

async fn update(api: &Api, params: Params, zip: &[u8]) -> Reply {
    api.post_file(&api.signed("course.updateAssetsAsync", &params), zip).await
}

/// Updates to the end; what the token is told.
async fn updated(api: &Api, zip: &PackageBuilder) -> ImportStatus {
    let reply = update(api, Params::new().with("courseid", "c1"), &zip.build()).await;
    let token: ImportToken = envelope::read(&reply.body).unwrap();
    api.run_jobs().await;
    api.later(1);
    api.call("course.getAsyncImportResult", &format!("token={}", token.id)).await.unwrap()
}

async fn asset(api: &Api, path: &str) -> String {
    let query = Params::new().with("courseid", "c1").with("path", path).to_urlencoded();
    String::from_utf8(api.download("course.getAssets", &query).await.1).unwrap()
}

fn disposition(headers: &HeaderMap) -> &str {
    headers[header::CONTENT_DISPOSITION].to_str().unwrap()
}

/// A file as the content origin serves it.
async fn served(api: &Api, path: &str, range: Option<&str>) -> (StatusCode, String, Vec<u8>) {
    let mut tx = api.services.store.begin_read().await.unwrap();
    let id = platform::CourseId::new("c1").unwrap();
    let course = store::courses::find(&mut tx, api.app.key, &id).await.unwrap().unwrap();
    let version = store::course_versions::find_latest(&mut tx, course.key).await.unwrap().unwrap();
    drop(tx);
    let mut request = Request::get(format!("/content/{}/{path}", version.content_key.as_str()));
    if let Some(range) = range {
        request = request.header(header::RANGE, range);
    }
    let request = request.body(Body::empty()).unwrap();
    let response = player::routes(&api.services).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let etag = parts.headers.get(header::ETAG).map_or("", |etag| etag.to_str().unwrap());
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
    (parts.status, etag.to_owned(), bytes)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_structure_to_the_byte() {
    let api = Api::new().await;
    api.import("c1", &package().build()).await;
    let size = package().build();
    let manifest_size = unzip(&size)["imsmanifest.xml"].len();
    for query in TWO {
        let xml = api.xml("course.getFileStructure", query).await;
        let expected = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\"><dir name=\"course root\"><dir name=\"sub\">\
             <file name=\"a b.js\" size=\"5\" modified=\"20240229083015\"/>\
             <file name=\"film.mp4\" size=\"10\" modified=\"20240229083015\"/></dir>\
             <file name=\"imsmanifest.xml\" size=\"{manifest_size}\" modified=\"20240229083015\"/>\
             <file name=\"index.html\" size=\"10\" modified=\"20240229083015\"/>\
             <file name=\"\u{fc}b&quot;er.txt\" size=\"2\" modified=\"20240229083015\"/></dir></rsp>"
        );
        assert_eq!(xml, expected);
    }
    assert_eq!(api.code::<Done>("course.getFileStructure", "courseid=none").await, 1);
    assert_eq!(api.code::<Done>("course.getFileStructure", "courseid=c1&versionid=3").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn assets_leave_whole_alone_or_together() {
    let api = Api::new().await;
    api.import("c1", &package().build()).await;
    let (headers, bytes) = api.download("course.getAssets", "courseid=c1").await;
    assert_eq!(headers[header::CONTENT_TYPE], "application/zip");
    assert_eq!(disposition(&headers), "attachment; filename=\"c1.zip\"");
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(unzip(&bytes), unzip(&package().build()));

    let (headers, bytes) = api.download("course.getAssets", "courseid=c1&path=sub/a%20b.js").await;
    assert_eq!(headers[header::CONTENT_TYPE], "text/javascript");
    assert_eq!((disposition(&headers), &bytes[..]), ("attachment; filename=\"a b.js\"", &b"var a"[..]));
    let (headers, bytes) = api.download("course.getAssets", "courseid=c1&path=%C3%BCb%22er.txt").await;
    let name = "attachment; filename=\"_b_er.txt\"; filename*=UTF-8''%C3%BCb_er.txt";
    assert_eq!((disposition(&headers), &bytes[..]), (name, "\u{fc}".as_bytes()));

    let query = "courseid=c1&path=index.html&path=course%20root%5Csub%5Cfilm.mp4";
    let (headers, bytes) = api.download("course.getAssets", query).await;
    assert_eq!(disposition(&headers), "attachment; filename=\"c1.zip\"");
    let files: Vec<_> = unzip(&bytes).into_iter().collect();
    let expected = [("index.html", "<p>old</p>"), ("sub/film.mp4", "0123456789")];
    assert_eq!(files, expected.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())));

    for path in ["sub\\a b.js", "course root\\sub\\a b.js", "/sub//./a b.js", "SUB/A%20B.js"] {
        assert_eq!(asset(&api, path).await, "var a", "{path}");
    }
    for path in ["none.html", "sub", "../index.html", "sub/../index.html", "course root", "a\u{1}b", "C:\\x"]
    {
        let query = Params::new().with("courseid", "c1").with("path", path).to_urlencoded();
        assert_eq!(api.code::<Done>("course.getAssets", &query).await, 2, "{path}");
    }
    let fault = api.call::<Done>("course.getAssets", "courseid=c1&path=index.html&path=x").await.unwrap_err();
    assert_eq!((fault.code, fault.message.as_str()), (2, "Could not find file [x] of course [c1]"));
    assert_eq!(api.code::<Done>("course.getAssets", "courseid=none").await, 1);
    assert_eq!(api.code::<Done>("course.getAssets", "courseid=c1&versionid=1").await, 2);
    assert_eq!(api.code::<Done>("course.getAssets", "courseid=c1&versionid=x").await, 205);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_lies_over_the_version() {
    let api = Api::new().await;
    api.import("c1", &package().build()).await;
    let before = served(&api, "index.html", None).await;
    assert_eq!(before.2, b"<p>old</p>");
    api.later(60);
    let zip = package()
        .replace("imsmanifest.xml", "<manifest>broken")
        .replace("index.html", "<p>new!</p>")
        .replace("sub/film.mp4", "abcdefghij")
        .file("more/c.txt", "c")
        .without("sub/a b.js");
    let status = updated(&api, &zip).await;
    assert_eq!((status.state, status.results.len()), (ImportState::Finished, 1));
    assert_eq!(status.results[0].title, "Files & more");
    let told = &status.results[0].parser_warnings;
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("W108 "), "{told:?}");

    // At once, under the same address.
    let after = served(&api, "index.html", None).await;
    assert_eq!((after.0, &after.2[..]), (StatusCode::OK, &b"<p>new!</p>"[..]));
    assert_ne!(before.1, after.1);
    let part = served(&api, "sub/film.mp4", Some("bytes=2-4")).await;
    assert_eq!((part.0, &part.2[..]), (StatusCode::PARTIAL_CONTENT, &b"cde"[..]));
    assert_eq!(served(&api, "sub/a%20b.js", None).await.2, b"var a");
    assert_eq!(served(&api, "more/c.txt", None).await.2, b"c");
    // The manifest is not overwritten, neither as a file nor as the course.
    assert!(asset(&api, "imsmanifest.xml").await.contains("Files &amp; more"));
    let xml = api.xml("course.getFileStructure", "courseid=c1").await;
    assert!(xml.contains("<file name=\"c.txt\" size=\"1\" modified=\"20240229083115\"/>"), "{xml}");
    assert!(xml.contains("<file name=\"a b.js\" size=\"5\" modified=\"20240229083015\"/>"), "{xml}");

    let detail = api.xml("course.getCourseDetail", "courseid=c1").await;
    let size: usize =
        unzip(&api.download("course.getAssets", "courseid=c1").await.1).values().map(Vec::len).sum();
    assert!(detail.contains(&format!("versions=\"1\" registrations=\"0\" size=\"{size}\"")), "{detail}");
    assert!(detail.contains("<updateDate><![CDATA[2024-02-29T08:31:15.000+0000]]></updateDate>"), "{detail}");
    let list = api.xml("course.getCourseList", "").await;
    assert!(list.contains(&format!("size=\"{size}\"")), "{list}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_synchronous_update_answers_success() {
    let api = Api::new().await;
    api.import("c1", &package().build()).await;
    let runner = Runner::start(api.services.jobs());
    let zip = without_manifest().file("index.html", "1").build();
    let query = api.signed("course.updateAssets", &Params::new().with("courseid", "c1"));
    let reply = api.post_file(&query, &zip).await;
    assert_eq!(reply.body, "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\"><success/></rsp>");
    assert_eq!(asset(&api, "index.html").await, "1");

    let back = Params::new().with("courseid", "c1").with("redirecturl", "https://lms.example/back?a=1#f");
    let reply = api.post_file(&api.signed("course.updateAssets", &back), &zip).await;
    assert_eq!(reply.status, StatusCode::FOUND);
    let location = reply.header(header::LOCATION);
    assert_eq!(location, "https://lms.example/back?a=1&success=true&courseid=c1&appid=A#f");
    let reply = api.post_file(&api.signed("course.updateAssetsAsync", &back), &zip).await;
    let location = reply.header(header::LOCATION);
    let start = "https://lms.example/back?a=1&success=true&courseid=c1&appid=A&tokenid=";
    assert!(location.starts_with(start) && location.ends_with("#f"), "{location}");

    // Bytes that are no zip, and zips that want to do harm.
    let hostile = [
        b"no zip at all, only text".to_vec(),
        without_manifest().entry(Entry::new("../x.html", "x")).build(),
        without_manifest().entry(Entry::bomb("bomb.txt", 300 << 20)).build(),
        without_manifest().file("a.txt", "a").truncated(10).build(),
        without_manifest().entry(Entry::new("a.txt", "a").wrong_crc()).build(),
        without_manifest().entry(Entry::new("a.txt", "a").encrypted()).build(),
    ];
    for (number, zip) in hostile.iter().enumerate() {
        api.later(1);
        let query = api.signed("course.updateAssets", &Params::new().with("courseid", "c1"));
        let reply = api.post_file(&query, zip).await;
        assert!(reply.body.contains("<rsp stat=\"fail\"><err code=\"3\""), "{number}: {}", reply.body);
    }
    let reply = api.post_file(&api.signed("course.updateAssets", &back), &hostile[0]).await;
    let location = reply.header(header::LOCATION);
    assert!(location.starts_with("https://lms.example/back?a=1&success=false&errcode=3&msg="), "{location}");
    assert_eq!(asset(&api, "index.html").await, "1");
    runner.stop().await;
    let mut tx = api.services.store.begin_read().await.unwrap();
    let later = platform::Timestamp(super::harness::NOW + 3_600_000_000_000);
    let owned = store::blobs::list_owned(&mut tx, None, later, 100).await.unwrap();
    // The package, its index of now, and the one update that a file lies in.
    assert_eq!(owned.len(), 3, "{owned:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_of_an_update_that_show_at_once() {
    let api = Api::new().await;
    api.import("c1", &package().build()).await;
    let zip = without_manifest().file("index.html", "1").build();
    for method in ["course.updateAssets", "course.updateAssetsAsync"] {
        assert_eq!(api.code::<Done>(method, "courseid=none&path=default/x.zip").await, 1);
        assert_eq!(api.code::<Done>(method, "courseid=c1&versionid=7&path=default/x.zip").await, 2);
        assert_eq!(api.code::<Done>(method, "courseid=c1").await, 2);
        let fault = api.call::<Done>(method, "courseid=c1&path=default/x.zip").await.unwrap_err();
        assert_eq!((fault.code, fault.message.as_str()), (2, "Course zip file not found"));
        assert_eq!(api.code::<Done>(method, "courseid=c1&versionid=abc&path=p").await, 205);
        let reply = api.post_file(&api.signed(method, &Params::new().with("courseid", "none")), &zip).await;
        let expected = "<err code=\"1\" msg=\"Could not find course [none] associated with appid [A]\"/>";
        assert!(reply.body.contains(expected), "{}", reply.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_updates_and_repeats_join() {
    let api = Api::new().await;
    api.import("c1", &package().build()).await;
    let token: UploadToken = api.call("upload.getUploadToken", "").await.unwrap();
    let query = api.signed("upload.uploadFile", &Params::new().with("token", token.id));
    let reply = api.post_file(&query, &without_manifest().file("index.html", "up").build()).await;
    let uploaded: Uploaded = envelope::read(&reply.body).unwrap();
    let bare = uploaded.location.split_once('/').unwrap().1;
    for path in [uploaded.location.as_str(), bare] {
        let query = Params::new().with("courseid", "c1").with("path", path).to_urlencoded();
        let token: ImportToken = api.call("course.updateAssetsAsync", &query).await.unwrap();
        let again: ImportToken = api.call("course.updateAssetsAsync", &query).await.unwrap();
        assert_eq!(token, again);
        api.run_jobs().await;
        api.later(1);
    }
    assert_eq!(asset(&api, "index.html").await, "up");
    // The same call with another file is another call; a repeated one is none.
    let params = Params::new().with("courseid", "c1");
    let (one, two) = (
        without_manifest().file("index.html", "1").build(),
        without_manifest().file("index.html", "2").build(),
    );
    let tokens = [
        update(&api, params.clone(), &one).await.body,
        update(&api, params.clone(), &two).await.body,
        update(&api, params.clone(), &one).await.body,
    ];
    assert_eq!(tokens[0], tokens[2]);
    assert_ne!(tokens[0], tokens[1]);
    api.run_jobs().await;
    assert_eq!(asset(&api, "index.html").await, "2");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_goes_to_the_version_that_was_meant() {
    let api = Api::new().await;
    api.import("c1", &package().build()).await;
    api.later(1);
    api.import("c1", &package().replace("index.html", "second").build()).await;
    api.later(1);
    let zip = without_manifest().file("index.html", "first, updated").build();
    let reply = update(&api, Params::new().with("courseid", "c1").with("versionid", "0"), &zip).await;
    assert!(reply.body.contains("<token>"), "{}", reply.body);
    api.run_jobs().await;
    let of = async |version: &str| {
        let query = format!("courseid=c1&versionid={version}&path=index.html");
        String::from_utf8(api.download("course.getAssets", &query).await.1).unwrap()
    };
    assert_eq!((of("0").await.as_str(), of("latest").await.as_str()), ("first, updated", "second"));
    // A version that goes before its update was laid over it.
    let reply = update(&api, Params::new().with("courseid", "c1").with("versionid", "1"), &zip).await;
    let token: ImportToken = envelope::read(&reply.body).unwrap();
    assert_eq!(api.call("course.deleteCourse", "courseid=c1&versionid=1").await, Ok(Done));
    api.run_jobs().await;
    let status: ImportStatus =
        api.call("course.getAsyncImportResult", &format!("token={}", token.id)).await.unwrap();
    assert_eq!((status.state, status.error.map(|error| error.code)), (ImportState::Error, Some(1)));
    let detail: CourseDetail = api.call("course.getCourseDetail", "courseid=c1").await.unwrap();
    assert_eq!(detail.versions.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_folder_around_everything() {
    let api = Api::new().await;
    api.import("c1", &package().nested("top").build()).await;
    updated(&api, &without_manifest().file("index.html", "without the folder")).await;
    assert_eq!(asset(&api, "top/index.html").await, "without the folder");
    assert_eq!(asset(&api, "index.html").await, "without the folder");
    updated(&api, &without_manifest().file("top/index.html", "with it")).await;
    assert_eq!(asset(&api, "index.html").await, "with it");
    assert_eq!(served(&api, "top/index.html", None).await.2, b"with it");
    let deleted: DeletedPaths = api.call("course.deleteFiles", "courseid=c1&path=index.html").await.unwrap();
    assert!(deleted.0[0].deleted);
    assert_eq!(served(&api, "top/index.html", None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deletions_tell_of_each_file() {
    let api = Api::new().await;
    api.import("c1", &package().build()).await;
    let mut query = Params::new().with("courseid", "c1");
    for path in
        ["index.html", "course root\\sub\\a b.js", "none & nothing", "imsmanifest.xml", "../x", "INDEX.html"]
    {
        query.push("path", path);
    }
    let xml = api.xml("course.deleteFiles", &query.to_urlencoded()).await;
    assert_eq!(
        xml,
        "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\"><results><result path=\"index.html\" deleted=\"true\"/>\
         <result path=\"course root\\sub\\a b.js\" deleted=\"true\"/>\
         <result path=\"none &amp; nothing\" deleted=\"false\"/><result path=\"imsmanifest.xml\" deleted=\"false\"/>\
         <result path=\"../x\" deleted=\"false\"/><result path=\"INDEX.html\" deleted=\"false\"/></results></rsp>"
    );
    assert_eq!(served(&api, "index.html", None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(api.code::<Done>("course.getAssets", "courseid=c1&path=index.html").await, 2);
    let again = api.xml("course.deleteFiles", "courseid=c1&path=index.html").await;
    assert!(again.contains("<result path=\"index.html\" deleted=\"false\"/>"), "{again}");
    let names: Vec<_> = unzip(&api.download("course.getAssets", "courseid=c1").await.1).into_keys().collect();
    assert_eq!(names, ["imsmanifest.xml", "sub/film.mp4", "\u{fc}b\"er.txt"]);
    // What was deleted may come back.
    updated(&api, &without_manifest().file("index.html", "again")).await;
    assert_eq!(asset(&api, "index.html").await, "again");
    assert_eq!(api.code::<Done>("course.deleteFiles", "courseid=none&path=a").await, 1);
    assert_eq!(api.code::<Done>("course.deleteFiles", "courseid=c1&versionid=7&path=a").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn versions_by_the_old_name() {
    let api = Api::new().await;
    let runner = Runner::start(api.services.jobs());
    let token: UploadToken = api.call("upload.getUploadToken", "").await.unwrap();
    let query = api.signed("upload.uploadFile", &Params::new().with("token", token.id));
    let reply = api.post_file(&query, &package().build()).await;
    let uploaded: Uploaded = envelope::read(&reply.body).unwrap();
    let query =
        |course: &str, path: &str| Params::new().with("courseid", course).with("path", path).to_urlencoded();
    let fault = api.call::<Done>("course.versionCourse", &query("c1", &uploaded.location)).await.unwrap_err();
    assert_eq!(fault.message, "Could not find course [c1] associated with appid [A]");
    assert_eq!(fault.code, 1);
    let status: ImportStatus =
        api.call("course.importCourse", &query("c1", &uploaded.location)).await.unwrap();
    assert!(status.results[0].successful);
    assert_eq!(api.code::<Done>("course.versionCourse", &query("c1", "default/none.zip")).await, 2);
    let xml = api.xml("course.versionCourse", &query("c1", &uploaded.location)).await;
    assert!(
        xml.ends_with(
            "<rsp stat=\"ok\"><status>finished</status><message>Finished</message><progress>100</progress>\
             <importresult successful=\"true\"><title>Files &amp; more</title><message>Import Successful</message>\
             </importresult></rsp>"
        ),
        "{xml}"
    );
    let detail: CourseDetail = api.call("course.getCourseDetail", "courseid=c1").await.unwrap();
    assert_eq!(detail.versions.len(), 2);
    runner.stop().await;
}
