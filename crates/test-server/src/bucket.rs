//! An S3 server in this process, with one bucket in a temporary folder. It checks signatures.

use std::net::SocketAddr;

use blobs::{BlobStore, Location, S3Credentials};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tempfile::TempDir;
use tokio::task::JoinHandle;

const USER: &str = "tester";
const SECRET: &str = "a secret of forty characters or so";

/// The server; it ends when dropped.
#[derive(Debug)]
pub struct Bucket {
    address: SocketAddr,
    task: JoinHandle<()>,
    _folder: TempDir,
}

impl Bucket {
    /// Starts it.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("bucket")).expect("a folder");
        let service = {
            let files = s3s_fs::FileSystem::new(folder.path()).expect("a folder of buckets");
            let mut builder = s3s::service::S3ServiceBuilder::new(files);
            builder.set_auth(s3s::auth::SimpleAuth::from_single(USER, SECRET));
            builder.build()
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let http = Builder::new(TokioExecutor::new());
                    // A client that leaves is no fault.
                    drop(http.serve_connection(TokioIo::new(socket), service).await);
                });
            }
        });
        Self { address, task, _folder: folder }
    }

    /// A store in it.
    pub fn store(&self) -> BlobStore {
        let location = Location {
            blob_url: self.blob_url().to_owned(),
            s3_endpoint: Some(self.endpoint()),
            s3_region: Some("us-east-1".to_owned()),
            s3_credentials: Some(S3Credentials {
                access_key_id: USER.to_owned(),
                secret_access_key: SECRET.to_owned(),
            }),
        };
        BlobStore::open(&location).expect("a bucket")
    }

    /// For `blob_url`.
    pub fn blob_url(&self) -> &'static str {
        "s3://bucket/lyceum"
    }

    /// For `s3_endpoint`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The AWS variables for a process of its own.
    pub fn variables(&self) -> [(&'static str, &'static str); 3] {
        [("AWS_ACCESS_KEY_ID", USER), ("AWS_SECRET_ACCESS_KEY", SECRET), ("AWS_REGION", "us-east-1")]
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.task.abort();
    }
}
