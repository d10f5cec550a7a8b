//! A database per test, and the first rows that most stories begin with.

use std::sync::atomic::{AtomicU32, Ordering};

use platform::{
    AppId, ContentKey, CourseId, DatabaseUrl, InstanceNumber, LaunchToken, LearnerId, RegistrationId,
    Rng as _, SeededRng, Timestamp,
};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use store::course_versions::{CourseVersion, NewVersion};
use store::launches::{LaunchMode, NewLaunch};
use store::registrations::{Learner, NewRegistration, Registration};
use store::{AppKey, InstanceKey, Store, Tx, courses};

/// What PostgreSQL tests need to be told.
const NO_POSTGRES: &str = "LYCEUM_TEST_POSTGRES_URL is not set: run `cargo xtask test`, which starts a PostgreSQL of \
                           its own, or set it to a server where databases may be made";

/// An empty database of its own, with the schema.
pub(crate) struct Db {
    pub(crate) store: Store,
    pub(crate) url: DatabaseUrl,
    /// Removed with the test.
    _folder: Option<tempfile::TempDir>,
}

pub(crate) async fn sqlite() -> Db {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::Sqlite(folder.path().join("lyceum.db"));
    open(url, Some(folder)).await
}

pub(crate) async fn postgres() -> Db {
    let base = std::env::var("LYCEUM_TEST_POSTGRES_URL").expect(NO_POSTGRES);
    open(DatabaseUrl::Postgres(new_postgres_database(&base).await), None).await
}

/// The same without tables.
pub(crate) async fn empty_sqlite() -> Db {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::Sqlite(folder.path().join("lyceum.db"));
    Db { store: Store::connect(&url).await.unwrap(), url, _folder: Some(folder) }
}

pub(crate) async fn empty_postgres() -> Db {
    let base = std::env::var("LYCEUM_TEST_POSTGRES_URL").expect(NO_POSTGRES);
    let url = DatabaseUrl::Postgres(new_postgres_database(&base).await);
    Db { store: Store::connect(&url).await.unwrap(), url, _folder: None }
}

/// Makes a database whose name says which process may remove it, and removes those of processes that are gone.
async fn new_postgres_database(base: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::SeqCst);
    let name = format!("lyceum_store_{}_{count}", std::process::id());
    let mut server = PgConnection::connect(base).await.expect("the PostgreSQL of the tests answers");
    if count == 0 {
        drop_leftovers(&mut server).await;
    }
    server.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).await.unwrap();
    server.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    server.close().await.unwrap();
    let (address, parameters) = base.split_once('?').map_or((base, None), |(a, p)| (a, Some(p)));
    let server_part = match address.split_once("://").unwrap().1.split_once('/') {
        Some((_, database)) => &address[..address.len() - database.len() - 1],
        None => address,
    };
    match parameters {
        Some(parameters) => format!("{server_part}/{name}?{parameters}"),
        None => format!("{server_part}/{name}"),
    }
}

/// Drops the databases of test runs that are over.
async fn drop_leftovers(server: &mut PgConnection) {
    use sqlx::Row as _;
    let rows = server
        .fetch_all("SELECT datname FROM pg_database WHERE datname LIKE 'lyceum\\_store\\_%'")
        .await
        .unwrap();
    for row in rows {
        let name: String = row.get(0);
        let process = name.split('_').nth(2).unwrap_or_default();
        if !std::path::Path::new("/proc").join(process).exists() {
            // Another run may be dropping it at this moment.
            let _ = server.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).await;
        }
    }
}

async fn open(url: DatabaseUrl, folder: Option<tempfile::TempDir>) -> Db {
    let store = Store::connect(&url).await.unwrap();
    store.migrate().await.unwrap();
    Db { store, url, _folder: folder }
}

/// One story, one test per engine.
macro_rules! story {
    ($(#[$doc:meta])* $name:ident, $body:expr) => {
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports, reason = "a story takes from its file what it needs")]
            use super::*;

            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                let db = $crate::harness::sqlite().await;
                ($body)(&db).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                let db = $crate::harness::postgres().await;
                ($body)(&db).await;
            }
        }
    };
}
pub(crate) use story;

pub(crate) fn at(secs: i64) -> Timestamp {
    Timestamp(secs * 1_000_000)
}

/// Writes, and insists that it works.
macro_rules! commit {
    ($db:expr, |$tx:ident| $body:block) => {{
        let written: Result<_, store::Error> = store::transact!($db.store, |$tx| { Ok($body) });
        written.unwrap()
    }};
}
pub(crate) use commit;

pub(crate) async fn read(db: &Db) -> Tx {
    db.store.begin_read().await.unwrap()
}

pub(crate) async fn app(db: &Db, id: &str) -> AppKey {
    let id = AppId::new(id).unwrap();
    commit!(db, |tx| { store::apps::insert(tx, &id, "An application", at(1)).await?.unwrap() })
}

/// Imports a version of `id` whose blobs are called after it.
pub(crate) async fn import(db: &Db, app: AppKey, id: &str) -> (courses::Course, CourseVersion) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let seed = u64::from(COUNT.fetch_add(1, Ordering::SeqCst));
    let content_key = ContentKey::random(&SeededRng::new(seed));
    let id = CourseId::new(id).unwrap();
    let (package, index) = (format!("packages/{content_key}"), format!("index/{content_key}"));
    commit!(db, |tx| {
        let course = courses::insert_or_lock(tx, app, &id, at(2)).await?;
        let new = NewVersion {
            content_key: &content_key,
            standard: "SCORM 1.2",
            learning_standard: "scorm_12",
            title: "A course",
            identifier: "MANIFEST",
            manifest_path: "imsmanifest.xml",
            manifest: "<manifest/>",
            metadata: "{}",
            warnings: "[]",
            definition: &[1, 2, 3],
            package_blob: &package,
            index_blob: &index,
            media_blob: None,
            size_bytes: 1000,
            files: 3,
        };
        let version = store::course_versions::insert(tx, &course, &new, at(2)).await?;
        (courses::find_by_key(tx, course.key).await?.unwrap(), version)
    })
}

pub(crate) fn learner(id: &str) -> Learner {
    Learner {
        id: LearnerId::new(id).unwrap(),
        first: "Ann".to_owned(),
        last: "Lee".to_owned(),
        email: String::new(),
    }
}

/// Registers a learner called like the registration, with a first instance.
pub(crate) async fn register(
    db: &Db,
    course: &courses::Course,
    version: &CourseVersion,
    id: &str,
) -> (Registration, InstanceKey) {
    let registration_id = RegistrationId::new(id).unwrap();
    let learner = learner(id);
    commit!(db, |tx| {
        let new = NewRegistration { id: &registration_id, learner: &learner, postback: None };
        let key = store::registrations::insert(tx, course, &new, at(3)).await?.unwrap();
        let number = InstanceNumber(0);
        let instance = store::instances::insert(tx, key, number, version.key, version.number, at(3)).await?;
        (store::registrations::find_by_key(tx, key).await?.unwrap(), instance)
    })
}

/// An application with a course and a registration.
pub(crate) async fn registered(db: &Db) -> (Registration, InstanceKey, CourseVersion) {
    let app = app(db, "app").await;
    let (course, version) = import(db, app, "course").await;
    let (registration, instance) = register(db, &course, &version, "reg").await;
    (registration, instance, version)
}

/// A token for a registration, and its hash.
pub(crate) fn token(seed: u64) -> LaunchToken {
    let rng = SeededRng::new(1_000_000 + seed);
    rng.next_u64();
    LaunchToken::random(&rng)
}

/// A launch that has not started.
pub(crate) async fn launch(db: &Db, registration: &Registration, seed: u64) -> platform::LaunchId {
    let hash = token(seed).hash();
    commit!(db, |tx| {
        let new = NewLaunch {
            app: registration.app,
            registration: Some(registration.key),
            version: None,
            mode: LaunchMode::Normal,
            tracking: true,
            redirect_url: Some("https://lms.example/?a=1"),
            css_url: None,
            culture: Some("de"),
            token_hash: &hash,
        };
        store::launches::insert(tx, &new, at(4)).await?
    })
}

/// Waits until one transaction on this PostgreSQL database waits for another.
pub(crate) async fn until_somebody_waits(db: &Db) {
    use sqlx::Row as _;
    let DatabaseUrl::Postgres(url) = &db.url else { unreachable!("only PostgreSQL lets two write at once") };
    let mut watcher = PgConnection::connect(url).await.unwrap();
    let text = "SELECT COUNT(*) AS waiting FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE NOT l.granted AND a.datname = current_database()";
    let waits = async {
        while watcher.fetch_one(text).await.unwrap().get::<i64, _>("waiting") == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), waits).await.expect("nobody waits");
}
