//! A server under measurement: a real process on its own data folder.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use tempfile::TempDir;

use crate::v1::Api;

pub(crate) const APP: &str = "bench";
pub(crate) const SECRET: &str = "bench-secret-of-some-length";

/// How a server is started.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// Keeps it on one processor, so that the load generator has the other; without a line in the log per request.
    pub(crate) pinned: bool,
    /// Another database than SQLite in the data folder.
    pub(crate) database_url: Option<String>,
}

/// Stopped when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) api: Api,
    pub(crate) content_url: String,
    /// From the start of the process to its first answer.
    pub(crate) first_answer: Duration,
    pub(crate) folder: TempDir,
}

impl Server {
    pub(crate) async fn start(binary: &Path, options: &Options) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("data");
        std::fs::create_dir(&data)?;
        let common = |command: &mut Command| {
            command.arg("--data-dir").arg(&data);
            if let Some(url) = &options.database_url {
                command.arg("--database-url").arg(url);
                command.arg("--installation-key-file").arg(data.join("installation.key"));
            }
        };
        let mut apps = Command::new(binary);
        apps.args(["apps", "create", "--id", APP, "--secret", SECRET]);
        common(&mut apps);
        let made = apps.stdout(Stdio::null()).status().context("cannot run the binary")?;
        ensure!(made.success(), "`lyceum apps create` failed");

        let (port, content_port) = (free_port()?, free_port()?);
        let mut serve = if options.pinned {
            let mut command = Command::new("taskset");
            command.args(["-c", "0"]).arg(binary);
            command
        } else {
            Command::new(binary)
        };
        serve.args(["serve", "--listen", &format!("127.0.0.1:{port}")]);
        serve.args(["--content-listen", &format!("127.0.0.1:{content_port}")]);
        common(&mut serve);
        if options.pinned {
            // The server beside it writes no line per request either.
            serve.env("LYCEUM_LOG", "warn");
        }
        let log = std::fs::File::create(folder.path().join("log"))?;
        let started = Instant::now();
        let child = serve.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let api = Api::new(format!("http://127.0.0.1:{port}"), APP, SECRET)?;
        let mut server = Self {
            child,
            api,
            content_url: format!("http://127.0.0.1:{content_port}"),
            first_answer: Duration::ZERO,
            folder,
        };
        while server.api.ping().await.is_err() {
            if let Some(status) = server.child.try_wait()? {
                let log = std::fs::read_to_string(server.folder.path().join("log"))?;
                bail!("the server ended ({status}): {log}");
            }
            ensure!(started.elapsed() < Duration::from_secs(30), "the server does not answer");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        server.first_answer = started.elapsed();
        Ok(server)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
