//! A backup taken beside a running server, and put back on either engine and in either kind of storage.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use blobs::{BlobStore, Location};
use platform::{DatabaseUrl, InstallationKey, OsRng, SeededRng};
use runtime::client::Call;
use service::backup::{
    BackedUp, BackingUp, BackupError, Manifest, Restored, Restoring, back_up, check_backup, restore,
};
use store::Store;
use tempfile::TempDir;
use test_server::{Bucket, Database, Setup, TestServer};
use test_support::{scorm12_multi, scorm12_single};

/// A backup, as the command line takes it.
async fn take(server: &TestServer, to: &Path, with_key: bool, seed: u64) -> Result<BackedUp, BackupError> {
    let services = server.services();
    let with = BackingUp {
        store: &services.store,
        blobs: &services.blobs,
        clock: services.clock.as_ref(),
        rng: &SeededRng::new(seed),
        key: &services.installation_key,
        key_file: with_key.then_some(services.config.installation_key_file.as_path()),
        progress: &|_| {},
    };
    back_up(with, to).await
}

/// An empty place.
struct Place {
    folder: Arc<TempDir>,
    database: Option<Database>,
    bucket: Option<Arc<Bucket>>,
    store: Store,
    blobs: BlobStore,
}

impl Place {
    async fn local() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let store = Store::connect(&DatabaseUrl::Sqlite(folder.path().join("lyceum.db"))).await.unwrap();
        let blobs = BlobStore::open(&Location::folder(folder.path().join("blobs"))).unwrap();
        Self { folder, database: None, bucket: None, store, blobs }
    }

    async fn distributed() -> Self {
        let (database, bucket) = (Database::new().await, Arc::new(Bucket::start().await));
        let store = Store::connect(&database.url().parse().unwrap()).await.unwrap();
        let blobs = bucket.store();
        let folder = Arc::new(tempfile::tempdir().unwrap());
        Self { folder, database: Some(database), bucket: Some(bucket), store, blobs }
    }

    fn key_file(&self) -> PathBuf {
        self.folder.path().join("installation.key")
    }

    async fn restore(&self, from: &Path, new_key: bool) -> Result<Restored, BackupError> {
        let to = Restoring {
            store: &self.store,
            blobs: &self.blobs,
            key_file: &self.key_file(),
            new_key,
            rng: &OsRng,
            progress: &|_| {},
        };
        restore(from, to).await
    }

    async fn serve(&self, before: &TestServer) -> TestServer {
        let (database, bucket) = (self.database.clone(), self.bucket.clone());
        Setup::on(self.folder.clone(), database, bucket, before.clock.clone()).start().await
    }
}

/// A learner in the middle of a course.
async fn played(setup: Setup) -> TestServer {
    let server = setup.start().await;
    server.import("course", &scorm12_single()).await;
    server.create_registration("course", "reg").await;
    let mut player = server.launch("reg").await;
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    player.report(&[("cmi.suspend_data", "before the backup"), ("cmi.core.exit", "suspend")]);
    player.leave().await;
    server
}

async fn goes_on(server: &TestServer, expected: &str) {
    let mut player = server.launch("reg").await;
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    assert_eq!(player.call(Call::GetValue, "cmi.suspend_data", ""), expected);
    player.report(&[("cmi.core.lesson_status", "completed")]);
    player.leave().await;
    server.import("course", &scorm12_multi()).await;
}

async fn comes_back_everywhere(server: TestServer, name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join(name);
    let done = take(&server, &to, true, 1).await.unwrap();
    assert_eq!((done.copied, done.manifest.blobs, done.manifest.missing), (2, 2, 0));
    // What happens after it is not in it.
    server
        .api
        .text("course.deleteCourse", &cloud_api::v1::params::Params::new().with("courseid", "course"))
        .await
        .unwrap();
    server.later(7200);
    server.run_jobs().await;
    assert_eq!(check_backup(&to, &|_| {}).await.unwrap(), done.manifest);
    for place in [Place::local().await, Place::distributed().await] {
        let restored = place.restore(&to, false).await.unwrap();
        assert!(restored.opens_secrets);
        let again = place.restore(&to, false).await.unwrap_err();
        assert!(matches!(again, BackupError::DatabaseNotEmpty), "{again}");
        let restored = place.serve(&server).await;
        goes_on(&restored, "before the backup").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_folder_of_one_machine() {
    comes_back_everywhere(played(Setup::new()).await, "backup").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_file_of_several_nodes() {
    comes_back_everywhere(played(Setup::distributed().await).await, "backup.tar").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_backup_copies_what_is_new_and_removes_what_is_gone() {
    let server = played(Setup::new()).await;
    let folder = tempfile::tempdir().unwrap();
    take(&server, folder.path(), true, 1).await.unwrap();
    server.import("second", &scorm12_multi()).await;
    let second = take(&server, folder.path(), true, 2).await.unwrap();
    assert_eq!((second.copied, second.manifest.blobs), (2, 4));
    // A blob of a backup that died, and half a file of it.
    let stray = folder.path().join("blobs/media/0123456789abcdef0123456789abcdef");
    std::fs::create_dir_all(stray.parent().unwrap()).unwrap();
    std::fs::write(&stray, "stray").unwrap();
    std::fs::write(folder.path().join("blobs/media/x.part"), "half").unwrap();
    let gone = cloud_api::v1::params::Params::new().with("courseid", "second");
    server.api.text("course.deleteCourse", &gone).await.unwrap();
    let third = take(&server, folder.path(), false, 3).await.unwrap();
    // The sweeper has not been here yet: what nobody owns is not wanted in a backup.
    assert_eq!((third.copied, third.manifest.blobs), (0, 2));
    let mut files = Vec::new();
    let mut folders = vec![folder.path().to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() { folders.push(entry.path()) } else { files.push(entry.file_name()) }
        }
    }
    // Manifest, lock, list, one piece of the database, two blobs; and no key any more.
    assert_eq!(files.len(), 6, "{files:?}");
    assert!(!files.iter().any(|name| name == "installation.key"));
    check_backup(folder.path(), &|_| {}).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_installation_key_is_asked_for() {
    let server = played(Setup::new()).await;
    let folder = tempfile::tempdir().unwrap();
    take(&server, folder.path(), false, 1).await.unwrap();
    let place = Place::local().await;
    let missing = place.restore(folder.path(), false).await.unwrap_err();
    assert!(matches!(missing, BackupError::NoKey(_)), "{missing}");
    assert!(!place.key_file().exists());
    // Another one is not the right one.
    InstallationKey::load_or_create(&place.key_file(), &OsRng).unwrap();
    let other = place.restore(folder.path(), false).await.unwrap_err();
    assert!(matches!(other, BackupError::OtherKey(_)), "{other}");
    let right = std::fs::read(&server.services().config.installation_key_file).unwrap();
    std::fs::write(place.key_file(), right).unwrap();
    assert!(place.restore(folder.path(), false).await.unwrap().opens_secrets);
    goes_on(&place.serve(&server).await, "before the backup").await;
    // Without it, knowingly.
    let place = Place::local().await;
    assert!(!place.restore(folder.path(), true).await.unwrap().opens_secrets);
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_is_seen_and_nothing_is_restored() {
    let server = played(Setup::new()).await;
    let folder = tempfile::tempdir().unwrap();
    let (backup, file) = (folder.path().join("backup"), folder.path().join("backup.tar"));
    let done = take(&server, &backup, true, 1).await.unwrap();
    take(&server, &file, true, 2).await.unwrap();

    // A file that ends too early has lost its manifest, wherever that is.
    let whole = std::fs::read(&file).unwrap();
    let place = Place::local().await;
    for length in [0, 100, 5000, whole.len() / 2, whole.len() - 2000] {
        std::fs::write(&file, &whole[..length]).unwrap();
        let refused = place.restore(&file, false).await.unwrap_err();
        assert!(matches!(refused, BackupError::Incomplete(_)), "{length}: {refused}");
    }
    std::fs::write(&file, &whole).unwrap();

    let blob = std::fs::read_dir(backup.join("blobs/packages")).unwrap().next().unwrap().unwrap().path();
    let list = backup.join(&done.manifest.blob_list.name);
    let database = backup.join(&done.manifest.database[0].name);
    for path in [&blob, &list, &database] {
        let bytes = std::fs::read(path).unwrap();
        let mut changed = bytes.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        std::fs::write(path, &changed).unwrap();
        let found = check_backup(&backup, &|_| {}).await.unwrap_err();
        assert!(matches!(found, BackupError::Damaged(_)), "{}: {found}", path.display());
        let refused = place.restore(&backup, false).await.unwrap_err();
        assert!(matches!(refused, BackupError::Damaged(_)), "{}: {refused}", path.display());
        std::fs::write(path, &bytes[..bytes.len() - 1]).unwrap();
        assert!(check_backup(&backup, &|_| {}).await.is_err());
        std::fs::write(path, &bytes).unwrap();
    }
    let manifest = backup.join("lyceum-backup.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace("\"format\": 1", "\"format\": 2")).unwrap();
    assert!(matches!(check_backup(&backup, &|_| {}).await, Err(BackupError::Newer(_))));
    std::fs::write(&manifest, text.replace("database-", "../database-")).unwrap();
    assert!(matches!(place.restore(&backup, false).await, Err(BackupError::Damaged(_))));
    std::fs::remove_file(&manifest).unwrap();
    assert!(matches!(check_backup(&backup, &|_| {}).await, Err(BackupError::Incomplete(_))));
    std::fs::write(&manifest, text).unwrap();

    // After all these tries it still works, with what they left.
    place.restore(&backup, false).await.unwrap();
    goes_on(&place.serve(&server).await, "before the backup").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_files_are_left_alone() {
    let server = played(Setup::new()).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("letter.txt"), "Dear Ann").unwrap();
    let refused = take(&server, folder.path(), false, 1).await.unwrap_err();
    assert!(matches!(refused, BackupError::Foreign(_)), "{refused}");
    let to = folder.path().join("backup.tar");
    let Manifest { blobs, .. } = take(&server, &to, true, 2).await.unwrap().manifest;
    assert_eq!(blobs, 2);
    // Files that the backup does not have are somebody's.
    let place = Place::local().await;
    let key = blobs::Key::parse("uploads/0123456789abcdef0123456789abcdef").unwrap();
    place.blobs.insert(&key, bytes::Bytes::from_static(b"x")).await.unwrap();
    let refused = place.restore(&to, false).await.unwrap_err();
    assert!(matches!(refused, BackupError::BlobsNotEmpty(_)), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_the_storage_lost_is_told_and_the_rest_is_backed_up() {
    let server = played(Setup::new()).await;
    server.import("second", &scorm12_multi()).await;
    let services = server.services();
    let mut tx = services.store.begin_read().await.unwrap();
    let keys = store::blobs::list_owned(&mut tx, None, services.clock.now(), 10).await.unwrap();
    drop(tx);
    let lost = keys.iter().find(|key| key.starts_with("packages/")).unwrap();
    services.blobs.delete(&blobs::Key::parse(lost).unwrap()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let done = take(&server, folder.path(), true, 1).await.unwrap();
    assert_eq!((done.manifest.missing, done.missing.as_slice()), (1, std::slice::from_ref(lost)));
    Place::local().await.restore(folder.path(), false).await.unwrap();
}
