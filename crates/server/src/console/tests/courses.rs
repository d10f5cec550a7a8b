//! The list of courses, packages by the form, imports.

use axum::http::StatusCode;
use platform::{AppId, ContentKey, CourseId};
use service::console::Role;
use store::{course_versions::NewVersion, courses, tags};
use test_support::scorm12_single;

use super::harness::{Browser, Console, Reply};

const EVIL: &str = "\"><script>alert(1)</script>";
const ESCAPED: &str = "&#34;&#62;&#60;script&#62;";

async fn make_app(console: &Console, id: &str) -> store::AppKey {
    let id = AppId::new(id).unwrap();
    let made: Result<_, store::Error> = store::transact!(console.services.store, |tx| {
        store::apps::insert(tx, &id, "An application", console.now()).await
    });
    made.unwrap().unwrap()
}

/// A course without an import, as lists show it.
async fn make_course(console: &Console, app: store::AppKey, id: &str, title: &str, tag: &[String]) {
    let content_key = ContentKey::random(console.services.rng.as_ref());
    let id = CourseId::new(id).unwrap();
    let (package, index) = (format!("packages/{content_key}"), format!("index/{content_key}"));
    let made: Result<(), store::Error> = store::transact!(console.services.store, |tx| {
        let course = courses::insert_or_lock(tx, app, &id, console.now()).await?;
        let new = NewVersion {
            content_key: &content_key,
            standard: "SCORM 1.2",
            learning_standard: "scorm_12",
            title,
            identifier: "M",
            manifest_path: "imsmanifest.xml",
            manifest: "<manifest/>",
            metadata: "{}",
            warnings: "[]",
            definition: &[],
            package_blob: &package,
            index_blob: &index,
            media_blob: None,
            size_bytes: 1000,
            files: 3,
        };
        store::course_versions::insert(tx, &course, &new, console.now()).await?;
        tags::add(tx, tags::Tagged::Course(app, course.key), tag).await
    });
    made.unwrap();
}

/// The address in a page that begins so, as a browser reads it.
fn link(reply: &Reply, begin: &str) -> String {
    let read = reply.body.replace("&#38;", "&");
    let sought = format!("href=\"/lyceum{begin}");
    let rest = read.split(&sought).nth(1).unwrap_or_else(|| panic!("no {begin} in {read}"));
    format!("{begin}{}", rest.split('"').next().unwrap())
}

fn titles(reply: &Reply) -> Vec<&str> {
    let rows = reply.body.split("<th scope=\"row\">").skip(1);
    rows.map(|row| row.split("<bdi>").nth(1).unwrap().split('<').next().unwrap()).collect()
}

#[tokio::test]
async fn a_newcomer_uploads_a_package_with_no_application_yet() {
    let console = Console::new().await;
    let mut author = console.signed_in(Role::Author).await;
    let empty = author.get("/console/courses").await;
    assert!(empty.body.contains("No courses yet") && empty.body.contains("/console/courses/upload"));
    let page = author.get("/console/courses/upload").await;
    assert!(page.body.contains("There is no application yet"), "{}", page.body);

    let zip = scorm12_single().build();
    let sent = author.post_file("/console/courses/upload", &[], "My golf course.zip", &zip).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{sent:?}");
    assert!(sent.location().starts_with("/lyceum/console/import?app=default&import="), "{sent:?}");
    let import = sent.location()["/lyceum".len()..].to_owned();
    let waiting = author.get(&import).await;
    assert!(waiting.body.contains("My golf course.zip") && waiting.body.contains("Waits for its turn"));
    assert!(author.get("/console/courses").await.body.contains("Waiting to be imported"));

    console.run_jobs().await;
    let done = author.get(&import).await;
    assert!(done.body.contains("The course can be played"), "{}", done.body);
    assert_eq!(link(&done, "/console/sandbox"), "/console/sandbox?app=default&course=My-golf-course");
    assert_eq!(link(&done, "/console/course?"), "/console/course?app=default&course=My-golf-course");
    let list = author.get("/console/courses").await;
    assert_eq!(titles(&list).len(), 1);
    assert!(list.body.contains("My-golf-course") && list.body.contains("SCORM 1.2"));
    assert!(list.body.contains("Imported: "));

    // Nobody can call as that application until an administrator gives it a secret.
    let app = platform::AppId::new("default").unwrap();
    assert!(service::app_keys(&console.services.store, &app).await.unwrap().is_empty());
    let events: Vec<_> =
        console.events().await.into_iter().map(|event| (event.kind, event.subject)).collect();
    assert_eq!(events[0], ("course.uploaded".to_owned(), "My-golf-course".to_owned()));
    assert_eq!(events[1], ("app.created".to_owned(), "default".to_owned()));

    // The same file again: another course, or a version where that was asked for.
    for (existing, id) in [("new", "My-golf-course-2"), ("version", "My-golf-course")] {
        let fields = [("app", "default"), ("existing", existing)];
        let sent = author.post_file("/console/courses/upload", &fields, "My golf course.zip", &zip).await;
        console.run_jobs().await;
        let done = author.get(&sent.location()["/lyceum".len()..]).await;
        assert!(done.body.contains(&format!("<bdi>{id}</bdi>")), "{}", done.body);
        assert_eq!(done.body.contains("version 1"), existing == "version", "{}", done.body);
    }
    assert_eq!(titles(&author.get("/console/courses").await).len(), 2);
    let version = author.get("/console/courses/upload?app=default&course=My-golf-course").await;
    assert!(version.body.contains("New version of"), "{}", version.body);
}

#[tokio::test]
async fn what_is_no_package_is_said_to_be_none() {
    let console = Console::at_with("http://lms.example/lyceum", |raw| {
        raw.import_limits.package_bytes = Some(100_000);
    })
    .await;
    make_app(&console, "A").await;
    let mut author = console.signed_in(Role::Author).await;
    let post = async |author: &mut Browser<'_>, fields: &[(&str, &str)], file: &[u8]| {
        author.post_file("/console/courses/upload", fields, "a.zip", file).await
    };
    let long = "x".repeat(256);
    let zip = scorm12_single().build();
    for (fields, file, said) in [
        (&[][..], &b"I am a text"[..], "This is no zip"),
        (&[], b"", "This is no zip"),
        (&[], &vec![b'x'; 100_001], "This is larger than 97.7 kB"),
        (&[("course", long.as_str())], &zip, "This id cannot be used"),
        (&[("course", "a\u{1}b")], &zip, "This id cannot be used"),
    ] {
        let reply = post(&mut author, fields, file).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}: {reply:?}");
        assert!(reply.body.contains(said) && reply.body.contains("role=\"alert\""), "{}", reply.body);
    }
    let unknown = post(&mut author, &[("app", "nobody")], &zip).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let none = author.post_file("/console/courses/upload", &[], "", b"").await;
    assert!(none.body.contains("Choose a file first"), "{}", none.body);
    assert_eq!(author.post("/console/courses/upload", &[]).await.status, StatusCode::BAD_REQUEST);
    // Nothing of it is left, neither imports nor files.
    console.run_jobs().await;
    assert!(!author.get("/console/courses/upload").await.body.contains("<h2 class=\"section\">"));
    assert_eq!(stored(&console).await, 0);
}

async fn stored(console: &Console) -> usize {
    use futures_util::StreamExt as _;
    let mut count = 0;
    for kind in blobs::Kind::ALL {
        count += console.services.blobs.list(kind).collect::<Vec<_>>().await.len();
    }
    count
}

#[tokio::test]
async fn a_package_without_a_course_and_one_with_warnings() {
    let console = Console::new().await;
    make_app(&console, "A").await;
    let mut author = console.signed_in(Role::Author).await;
    let empty = test_support::PackageBuilder::new().file("a.txt", "a").build();
    let name = "<img src=x onerror=alert(1)>.zip";
    let sent = author.post_file("/console/courses/upload", &[], name, &empty).await;
    console.run_jobs().await;
    let failed = author.get(&sent.location()["/lyceum".len()..]).await;
    assert!(failed.body.contains("<code>imsmanifest.xml</code>"), "{}", failed.body);
    assert!(failed.body.contains("class=\"notice bad\"") && failed.body.contains("Upload another package"));
    assert!(failed.body.contains("&#60;img src=x") && !failed.body.contains("<img src=x"), "{}", failed.body);
    let list = author.get("/console/courses/upload").await;
    assert!(list.body.contains("&#60;img src=x") && !list.body.contains("<img src=x"), "{}", list.body);
    assert!(author.get("/console/courses").await.body.contains("Could not be imported"));

    // A listed file that is missing: what, where, and what to do.
    let manifest = r#"<manifest identifier="m"><organizations default="o"><organization identifier="o">
<title>&lt;script&gt;alert(1)&lt;/script&gt;</title><item identifier="i" identifierref="r"><title>t</title></item>
</organization></organizations><resources><resource identifier="r" type="webcontent" href="a.html">
<file href="a.html"/><file href="&lt;b&gt;.html"/></resource></resources></manifest>"#;
    let package = test_support::PackageBuilder::new()
        .file("imsmanifest.xml", manifest)
        .file("a.html", "<p>a</p>")
        .build();
    let sent = author.post_file("/console/courses/upload", &[("course", EVIL)], "b.zip", &package).await;
    console.run_jobs().await;
    let done = author.get(&sent.location()["/lyceum".len()..]).await;
    for part in [
        "A listed file is not in the package",
        "imsmanifest.xml",
        "line 4",
        "under exactly this name",
        "<code>&#60;b&#62;.html</code>",
    ] {
        assert!(done.body.contains(part), "{part}: {}", done.body);
    }
    assert!(!done.body.contains("<b>.html") && !done.body.contains("<script>"), "{}", done.body);
    let list = author.get("/console/courses").await;
    assert!(list.body.contains(ESCAPED) && !list.body.contains("<script>"), "{}", list.body);
}

#[tokio::test]
async fn an_import_is_called_off() {
    let console = Console::new().await;
    make_app(&console, "A").await;
    let mut author = console.signed_in(Role::Author).await;
    let zip = scorm12_single().build();
    let sent = author.post_file("/console/courses/upload", &[], "a.zip", &zip).await;
    let import = sent.location().split("import=").nth(1).unwrap().to_owned();
    let mut viewer = console.signed_in(Role::Viewer).await;
    let seen = viewer.get(&sent.location()["/lyceum".len()..]).await;
    assert!(!seen.body.contains("/import/cancel"));
    let fields = [("app", "A"), ("import", import.as_str())];
    for _ in 0..2 {
        let canceled = author.post("/console/import/cancel", &fields).await;
        assert_eq!(canceled.location(), sent.location());
    }
    console.run_jobs().await;
    assert!(author.get(&sent.location()["/lyceum".len()..]).await.body.contains("canceled"));
    assert!(author.get("/console/courses").await.body.contains("No courses yet"));
    assert_eq!(console.events().await.iter().filter(|e| e.kind == "course.import-canceled").count(), 1);
    // What was uploaded goes too.
    assert_eq!(stored(&console).await, 0);
    // Another application's is not there.
    make_app(&console, "B").await;
    for path in [format!("/console/import?app=B&import={import}"), "/console/import?app=A&import=%00".into()]
    {
        assert_eq!(author.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn courses_are_found_and_turned_over() {
    let console = Console::new().await;
    let (one, two) = (make_app(&console, "A").await, make_app(&console, "B & C").await);
    for n in 0..120 {
        let tag = if n % 40 == 0 { vec!["<i>spring".to_owned()] } else { Vec::new() };
        make_course(&console, one, &format!("id/{n}"), &format!("Course {n}"), &tag).await;
    }
    make_course(&console, two, "other", "Ökologie", &[]).await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let first = viewer.get("/console/courses").await;
    assert!(!first.body.contains("/courses/upload") && first.body.contains("Courses in this application"));
    assert_eq!(titles(&first).len(), 50);
    assert_eq!(titles(&first)[0], "Course 119");
    let second = viewer.get(&link(&first, "/console/courses?app=A&before=")).await;
    assert_eq!((titles(&second)[0], titles(&second).len()), ("Course 69", 50));
    let third = viewer.get(&link(&second, "/console/courses?app=A&before=")).await;
    assert_eq!((titles(&third).last().copied(), titles(&third).len()), (Some("Course 0"), 20));
    assert!(!third.body.contains("rel=\"next\""));

    for (query, found) in [
        ("app=A&search=COURSE+11", vec!["Course 119", "Course 118", "Course 117"]),
        ("app=A&search=id%2F40", vec!["Course 40"]),
        ("app=A&tag=%3Ci%3Espring", vec!["Course 80", "Course 40", "Course 0"]),
        ("app=A&tag=%3Ci%3Espring&search=80", vec!["Course 80"]),
        ("app=A&search=nothing", vec![]),
        ("app=B+%26+C", vec!["Ökologie"]),
        ("app=B+%26+C&search=%C3%B6KO", vec!["Ökologie"]),
        ("app=A&before=garbage&search=Course+0", vec!["Course 0"]),
    ] {
        let reply = viewer.get(&format!("/console/courses?{query}")).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert_eq!(&titles(&reply)[..found.len()], found, "{query}");
        assert_eq!(found.is_empty(), reply.body.contains("No course fits"), "{query}");
        assert!(!reply.body.contains("<i>"), "{}", reply.body);
    }
    let chosen = viewer.get("/console/courses?app=B+%26+C").await;
    assert!(chosen.body.contains("<option value=\"B &#38; C\" selected>"), "{}", chosen.body);
    assert_eq!(viewer.get("/console/courses?app=nobody").await.status, StatusCode::NOT_FOUND);
}
