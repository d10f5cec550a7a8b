//! Where a backup is written: a folder, or one file in the format of tar.
//!
//! In a folder every file gets its name when it is whole and on disk. A second backup in the same folder writes its
//! database beside the first one's, adds the blobs that are new, and puts its manifest in the place of the old one; only
//! then what nobody needs any more is removed. A tar file gets its name when all of it is written.

use std::collections::HashSet;
use std::fs::File as Lock;
use std::io::{ErrorKind, SeekFrom};
use std::path::{Path, PathBuf};

use blobs::{ByteStream, Key, Kind};
use futures_util::StreamExt as _;
use sha2::{Digest as _, Sha256};
use tokio::fs::{self, File};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _, BufReader};

use super::blob_list::{Line, ListReader};
use super::manifest::{self, Manifest, Piece};
use super::source::Source;
use super::{BackupError, Wanted, sum, tar};

/// The name of a file that says: a backup writes here, or did.
const LOCK_NAME: &str = "lyceum-backup.lock";
/// Bytes of a local file that are read at once.
const READ_BYTES: usize = 256 << 10;
/// A backup holds hashes of passwords and names of people, and perhaps the installation key: it is its owner's alone.
const PRIVATE_FILE: u32 = 0o600;
#[cfg(unix)]
const PRIVATE_FOLDER: u32 = 0o700;

pub(super) enum Target {
    Folder(Folder),
    Tar(TarFile),
}

pub(super) struct Folder {
    path: PathBuf,
    /// What this backup's files are called after.
    name: String,
    list: Vec<u8>,
    /// Held until the backup is over.
    _lock: Lock,
}

pub(super) struct TarFile {
    path: PathBuf,
    /// The name until it is whole.
    beside: PathBuf,
    file: File,
    list: Vec<u8>,
}

impl Drop for TarFile {
    fn drop(&mut self) {
        // Whole, it has its name by now.
        let _ = std::fs::remove_file(&self.beside);
    }
}

impl Target {
    /// `key` is the fingerprint of the installation key: what lies there of another installation is not touched.
    pub(super) async fn open(path: &Path, name: &str, key: &str) -> Result<Self, BackupError> {
        let is_file = path.extension().is_some_and(|end| end == "tar") && !path.is_dir();
        if is_file {
            TarFile::open(path, name, key).await.map(Self::Tar)
        } else {
            Folder::open(path, name, key).await.map(Self::Folder)
        }
    }

    /// Writes a piece of the database.
    pub(super) async fn put_database(&mut self, number: usize, bytes: &[u8]) -> Result<Piece, BackupError> {
        let name = match self {
            Self::Folder(folder) => format!("database-{}/{number:06}.gz", folder.name),
            Self::Tar(_) => format!("database/{number:06}.gz"),
        };
        self.put(&name, bytes).await?;
        Ok(Piece { name, size_bytes: bytes.len() as u64, sha256: sum(bytes) })
    }

    /// Writes a file.
    pub(super) async fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
        match self {
            Self::Folder(folder) => folder.put(name, bytes).await,
            Self::Tar(file) => file.put(name, bytes).await,
        }
    }

    /// The list of the backup that lies there already.
    pub(super) async fn list_before(&self) -> Option<ListReader> {
        let Self::Folder(folder) = self else { return None };
        let manifest = fs::read(folder.path.join(manifest::NAME)).await.ok()?;
        let manifest = Manifest::decode(&manifest).ok()?;
        let file = File::open(folder.path.join(&manifest.blob_list.name)).await.ok()?;
        Some(ListReader::new(Box::new(BufReader::new(file))))
    }

    /// The sum of a blob that lies there already; `None` when it has to be copied.
    pub(super) async fn sum_of(
        &self,
        key: &Key,
        size: u64,
        known: Option<&Line>,
    ) -> Result<Option<[u8; 32]>, BackupError> {
        let Self::Folder(folder) = self else { return Ok(None) };
        let path = folder.blob(key);
        match fs::metadata(&path).await {
            Ok(found) if found.len() == size => {}
            _ => return Ok(None),
        }
        match known.filter(|line| line.size_bytes == size) {
            Some(line) => Ok(Some(line.sha256)),
            // It was copied by a backup that did not come to its end.
            None => sum_of_file(&path).await.map(Some),
        }
    }

    /// The copy of a blob that an earlier backup made and that is still what it was.
    pub(super) async fn kept(&self, key: &Key, known: Option<Line>) -> Result<Option<Line>, BackupError> {
        let Self::Folder(folder) = self else { return Ok(None) };
        let path = folder.blob(key);
        let Ok(found) = fs::metadata(&path).await else { return Ok(None) };
        let line = Line { key: *key, size_bytes: found.len(), sha256: sum_of_file(&path).await? };
        // One that no list names was copied by a backup that did not come to its end; files get their name when whole.
        Ok(Some(line).filter(|line| known.is_none_or(|known| known == *line)))
    }

    /// Copies a blob and returns its sum.
    pub(super) async fn put_blob(
        &mut self,
        key: &Key,
        size: u64,
        bytes: ByteStream,
    ) -> Result<[u8; 32], BackupError> {
        match self {
            Self::Folder(folder) => folder.put_blob(key, size, bytes).await,
            Self::Tar(file) => file.put_blob(key, size, bytes).await,
        }
    }

    /// Takes lines of the list of blobs.
    pub(super) async fn append_list(&mut self, lines: Vec<u8>) -> Result<(), BackupError> {
        match self {
            Self::Folder(folder) => folder.list.extend(lines),
            Self::Tar(file) => file.list.extend(lines),
        }
        Ok(())
    }

    /// Takes the last lines and writes the list.
    pub(super) async fn finish_list(&mut self, lines: Vec<u8>) -> Result<Piece, BackupError> {
        self.append_list(lines).await?;
        let (name, list) = match self {
            Self::Folder(folder) => (format!("blobs-{}.list", folder.name), std::mem::take(&mut folder.list)),
            Self::Tar(file) => ("blobs.list".to_owned(), std::mem::take(&mut file.list)),
        };
        self.put(&name, &list).await?;
        Ok(Piece { name, size_bytes: list.len() as u64, sha256: sum(&list) })
    }

    /// Writes the manifest: from now on this is a backup.
    pub(super) async fn finish(mut self, manifest: &[u8], wanted: &[Wanted]) -> Result<(), BackupError> {
        self.put(manifest::NAME, manifest).await?;
        match self {
            Self::Folder(folder) => folder.tidy(manifest, wanted).await,
            Self::Tar(file) => file.finish().await,
        }
    }
}

impl Folder {
    async fn open(path: &Path, name: &str, key: &str) -> Result<Self, BackupError> {
        make_folder(path).await?;
        let lock_path = path.join(LOCK_NAME);
        let is_ours = lock_path.exists() || path.join(manifest::NAME).exists();
        let mut entries = fs::read_dir(path).await.map_err(BackupError::io("read", path))?;
        let first = entries.next_entry().await.map_err(BackupError::io("read", path))?;
        if !is_ours && first.is_some() {
            return Err(BackupError::Foreign(path.to_owned()));
        }
        let mut options = Lock::options();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, PRIVATE_FILE);
        let lock = options.open(&lock_path).map_err(BackupError::io("write", &lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Err(BackupError::Busy(path.to_owned())),
            // A file system without locks: two backups at once are then for people to avoid.
            Err(std::fs::TryLockError::Error(error)) => {
                tracing::debug!(%error, "the folder cannot be locked")
            }
        }
        let manifest = path.join(manifest::NAME);
        match fs::read(&manifest).await {
            Ok(bytes) => match manifest::is_of(&bytes, key) {
                Some(true) => {}
                Some(false) => return Err(BackupError::OtherInstallation(path.to_owned())),
                None => return Err(BackupError::Unclear(manifest)),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(BackupError::io("read", &manifest)(error)),
        }
        Ok(Self { path: path.to_owned(), name: name.to_owned(), list: Vec::new(), _lock: lock })
    }

    fn blob(&self, key: &Key) -> PathBuf {
        self.path.join("blobs").join(key.to_string())
    }

    async fn put(&self, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
        let path = self.path.join(name);
        let (beside, mut file) = begin_file(&path).await?;
        file.write_all(bytes).await.map_err(BackupError::io("write", &beside))?;
        end_file(&mut file, &beside, &path).await
    }

    async fn put_blob(&self, key: &Key, size: u64, bytes: ByteStream) -> Result<[u8; 32], BackupError> {
        let path = self.blob(key);
        let (beside, mut file) = begin_file(&path).await?;
        let sha256 = copy(key, size, bytes, &mut file, &beside).await?;
        end_file(&mut file, &beside, &path).await?;
        Ok(sha256)
    }

    /// Removes what only earlier backups needed. The backup is complete by now, so nothing of this is an error.
    async fn tidy(self, manifest: &[u8], wanted: &[Wanted]) -> Result<(), BackupError> {
        let manifest = Manifest::decode(manifest)?;
        let folder = format!("database-{}", self.name);
        for name in names(&self.path).await {
            let path = self.path.join(&name);
            let removed = if name.starts_with("database-") && name != folder {
                fs::remove_dir_all(&path).await
            } else if (name.starts_with("blobs-") && name != manifest.blob_list.name)
                || (name == manifest::KEY_NAME && !manifest.holds_key)
                || name.ends_with(".part")
            {
                fs::remove_file(&path).await
            } else {
                continue;
            };
            told(removed, &path);
        }
        let wanted: HashSet<Key> = wanted.iter().map(|blob| blob.key).collect();
        for kind in Kind::ALL {
            let folder = self.path.join("blobs").join(kind.folder());
            for name in names(&folder).await {
                let key = Key::parse(&format!("{}/{name}", kind.folder()));
                if key.is_none_or(|key| !wanted.contains(&key)) {
                    let path = folder.join(name);
                    told(fs::remove_file(&path).await, &path);
                }
            }
        }
        Ok(())
    }
}

impl TarFile {
    async fn open(path: &Path, name: &str, key: &str) -> Result<Self, BackupError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            make_folder(folder).await?;
        }
        // Something else is replaced, as is a backup that did not come to its end.
        if fs::try_exists(path).await.unwrap_or(false)
            && let Ok(source) = Source::open(path).await
            && let Ok(before) = source.manifest().await
            && before.key != key
        {
            return Err(BackupError::OtherInstallation(path.to_owned()));
        }
        let mut beside = path.as_os_str().to_owned();
        beside.push(format!(".{name}.part"));
        let beside = PathBuf::from(beside);
        let file = open_new(&beside).await?;
        Ok(Self { path: path.to_owned(), beside, file, list: Vec::new() })
    }

    async fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
        let size = bytes.len() as u64;
        self.write(&tar::header(name, size, PRIVATE_FILE, 0)).await?;
        self.write(bytes).await?;
        self.pad(size).await
    }

    async fn put_blob(&mut self, key: &Key, size: u64, bytes: ByteStream) -> Result<[u8; 32], BackupError> {
        let begin = self.position().await?;
        self.write(&tar::header(&format!("blobs/{key}"), size, PRIVATE_FILE, 0)).await?;
        match copy(key, size, bytes, &mut self.file, &self.beside).await {
            Ok(sha256) => self.pad(size).await.map(|()| sha256),
            Err(error) => {
                self.go_back(begin).await?;
                Err(error)
            }
        }
    }

    async fn position(&mut self) -> Result<u64, BackupError> {
        let failed = BackupError::io("write", &self.beside);
        match self.file.flush().await {
            Ok(()) => self.file.stream_position().await.map_err(failed),
            Err(error) => Err(failed(error)),
        }
    }

    /// Forgets what was written from `at` on.
    async fn go_back(&mut self, at: u64) -> Result<(), BackupError> {
        let back = async {
            self.file.flush().await?;
            self.file.set_len(at).await?;
            self.file.seek(SeekFrom::Start(at)).await
        };
        back.await.map(|_| ()).map_err(BackupError::io("write", &self.beside))
    }

    async fn finish(mut self) -> Result<(), BackupError> {
        self.write(&[0; 1024]).await?;
        end_file(&mut self.file, &self.beside, &self.path).await
    }

    async fn pad(&mut self, size: u64) -> Result<(), BackupError> {
        let padding = usize::try_from(tar::padding(size)).unwrap_or(0);
        self.write(&[0; 512][..padding]).await
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        self.file.write_all(bytes).await.map_err(BackupError::io("write", &self.beside))
    }
}

/// Copies a stream that must be `size` bytes long, and returns its sum.
async fn copy(
    key: &Key,
    size: u64,
    mut bytes: ByteStream,
    file: &mut File,
    path: &Path,
) -> Result<[u8; 32], BackupError> {
    let mut hasher = Sha256::new();
    let mut written = 0;
    while let Some(piece) = bytes.next().await {
        let piece = piece?;
        hasher.update(&piece);
        written += piece.len() as u64;
        file.write_all(&piece).await.map_err(BackupError::io("write", path))?;
    }
    if written != size {
        return Err(blobs::BlobError::Short(*key).into());
    }
    Ok(hasher.finalize().into())
}

pub(super) async fn sum_of_file(path: &Path) -> Result<[u8; 32], BackupError> {
    let mut file = File::open(path).await.map_err(BackupError::io("read", path))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; READ_BYTES];
    loop {
        match file.read(&mut buffer).await.map_err(BackupError::io("read", path))? {
            0 => return Ok(hasher.finalize().into()),
            count => hasher.update(&buffer[..count]),
        }
    }
}

/// A file beside the one that it will be.
async fn begin_file(path: &Path) -> Result<(PathBuf, File), BackupError> {
    if let Some(folder) = path.parent() {
        make_folder(folder).await?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    match fs::remove_file(&beside).await {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(BackupError::io("remove", &beside)(error));
        }
        _ => {}
    }
    let file = open_new(&beside).await?;
    Ok((beside, file))
}

/// Makes a folder that only its owner may look into, with those around it, as far as they are not there.
async fn make_folder(path: &Path) -> Result<(), BackupError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(PRIVATE_FOLDER);
    builder.create(path).await.map_err(BackupError::io("make", path))
}

/// Makes a file that only its owner may read.
async fn open_new(path: &Path) -> Result<File, BackupError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(PRIVATE_FILE);
    options.open(path).await.map_err(BackupError::io("make", path))
}

/// Flushed to disk before it gets its name, and the name after it.
async fn end_file(file: &mut File, beside: &Path, path: &Path) -> Result<(), BackupError> {
    file.flush().await.map_err(BackupError::io("write", beside))?;
    file.sync_all().await.map_err(BackupError::io("write", beside))?;
    fs::rename(beside, path).await.map_err(BackupError::io("rename", beside))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let opened = File::open(folder).await.map_err(BackupError::io("read", folder))?;
    opened.sync_all().await.map_err(BackupError::io("write", folder))
}

/// The names in a folder; none where it cannot be read.
async fn names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let Ok(mut entries) = fs::read_dir(folder).await else { return names };
    while let Ok(Some(entry)) = entries.next_entry().await {
        names.extend(entry.file_name().into_string().ok());
    }
    names
}

fn told(removed: std::io::Result<()>, path: &Path) {
    if let Err(error) = removed {
        tracing::warn!(%error, path = %path.display(), "what only an earlier backup needed could not be removed");
    }
}
