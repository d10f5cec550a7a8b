//! A console without its sockets, and browsers that go through it.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
    response::Response,
};
use cloud_api::v1::params::Params;
use platform::{Config, ManualClock, SeededRng, Timestamp, config::RawConfig};
use service::console::{self, Actor, AuditEvent, Role, User};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::{router, services::Services};

/// 2026-01-01T00:00:00Z.
const NOW: Timestamp = Timestamp(1_767_225_600_000_000);
pub(super) const PASSWORD: &str = "correct horse battery";

pub(super) struct Console {
    pub(super) services: Services,
    pub(super) clock: Arc<ManualClock>,
    router: Router,
    _folder: TempDir,
}

/// A browser: nobody's at first.
pub(super) struct Browser<'c> {
    console: &'c Console,
    cookie: Option<String>,
}

#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Console {
    pub(super) async fn new() -> Self {
        Self::at("http://lms.example/lyceum").await
    }

    pub(super) async fn at(public_url: &str) -> Self {
        Self::at_with(public_url, |_| {}).await
    }

    /// With other configuration than the default.
    pub(super) async fn at_with(public_url: &str, change: impl FnOnce(&mut RawConfig)) -> Self {
        drop(rustls::crypto::ring::default_provider().install_default());
        let folder = tempfile::tempdir().unwrap();
        let mut raw = RawConfig {
            data_dir: Some(folder.path().to_owned()),
            public_url: Some(public_url.to_owned()),
            // How full the disk of this machine is changes no test.
            disk_reserve: Some(0),
            ..RawConfig::default()
        };
        change(&mut raw);
        let clock = Arc::new(ManualClock::at(NOW));
        let config = Config::from_raw(raw).unwrap();
        let services = Services::open_with(config, clock.clone(), Arc::new(SeededRng::new(1))).await.unwrap();
        Self { router: router::api(&services), services, clock, _folder: folder }
    }

    pub(super) fn browser(&self) -> Browser<'_> {
        Browser { console: self, cookie: None }
    }

    pub(super) fn later(&self, secs: u64) {
        self.clock.advance(Duration::from_secs(secs));
    }

    /// Does everything that is due.
    pub(super) async fn run_jobs(&self) {
        jobs::run_until_idle(&self.services.jobs()).await.unwrap();
    }

    pub(super) fn now(&self) -> Timestamp {
        platform::Clock::now(&*self.clock)
    }

    /// The path of a link for the first administrator.
    pub(super) async fn first_link(&self) -> String {
        let token = console::first_link(&self.services.store, self.services.rng.as_ref(), self.now()).await;
        format!("/console/welcome/{}", token.unwrap().unwrap().as_str())
    }

    /// The browser of a user with this role, called like it.
    pub(super) async fn signed_in(&self, role: Role) -> Browser<'_> {
        let (store, rng) = (&self.services.store, self.services.rng.as_ref());
        let (_, token) =
            console::add_user(store, rng, Actor::OPERATOR, role.as_str(), role, self.now()).await.unwrap();
        let mut browser = self.browser();
        let reply =
            browser.post(&format!("/console/welcome/{}", token.as_str()), &[("password", PASSWORD)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{reply:?}");
        browser
    }

    /// Another browser of that user.
    pub(super) async fn again(&self, role: Role) -> Browser<'_> {
        if console::list_users(&self.services.store)
            .await
            .unwrap()
            .iter()
            .all(|user| user.login != role.as_str())
        {
            return self.signed_in(role).await;
        }
        let user = self.user(role.as_str()).await;
        let token = platform::SessionToken::random(self.services.rng.as_ref());
        let (store, now) = (&self.services.store, self.now());
        let done: Result<(), store::Error> = store::transact!(store, |tx| {
            store::console_sessions::insert(tx, &token.hash(), user.key, now).await
        });
        done.unwrap();
        Browser { console: self, cookie: Some(format!("lyceum_console={}", token.as_str())) }
    }

    pub(super) async fn user(&self, login: &str) -> User {
        let users = console::list_users(&self.services.store).await.unwrap();
        users.into_iter().find(|user| user.login == login).unwrap()
    }

    /// What was changed, latest first.
    pub(super) async fn events(&self) -> Vec<AuditEvent> {
        let events = console::list_audit_events(&self.services.store, None, 100).await.unwrap();
        events.into_iter().map(|(_, event)| event).collect()
    }
}

impl Browser<'_> {
    pub(super) async fn get(&mut self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form from a page of the console.
    pub(super) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.post_from("same-origin", path, fields).await
    }

    /// Sends a form from a page elsewhere, as `Sec-Fetch-Site` calls it.
    pub(super) async fn post_from(&mut self, site: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let request = form(path).header("sec-fetch-site", site);
        self.send(request.body(body(fields)).unwrap()).await
    }

    /// The same by a browser that says `Origin` alone, as over plain HTTP.
    pub(super) async fn post_with_origin(
        &mut self,
        origin: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Reply {
        let request = form(path).header(header::ORIGIN, origin).header(header::HOST, "inside:8600");
        self.send(request.body(body(fields)).unwrap()).await
    }

    /// Sends a form with a file.
    pub(super) async fn post_file(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        file_name: &str,
        file: &[u8],
    ) -> Reply {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!("name=\"file\"; filename=\"{}\"", file_name.replace('"', "%22"));
        body.extend_from_slice(format!("--B\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--B--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=B")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub(super) async fn ask(&mut self, method: &Method, path: &str) -> Reply {
        match *method {
            Method::GET => self.get(path).await,
            Method::POST => self.post(path, &[]).await,
            _ => {
                let request = Request::builder().method(method).uri(path);
                self.send(request.header("sec-fetch-site", "same-origin").body(Body::empty()).unwrap()).await
            }
        }
    }

    pub(super) async fn send(&mut self, mut request: Request<Body>) -> Reply {
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        }
        let response: Response = self.console.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let reply = Reply {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        };
        if let Some(cookie) = reply.headers.get(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            self.cookie = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        reply
    }
}

impl Reply {
    /// The link or secret that no page shows again.
    pub(super) fn shown_once(&self) -> &str {
        self.body.split("<code id=\"copied\">").nth(1).unwrap().split('<').next().unwrap()
    }

    pub(super) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }
}

fn form(path: &str) -> axum::http::request::Builder {
    Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

fn body(fields: &[(&str, &str)]) -> Body {
    let fields: Params = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Body::from(fields.to_urlencoded())
}
