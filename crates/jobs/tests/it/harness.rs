//! A cloud without its server.

use std::sync::Arc;
use std::time::Duration;

use blobs::{BlobId, BlobStore, Key, Kind, Location};
use bytes::Bytes;
use cloud_api::v1::import::ImportStatus;
use cloud_api::v1::postback::{AuthType, PostbackSettings};
use cloud_api::v1::values::ResultsFormat;
use jobs::{Context, run_until_idle};
use platform::config::{AllowPrivateTargets, RawConfig};
use platform::{
    AppId, Clock as _, Config, InstallationKey, InstanceNumber, JobId, LearnerId, ManualClock,
    RegistrationId, Rng as _, SeededRng, Timestamp,
};
use service::rows::{AppKey, CourseVersion, Learner, RegistrationKey};
use service::{Outbound, PackageSource, StartImport, TargetPolicy};
use store::registrations::{NewRegistration, Postback};
use store::{Error, Store};

pub(crate) struct Cloud {
    pub(crate) context: Context,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) app: AppKey,
    pub(crate) folder: tempfile::TempDir,
}

impl Cloud {
    pub(crate) async fn new() -> Self {
        Self::with(AllowPrivateTargets::Yes, RawConfig::default()).await
    }

    pub(crate) async fn with(targets: AllowPrivateTargets, raw: RawConfig) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let raw = RawConfig { data_dir: Some(folder.path().to_owned()), ..raw };
        let config = Config::from_raw(raw).unwrap();
        let store = Store::connect(&config.database_url).await.unwrap();
        store.migrate().await.unwrap();
        // The binary does this first thing; here the first test to come does.
        drop(rustls::crypto::ring::default_provider().install_default());
        let clock = Arc::new(ManualClock::at(Timestamp(1_700_000_000_000_000)));
        let context = Context {
            store: store.clone(),
            blobs: BlobStore::open(&Location::folder(folder.path().join("blobs"))).unwrap(),
            clock: clock.clone(),
            rng: Arc::new(SeededRng::new(1)),
            installation_key: Arc::new(InstallationKey::from_bytes(&[7; 32])),
            outbound: Outbound::new(TargetPolicy::new(targets)).unwrap(),
            live: Arc::default(),
            config: Arc::new(config),
        };
        let made: Result<AppKey, Error> = store::transact!(store, |tx| {
            let id = AppId::new("app").unwrap();
            Ok(store::apps::insert(tx, &id, "Sample", clock.now()).await?.unwrap())
        });
        Self { context, clock, app: made.unwrap(), folder }
    }

    /// Another node of the same cloud, with another policy for targets.
    pub(crate) fn restarted(&self, targets: AllowPrivateTargets) -> Context {
        let outbound = Outbound::new(TargetPolicy::new(targets)).unwrap();
        Context { outbound, ..self.context.clone() }
    }

    pub(crate) async fn run(&self) {
        run_until_idle(&self.context).await.unwrap();
    }

    pub(crate) fn later(&self, secs: u64) {
        self.clock.advance(Duration::from_secs(secs));
    }

    pub(crate) async fn park(&self, zip: Vec<u8>) -> Key {
        let key = Key::new(Kind::Package, BlobId::from_random(self.context.rng.next_id()));
        let file = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from(zip))]);
        let (store, blobs) = (&self.context.store, &self.context.blobs);
        let parked = service::park_file(store, blobs, key, 1 << 30, self.clock.now(), file, |_| {});
        parked.await.unwrap().key
    }

    pub(crate) async fn order(&self, course: &str, package: PackageSource, item: Option<&str>) -> JobId {
        let import = StartImport {
            app: self.app,
            course_id: course,
            package,
            item_id: item,
            culture: None,
            by: None,
            call: None,
        };
        let (store, blobs) = (&self.context.store, &self.context.blobs);
        service::start_import(store, blobs, self.context.rng.as_ref(), import, self.clock.now())
            .await
            .unwrap()
    }

    pub(crate) async fn status(&self, job: &JobId) -> ImportStatus {
        service::import_status(&self.context.store, self.app, job.as_str()).await.unwrap().unwrap().status
    }

    /// Imports and returns what came of it.
    pub(crate) async fn import(&self, course: &str, zip: Vec<u8>) -> ImportStatus {
        let package = PackageSource::Parked(self.park(zip).await);
        let job = self.order(course, package, None).await;
        self.run().await;
        self.status(&job).await
    }

    pub(crate) async fn latest(&self, course: &str) -> Option<CourseVersion> {
        let mut tx = self.context.store.begin_read().await.unwrap();
        let id = platform::CourseId::new(course).unwrap();
        let course = store::courses::find(&mut tx, self.app, &id).await.unwrap()?;
        store::course_versions::find_latest(&mut tx, course.key).await.unwrap()
    }

    /// Every file of the blob store.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().join("blobs")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path.file_name().unwrap().to_string_lossy().into_owned());
                }
            }
        }
        files.sort();
        files
    }

    /// A registration for an imported course, with a postback to `url`.
    pub(crate) async fn register(&self, course: &str, id: &str, url: &str) -> RegistrationKey {
        let course = platform::CourseId::new(course).unwrap();
        let id = RegistrationId::new(id).unwrap();
        let learner = Learner {
            id: LearnerId::new("learner").unwrap(),
            first: "Ann".to_owned(),
            last: "Lee".to_owned(),
            email: String::new(),
        };
        let postback = Postback {
            url: url.to_owned(),
            auth: "form".to_owned(),
            login: String::new(),
            password: None,
            format: "course".to_owned(),
        };
        let store = &self.context.store;
        let made: Result<RegistrationKey, Error> = store::transact!(store, |tx| {
            let course = store::courses::find(tx, self.app, &course).await?.unwrap();
            let version = store::course_versions::find_latest(tx, course.key).await?.unwrap();
            let new = NewRegistration { id: &id, learner: &learner, postback: Some(&postback) };
            let now = self.clock.now();
            let key = store::registrations::insert(tx, &course, &new, now).await?.unwrap();
            store::instances::insert(tx, key, InstanceNumber(0), version.key, version.number, now).await?;
            Ok(key)
        });
        made.unwrap()
    }

    /// New postback settings.
    pub(crate) async fn move_postback(&self, registration: &str, url: &str) {
        let settings = PostbackSettings {
            url: url.to_owned(),
            auth: AuthType::Form,
            credentials: None,
            format: ResultsFormat::Course,
        };
        let Context { store, rng, installation_key, .. } = &self.context;
        let (app, now) = (self.app, self.clock.now());
        service::update_postback_info(
            store,
            installation_key,
            rng.as_ref(),
            app,
            registration,
            &settings,
            now,
        )
        .await
        .unwrap();
    }

    /// A change of results, as far as the outbox sees it.
    pub(crate) async fn change(&self, registration: &str) {
        let (store, now) = (&self.context.store, self.clock.now());
        service::reset_registration(store, self.app, registration, now).await.unwrap();
    }
}
