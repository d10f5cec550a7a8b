//! Signed calls whose answer is looked at as text, as an old client gets it.

use cloud_api::v1::params::Params;
use cloud_api::v1::{signature, timestamp::Timestamp};
use platform::{AppId, Clock as _, SecretText};
use test_server::TestServer;
use test_support::scorm12_single;

/// The file of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum File {
    None,
    /// Not a zip.
    Text,
    /// A package.
    Package,
}

/// The application that manages others; its secret is the other's.
const MANAGER: &str = "manager";

/// Makes the application that `rustici.application` is called by.
pub(super) async fn make_manager(server: &TestServer) {
    let services = server.services();
    let id = AppId::new(MANAGER).unwrap();
    let secret = SecretText::new(server.credentials().1);
    let new = service::NewApp { manages: true, ..service::NewApp::new(&id, "Manager") };
    let (store, key, rng) = (&services.store, &services.installation_key, services.rng.as_ref());
    service::create_app(store, key, rng, new, &secret, services.clock.now()).await.unwrap();
}

/// The id of the application's only key.
async fn only_key(server: &TestServer) -> String {
    let id = AppId::new(server.credentials().0).unwrap();
    let mut tx = server.services().store.begin_read().await.unwrap();
    let app = store::apps::find(&mut tx, &id).await.unwrap().unwrap();
    let keys = store::app_secrets::list(&mut tx, app.key).await.unwrap();
    assert_eq!(keys.len(), 1);
    keys[0].id.as_str().to_owned()
}

/// Calls one server.
pub(super) struct Caller<'a> {
    server: &'a TestServer,
    http: reqwest::Client,
}

impl<'a> Caller<'a> {
    pub(super) fn new(server: &'a TestServer) -> Self {
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        Self { server, http: http.build().unwrap() }
    }

    /// A time stamp that lies this many seconds off.
    pub(super) fn stamp(&self, secs: i64) -> String {
        Timestamp(self.server.clock.now().0 + secs * 1_000_000).to_compact()
    }

    /// All parameters of a call, signed.
    pub(super) fn signed(&self, method: &str, params: &Params) -> Params {
        let (mut app, _) = self.server.credentials();
        if method.starts_with("rustici.application.") {
            app = MANAGER;
        }
        let params = params.clone().with("method", method).with("appid", app).with("ts", self.stamp(0));
        self.sign(params)
    }

    /// The same parameters with a signature that fits.
    pub(super) fn sign(&self, params: Params) -> Params {
        let (_, secret) = self.server.credentials();
        let params: Params = params.iter().filter(|(name, _)| *name != "sig").collect();
        let sig = signature::sign(secret, &params);
        params.with("sig", sig)
    }

    pub(super) async fn get(&self, query: &str) -> String {
        let url = format!("{}?{query}", self.server.endpoint());
        text(self.http.get(url)).await
    }

    pub(super) async fn call(&self, method: &str, params: &Params) -> String {
        self.get(&self.signed(method, params).to_urlencoded()).await
    }

    /// A call of the table; what it orders is done meanwhile.
    pub(super) async fn provoke(&self, method: &str, query: &str, file: File) -> String {
        let nowhere = self.server.endpoint().replace("/api", "/nowhere");
        let query =
            query.replace("{receiver}", &self.server.receiver.url("/")).replace("{nowhere}", &nowhere);
        let query = query.replace("{key}", &only_key(self.server).await);
        let params = self.signed(&format!("rustici.{method}"), &Params::from_urlencoded(query));
        let url = format!("{}?{}", self.server.endpoint(), params.to_urlencoded());
        let request = match file {
            File::None => self.http.get(url),
            File::Text => self.with_file(url, b"no zip at all"),
            File::Package => self.with_file(url, &scorm12_single().build()),
        };
        let mut answer = std::pin::pin!(text(request));
        loop {
            tokio::select! {
                answer = &mut answer => return answer,
                () = self.server.run_jobs() => tokio::task::yield_now().await,
            }
        }
    }

    fn with_file(&self, url: String, bytes: &[u8]) -> reqwest::RequestBuilder {
        let mut body =
            b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.zip\"\r\n\r\n".to_vec();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--x--\r\n");
        self.http.post(url).header("Content-Type", "multipart/form-data; boundary=x").body(body)
    }
}

async fn text(request: reqwest::RequestBuilder) -> String {
    let answer = request.send().await.unwrap();
    assert!(answer.status().is_success() || answer.status().is_redirection(), "{}", answer.status());
    String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned()
}

/// The code of a failure; `None` of anything else.
pub(super) fn code(answer: &str) -> Option<u32> {
    let (_, rest) = answer.split_once("<rsp stat=\"fail\"><err code=\"")?;
    rest.split_once('"')?.0.parse().ok()
}
