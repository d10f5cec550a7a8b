//! A server without its sockets: requests go straight to the layer.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
    middleware::from_fn_with_state,
    response::Response,
};
use blobs::{BlobStore, Location};
use cloud_api::v1::{
    envelope::{self, ReplyError},
    error::Fault,
    params::Params,
    payload::Payload,
    signature,
    timestamp::Timestamp as WireTime,
};
use platform::{
    AppId, Config, ContentKey, CourseId, InstallationKey, ManualClock, SecretId, SecretText, SeededRng,
    Timestamp,
    config::{AllowPrivateTargets, RawConfig},
};
use service::{ApiCallLog, ApiCallRetention, Outbound, TargetPolicy, rows::App};
use store::Store;
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::{services::Services, v1::intercept};

pub(super) const SECRET: &str = "s3cretKey";
/// 2024-02-29T08:30:15Z, the instant of the specification's worked example.
pub(super) const NOW: i64 = 1_709_195_415_000_000;

pub(super) struct Api {
    pub(super) services: Services,
    pub(super) clock: Arc<ManualClock>,
    pub(super) app: App,
    router: Router,
    _folder: TempDir,
}

pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
    /// The body where it is no text.
    pub(super) bytes: Vec<u8>,
}

impl Api {
    pub(super) async fn new() -> Self {
        Self::configured(|_| {}).await
    }

    /// With other configuration than the default.
    pub(super) async fn configured(change: impl FnOnce(&mut RawConfig)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut raw = RawConfig { data_dir: Some(folder.path().to_owned()), ..RawConfig::default() };
        change(&mut raw);
        let config = Config::from_raw(raw).unwrap();
        let store = Store::connect(&config.database_url).await.unwrap();
        store.migrate().await.unwrap();
        let clock = Arc::new(ManualClock::at(Timestamp(NOW)));
        let location = Location::folder(folder.path().join("blobs"));
        let services = Services {
            store: store.clone(),
            blobs: BlobStore::open(&location).unwrap(),
            clock: clock.clone(),
            rng: Arc::new(SeededRng::new(1)),
            installation_key: Arc::new(InstallationKey::from_bytes(&[7; 32])),
            outbound: outbound(),
            live: Arc::default(),
            logs: Default::default(),
            api_calls: ApiCallLog::start(
                store.clone(),
                ApiCallRetention { days: config.api_log_days, calls_per_app: config.api_log_calls_per_app },
            ),
            signing_keys: service::SigningKeyLookups::default(),
            results: service::ResultLookups::default(),
            rate_limits: Arc::default(),
            hasher: Arc::default(),
            http: Arc::new(crate::metrics::HttpMeters::since(Timestamp(NOW))),
            health: Arc::default(),
            config: Arc::new(config),
        };
        let app = make_app(&services, "A", SECRET).await;
        let router = Router::new()
            .merge(crate::properties::routes(&services))
            .fallback(|| async { (StatusCode::NOT_FOUND, "not the API") })
            .layer(from_fn_with_state(Arc::new(services.clone()), intercept));
        Self { services, clock, app, router, _folder: folder }
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Reply {
        let response: Response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.into(),
        }
    }

    /// What a signed call downloads.
    pub(super) async fn download(&self, method: &str, query: &str) -> (HeaderMap, Vec<u8>) {
        let reply = self.get(&self.signed(method, &Params::from_urlencoded(query))).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert_eq!(reply.headers[header::CONTENT_LENGTH], reply.bytes.len().to_string());
        (reply.headers, reply.bytes)
    }

    /// A call with a file.
    pub(super) async fn post_file(&self, query: &str, file: &[u8]) -> Reply {
        let mut body =
            b"--x\r\nContent-Disposition: form-data; name=\"filedata\"; filename=\"c.zip\"\r\n\r\n".to_vec();
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = Request::post(format!("/api?{query}"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .header(header::CONTENT_LENGTH, body.len())
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    pub(super) async fn run_jobs(&self) {
        jobs::run_until_idle(&self.services.jobs()).await.unwrap();
    }

    /// Imports a package to the end.
    pub(super) async fn import(&self, course: &str, zip: &[u8]) {
        let query = self.signed("course.importCourseAsync", &Params::new().with("courseid", course));
        let reply = self.post_file(&query, zip).await;
        assert!(reply.body.contains("<token>"), "{}", reply.body);
        self.run_jobs().await;
    }

    pub(super) async fn get(&self, query: &str) -> Reply {
        self.send(Request::get(format!("/api?{query}")).body(Body::empty()).unwrap()).await
    }

    /// A signed query: what is given, and what every call has.
    pub(super) fn signed(&self, method: &str, params: &Params) -> String {
        let mut all = params.clone();
        all.push("method", format!("rustici.{method}"));
        all.push("appid", self.app.id.as_str());
        all.push("ts", WireTime(platform::Clock::now(&*self.clock).0).to_compact());
        let signature = signature::sign(SECRET, &all);
        all.with("sig", signature).to_urlencoded()
    }

    /// The envelope that a signed call is answered with.
    pub(super) async fn xml(&self, method: &str, query: &str) -> String {
        let reply = self.get(&self.signed(method, &Params::from_urlencoded(query))).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        assert!(reply.body.starts_with("<?xml"), "{}", reply.body);
        reply.body
    }

    pub(super) async fn call<P: Payload>(&self, method: &str, query: &str) -> Result<P, Fault> {
        match envelope::read(&self.xml(method, query).await) {
            Ok(payload) => Ok(payload),
            Err(ReplyError::Fault(fault)) => Err(fault),
            Err(error) => panic!("{method}: {error}"),
        }
    }

    pub(super) async fn code<P: Payload + std::fmt::Debug>(&self, method: &str, query: &str) -> u32 {
        self.call::<P>(method, query).await.unwrap_err().code
    }

    /// A course with one version more, as an import would leave it.
    pub(super) async fn with_course(&self, id: &str, title: &str) {
        let id = CourseId::new(id).unwrap();
        let content_key = ContentKey::random(self.services.rng.as_ref());
        let blob = format!("packages/{}", content_key.as_str());
        let store = &self.services.store;
        let made: Result<(), store::Error> = store::transact!(store, |tx| {
            let course = store::courses::insert_or_lock(tx, self.app.key, &id, Timestamp(NOW)).await?;
            let version = store::course_versions::NewVersion {
                content_key: &content_key,
                standard: "scorm12",
                learning_standard: "scorm_12",
                title,
                identifier: "M",
                manifest_path: "imsmanifest.xml",
                manifest: "<?xml version=\"1.0\" encoding=\"windows-1252\"?><manifest>\u{fc}</manifest>",
                metadata: "{}",
                warnings: "[]",
                definition: &definition(title),
                package_blob: &blob,
                index_blob: "index/x",
                media_blob: None,
                size_bytes: 1000,
                files: 2,
            };
            store::course_versions::insert(tx, &course, &version, Timestamp(NOW)).await?;
            Ok(())
        });
        made.unwrap();
    }

    /// A registration, as `createRegistration` would leave it.
    pub(super) async fn with_registration(&self, course: &str, id: &str, learner: &str) {
        let course = CourseId::new(course).unwrap();
        let id = platform::RegistrationId::new(id).unwrap();
        let learner = service::rows::Learner {
            id: platform::LearnerId::new(learner).unwrap(),
            first: "Ann".into(),
            last: "Lee".into(),
            email: String::new(),
        };
        let now = platform::Clock::now(&*self.clock);
        let store = &self.services.store;
        let made: Result<(), store::Error> = store::transact!(store, |tx| {
            let course = store::courses::find(tx, self.app.key, &course).await?.unwrap();
            let version = store::course_versions::find_latest(tx, course.key).await?.unwrap();
            let new = store::registrations::NewRegistration { id: &id, learner: &learner, postback: None };
            let key = store::registrations::insert(tx, &course, &new, now).await?.unwrap();
            let first = platform::InstanceNumber(0);
            store::instances::insert(tx, key, first, version.key, version.number, now).await?;
            Ok(())
        });
        made.unwrap();
    }

    pub(super) fn later(&self, secs: u64) {
        self.clock.advance(Duration::from_secs(secs));
    }
}

impl Reply {
    pub(super) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

pub(super) async fn make_app(services: &Services, id: &str, secret: &str) -> App {
    let id = AppId::new(id).unwrap();
    let secret_id = SecretId::random(services.rng.as_ref());
    let sealed =
        services.installation_key.seal(&SecretText::new(secret), secret_id.as_str(), services.rng.as_ref());
    let store = &services.store;
    let made: Result<App, store::Error> = store::transact!(store, |tx| {
        let key = store::apps::insert(tx, &id, "Sample", Timestamp(NOW)).await?.unwrap();
        store::app_secrets::insert(tx, key, &secret_id, &sealed, "", Timestamp(NOW)).await?;
        Ok(store::apps::find_by_key(tx, key).await?.unwrap())
    });
    made.unwrap()
}

/// A course of one SCO, as an import would encode it.
fn definition(title: &str) -> Vec<u8> {
    let activity = |identifier: &str, parent, children, resource| runtime::Activity {
        identifier: identifier.to_owned(),
        title: title.to_owned(),
        parent,
        children,
        resource,
        visible: true,
        sequencing: Default::default(),
        launch_data: Default::default(),
        prerequisites: None,
        data_maps: Vec::new(),
    };
    let page = runtime::Resource { kind: runtime::ResourceKind::Sco, href: "index.html".to_owned() };
    runtime::Definition {
        edition: runtime::Edition::Scorm12,
        title: title.to_owned(),
        activities: vec![activity("O", None, vec![1], None), activity("S", Some(0), Vec::new(), Some(page))],
        objectives_global_to_system: false,
        shared_data_global_to_system: false,
    }
    .encode()
}

fn outbound() -> Outbound {
    Outbound::new(TargetPolicy::new(AllowPrivateTargets::Yes)).unwrap()
}
