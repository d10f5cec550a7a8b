//! Packages in pieces, over real HTTP: tus 1.0 as a script of the console speaks it, and as nobody should.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::StreamExt as _;
use platform::Clock as _;
use platform::config::{ImportLimits, RawConfig};
use reqwest::{Client, Method, Response, StatusCode, redirect::Policy};
use service::console::{self, Actor, Role};
use test_server::{Setup, TestServer};
use test_support::scorm12_single;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Somebody's browser.
struct Sender {
    client: Client,
    origin: String,
    cookie: String,
}

impl Sender {
    async fn of(server: &TestServer, login: &str, role: Role) -> Self {
        let services = server.services();
        let now = server.clock.now();
        let (store, rng) = (&services.store, services.rng.as_ref());
        let (_, token) = console::add_user(store, rng, Actor::OPERATOR, login, role, now).await.unwrap();
        let door =
            console::Door { store, rng, hasher: &services.hasher, address: "", now: server.clock.now() };
        let session = console::welcome(door, token.as_str(), "", "correct horse battery").await.unwrap();
        Self {
            client: Client::builder().redirect(Policy::none()).build().unwrap(),
            origin: services.config.public_url.as_str().trim_end_matches('/').to_owned(),
            cookie: format!("lyceum_console={}", session.as_str()),
        }
    }

    /// The same browser, the other node.
    fn at(&self, server: &TestServer) -> Self {
        let origin = server.services().config.public_url.as_str().trim_end_matches('/').to_owned();
        Self { client: self.client.clone(), origin, cookie: self.cookie.clone() }
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Response {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.origin))
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .body(body);
        if headers.iter().all(|(name, _)| *name != "tus-resumable") {
            request = request.header("tus-resumable", "1.0.0");
        }
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap()
    }

    async fn announce(&self, length: &str, metadata: &str) -> Response {
        self.ask(
            "POST",
            "/console/uploads",
            &[("upload-length", length), ("upload-metadata", metadata)],
            vec![],
        )
        .await
    }

    /// Announces a package; its path.
    async fn begin(&self, length: usize, name: &str) -> String {
        let said = format!("filename {},mark {}", STANDARD.encode(name), STANDARD.encode("17"));
        let made = self.announce(&length.to_string(), &said).await;
        assert_eq!(made.status(), StatusCode::CREATED);
        header(&made, "location").to_owned()
    }

    async fn patch(&self, path: &str, offset: usize, piece: &[u8]) -> Response {
        let offset = offset.to_string();
        let headers =
            [("upload-offset", offset.as_str()), ("content-type", "application/offset+octet-stream")];
        self.ask("PATCH", path, &headers, piece.to_vec()).await
    }

    /// How much came.
    async fn offset(&self, path: &str) -> Option<u64> {
        let reply = self.ask("HEAD", path, &[], vec![]).await;
        reply.status().is_success().then(|| header(&reply, "upload-offset").parse().unwrap())
    }

    /// Begins to send a piece and does not end it.
    async fn half_patch(&self, path: &str, offset: usize, announced: usize, piece: &[u8]) -> TcpStream {
        let host = self.origin.trim_start_matches("http://");
        let port = host.rsplit(':').next().unwrap();
        let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).await.unwrap();
        let head = format!(
            "PATCH {path} HTTP/1.1\r\nhost: {host}\r\ncookie: {}\r\nsec-fetch-site: same-origin\r\n\
             tus-resumable: 1.0.0\r\nupload-offset: {offset}\r\ncontent-type: application/offset+octet-stream\r\n\
             content-length: {announced}\r\n\r\n",
            self.cookie
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(piece).await.unwrap();
        stream.flush().await.unwrap();
        stream
    }

    async fn page(&self, path: &str) -> String {
        let url = format!("{}{path}", self.origin);
        let reply = self.client.get(url).header("cookie", &self.cookie).send().await.unwrap();
        reply.text().await.unwrap()
    }
}

fn header<'r>(reply: &'r Response, name: &str) -> &'r str {
    reply.headers().get(name).unwrap_or_else(|| panic!("no {name}: {reply:?}")).to_str().unwrap()
}

async fn blobs_of(server: &TestServer, kind: blobs::Kind) -> usize {
    server.services().blobs.list(kind).collect::<Vec<_>>().await.len()
}

/// Waits for what another task is about to do.
async fn until<F: Future<Output = bool>>(mut is_so: impl FnMut() -> F) {
    for _ in 0..400 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it did not come to that");
}

/// Announced, sent in pieces by two nodes, imported, told of.
async fn a_package_in_pieces(setup: Setup) {
    let one = setup.start().await;
    let two = one.another_node().await;
    let ann = Sender::of(&one, "ann", Role::Author).await;
    let zip = scorm12_single().build();
    let path = ann.begin(zip.len(), "Golf <1>.zip").await;
    assert!(path.starts_with("/console/uploads/"), "{path}");
    assert_eq!(ann.offset(&path).await, Some(0));
    let middle = zip.len() / 3;
    for (sender, from, to) in [
        (&ann, 0, 1),
        (&ann.at(&two), 1, middle),
        (&ann, middle, middle * 2),
        (&ann.at(&two), middle * 2, zip.len()),
    ] {
        let page = sender.page("/console/courses/upload").await;
        assert!(
            page.contains(&format!("data-upload=\"{path}\"")) && page.contains("Golf &#60;1&#62;.zip"),
            "{page}"
        );
        let reply = sender.patch(&path, from, &zip[from..to]).await;
        assert_eq!(reply.status(), StatusCode::NO_CONTENT);
        assert_eq!(header(&reply, "upload-offset"), to.to_string());
        assert_eq!(header(&reply, "upload-expires"), "Sun, 04 Jan 2026 00:00:00 GMT");
        assert_eq!(reply.headers().contains_key("lyceum-import"), to == zip.len());
    }
    // The last answer may have been lost: everything says so again.
    let again = ann.patch(&path, zip.len(), b"").await;
    let import = header(&again, "lyceum-import").to_owned();
    let head = ann.ask("HEAD", &path, &[], vec![]).await;
    assert_eq!(
        (header(&head, "lyceum-import"), header(&head, "upload-length")),
        (import.as_str(), zip.len().to_string().as_str())
    );
    assert_eq!(header(&head, "upload-metadata"), format!("filename {}", STANDARD.encode("Golf <1>.zip")));
    assert_eq!(header(&head, "cache-control"), "no-store");
    assert_eq!(blobs_of(&one, blobs::Kind::Upload).await, 4);
    two.run_jobs().await;
    let page = ann.page(&format!("/console/import?app=lms&import={import}")).await;
    assert!(page.contains("The course can be played") && page.contains("Golf-&#60;1&#62;"), "{page}");
    // The parts are one package now.
    one.run_jobs().await;
    one.later(2 * 3600);
    one.run_jobs().await;
    assert_eq!(blobs_of(&one, blobs::Kind::Upload).await, 0);
    assert_eq!(blobs_of(&one, blobs::Kind::Package).await, 1);
    assert!(!ann.page("/console/courses/upload").await.contains("data-upload="));
    one.create_registration("Golf-<1>", "reg").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_in_pieces_on_sqlite_and_a_folder() {
    a_package_in_pieces(Setup::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_in_pieces_on_postgres_and_s3() {
    a_package_in_pieces(Setup::distributed().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_before_a_break_stays_over_a_restart() {
    let server = TestServer::new().await;
    let ann = Sender::of(&server, "ann", Role::Author).await;
    let zip = scorm12_single().build();
    let path = ann.begin(zip.len(), "a.zip").await;
    let stream = ann.half_patch(&path, 0, zip.len(), &zip[..400]).await;
    // Nothing is safe before the part is over, however it ends.
    drop(stream);
    until(|| async { ann.offset(&path).await == Some(400) }).await;
    let next = server.another_node().await;
    drop(server);
    let ann = ann.at(&next);
    assert_eq!(ann.offset(&path).await, Some(400));
    let reply = ann.patch(&path, 400, &zip[400..]).await;
    assert_eq!(reply.status(), StatusCode::NO_CONTENT);
    let import = header(&reply, "lyceum-import").to_owned();
    next.run_jobs().await;
    let page = ann.page(&format!("/console/import?app=lms&import={import}")).await;
    assert!(page.contains("The course can be played"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_at_once_the_newer_goes_on() {
    let server = TestServer::new().await;
    let ann = Sender::of(&server, "ann", Role::Author).await;
    let zip = scorm12_single().build();
    let path = ann.begin(zip.len(), "a.zip").await;
    let mut older = ann.half_patch(&path, 0, zip.len(), &zip[..100]).await;
    // The older one has begun to write once its part is reserved.
    let services = server.services().clone();
    until(|| async {
        let mut tx = services.store.begin_read().await.unwrap();
        !store::blobs::list_owned(&mut tx, None, server.clock.now(), 9).await.unwrap().is_empty()
    })
    .await;
    let newer = ann.patch(&path, 0, &zip).await;
    assert_eq!(newer.status(), StatusCode::NO_CONTENT);
    older.write_all(&zip[100..]).await.unwrap();
    let mut answer = vec![0; 12];
    older.read_exact(&mut answer).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 423");
    server.run_jobs().await;
    assert_eq!(server.services().blobs.list(blobs::Kind::Package).collect::<Vec<_>>().await.len(), 1);
    // And two of the same name are two courses.
    let second = ann.begin(zip.len(), "a.zip").await;
    ann.patch(&second, 0, &zip).await;
    server.run_jobs().await;
    let list = ann.page("/console/courses").await;
    assert!(list.contains("<bdi>a</bdi>") && list.contains("<bdi>a-2</bdi>"), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_followed_is_refused_and_changes_nothing() {
    let raw = RawConfig {
        import_limits: ImportLimits { package_bytes: Some(5000), ..ImportLimits::default() },
        ..RawConfig::default()
    };
    let server = Setup::new().configured(raw).start().await;
    let ann = Sender::of(&server, "ann", Role::Author).await;
    let name = format!("filename {}", STANDARD.encode("a.zip"));
    let long = format!("course {}", STANDARD.encode("x".repeat(256)));
    for (length, metadata, status) in [
        ("5001", name.as_str(), 413),
        ("0", &name, 400),
        ("-1", &name, 400),
        ("+5", &name, 400),
        ("", &name, 400),
        ("99999999999999999999999", &name, 400),
        ("5", "filename ???", 400),
        ("5", "filename /w==", 400),
        ("5", &long, 422),
        ("5", "app bm9ib2R5", 404),
    ] {
        let reply = ann.announce(length, metadata).await;
        assert_eq!(reply.status(), status, "{length} {metadata}");
        assert_eq!(header(&reply, "tus-resumable"), "1.0.0");
        assert!(!reply.text().await.unwrap().is_empty());
    }
    // Without metadata there is still a course.
    assert_eq!(ann.announce("5", "").await.status(), StatusCode::CREATED);
    let path = ann.begin(10, "a.zip").await;
    assert_eq!(ann.patch(&path, 0, b"12345").await.status(), StatusCode::NO_CONTENT);
    let conflict = ann.patch(&path, 0, b"12345").await;
    assert_eq!((conflict.status(), header(&conflict, "upload-offset")), (StatusCode::CONFLICT, "5"));
    assert_eq!(ann.patch(&path, 7, b"8").await.status(), StatusCode::CONFLICT);
    assert_eq!(ann.patch(&path, 5, b"678901").await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let kind = ("content-type", "application/offset+octet-stream");
    for (headers, status) in [
        (&[("upload-offset", "5")][..], 415),
        (&[("upload-offset", "5"), ("content-type", "text/plain")], 415),
        (&[kind], 400),
        (&[("upload-offset", "five"), kind], 400),
        (&[("upload-offset", "5"), kind, ("tus-resumable", "")], 412),
        (&[("upload-offset", "5"), kind, ("tus-resumable", "0.2.2")], 412),
        (&[("upload-offset", "5"), kind, ("sec-fetch-site", "cross-site")], 403),
        (&[("upload-offset", "5"), kind, ("cookie", "lyceum_console=nobody")], 401),
    ] {
        // The harness's own headers come first, so what is said here twice is said in a request of its own.
        let mut request = ann.client.patch(format!("{}{path}", ann.origin)).body("67890");
        let said = |name: &str| headers.iter().any(|(known, _)| *known == name);
        for (name, value) in
            [("cookie", ann.cookie.as_str()), ("sec-fetch-site", "same-origin"), ("tus-resumable", "1.0.0")]
        {
            if !said(name) {
                request = request.header(name, value);
            }
        }
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        assert_eq!(request.send().await.unwrap().status(), status, "{headers:?}");
    }
    assert_eq!(ann.offset(&path).await, Some(5));
    // More than was said, without a length in front: refused, and what came before stays.
    let pieces =
        futures_util::stream::iter([b"6789".to_vec(), b"01234".to_vec()].map(Ok::<_, std::io::Error>));
    let endless = ann
        .client
        .patch(format!("{}{path}", ann.origin))
        .header("cookie", &ann.cookie)
        .header("tus-resumable", "1.0.0")
        .header("upload-offset", "5")
        .header("content-type", "application/offset+octet-stream")
        .body(reqwest::Body::wrap_stream(pieces));
    assert_eq!(endless.send().await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(ann.offset(&path).await, Some(5));

    // It is Ann's alone.
    let bob = Sender::of(&server, "bob", Role::Administrator).await;
    assert_eq!(bob.offset(&path).await, None);
    assert_eq!(bob.patch(&path, 5, b"67890").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(bob.ask("DELETE", &path, &[], vec![]).await.status(), StatusCode::NOT_FOUND);
    let viewer = Sender::of(&server, "eve", Role::Viewer).await;
    assert_eq!(viewer.announce("5", "").await.status(), StatusCode::FORBIDDEN);
    for path in ["/console/uploads/..%2f..", "/console/uploads/%00", "/console/uploads/x"] {
        assert_eq!(ann.ask("HEAD", path, &[], vec![]).await.status(), StatusCode::NOT_FOUND, "{path}");
    }

    let spoken = ann.ask("OPTIONS", "/console/uploads", &[], vec![]).await;
    assert_eq!((header(&spoken, "tus-max-size"), header(&spoken, "tus-version")), ("5000", "1.0.0"));
    assert_eq!(header(&spoken, "tus-extension"), "creation,expiration,termination");
    // Other methods by another name.
    let other = [("x-http-method-override", "DELETE")];
    assert_eq!(ann.ask("POST", &path, &other, vec![]).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(ann.ask("POST", &path, &[], vec![]).await.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(ann.offset(&path).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_goes_on_with_is_removed() {
    let server = TestServer::new().await;
    let ann = Sender::of(&server, "ann", Role::Author).await;
    let kept = ann.begin(1000, "a.zip").await;
    let dropped = ann.begin(1000, "b.zip").await;
    for path in [&kept, &dropped] {
        assert_eq!(ann.patch(path, 0, &[7; 500]).await.status(), StatusCode::NO_CONTENT);
    }
    assert_eq!(ann.ask("DELETE", &dropped, &[], vec![]).await.status(), StatusCode::NO_CONTENT);
    server.run_jobs().await;
    assert_eq!(blobs_of(&server, blobs::Kind::Upload).await, 1);
    server.later(3 * 24 * 3600 - 7200);
    let services = server.services();
    // Whoever is signed in that long has signed in anew.
    let user = console::list_users(&services.store).await.unwrap().remove(0).key;
    let id = kept.rsplit('/').next().unwrap();
    let find = async || console::find_package(&services.store, user, id, server.clock.now()).await;
    server.run_jobs().await;
    assert_eq!(find().await.unwrap().received_bytes, 500);
    server.later(7200);
    assert!(matches!(find().await, Err(console::PackageError::NotFound)));
    server.later(3600);
    server.run_jobs().await;
    assert_eq!(blobs_of(&server, blobs::Kind::Upload).await, 0);
}
