//! A `campus` of its own process, on the records of a test's Campus: one that can be killed.

use std::process::Stdio;
use std::time::Duration;

use campus::DatabaseUrl;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use crate::campus::{Browser, TestCampus, assert_no_secrets};

/// It runs by the machine's clock, so the cloud of its test has to stand at the present.
pub(crate) struct Process {
    child: Child,
    /// What it writes, read as it comes: a full pipe would hold it up.
    log: JoinHandle<String>,
    pub(crate) address: String,
    /// For [`Meddler::turn_to`](test_support::Meddler::turn_to).
    pub(crate) host: String,
}

impl Process {
    pub(crate) async fn start(lms: &TestCampus) -> Self {
        let host = format!("127.0.0.1:{}", test_support::free_port());
        let config = &lms.config;
        let database = match &config.database_url {
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            DatabaseUrl::Postgres(url) => url.expose().to_owned(),
        };
        let mut child = Command::new(env!("CARGO_BIN_EXE_campus"))
            .env("CAMPUS_DATABASE_URL", database)
            .env("CAMPUS_LISTEN", &host)
            .env("CAMPUS_PUBLIC_URL", &config.public_url)
            .env("CAMPUS_POSTBACK_URL", &config.postback_url)
            .env("CAMPUS_CLOUD_URL", &config.cloud_url)
            .env("CAMPUS_CLOUD_BROWSER_URL", &config.cloud_browser_url)
            .env("CAMPUS_CLOUD_APP", &config.cloud_app)
            .env("CAMPUS_CLOUD_SECRET", config.cloud_secret.expose())
            .env("CAMPUS_LOG", "debug")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let log = tokio::spawn(async move {
            let mut text = String::new();
            stderr.read_to_string(&mut text).await.unwrap();
            text
        });
        let began = std::time::Instant::now();
        while TcpStream::connect(&host).await.is_err() {
            assert!(child.try_wait().unwrap().is_none(), "campus ended by itself");
            assert!(began.elapsed() < Duration::from_secs(60), "campus does not listen");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self { child, log, address: format!("http://{host}"), host }
    }

    /// The browser of somebody who is signed in, at this process.
    pub(crate) fn browser(&self, of: &Browser) -> Browser {
        of.at(&self.address)
    }

    /// `kill -9`. What it logged until then holds no secret, at the most talkative level.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
        assert_no_secrets(&self.log.await.unwrap());
    }
}
