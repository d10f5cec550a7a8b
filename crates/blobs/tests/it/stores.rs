//! The two kinds of store, each in a temporary folder.

use std::sync::atomic::{AtomicU8, Ordering};

use blobs::{BlobId, BlobStore, Key, Kind, Location, S3Credentials};
use bytes::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tempfile::TempDir;

pub(crate) struct TestStore {
    pub(crate) store: BlobStore,
    dir: TempDir,
    next_id: AtomicU8,
}

impl TestStore {
    pub(crate) fn folder() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = BlobStore::open(&Location::folder(dir.path().join("blobs"))).unwrap();
        Self { store, dir, next_id: AtomicU8::new(1) }
    }

    /// An S3 server in this process, which checks signatures.
    pub(crate) async fn s3() -> Self {
        // The binary does this first thing; here the first test to come does.
        drop(rustls::crypto::ring::default_provider().install_default());
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("bucket")).unwrap();
        let service = {
            let files = s3s_fs::FileSystem::new(dir.path()).unwrap();
            let mut builder = s3s::service::S3ServiceBuilder::new(files);
            builder
                .set_auth(s3s::auth::SimpleAuth::from_single("tester", "a secret of forty characters or so"));
            builder.build()
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let http = Builder::new(TokioExecutor::new());
                    drop(http.serve_connection(TokioIo::new(socket), service).await);
                });
            }
        });
        let location = Location {
            blob_url: "s3://bucket/some/prefix".to_owned(),
            s3_endpoint: Some(format!("http://{address}")),
            s3_region: Some("us-east-1".to_owned()),
            s3_credentials: Some(S3Credentials {
                access_key_id: "tester".to_owned(),
                secret_access_key: "a secret of forty characters or so".to_owned(),
            }),
        };
        Self { store: BlobStore::open(&location).unwrap(), dir, next_id: AtomicU8::new(1) }
    }

    pub(crate) fn key(&self, kind: Kind) -> Key {
        Key::new(kind, BlobId::from_random([self.next_id.fetch_add(1, Ordering::Relaxed); 16]))
    }

    /// Stores a package.
    pub(crate) async fn package(&self, zip: Vec<u8>) -> Key {
        let key = self.key(Kind::Package);
        self.store.insert(&key, Bytes::from(zip)).await.unwrap();
        key
    }

    /// Blob files that lie in the store, finished or not, without the server's own bookkeeping.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![self.dir.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                } else {
                    let path = entry.path().strip_prefix(self.dir.path()).unwrap().display().to_string();
                    let name = entry.file_name().into_string().unwrap();
                    if !name.ends_with(".json") || name.contains("upload") {
                        files.push(path);
                    }
                }
            }
        }
        files.sort();
        files
    }
}
