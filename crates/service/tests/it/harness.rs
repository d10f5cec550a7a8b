//! A database, a course in it, a clock to be moved by hand, and a player that speaks the protocol natively.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use blobs::{BlobId, Key, Kind};
use cloud_api::v1::request::{CreateRegistration, Launch, TagsToAdd};
use cloud_api::v1::{
    postback::{AuthType, PostbackSettings},
    report::{CourseReport, RegistrationReport, Results},
    values::ResultsFormat,
};
use platform::{
    AppId, Clock as _, Config, ContentKey, CourseId, DatabaseUrl, InstallationKey, ManualClock, Rng as _,
    SeededRng, Timestamp, config::RawConfig,
};
use runtime::client::{Call, Client, seal_stored};
use runtime::{Activity, Definition, Edition, LaunchData, Request, Resource, ResourceKind};
use service::{
    Acknowledgement, LiveAttempts, PlayError, ResultLookups, StartContext, StartRequest, StartedLaunch,
    apply_journal, create_registration, launch, start_launch,
};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use store::{AppKey, Store, postback_outbox::OutboxRow};

const NO_POSTGRES: &str = "LYCEUM_TEST_POSTGRES_URL is not set: run `cargo xtask test`, which starts a PostgreSQL of \
                           its own, or set it to a server where databases may be made";

/// One story, one test per engine.
macro_rules! story {
    ($(#[$doc:meta])* $name:ident) => {
        mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                super::$name($crate::harness::Cloud::on_sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                super::$name($crate::harness::Cloud::on_postgres().await).await;
            }
        }
    };
}
pub(crate) use story;

pub(crate) struct Cloud {
    pub(crate) store: Store,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) rng: SeededRng,
    pub(crate) key: InstallationKey,
    pub(crate) config: Config,
    pub(crate) live: LiveAttempts,
    pub(crate) app: AppKey,
    _folder: tempfile::TempDir,
}

pub(crate) const START: Timestamp = Timestamp(1_700_000_000_000_000);

impl Cloud {
    pub(crate) async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("lyceum.db"));
        Self::open(&url, folder).await
    }

    pub(crate) async fn on_postgres() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let base = std::env::var("LYCEUM_TEST_POSTGRES_URL").expect(NO_POSTGRES);
        let name = format!("lyceum_service_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
        let mut server = PgConnection::connect(&base).await.expect("the PostgreSQL of the tests answers");
        server.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).await.unwrap();
        server.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
        server.close().await.unwrap();
        let (address, parameters) = base.split_once('?').map_or((base.as_str(), None), |(a, p)| (a, Some(p)));
        let server_part = match address.split_once("://").unwrap().1.split_once('/') {
            Some((_, database)) => &address[..address.len() - database.len() - 1],
            None => address,
        };
        let url = match parameters {
            Some(parameters) => format!("{server_part}/{name}?{parameters}"),
            None => format!("{server_part}/{name}"),
        };
        Self::open(&DatabaseUrl::Postgres(url), tempfile::tempdir().unwrap()).await
    }

    async fn open(url: &DatabaseUrl, folder: tempfile::TempDir) -> Self {
        let store = Store::connect(url).await.unwrap();
        store.migrate().await.unwrap();
        let raw = RawConfig { data_dir: Some(folder.path().to_owned()), ..RawConfig::default() };
        let made: Result<AppKey, store::Error> = store::transact!(store, |tx| {
            let id = AppId::new("A").unwrap();
            Ok(store::apps::insert(tx, &id, "An application", START).await?.unwrap())
        });
        let cloud = Self {
            app: made.unwrap(),
            store,
            clock: Arc::new(ManualClock::at(START)),
            rng: SeededRng::new(1),
            key: InstallationKey::from_bytes(&[7; 32]),
            config: Config::from_raw(raw).unwrap(),
            live: LiveAttempts::default(),
            _folder: folder,
        };
        cloud.import(&single()).await;
        cloud
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn later(&self, secs: u64) {
        self.clock.advance(Duration::from_secs(secs));
    }

    /// A node that was started anew: it remembers nothing.
    pub(crate) fn restart(&mut self) {
        self.live = LiveAttempts::default();
    }

    /// The next version of the course `c`.
    pub(crate) async fn import(&self, definition: &Definition) {
        let id = CourseId::new("c").unwrap();
        let content_key = ContentKey::random(&self.rng);
        let blob = BlobId::from_random(self.rng.next_id());
        let [package, index] = [Kind::Package, Kind::Index].map(|kind| Key::new(kind, blob).to_string());
        let definition = definition.encode();
        let now = self.now();
        let made: Result<(), store::Error> = store::transact!(self.store, |tx| {
            let course = store::courses::insert_or_lock(tx, self.app, &id, now).await?;
            let new = store::course_versions::NewVersion {
                content_key: &content_key,
                standard: "SCORM 1.2",
                learning_standard: "scorm_12",
                title: "A course",
                identifier: "M",
                manifest_path: "imsmanifest.xml",
                manifest: "<manifest/>",
                metadata: "{}",
                warnings: "[]",
                definition: &definition,
                package_blob: &package,
                index_blob: &index,
                media_blob: None,
                size_bytes: 1000,
                files: 3,
            };
            store::course_versions::insert(tx, &course, &new, now).await?;
            Ok(())
        });
        made.unwrap();
    }

    /// Sets an attribute of the latest version.
    pub(crate) async fn set(&self, name: &str, value: &str) {
        let id = CourseId::new("c").unwrap();
        let made: Result<(), store::Error> = store::transact!(self.store, |tx| {
            let course = store::courses::find(tx, self.app, &id).await?.unwrap();
            let version = store::course_versions::find_latest(tx, course.key).await?.unwrap();
            store::version_attributes::upsert(tx, version.key, name, value).await
        });
        made.unwrap();
    }

    pub(crate) fn request(id: &str) -> CreateRegistration {
        CreateRegistration {
            course_id: "c".into(),
            reg_id: id.into(),
            learner_id: "ann".into(),
            first_name: "Ann".into(),
            last_name: "Lee".into(),
            email: None,
            version: None,
            postback: Some(PostbackSettings {
                url: "https://lms.example/results".into(),
                auth: AuthType::Form,
                credentials: None,
                format: ResultsFormat::Course,
            }),
            tags: TagsToAdd::default(),
        }
    }

    pub(crate) async fn register(&self, id: &str) {
        create_registration(&self.store, &self.key, &self.rng, self.app, &Self::request(id), self.now())
            .await
            .unwrap();
    }

    pub(crate) async fn token(&self, id: &str) -> String {
        let request = Launch { reg_id: id.into(), ..Launch::default() };
        let made = launch(&self.store, &self.rng, self.app, &request, self.now()).await.unwrap();
        made.token.as_str().to_owned()
    }

    pub(crate) async fn start(&self, token: &str, kept: Vec<Vec<u8>>) -> Result<StartedLaunch, PlayError> {
        let context = StartContext {
            store: &self.store,
            definitions: self.live.definitions(),
            config: &self.config,
            installation_key: &self.key,
            rng: &self.rng,
        };
        let request = StartRequest { token, kept, user_agent: Some("a browser") };
        start_launch(context, &request, self.now()).await
    }

    /// A player with the course open and initialized.
    pub(crate) async fn play(&self, id: &str) -> Player<'_> {
        let token = self.token(id).await;
        let mut player = self.open_player(&token).await;
        let now = self.now();
        player.client.navigate(now, Request::Start);
        assert_eq!(player.call(Call::Initialize, "", ""), "true");
        player
    }

    pub(crate) async fn open_player(&self, token: &str) -> Player<'_> {
        let started = self.start(token, Vec::new()).await.unwrap();
        let mut client = Client::start(&started.definition, &started.state).unwrap();
        assert_eq!(client.next(), started.next);
        assert_eq!(client.attempt().digest(), started.digest);
        let key = started.storage_key.clone();
        if let Some(key) = &key {
            client.set_key(key.clone());
        }
        Player { cloud: self, token: token.to_owned(), client, key, started }
    }

    pub(crate) async fn post(&self, token: &str, body: &[u8]) -> Result<Acknowledgement, PlayError> {
        apply_journal(&self.store, &self.live, token, body, self.now()).await
    }

    pub(crate) async fn report(&self, id: &str, format: ResultsFormat) -> RegistrationReport {
        let definitions = self.live.definitions();
        ResultLookups::default()
            .find(&self.store, definitions, self.app, id, None, format)
            .await
            .unwrap()
            .read()
            .unwrap()
    }

    /// Completion, success, score, seconds.
    pub(crate) async fn results(&self, id: &str) -> (String, String, Option<f64>, u64) {
        match self.report(id, ResultsFormat::Course).await.results {
            Results::Course(CourseReport { complete, success, total_time_secs, score }) => {
                (complete.as_str().into(), success.as_str().into(), score, total_time_secs)
            }
            other => panic!("{other:?}"),
        }
    }

    /// What waits in the outbox.
    pub(crate) async fn pending(&self, id: &str) -> Option<OutboxRow> {
        let mut tx = self.store.begin_read().await.unwrap();
        let id = platform::RegistrationId::new(id).unwrap();
        let registration = store::registrations::find(&mut tx, self.app, &id).await.unwrap().unwrap();
        store::postback_outbox::find(&mut tx, registration.key).await.unwrap()
    }

    /// Takes what waits in the outbox, as if it had been delivered. Whether there was anything.
    pub(crate) async fn deliver(&self, id: &str) -> bool {
        let Some(row) = self.pending(id).await else { return false };
        let made: Result<bool, store::Error> =
            store::transact!(self.store, |tx| { store::postback_outbox::delete(tx, row.registration).await });
        made.unwrap()
    }

    pub(crate) async fn history(&self, id: &str) -> Vec<service::rows::Launch> {
        service::launch_history(&self.store, self.app, id).await.unwrap().1
    }

    /// The silent launches' job, now.
    pub(crate) async fn close_silent(&self) -> usize {
        let silent_after = i64::try_from(self.config.silent_after.as_micros()).unwrap();
        let since = Timestamp(self.now().0 - silent_after);
        service::close_silent_launches(&self.store, self.live.definitions(), since, self.now()).await.unwrap()
    }
}

/// A window.
pub(crate) struct Player<'a> {
    pub(crate) cloud: &'a Cloud,
    pub(crate) token: String,
    pub(crate) client: Client,
    pub(crate) key: Option<Vec<u8>>,
    pub(crate) started: StartedLaunch,
}

impl Player<'_> {
    pub(crate) fn call(&mut self, call: Call, first: &str, second: &str) -> String {
        let now = self.cloud.now();
        self.client.call(call, first, second, now)
    }

    pub(crate) fn set(&mut self, element: &str, value: &str) {
        assert_eq!(self.call(Call::SetValue, element, value), "true", "{element}");
    }

    pub(crate) fn get(&mut self, element: &str) -> String {
        self.call(Call::GetValue, element, "")
    }

    pub(crate) fn batch(&mut self) -> Vec<u8> {
        self.client.batch(usize::MAX).unwrap()
    }

    /// Sends what waits and takes the answer in.
    pub(crate) async fn send(&mut self) -> Acknowledgement {
        let body = self.batch();
        let answer = self.cloud.post(&self.token, &body).await.unwrap();
        self.take(&answer);
        answer
    }

    pub(crate) fn take(&mut self, answer: &Acknowledgement) {
        self.client.acknowledge(answer.acknowledged, answer.digest);
        if let Some(state) = &answer.state {
            self.client.adopt(state, answer.acknowledged).unwrap();
        }
    }

    /// What browser storage would keep now.
    pub(crate) fn kept(&mut self) -> Vec<u8> {
        let batch = self.batch();
        seal_stored(self.key.as_deref().unwrap(), &batch)
    }

    /// Content finishes and the learner leaves.
    pub(crate) async fn finish(&mut self) {
        assert_eq!(self.call(Call::Terminate, "", ""), "true");
        let now = self.cloud.now();
        self.client.unloaded(now);
        self.client.navigate(now, Request::ExitAll);
        self.send().await;
    }
}

fn activity(identifier: &str, parent: Option<usize>, children: Vec<usize>, sco: bool) -> Activity {
    let resource = sco.then(|| Resource { kind: ResourceKind::Sco, href: format!("{identifier}.html") });
    Activity {
        identifier: identifier.into(),
        title: identifier.into(),
        parent,
        children,
        resource,
        visible: true,
        sequencing: Default::default(),
        launch_data: LaunchData::default(),
        prerequisites: None,
        data_maps: Vec::new(),
    }
}

/// One SCORM 1.2 SCO.
pub(crate) fn single() -> Definition {
    Definition {
        edition: Edition::Scorm12,
        title: "A course".into(),
        activities: vec![activity("ORG", None, vec![1], false), activity("SCO", Some(0), vec![], true)],
        objectives_global_to_system: false,
        shared_data_global_to_system: false,
    }
}

/// Two SCOs of SCORM 2004 4th Edition, of which each can be chosen.
pub(crate) fn two_2004() -> Definition {
    Definition {
        edition: Edition::Scorm2004Ed4,
        title: "A course".into(),
        activities: vec![
            activity("ORG", None, vec![1, 2], false),
            activity("A", Some(0), vec![], true),
            activity("B", Some(0), vec![], true),
        ],
        objectives_global_to_system: false,
        shared_data_global_to_system: false,
    }
}
