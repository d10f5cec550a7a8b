//! The server of a test.

use std::sync::Arc;
use std::time::Duration;

use blobs::{BlobStore, FreeSpace, Location, Room};
use cloud_api::v1::import::{ImportState, ImportStatus, ImportToken};
use cloud_api::v1::params::Params;
use cloud_api::v1::payload::Payload;
use cloud_api::v1::postback::ReceivedPostback;
use cloud_api::v1::report::RegistrationReport;
use cloud_api::v1::simple::Done;
use platform::config::{RawConfig, Texts};
use platform::{AppId, Clock, ManualClock, OsRng, SecretText, Timestamp};
use server::{Listeners, Server, Services};
use tempfile::TempDir;
use test_support::{PackageBuilder, Receiver};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{Bucket, CallError, Database, Player, V1Client};

/// 2026-01-01T00:00:00Z, where time stands at first.
const BEGIN: Timestamp = Timestamp(1_767_225_600_000_000);
const APP: &str = "lms";
const SECRET: &str = "s3cretKey of the tests";

/// What a server stands on.
#[derive(Default)]
pub struct Setup {
    database: Option<Database>,
    bucket: Option<Arc<Bucket>>,
    folder: Option<Arc<TempDir>>,
    clock: Option<Arc<ManualClock>>,
    disks: Option<Arc<dyn FreeSpace>>,
    raw: RawConfig,
}

/// A running server with an application, and a receiver of its postbacks.
pub struct TestServer {
    services: Services,
    /// Its clock, which stands still until it is moved.
    pub clock: Arc<ManualClock>,
    /// The application's signed calls.
    pub api: V1Client,
    /// Where postbacks arrive.
    pub receiver: Receiver,
    database: Option<Database>,
    bucket: Option<Arc<Bucket>>,
    folder: Arc<TempDir>,
    raw: RawConfig,
    end: CancellationToken,
    _running: JoinHandle<()>,
}

impl Setup {
    /// SQLite and a folder.
    pub fn new() -> Self {
        Self::default()
    }

    /// PostgreSQL, and files in S3.
    pub async fn distributed() -> Self {
        Self {
            database: Some(Database::new().await),
            bucket: Some(Arc::new(Bucket::start().await)),
            ..Self::default()
        }
    }

    /// Other configuration than the default; addresses and places are the test's own all the same.
    #[must_use]
    pub fn configured(self, raw: RawConfig) -> Self {
        Self { raw, ..self }
    }

    /// What lies somewhere already, such as what was restored: a folder with the installation key, and the place of
    /// database and files where they are not in the folder.
    #[must_use]
    pub fn on(
        folder: Arc<TempDir>,
        database: Option<Database>,
        bucket: Option<Arc<Bucket>>,
        clock: Arc<ManualClock>,
    ) -> Self {
        Self { database, bucket, folder: Some(folder), clock: Some(clock), ..Self::default() }
    }

    /// Disks as full as the test says, where files lie in a folder.
    #[must_use]
    pub fn with_disks(self, disks: Arc<dyn FreeSpace>) -> Self {
        Self { disks: Some(disks), ..self }
    }

    /// Starts the server.
    pub async fn start(self) -> TestServer {
        // The binary does this first thing; here the first test to come does.
        drop(rustls::crypto::ring::default_provider().install_default());
        let folder =
            self.folder.unwrap_or_else(|| Arc::new(tempfile::tempdir().expect("a folder for the server")));
        let clock = self.clock.unwrap_or_else(|| Arc::new(ManualClock::at(BEGIN)));
        let raw = RawConfig {
            data_dir: Some(folder.path().to_owned()),
            database_url: self.database.as_ref().map(|database| database.url().to_owned()),
            installation_key_file: Some(folder.path().join("installation.key")),
            listen: Some("127.0.0.1:0".to_owned()),
            content_listen: Some("127.0.0.1:0".to_owned()),
            allow_private_targets: Some(Texts::Flag(true)),
            // How full the disk of this machine is changes no test.
            disk_reserve: self.raw.disk_reserve.or(Some(0)),
            ..self.raw.clone()
        };
        let (listeners, config) = Listeners::bind(raw).await.expect("free ports");
        let mut services =
            Services::open_with(config, clock.clone(), Arc::new(OsRng)).await.expect("an opened server");
        if let Some(bucket) = &self.bucket {
            services.blobs = bucket.store();
        }
        if let Some(disks) = self.disks {
            let location = Location::folder(folder.path().join("blobs"));
            let room = Room::new(disks, services.config.disk_reserve);
            services.blobs = BlobStore::open_with_room(&location, room).expect("a folder");
        }
        let id = AppId::new(APP).expect("an id");
        let secret = SecretText::new(SECRET);
        let made = service::create_app(
            &services.store,
            &services.installation_key,
            &OsRng,
            service::NewApp::new(&id, "LMS"),
            &secret,
            clock.now(),
        )
        .await;
        assert!(matches!(made, Ok(()) | Err(service::AppError::Exists(_))), "{made:?}");
        let endpoint = format!("{}/api", services.config.public_url.as_str().trim_end_matches('/'));
        let api = V1Client::new(endpoint, id, secret, clock.clone()).expect("a client");
        let end = CancellationToken::new();
        let server = Server::new(services.clone()).without_jobs();
        let running = tokio::spawn(server.run(listeners, end.clone()));
        TestServer {
            services,
            clock,
            api,
            receiver: Receiver::start().await,
            database: self.database,
            bucket: self.bucket,
            folder,
            raw: self.raw,
            end,
            _running: running,
        }
    }
}

impl TestServer {
    /// A server on SQLite and a folder.
    pub async fn new() -> Self {
        Setup::new().start().await
    }

    /// Another node of the same cloud: same database, files, key and time, nothing else in common.
    pub async fn another_node(&self) -> Self {
        Setup {
            database: self.database.clone(),
            bucket: self.bucket.clone(),
            folder: Some(self.folder.clone()),
            clock: Some(self.clock.clone()),
            disks: None,
            raw: self.raw.clone(),
        }
        .start()
        .await
    }

    /// Its database, where that is PostgreSQL.
    pub fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    /// What it was opened with.
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// The address of its API, for clients other than [`api`](Self::api).
    pub fn endpoint(&self) -> String {
        format!("{}/api", self.services.config.public_url.as_str().trim_end_matches('/'))
    }

    /// The application's id and secret.
    pub fn credentials(&self) -> (&'static str, &'static str) {
        (APP, SECRET)
    }

    /// A signed call that must succeed.
    pub async fn call<P: Payload>(&self, method: &str, params: Params) -> P {
        self.api.call(method, &params).await.unwrap_or_else(|error| panic!("{error:?}"))
    }

    /// A signed call that must fail; the code.
    pub async fn refusal<P: Payload + std::fmt::Debug>(&self, method: &str, params: Params) -> u32 {
        match self.api.call::<P>(method, &params).await {
            Err(CallError::Reply { source: cloud_api::v1::envelope::ReplyError::Fault(fault), .. }) => {
                fault.code
            }
            other => panic!("{method}: {other:?}"),
        }
    }

    /// Orders an import; the token.
    pub async fn order_import(&self, course: &str, package: &[u8]) -> String {
        let params = Params::new().with("courseid", course);
        let ordered =
            self.api.call_with_file::<ImportToken>("course.importCourseAsync", &params, package).await;
        ordered.unwrap_or_else(|error| panic!("{error:?}")).id
    }

    /// How far an import is.
    pub async fn import_status(&self, token: &str) -> ImportStatus {
        self.call("course.getAsyncImportResult", Params::new().with("token", token)).await
    }

    /// Imports a package; its title.
    pub async fn import(&self, course: &str, package: &PackageBuilder) -> String {
        let token = self.order_import(course, &package.build()).await;
        self.run_jobs().await;
        let status = self.import_status(&token).await;
        assert_eq!(status.state, ImportState::Finished, "{status:?}");
        let result = status.results.into_iter().next().expect("a result");
        assert!(result.successful, "{}", result.message);
        result.title
    }

    /// Registers a learner, results to be posted to the receiver.
    pub async fn create_registration(&self, course: &str, registration: &str) {
        let params = Params::new()
            .with("courseid", course)
            .with("regid", registration)
            .with("learnerid", "ann")
            .with("fname", "Ann")
            .with("lname", "Lee")
            .with("postbackurl", self.receiver.url("/back"))
            .with("authtype", "httpbasic")
            .with("urlname", "lms")
            .with("urlpass", "back pass");
        self.call::<Done>("registration.createRegistration", params).await;
    }

    /// The learner clicks the launch link.
    pub async fn launch(&self, registration: &str) -> Player {
        self.launch_to(registration, "https://lms.example/back?c=1").await
    }

    /// The same with the address where the learner goes at the end.
    pub async fn launch_to(&self, registration: &str, back: &str) -> Player {
        let params = Params::new().with("regid", registration).with("redirecturl", back);
        let base = format!("{}/api", self.services.config.public_url.as_str().trim_end_matches('/'));
        Player::open(&self.api.link(&base, "registration.launch", &params), self.clock.clone()).await
    }

    /// The result of a registration as the LMS asks for it.
    pub async fn result(&self, registration: &str) -> RegistrationReport {
        self.call("registration.getRegistrationResult", Params::new().with("regid", registration)).await
    }

    /// Does everything that is due by the clock.
    pub async fn run_jobs(&self) {
        jobs::run_until_idle(&self.services.jobs()).await.expect("a queue that can be read");
    }

    /// The postbacks that arrived so far.
    pub fn postbacks(&self) -> Vec<RegistrationReport> {
        let read = |request: &test_support::Received| {
            let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
            let received =
                ReceivedPostback::read(header("content-type"), header("authorization"), &request.body);
            received.expect("a postback").report
        };
        self.receiver.requests().iter().map(read).collect()
    }

    /// Time passes.
    pub fn later(&self, secs: u64) {
        self.clock.advance(Duration::from_secs(secs));
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.end.cancel();
    }
}
