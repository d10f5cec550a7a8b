//! Backups of an installation that lost something, that failed, or that are put in the wrong place. What a backup of a
//! running server holds is the server's test.

use std::path::Path;

use blobs::{BlobId, BlobStore, Key, Kind, Location};
use bytes::Bytes;
use platform::{DatabaseUrl, InstallationKey, OsRng, SeededRng, Timestamp};
use service::backup::{
    BackedUp, BackingUp, BackupError, BackupProgress, Restoring, back_up, check_backup, restore,
};
use store::Store;
use tempfile::TempDir;

use crate::harness::{Cloud, story};

/// A cloud with a course whose files are there.
struct Place {
    cloud: Cloud,
    blobs: BlobStore,
    files: TempDir,
    backups: TempDir,
}

impl Place {
    async fn new(cloud: Cloud) -> Self {
        let (files, backups) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let blobs = BlobStore::open(&Location::folder(files.path())).unwrap();
        let place = Self { cloud, blobs, files, backups };
        for key in place.owned().await {
            place.blobs.insert(&key, Bytes::from(format!("bytes of {key}"))).await.unwrap();
        }
        place
    }

    async fn owned(&self) -> Vec<Key> {
        let mut tx = self.cloud.store.begin_read().await.unwrap();
        let keys = store::blobs::list_owned(&mut tx, None, self.cloud.now(), 100).await.unwrap();
        keys.iter().map(|key| Key::parse(key).unwrap()).collect()
    }

    async fn reserve(&self, seed: u8) -> Key {
        let key = Key::new(Kind::Upload, BlobId::from_random([seed; 16]));
        let until = Timestamp(self.cloud.now().0 + 3_600_000_000);
        let made: Result<(), store::Error> = store::transact!(self.cloud.store, |tx| {
            store::blobs::reserve(tx, &key.to_string(), until).await
        });
        made.unwrap();
        self.blobs.insert(&key, Bytes::from_static(b"on its way")).await.unwrap();
        key
    }

    async fn release(&self, key: &Key) {
        let name = key.to_string();
        let released: Result<(), store::Error> =
            store::transact!(self.cloud.store, |tx| { store::blobs::release(tx, &name).await });
        released.unwrap();
    }

    /// The file has another size than what an open one of its name holds: reading ends too early.
    async fn spoil(&self, key: &Key) {
        self.blobs.read_range(key, 0..2).await.unwrap();
        let (path, other) = (self.files.path().join(key.to_string()), self.files.path().join("other"));
        std::fs::write(&other, vec![0; 1000]).unwrap();
        std::fs::rename(other, path).unwrap();
    }

    async fn take(&self, to: &Path, seed: u64) -> Result<BackedUp, BackupError> {
        self.take_watched(to, seed, &self.cloud.key, &|_| {}).await
    }

    async fn take_watched(
        &self,
        to: &Path,
        seed: u64,
        key: &InstallationKey,
        progress: &(dyn Fn(BackupProgress) + Send + Sync),
    ) -> Result<BackedUp, BackupError> {
        let with = BackingUp {
            store: &self.cloud.store,
            blobs: &self.blobs,
            clock: self.cloud.clock.as_ref(),
            rng: &SeededRng::new(seed),
            key,
            key_file: None,
            progress,
        };
        back_up(with, to).await
    }

    async fn holds(&self) -> i64 {
        store::count_for_tests(&self.cloud.store, "backup_holds").await.unwrap()
    }
}

/// Puts a backup back into empty places, and tells what files there are then.
async fn restored(from: &Path) -> Result<Vec<(Key, Bytes)>, BackupError> {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::connect(&DatabaseUrl::Sqlite(folder.path().join("lyceum.db"))).await.unwrap();
    let files = folder.path().join("files");
    let blobs = BlobStore::open(&Location::folder(&files)).unwrap();
    let to = Restoring {
        store: &store,
        blobs: &blobs,
        key_file: &folder.path().join("installation.key"),
        new_key: true,
        rng: &OsRng,
        progress: &|_| {},
    };
    let mut found = Vec::new();
    let outcome = restore(from, to).await;
    for kind in Kind::ALL {
        let Ok(entries) = std::fs::read_dir(files.join(kind.folder())) else { continue };
        for entry in entries.map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            let key = Key::parse(&format!("{}/{name}", kind.folder())).unwrap();
            found.push((key, Bytes::from(std::fs::read(entry.path()).unwrap())));
        }
    }
    assert!(outcome.is_ok() || found.is_empty(), "{found:?}");
    outcome.map(|_| found)
}

story!(what_the_storage_lost_stays_in_the_folder);
async fn what_the_storage_lost_stays_in_the_folder(cloud: Cloud) {
    let place = Place::new(cloud).await;
    let to = place.backups.path().join("folder");
    place.take(&to, 1).await.unwrap();
    let lost = place.owned().await.remove(0);
    place.blobs.delete(&lost).await.unwrap();
    // Twice: the second of them finds it in the list of the first.
    for seed in [2, 3] {
        let done = place.take(&to, seed).await.unwrap();
        assert_eq!((done.copied, done.manifest.missing, done.kept), (0, 1, 1));
        assert_eq!(done.missing, [lost.to_string()]);
        assert_eq!(done.manifest.blobs, place.owned().await.len() as u64);
        check_backup(&to, &|_| {}).await.unwrap();
    }
    let back = restored(&to).await.unwrap();
    assert!(back.contains(&(lost, Bytes::from(format!("bytes of {lost}")))), "{back:?}");
    // A copy that is damaged too is none.
    std::fs::write(to.join("blobs").join(lost.to_string()), "something else").unwrap();
    let done = place.take(&to, 4).await.unwrap();
    assert_eq!((done.manifest.missing, done.kept), (1, 0));
    check_backup(&to, &|_| {}).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_another_installation_is_not_overwritten() {
    let place = Place::new(Cloud::on_sqlite().await).await;
    let other = InstallationKey::from_bytes(&[8; 32]);
    for name in ["folder", "file.tar"] {
        let to = place.backups.path().join(name);
        let before = place.take(&to, 1).await.unwrap();
        let refused = place.take_watched(&to, 2, &other, &|_| {}).await.unwrap_err();
        assert!(matches!(refused, BackupError::OtherInstallation(_)), "{refused}");
        let text = refused.to_string();
        assert!(text.contains(to.to_str().unwrap()) && text.contains("name another folder"), "{text}");
        assert_eq!(check_backup(&to, &|_| {}).await.unwrap(), before.manifest);
        place.take(&to, 3).await.unwrap();
    }
    let to = place.backups.path().join("folder");
    std::fs::write(to.join("lyceum-backup.json"), "{").unwrap();
    let refused = place.take(&to, 4).await.unwrap_err();
    assert!(matches!(refused, BackupError::Unclear(_)), "{refused}");
    assert_eq!(place.holds().await, 0);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new(Cloud::on_sqlite().await).await;
    let to = place.backups.path().join("deep/folder");
    place.take(&to, 1).await.unwrap();
    place.take(&place.backups.path().join("tars/file.tar"), 2).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let mut folders = vec![place.backups.path().join("deep"), place.backups.path().join("tars")];
    let mut files = 0;
    while let Some(next) = folders.pop() {
        assert_eq!(mode(&next), 0o700, "{}", next.display());
        for path in std::fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                assert_eq!(mode(&path), 0o600, "{}", path.display());
                files += 1;
            }
        }
    }
    // Manifest, lock, list, database and two blobs; and the tar file.
    assert_eq!(files, 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_a_newer_program_are_refused_before_anything_is_copied() {
    let place = Place::new(Cloud::on_sqlite().await).await;
    let to = place.backups.path().join("folder");
    let schema = place.take(&to, 1).await.unwrap().manifest.schema;
    let manifest = to.join("lyceum-backup.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let newer = text.replace(&format!("\"schema\": {schema}"), "\"schema\": 9999");
    assert_ne!(newer, text);
    std::fs::write(&manifest, newer).unwrap();
    let refused = restored(&to).await.unwrap_err();
    assert!(matches!(refused, BackupError::Newer(_)), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_fails_holds_nothing_any_more() {
    let place = Place::new(Cloud::on_sqlite().await).await;
    let to = place.backups.path().join("folder");
    // A file lies where a folder is to be made.
    std::fs::create_dir(&to).unwrap();
    std::fs::write(to.join("lyceum-backup.lock"), "").unwrap();
    std::fs::write(to.join("blobs"), "in the way").unwrap();
    let failed = place.take(&to, 1).await.unwrap_err();
    assert!(matches!(failed, BackupError::File { .. }), "{failed}");
    assert_eq!(place.holds().await, 0);
}

story!(what_is_given_up_meanwhile_is_not_missed);
async fn what_is_given_up_meanwhile_is_not_missed(cloud: Cloud) {
    let place = Place::new(cloud).await;
    for (seed, name) in [(1, "folder"), (2, "file.tar")] {
        let (gone, stays) = (place.reserve(2 * seed).await, place.reserve(2 * seed + 1).await);
        place.spoil(&gone).await;
        let to = place.backups.path().join(name);
        // As long as it is announced, that it cannot be read is an error.
        let failed = place.take(&to, u64::from(seed)).await.unwrap_err();
        assert!(matches!(failed, BackupError::Blobs(_)), "{failed}");
        let give_up = |progress| {
            if matches!(progress, BackupProgress::Blobs { .. }) {
                let released = place.release(&gone);
                tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(released));
            }
        };
        let done = place.take_watched(&to, u64::from(seed) + 10, &place.cloud.key, &give_up).await.unwrap();
        assert_eq!(done.manifest.missing, 0);
        check_backup(&to, &|_| {}).await.unwrap();
        let back: Vec<Key> = restored(&to).await.unwrap().into_iter().map(|(key, _)| key).collect();
        assert!(!back.contains(&gone) && back.contains(&stays), "{back:?}");
        assert_eq!(back.len(), place.owned().await.len());
    }
}
