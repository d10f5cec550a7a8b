//! A Campus of a test, its cloud, and browsers of its people.

use std::sync::Arc;
use std::time::Duration;

use campus::{Campus, RawConfig};
use lyceum_client::{Clock, OsRandom, Secret, Sleep, Timestamp};
use platform::Clock as _;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use tempfile::TempDir;
use test_server::{Player, TestServer};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The password of everybody.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// An LMS with its cloud. Time stands still; background work is done when the test says so.
pub(crate) struct TestCampus {
    pub(crate) cloud: TestServer,
    pub(crate) campus: Campus,
    pub(crate) address: String,
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

impl TestCampus {
    pub(crate) async fn start() -> Self {
        Self::over(TestServer::new().await, None).await
    }

    /// `cloud_url` is another way to the cloud than the straight one.
    pub(crate) async fn over(cloud: TestServer, cloud_url: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (app, secret) = cloud.credentials();
        let config = RawConfig {
            data_dir: Some(folder.path().to_owned()),
            public_url: Some(address.clone()),
            cloud_url: Some(cloud_url.unwrap_or_else(|| cloud.endpoint())),
            cloud_browser_url: Some(cloud.endpoint()),
            cloud_app: Some(app.to_owned()),
            cloud_secret: Some(Secret::new(secret)),
            ..RawConfig::default()
        };
        let clock = Arc::new(SharedClock(cloud.clock.clone()));
        let campus = Campus::open_with(config.check().unwrap(), clock, Arc::new(OsRandom)).await.unwrap();
        let first = campus.first_administrator().await.unwrap().unwrap();
        let end = CancellationToken::new();
        tokio::spawn({
            let (routes, end) = (campus.routes(), end.clone());
            async move {
                let serving = axum::serve(listener, routes);
                tokio::select! { served = serving => served.unwrap(), () = end.cancelled() => {} }
            }
        });
        Self { cloud, campus, address, admin_password: first.password, _folder: folder, end }
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
        let end = page.find(&format!("({login})</label>")).expect("somebody of this name");
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

/// A person's browser, as far as Campus sees it: cookies, no redirection followed.
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
            body.extend(
                format!("--b\r\nContent-Disposition: form-data; name=\"course\"\r\n\r\n{course}\r\n")
                    .into_bytes(),
            );
        }
        body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"package\"; filename=\"{name}\"\r\nContent-Type: application/zip\r\n\r\n").into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n--b--\r\n");
        let request = self
            .client
            .post(format!("{}/imports", self.address))
            .header("content-type", "multipart/form-data; boundary=b")
            .header("sec-fetch-site", "same-origin")
            .body(body);
        self.send(request).await
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let request = match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        };
        let answer = request.send().await.unwrap();
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
