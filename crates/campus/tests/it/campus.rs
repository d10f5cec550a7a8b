//! A Campus of a test, its cloud, and browsers of its people.

use std::sync::Arc;
use std::time::Duration;

use campus::{Campus, Config, DatabaseUrl, RawConfig};
use lyceum_client::wire::course::{CourseDetail, CourseList};
use lyceum_client::wire::params::Params;
use lyceum_client::wire::registration::RegistrationList;
use lyceum_client::{Clock, OsRandom, RegistrationResult, Secret, Sleep, Timestamp};
use platform::Clock as _;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use sql::Database;
use tempfile::TempDir;
use test_server::{Player, TestServer};
use test_support::Meddler;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// The password of everybody.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Which database Campus keeps its records in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    Sqlite,
    Postgres,
}

/// Makes a test for each database of functions that take one.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($on:ident: On) $body:block)*) => {$(
        mod $name {
            use super::*;

            $(#[$meta])*
            async fn story($on: On) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                story(On::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                story(On::Postgres).await;
            }
        }
    )*};
}
pub(crate) use on_both;

/// An LMS with its cloud. Time stands still; background work is done when the test says so. What they say to each other
/// goes over lines that can be bad.
pub(crate) struct TestCampus {
    pub(crate) cloud: TestServer,
    pub(crate) campus: Campus,
    pub(crate) address: String,
    /// From Campus to the cloud.
    pub(crate) line: Meddler,
    /// From the cloud to Campus, for postbacks.
    pub(crate) back: Meddler,
    pub(crate) config: Config,
    pub(crate) records: Records,
    admin_password: Secret,
    /// Removed with the test.
    _folder: TempDir,
    end: CancellationToken,
}

/// The cloud's clock, for Campus. Whoever sleeps moves it.
struct SharedClock(Arc<platform::ManualClock>);

impl Clock for SharedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.now().0)
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        self.0.advance(duration);
        Box::pin(tokio::task::yield_now())
    }
}

async fn open(config: &Config, cloud: &TestServer) -> Campus {
    let clock = Arc::new(SharedClock(cloud.clock.clone()));
    Campus::open_with(config.clone(), clock, Arc::new(OsRandom)).await.unwrap()
}

impl TestCampus {
    pub(crate) async fn start() -> Self {
        Self::on(On::Sqlite).await
    }

    pub(crate) async fn on(on: On) -> Self {
        Self::beside(TestServer::new().await, on).await
    }

    pub(crate) async fn beside(cloud: TestServer, on: On) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = match on {
            On::Sqlite => None,
            On::Postgres => Some(test_server::Database::new().await),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = listener.local_addr().unwrap().to_string();
        let address = format!("http://{here}");
        let line = Meddler::before(&cloud.services().config.listen.to_string()).await;
        let back = Meddler::before(&here).await;
        let (app, secret) = cloud.credentials();
        let config = RawConfig {
            data_dir: Some(folder.path().to_owned()),
            database_url: database.map(|database| database.url().to_owned()),
            public_url: Some(address.clone()),
            postback_url: Some(back.url()),
            cloud_url: Some(line.url()),
            cloud_browser_url: Some(cloud.endpoint()),
            cloud_app: Some(app.to_owned()),
            cloud_secret: Some(Secret::new(secret)),
            ..RawConfig::default()
        };
        let config = config.check().unwrap();
        let campus = open(&config, &cloud).await;
        let first = campus.first_administrator().await.unwrap().unwrap();
        let end = CancellationToken::new();
        tokio::spawn({
            let (routes, end) = (campus.routes(), end.clone());
            async move {
                let serving = axum::serve(listener, routes);
                tokio::select! { served = serving => served.unwrap(), () = end.cancelled() => {} }
            }
        });
        let records = Records::open(&config.database_url).await;
        let admin_password = first.password;
        Self { cloud, campus, address, line, back, config, records, admin_password, _folder: folder, end }
    }

    /// Another process on the same records, with the configuration as it is now.
    pub(crate) async fn restarted(&self) -> Campus {
        open(&self.config, &self.cloud).await
    }

    /// Time passes, and both sides do what is due.
    pub(crate) async fn later(&self, secs: u64) {
        self.cloud.later(secs);
        self.work().await;
    }

    /// Both sides do what is due now.
    pub(crate) async fn work(&self) {
        self.cloud.run_jobs().await;
        self.campus.work_once().await;
        self.cloud.run_jobs().await;
    }

    /// The ids of all registrations in the cloud.
    pub(crate) async fn registrations(&self) -> Vec<String> {
        let list: RegistrationList =
            self.cloud.call("registration.getRegistrationList", Default::default()).await;
        let mut ids: Vec<String> = list.0.into_iter().map(|listed| listed.registration.id).collect();
        ids.sort();
        ids
    }

    /// The ids of all courses in the cloud, each with the number of its versions.
    pub(crate) async fn courses(&self) -> Vec<(String, usize)> {
        let list: CourseList = self.cloud.call("course.getCourseList", Default::default()).await;
        let mut courses = Vec::new();
        for course in list.0 {
            let params = Params::new().with("courseid", &course.id);
            let detail: CourseDetail = self.cloud.call("course.getCourseDetail", params).await;
            courses.push((course.id, detail.versions.len()));
        }
        courses.sort();
        courses
    }

    /// Both sides have the same courses, registrations and results; nothing is open, doubled or leaked.
    pub(crate) async fn agree(&self) {
        let open = "SELECT file_name AS t FROM imports WHERE state IN ('awaited', 'running')";
        assert_eq!(self.records.texts(open).await, Vec::<String>::new(), "imports that are open");
        let open = "SELECT id AS t FROM registrations WHERE state <> 'confirmed'";
        assert_eq!(self.records.texts(open).await, Vec::<String>::new(), "registrations that are open");
        let ours = self.records.texts("SELECT id AS t FROM registrations ORDER BY id").await;
        assert_eq!(ours, self.registrations().await, "registrations");
        let ours = self.records.texts("SELECT id AS t FROM courses WHERE state = 'ready' ORDER BY id").await;
        let theirs: Vec<String> = self.courses().await.into_iter().map(|(id, _)| id).collect();
        assert_eq!(ours, theirs, "courses");
        let told =
            "SELECT id || ' ' || complete || ' ' || success || ' ' || COALESCE(CAST(score AS TEXT), '-')
            AS t FROM registrations ORDER BY id";
        let mut theirs = Vec::new();
        for id in self.registrations().await {
            let result = RegistrationResult::from(self.cloud.result(&id).await).summary;
            let score = result.score.map_or("-".to_owned(), |score| score.to_string());
            theirs.push(format!("{id} {} {} {score}", result.completion.as_str(), result.success.as_str()));
        }
        let ours: Vec<String> = self
            .records
            .texts(told)
            .await
            .iter()
            .map(|line| line.trim_end_matches(".0").to_owned())
            .collect();
        assert_eq!(ours, theirs, "results");
        for text in self
            .records
            .texts("SELECT subject || detail AS t FROM events")
            .await
            .iter()
            .chain(&self.records.texts("SELECT message || warnings AS t FROM imports").await)
        {
            assert_no_secrets(text);
        }
    }

    /// The browser of the administrator.
    pub(crate) async fn admin(&self) -> Browser {
        let mut browser = self.browser();
        browser.sign_in("admin", self.admin_password.expose()).await;
        browser
    }

    /// A browser in which nobody is signed in.
    pub(crate) fn browser(&self) -> Browser {
        Browser::of(&self.address)
    }

    /// Adds somebody, and gives their browser.
    pub(crate) async fn person(&self, login: &str, first: &str, last: &str, role: &str) -> Browser {
        let admin = self.admin().await;
        let form = [
            ("login", login),
            ("first_name", first),
            ("last_name", last),
            ("role", role),
            ("password", PASSWORD),
        ];
        admin.post("/people", &form).await.redirected("/people");
        let mut browser = self.browser();
        browser.sign_in(login, PASSWORD).await;
        browser
    }

    /// Brings a course of one SCO and waits until it is ready; its number in addresses.
    pub(crate) async fn course(&self, author: &Browser) -> i64 {
        let answer = author.upload(None, "golf.zip", test_support::scorm12_single().build()).await;
        let import = answer.location.expect("a page that says how far it is");
        self.cloud.run_jobs().await;
        self.campus.work_once().await;
        let page = author.get(&import).await.text;
        assert!(page.contains("The course is ready"), "{page}");
        number(between(&page, "href=\"/courses/", "\""))
    }

    /// Assigns a course to somebody by name.
    pub(crate) async fn assign(&self, author: &Browser, course: i64, login: &str) {
        let page = author.get(&format!("/courses/{course}")).await.text;
        let end = page.find(&format!("({login})</")).expect("somebody of this name");
        let begin = page[..end].rfind("value=\"").unwrap() + 7;
        let key = page[begin..].split('"').next().unwrap().to_owned();
        author
            .post(&format!("/courses/{course}/assign"), &[("learner", &key)])
            .await
            .redirected(&format!("/courses/{course}"));
    }

    /// The learner launches the course.
    pub(crate) async fn launch(&self, learner: &Browser, course: i64) -> Player {
        let answer = learner.get(&format!("/learn/{course}/launch")).await;
        assert_eq!(answer.status, 302, "{}", answer.text);
        Player::open(&answer.location.unwrap(), self.cloud.clock.clone()).await
    }
}

impl Drop for TestCampus {
    fn drop(&mut self) {
        self.end.cancel();
    }
}

/// What Campus keeps, read past it.
pub(crate) struct Records(Database);

static BY_HAND: sql::Statement = sql::Statement {
    table: "any",
    name: "by hand",
    purpose: "what a test looks for",
    sqlite: "SELECT 1",
    postgres: "SELECT 1",
};

impl Records {
    async fn open(url: &DatabaseUrl) -> Self {
        let source = match url {
            DatabaseUrl::Sqlite(path) => sql::Source::Sqlite(path),
            DatabaseUrl::Postgres(url) => sql::Source::Postgres(url.expose()),
        };
        Self(Database::connect(source, "test").await.unwrap())
    }

    /// The column `t` of all rows.
    pub(crate) async fn texts(&self, query: &str) -> Vec<String> {
        let mut tx = self.0.begin_read().await.unwrap();
        let rows = tx.fetch_built(&BY_HAND, query.to_owned(), &[]).await.unwrap();
        rows.iter().map(|row| row.text("t").unwrap()).collect()
    }

    /// The number of rows of a table, or of some: `registrations WHERE state = 'reserved'`.
    pub(crate) async fn count(&self, rows: &str) -> i64 {
        let mut tx = self.0.begin_read().await.unwrap();
        let query = format!("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM {rows}");
        tx.fetch_built(&BY_HAND, query, &[]).await.unwrap()[0].int("n").unwrap()
    }

    /// Makes a change that is not there yet: keeps everybody else from writing these rows until the transaction ends.
    pub(crate) async fn hold(&self, change: &str) -> sql::Tx {
        let mut tx = self.0.begin_write().await.unwrap();
        tx.run_script(change.to_owned()).await.unwrap();
        tx
    }

    /// Until so many others wait for what is held, on PostgreSQL.
    pub(crate) async fn wait_for_waiting(&self, others: i64) {
        let waiting = "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while self.count(waiting).await < others {
            tokio::task::yield_now().await;
        }
    }
}

/// Nothing in it that would let somebody call the cloud or forge a postback.
pub(crate) fn assert_no_secrets(text: &str) {
    for secret in ["s3cretKey", "sig=", "Basic "] {
        assert!(!text.contains(secret), "`{secret}` in {text}");
    }
}

/// A person's browser, as far as Campus sees it: cookies, no redirection followed.
#[derive(Clone)]
pub(crate) struct Browser {
    address: String,
    client: reqwest::Client,
    cookie: Option<String>,
}

/// What it got.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Browser {
    fn of(address: &str) -> Self {
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Self { address: address.to_owned(), client, cookie: None }
    }

    /// The same browser, for another process of this Campus.
    pub(crate) fn at(&self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self.clone() }
    }

    pub(crate) async fn sign_in(&mut self, login: &str, password: &str) {
        let answer = self.post("/sign-in", &[("login", login), ("password", password)]).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        self.cookie = cookie.split(';').next().map(str::to_owned);
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(format!("{}{path}", self.address))).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self
            .client
            .post(format!("{}{path}", self.address))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(body);
        self.send(request).await
    }

    /// Sends a package through Campus.
    pub(crate) async fn upload(&self, course: Option<i64>, name: &str, bytes: Vec<u8>) -> Answer {
        let mut body = Vec::new();
        if let Some(course) = course {
            let field = "Content-Disposition: form-data; name=\"course\"";
            body.extend(format!("--b\r\n{field}\r\n\r\n{course}\r\n").into_bytes());
        }
        body.extend(Self::head_of_upload(name));
        body.extend(bytes);
        body.extend(b"\r\n--b--\r\n");
        self.send(self.uploading("/imports").body(body)).await
    }

    /// The same in pieces, to a process that may be killed meanwhile.
    pub(crate) async fn try_upload(&self, pieces: mpsc::Receiver<Vec<u8>>) -> Option<Answer> {
        let pieces = futures_util::stream::unfold(pieces, |mut pieces| async move {
            pieces.recv().await.map(|piece| (Ok::<_, std::io::Error>(piece), pieces))
        });
        let request = self.uploading("/imports").body(reqwest::Body::wrap_stream(pieces));
        let answer = request.header(COOKIE, self.cookie.as_deref().unwrap_or_default()).send().await.ok()?;
        Some(Self::read(answer).await)
    }

    /// What the form for a package begins with.
    pub(crate) fn head_of_upload(name: &str) -> Vec<u8> {
        let field = format!("Content-Disposition: form-data; name=\"package\"; filename=\"{name}\"");
        format!("--b\r\n{field}\r\nContent-Type: application/zip\r\n\r\n").into_bytes()
    }

    fn uploading(&self, path: &str) -> reqwest::RequestBuilder {
        self.client
            .post(format!("{}{path}", self.address))
            .header("content-type", "multipart/form-data; boundary=b")
            .header("sec-fetch-site", "same-origin")
    }

    /// Posts a package to a link of the cloud, as a script of a page does; what it answers.
    pub(crate) async fn post_to_cloud(&self, link: &str, bytes: Vec<u8>) -> String {
        let mut body = Self::head_of_upload("golf.zip");
        body.extend(bytes);
        body.extend(b"\r\n--b--\r\n");
        let request = self.client.post(link).header("origin", &self.address);
        let request = request.header("content-type", "multipart/form-data; boundary=b").body(body);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        answer.text().await.unwrap()
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let request = match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        };
        let answer = request.send().await.unwrap();
        Self::read(answer).await
    }

    /// Asks for a page of a process that may be killed meanwhile.
    pub(crate) async fn try_get(&self, path: &str) -> Option<Answer> {
        let request = self.client.get(format!("{}{path}", self.address));
        let answer = request.header(COOKIE, self.cookie.as_deref().unwrap_or_default()).send().await.ok()?;
        Some(Self::read(answer).await)
    }

    async fn read(answer: reqwest::Response) -> Answer {
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let location = headers.get(LOCATION).map(|value| value.to_str().unwrap().to_owned());
        Answer { status, location, headers, text: answer.text().await.unwrap() }
    }

    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.client
    }
}

impl Answer {
    pub(crate) fn redirected(&self, to: &str) {
        assert_eq!((self.status, self.location.as_deref()), (303, Some(to)), "{}", self.text);
    }

    /// The cells of somebody's line in a page of results: completion, success, score.
    pub(crate) fn result_of(&self, login: &str) -> [String; 3] {
        let row = between(&self.text, &format!("data-learner=\"{login}\">"), "</tr>");
        ["completion", "success", "score"].map(|name| {
            let cell = between(row, &format!("data-value=\"{name}\">"), "</td>");
            cell.split('<').next().unwrap().trim().to_owned()
        })
    }
}

/// What stands between two texts.
pub(crate) fn between<'t>(text: &'t str, begin: &str, end: &str) -> &'t str {
    let from = text.find(begin).unwrap_or_else(|| panic!("no `{begin}` in {text}")) + begin.len();
    text[from..].split(end).next().unwrap()
}

pub(crate) fn number(text: &str) -> i64 {
    text.parse().unwrap_or_else(|_| panic!("no number: {text}"))
}
