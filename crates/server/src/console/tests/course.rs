//! The pages of a course: who sees and changes what, and what hostile names do there.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use blobs::{BlobId, Key, Kind};
use bytes::Bytes;
use cloud_api::v1::{params::Params, request::CourseVersion};
use platform::{AppId, CourseId, SecretText};
use service::{PackageSource, StartImport, console::Role, rows::AppKey};
use test_support::PackageBuilder;

use super::harness::{Browser, Console, Reply};

const EVIL: &str = "\"><script>alert(1)</script>";
/// Who brought the courses.
const BY: &str = "ann";
const PAGES: [&str; 6] = ["", "/structure", "/versions", "/files", "/attributes", "/about"];

/// An application with a course, and the jobs that bring more.
struct World<'c> {
    console: &'c Console,
    app: AppKey,
    app_id: &'c str,
}

impl<'c> World<'c> {
    async fn new(console: &'c Console, app_id: &'c str) -> Self {
        let services = &console.services;
        let id = AppId::new(app_id).unwrap();
        let new = service::NewApp::new(&id, EVIL);
        let secret = SecretText::new("s3cret-of-the-tests");
        let (store, key, rng) = (&services.store, &services.installation_key, services.rng.as_ref());
        service::create_app(store, key, rng, new, &secret, console.now()).await.unwrap();
        let app = service::find_app(store, &id).await.unwrap();
        Self { console, app: app.key, app_id }
    }

    async fn import(&self, course: &str, zip: Vec<u8>) {
        let services = &self.console.services;
        let key = Key::new(Kind::Package, BlobId::from_random(services.rng.next_id()));
        let file = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from(zip))]);
        let (store, blobs, now) = (&services.store, &services.blobs, self.console.now());
        service::park_file(store, blobs, key, 1 << 30, now, file, |_| {}).await.unwrap();
        let import = StartImport {
            app: self.app,
            course_id: course,
            package: PackageSource::Parked(key),
            item_id: None,
            culture: None,
            by: Some(BY),
            call: None,
        };
        service::start_import(store, blobs, services.rng.as_ref(), import, now).await.unwrap();
        self.run_jobs().await;
    }

    async fn run_jobs(&self) {
        jobs::run_until_idle(&self.console.services.jobs()).await.unwrap();
    }

    async fn register(&self, course: &str, id: &str) {
        let (course, id) = (CourseId::new(course).unwrap(), platform::RegistrationId::new(id).unwrap());
        let learner = service::rows::Learner {
            id: platform::LearnerId::new("ann").unwrap(),
            first: "Ann".into(),
            last: "Lee".into(),
            email: String::new(),
        };
        let (store, now) = (&self.console.services.store, self.console.now());
        let made: Result<(), store::Error> = store::transact!(store, |tx| {
            let course = store::courses::find(tx, self.app, &course).await?.unwrap();
            let version = store::course_versions::find_latest(tx, course.key).await?.unwrap();
            let new = store::registrations::NewRegistration { id: &id, learner: &learner, postback: None };
            let key = store::registrations::insert(tx, &course, &new, now).await?.unwrap();
            let first = platform::InstanceNumber(0);
            store::instances::insert(tx, key, first, version.key, version.number, now).await?;
            Ok(())
        });
        made.unwrap();
    }

    /// A copy of a course as the sandbox makes it, in a hidden application of this id.
    async fn copy(&self, course: &str, id: &'c str) -> Self {
        let services = &self.console.services;
        let (course, hidden) = (CourseId::new(course).unwrap(), AppId::new(id).unwrap());
        let content_key = platform::ContentKey::random(services.rng.as_ref());
        let (store, now) = (&services.store, self.console.now());
        let made: Result<AppKey, store::Error> = store::transact!(store, |tx| {
            let new = store::sandbox::HiddenApp { of: self.app, host: "h", id: &hidden, name: "Sandbox" };
            let app = store::sandbox::find_or_insert_app(tx, new, now).await?.unwrap();
            let course = store::courses::find(tx, self.app, &course).await?.unwrap();
            let version = store::course_versions::find_latest(tx, course.key).await?.unwrap();
            let copied = store::sandbox::upsert_course(tx, app, &course, now).await?;
            store::sandbox::insert_version(tx, copied, &version, &content_key, b"x").await?;
            Ok(app)
        });
        Self { console: self.console, app: made.unwrap(), app_id: id }
    }

    /// The path of a page of a course.
    fn at(&self, course: &str, page: &str, more: &[(&str, &str)]) -> String {
        let mut query = Params::new().with("app", self.app_id).with("course", course);
        more.iter().for_each(|(name, value)| query.push(*name, *value));
        format!("/console/course{page}?{}", query.to_urlencoded())
    }

    async fn attribute(&self, course: &str, name: &str) -> String {
        let services = &self.console.services;
        let wanted = CourseVersion { course_id: course.to_owned(), version: None };
        let definitions = services.live.definitions();
        let all = service::course_attributes(&services.store, definitions, self.app, &wanted).await.unwrap();
        all.into_iter().find(|(found, _)| *found == name).unwrap().1
    }

    /// What the audit log says was done to courses, latest first.
    async fn done(&self) -> Vec<String> {
        let events = self.console.events().await.into_iter();
        events
            .filter(|event| event.kind.starts_with("course."))
            .map(|event| format!("{} {} {}", event.actor, event.kind, event.detail))
            .collect()
    }
}

fn manifest(title: &str) -> String {
    format!(
        r#"<manifest identifier="M" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="O"><organization identifier="O"><title>{title}</title>
    <item identifier="G"><title>Part {title}</title>
      <item identifier="A" identifierref="R" parameters="?x=&lt;i&gt;"><title>Page {title}</title><adlcp:masteryscore>80</adlcp:masteryscore><adlcp:datafromlms>&lt;script&gt;</adlcp:datafromlms></item>
      <item identifier="B" identifierref="R"><title>Last</title></item>
    </item>
  </organization></organizations>
  <resources><resource identifier="R" type="webcontent" adlcp:scormtype="sco" href="index.html"><file href="index.html"/><file href="gone-&lt;script&gt;.js"/></resource></resources>
</manifest>"#
    )
}

fn package(title: &str) -> PackageBuilder {
    let title = title.replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    PackageBuilder::new().manifest(&manifest(&title)).file("index.html", "<script>first</script>")
}

/// Sends a file as a form does.
async fn put(browser: &mut Browser<'_>, at: &str, path: &str, name: &str, bytes: &str) -> Reply {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n{path}\r\n--x\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"{name}\"\r\n\r\n{bytes}\r\n--x--\r\n"
    );
    let request = Request::post(at)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header("sec-fetch-site", "same-origin");
    browser.send(request.body(Body::from(body)).unwrap()).await
}

/// The path below the console that a browser is sent to.
fn sent_to(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{reply:?}");
    reply.location().strip_prefix("/lyceum").unwrap().to_owned()
}

#[tokio::test]
async fn every_page_of_a_course_takes_names_for_text() {
    let console = Console::new().await;
    let world = World::new(&console, EVIL).await;
    let course = format!("c/../{EVIL}");
    let evil_file = "a&'\"<script>.js";
    let zip = package(EVIL).file(evil_file, "x").file("folder<b>/a.txt", "x").build();
    world.import(&course, zip).await;
    let mut author = console.signed_in(Role::Author).await;
    let tags = world.at(&course, "/tags", &[]);
    sent_to(&author.post(&tags, &[("tags", EVIL)]).await);
    let mut viewer = console.signed_in(Role::Viewer).await;
    for page in PAGES {
        for (browser, may_change) in [(&mut viewer, false), (&mut author, true)] {
            let reply = browser.get(&world.at(&course, page, &[("q", ""), ("version", "0")])).await;
            assert_eq!(reply.status, StatusCode::OK, "{page}");
            assert!(reply.body.contains("&#60;script&#62;"), "{page}");
            for raw in ["<script>", "<i>", "<b>", "gone-<"] {
                assert!(!reply.body.contains(raw), "{page}: {raw}");
            }
            let forms = reply.body.matches("method=\"post\"").count();
            let changes = ["/about", "/files", "/attributes"].contains(&page) && may_change;
            // Everybody may sign out.
            assert_eq!(forms > 1, changes, "{page}");
        }
    }
    let more = [("path", evil_file), ("folder", "")];
    for page in ["/files/delete", "/versions/delete", "/delete"] {
        let reply = author.get(&world.at(&course, page, &more)).await;
        assert_eq!(reply.status, StatusCode::OK, "{page}: {}", reply.body);
        assert!(!reply.body.contains("<script>"), "{page}");
        assert_eq!(viewer.get(&world.at(&course, page, &more)).await.status, StatusCode::FORBIDDEN);
    }
    let mut admin = console.signed_in(Role::Administrator).await;
    assert!(!admin.get("/console/audit").await.body.contains("<script>"));
    for (q, preset) in [(EVIL, ""), ("", EVIL)] {
        let at = world.at(&course, "/attributes", &[("q", q), ("preset", preset), ("copy", EVIL)]);
        assert!(!author.get(&at).await.body.contains("<script>"));
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let console = Console::new().await;
    let world = World::new(&console, "app").await;
    let other = World::new(&console, "other").await;
    world.import("c", package("C").build()).await;
    let mut author = console.signed_in(Role::Author).await;
    for page in PAGES {
        assert_eq!(author.get(&world.at("c", page, &[])).await.status, StatusCode::OK, "{page}");
        for path in [
            other.at("c", page, &[]),
            world.at("C", page, &[]),
            world.at("", page, &[]),
            world.at("c\0", page, &[]),
            world.at("c", page, &[("version", "1")]),
            world.at("c", page, &[("version", "-1")]),
            world.at("c", page, &[("version", "99999999999")]),
            format!("/console/course{page}"),
        ] {
            assert_eq!(author.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    for path in ["", "..", "../index.html", "INDEX.HTML", "nothing", "\0", "index.html/"] {
        for page in ["/file", "/files/delete"] {
            let reply = author.get(&world.at("c", page, &[("path", path)])).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{page} {path}");
        }
        let reply = author.post(&world.at("c", "/files/delete", &[("path", path)]), &[]).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// A copy shares the files of its original; whoever changed them there would take them from it.
#[tokio::test]
async fn copies_of_the_sandbox_are_nobodys_courses() {
    let console = Console::new().await;
    let world = World::new(&console, "app").await;
    world.import("c", package("C").build()).await;
    let copy = world.copy("c", "sandbox-1").await;
    let mut author = console.signed_in(Role::Author).await;
    for page in PAGES {
        assert_eq!(author.get(&copy.at("c", page, &[])).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    assert_eq!(author.get("/console/courses?app=sandbox-1").await.status, StatusCode::NOT_FOUND);
    let one = [("path", "index.html"), ("folder", "")];
    for page in ["/files/delete", "/versions/delete", "/delete", "/attributes", "/tags"] {
        let fields = [("tags", "x"), ("consent", "c"), ("showNavBar", "false")];
        let reply = author.post(&copy.at("c", page, &one), &fields).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{page}");
    }
    let reply = put(&mut author, &copy.at("c", "/files", &[]), "index.html", "index.html", "second").await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    // `c.zip` for the copy.
    let announced = Request::post("/console/uploads")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", "10")
        .header("upload-metadata", "filename Yy56aXA=,app c2FuZGJveC0x")
        .header("sec-fetch-site", "same-origin");
    assert_eq!(author.send(announced.body(Body::empty()).unwrap()).await.status, StatusCode::NOT_FOUND);
    let cancel = author.post("/console/import/cancel", &[("app", "sandbox-1"), ("import", "x")]).await;
    assert_eq!(cancel.status, StatusCode::NOT_FOUND);
    assert!(world.done().await.is_empty());
    let file = author.get(&world.at("c", "/file", &one)).await;
    assert_eq!((file.status, file.body.as_str()), (StatusCode::OK, "<script>first</script>"));
}

#[tokio::test]
async fn the_tree_and_its_warnings() {
    let console = Console::new().await;
    let world = World::new(&console, "app").await;
    world.import("c", package("Trees").build()).await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let page = viewer.get(&world.at("c", "/structure", &[])).await.body;
    for said in [
        "Mastery score",
        "<bdi>80</bdi>",
        "x=&#60;i&#62;",
        "W502",
        "imsmanifest.xml, line ",
        "put the file into the package",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let tree = page.split("<ul class=\"tree\">").nth(1).unwrap();
    let opened = tree.matches("<ul").count();
    assert_eq!((opened, tree.matches("</ul>").count()), (2, 3));
    assert_eq!(tree.matches("<li>").count(), tree.matches("</li>").count());
    assert_eq!(tree.matches("<li>").count(), 4);
    let history = viewer.get(&world.at("c", "/versions", &[])).await.body;
    assert!(history.contains("by ann in the console") && history.contains("Version 0"), "{history}");
}

#[tokio::test]
async fn files_come_and_go() {
    let console = Console::new().await;
    let world = World::new(&console, "app").await;
    // One folder around everything, beside which a file can lie too.
    let zip = package("C").nested("top").file("readme.txt", "old").build();
    world.import("c", zip).await;
    let mut author = console.signed_in(Role::Author).await;
    let files = world.at("c", "/files", &[("folder", "top/")]);
    let at = sent_to(&put(&mut author, &files, "", "index.html", "second").await);
    assert!(author.get(&at).await.body.contains("top/index.html is on its way"));
    world.run_jobs().await;
    assert!(author.get(&at).await.body.contains("top/index.html is there"));
    let one = world.at("c", "/file", &[("path", "top/index.html")]);
    let reply = author.get(&one).await;
    assert_eq!((reply.status, reply.body.as_str()), (StatusCode::OK, "second"));
    for (name, value) in [
        ("content-type", "application/octet-stream"),
        ("content-disposition", "attachment; filename=\"index.html\""),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(reply.headers[name], value, "{name}");
    }
    // Beside the folder, and as a new one further down.
    sent_to(&put(&mut author, &files, "readme.txt", "x", "new").await);
    sent_to(&put(&mut author, &files, "top\\deep/./er/ü.txt", "x", "deep").await);
    world.run_jobs().await;
    assert_eq!(author.get(&world.at("c", "/file", &[("path", "readme.txt")])).await.body, "new");
    let deep = author.get(&world.at("c", "/files", &[("folder", "top/deep/er")])).await.body;
    assert!(deep.contains("<bdi>ü.txt</bdi>") && deep.contains("changed since the import"));

    for (path, name, said) in [
        ("../x", "x", "names no file"),
        ("top/../../x", "x", "names no file"),
        ("C:\\x", "x", "names no file"),
        ("a\tb", "x", "names no file"),
        ("x/", "x", "names no file"),
        (&"x".repeat(600), "x", "names no file"),
        ("top/imsmanifest.xml", "x", "manifest stays"),
        ("TOP/IMSManifest.xml", "x", "manifest stays"),
        ("top", "x", "cannot have the same name"),
        ("readme.txt/x", "x", "cannot have the same name"),
        ("x", "", "Choose a file first"),
    ] {
        let reply = put(&mut author, &files, path, name, "y").await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(reply.body.contains(said), "{path}: {}", reply.body);
    }
    let urlencoded = author.post(&files, &[("path", "x")]).await;
    assert_eq!(urlencoded.status, StatusCode::BAD_REQUEST);

    let readme = [("path", "readme.txt"), ("folder", "")];
    let asked = author.get(&world.at("c", "/files/delete", &readme)).await;
    assert!(asked.body.contains("Delete readme.txt?"));
    let fixed = world.at("c", "/files/delete", &[("path", "top/imsmanifest.xml")]);
    assert_eq!(author.get(&fixed).await.status, StatusCode::NOT_FOUND);
    assert_eq!(author.post(&fixed, &[]).await.status, StatusCode::NOT_FOUND);
    let mut viewer = console.signed_in(Role::Viewer).await;
    let delete = world.at("c", "/files/delete", &readme);
    assert_eq!(viewer.post(&delete, &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(put(&mut viewer, &files, "x", "x", "y").await.status, StatusCode::FORBIDDEN);
    sent_to(&author.post(&delete, &[]).await);
    assert_eq!(author.get(&world.at("c", "/file", &readme)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        world.done().await,
        [
            "author course.file-deleted app · 0 · readme.txt",
            "author course.file-stored app · 0 · top/deep/er/ü.txt",
            "author course.file-stored app · 0 · readme.txt",
            "author course.file-stored app · 0 · top/index.html",
        ]
    );
    let history = author.get(&world.at("c", "/versions", &[])).await.body;
    assert!(history.contains("Files deleted: 1") && history.contains("by author"), "{history}");
    let zip = author.get(&world.at("c", "/package", &[])).await;
    assert_eq!(zip.headers["content-disposition"], "attachment; filename=\"c.zip\"");
    assert!(zip.body.starts_with("PK"));
}

#[tokio::test]
async fn ten_thousand_files_are_shown_by_and_by() {
    let console = Console::new().await;
    let world = World::new(&console, "app").await;
    let mut zip = package("Many");
    for number in 0..1000 {
        zip = zip.file(&format!("flat/{number:04}.txt"), "x").file(&format!("many/{number:04}/a/b.txt"), "x");
    }
    world.import("c", zip.build()).await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let names = |reply: &Reply| {
        let rows = reply.body.split("<th scope=\"row\">").skip(1);
        rows.map(|row| row.split("<bdi>").nth(1).unwrap().split('<').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let top = viewer.get(&world.at("c", "/files", &[])).await;
    assert_eq!(names(&top), ["flat/", "imsmanifest.xml", "index.html", "many/"]);
    assert!(top.body.contains("files: 1000"));
    for folder in ["flat/", "many/"] {
        let (mut all, mut pages, mut at) = (Vec::new(), 0, world.at("c", "/files", &[("folder", folder)]));
        loop {
            let page = viewer.get(&at).await;
            all.extend(names(&page));
            pages += 1;
            let Some(next) = page.body.split("rel=\"next\" href=\"").nth(1) else { break };
            at = next.split('"').next().unwrap().replace("&#38;", "&").replace("/lyceum", "");
        }
        let end = if folder == "flat/" { ".txt" } else { "/" };
        let expected: Vec<_> = (0..1000).map(|number| format!("{number:04}{end}")).collect();
        assert_eq!((all, pages), (expected, 5), "{folder}");
    }
    let found = viewer.get(&world.at("c", "/files", &[("q", "0777"), ("folder", "many")])).await;
    assert_eq!(names(&found), ["0777/a/b.txt"]);
    let found = viewer.get(&world.at("c", "/files", &[("q", "0777/A")])).await;
    assert_eq!(names(&found), ["many/0777/a/b.txt"]);
    assert!(viewer.get(&world.at("c", "/files", &[("folder", "../")])).await.body.contains("no such file"));
}

#[tokio::test]
async fn settings_are_filled_in_seen_and_saved() {
    let console = Console::new().await;
    let world = World::new(&console, "app").await;
    world.import("c", package("C").build()).await;
    world.import("model", package("Model").build()).await;
    let mut author = console.signed_in(Role::Author).await;
    let at = |course: &str, more: &[(&str, &str)]| world.at(course, "/attributes", more);
    let page = author.get(&at("c", &[])).await.body;
    assert!(page.contains("Everything is as the package") && page.contains("id=\"field-showNavBar\""));

    // What a preset fills in is sent as a browser would, with what the page had seen.
    let filled = author.get(&at("c", &[("preset", "window")])).await.body;
    assert!(filled.contains("New window, no bar” is filled in: 3 settings would change"), "{filled}");
    assert!(filled.contains("data-changed"));
    assert_eq!(world.attribute("c", "showNavBar").await, "true");
    let seen = "showNavBar=true&showTitleBar=true&playerLaunchType=1";
    let chosen =
        [("seen", seen), ("showNavBar", "false"), ("showTitleBar", "false"), ("playerLaunchType", "4")];
    assert!(sent_to(&author.post(&at("c", &[]), &chosen).await).contains("saved=3"));
    assert_eq!(world.attribute("c", "playerLaunchType").await, "4");
    let saved = author.get(&at("c", &[("saved", "3")])).await.body;
    assert!(saved.contains("Saved: 3 settings changed") && saved.contains("href=\"#field-showTitleBar\""));
    assert!(sent_to(&author.post(&at("c", &[]), &chosen).await).contains("saved=0"));

    let wrong =
        author.post(&at("c", &[]), &[("seen", ""), ("desiredWidth", "wide"), ("showHelp", "true")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"wide\"") && wrong.body.contains("href=\"#field-desiredWidth\""));
    assert_eq!(world.attribute("c", "showHelp").await, "false");
    let standard = author.post(&at("c", &[]), &[("seen", ""), ("scormVersion", "cmi5")]).await;
    assert_eq!(standard.status, StatusCode::UNPROCESSABLE_ENTITY);
    let back = author.post(&at("c", &[]), &[("seen", seen), ("reset", "showNavBar")]).await.body;
    assert!(back.contains("is back at its default") && back.contains("data-changed"));

    let copied = author.get(&at("model", &[("copy", "c")])).await.body;
    assert!(copied.contains("“c” is filled in: 3 settings would change"), "{copied}");
    let none = author.get(&at("model", &[("copy", "nobody")])).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let defaults = author.get(&at("c", &[("preset", "defaults")])).await.body;
    assert!(defaults.contains("“Everything at its default” is filled in: 3"));
    assert!(
        author
            .get(&at("model", &[("preset", "defaults")]))
            .await
            .body
            .contains("all settings are so already")
    );
    let strict = author.get(&at("c", &[("preset", "strict")])).await.body;
    assert!(strict.contains("value=\"4096\""));

    let mut viewer = console.signed_in(Role::Viewer).await;
    let seen_by_viewer = viewer.get(&at("c", &[("preset", "window"), ("q", "bar")])).await.body;
    assert!(!seen_by_viewer.contains("<select") && !seen_by_viewer.contains("properties.js"));
    assert!(seen_by_viewer.contains("showNavBar") && !seen_by_viewer.contains("suspendDataMaxLength"));
    assert_eq!(viewer.post(&at("c", &[]), &chosen).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        world.done().await,
        ["author course.attributes app · playerLaunchType=4, showNavBar=false, showTitleBar=false"]
    );
}

#[tokio::test]
async fn tags_come_and_go() {
    let console = Console::new().await;
    let world = World::new(&console, "app").await;
    world.import("c", package("C").build()).await;
    let mut author = console.signed_in(Role::Author).await;
    let tags = world.at("c", "/tags", &[]);
    sent_to(&author.post(&tags, &[("tags", "safety, 2026|safety")]).await);
    sent_to(&author.post(&tags, &[("remove", "2026")]).await);
    assert!(author.get(&world.at("c", "", &[])).await.body.contains("<bdi>safety</bdi>"));
    let many = (0..100).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    for (typed, said) in [(" , ", "A tag has"), (&"x".repeat(256), "A tag has"), (&many, "at most 100")] {
        let reply = author.post(&tags, &[("tags", typed)]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains(said), "{said}");
    }
    assert_eq!(
        world.done().await,
        ["author course.tags-removed app · 2026", "author course.tags-added app · safety, 2026"]
    );
}

#[tokio::test]
async fn versions_and_courses_are_deleted_by_who_knows_what_is_lost() {
    let console = Console::new().await;
    let world = World::new(&console, "app").await;
    world.import("c", package("First").build()).await;
    world.register("c", "r1").await;
    world.import("c", package("Second").build()).await;
    let mut author = console.signed_in(Role::Author).await;
    let mut viewer = console.signed_in(Role::Viewer).await;
    let old = author.get(&world.at("c", "", &[("version", "0")])).await.body;
    assert!(old.contains("This is version 0; the latest is 1.") && old.contains("First"));
    let history = author.get(&world.at("c", "/versions", &[])).await.body;
    assert_eq!(history.matches("Registrations on it").count(), 2);

    let second = world.at("c", "/versions/delete", &[("version", "1")]);
    let consent = [("consent", "on")];
    assert_eq!(viewer.post(&second, &consent).await.status, StatusCode::FORBIDDEN);
    assert_eq!(author.post(&second, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unnumbered = world.at("c", "/versions/delete", &[]);
    assert_eq!(author.post(&unnumbered, &consent).await.status, StatusCode::NOT_FOUND);
    let to = sent_to(&author.post(&second, &consent).await);
    assert_eq!(author.get(&to).await.status, StatusCode::OK);
    assert!(author.get(&world.at("c", "", &[])).await.body.contains("First"));
    let last = author.get(&world.at("c", "/versions/delete", &[("version", "0")])).await.body;
    assert!(last.contains("the course goes with it"));

    let whole = world.at("c", "/delete", &[]);
    let asked = author.get(&whole).await.body;
    assert!(asked.contains("Registrations and results are lost too (1)"), "{asked}");
    assert_eq!(author.post(&whole, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(viewer.post(&whole, &consent).await.status, StatusCode::FORBIDDEN);
    assert_eq!(sent_to(&author.post(&whole, &consent).await), "/console/courses");
    assert_eq!(author.get(&world.at("c", "", &[])).await.status, StatusCode::NOT_FOUND);
    assert_eq!(author.post(&whole, &consent).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        world.done().await,
        ["author course.deleted app · First", "author course.version-deleted app · 1"]
    );
}
