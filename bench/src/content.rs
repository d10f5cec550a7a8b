//! Content: requests a second against nginx on the same bytes, server on one processor, load on the other.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, ensure};

use crate::server::{Options, Server, free_port};
use crate::v1::between;
use crate::{packages, process, report};

const FILES: &[(&str, u64)] = &[("small.txt", 4 << 10), ("medium.txt", 100 << 10), ("large.mp4", 100 << 20)];
const SECONDS: u32 = 5;

pub(crate) async fn run(binary: &Path) -> anyhow::Result<()> {
    process::need("nginx", "nginx-light")?;
    process::need("wrk", "wrk")?;
    let folder = tempfile::tempdir()?;
    let package = packages::sized(folder.path(), FILES)?;
    let server = Server::start(binary, &Options { pinned: true, ..Options::default() }).await?;
    server.api.import("course", &package).await?;
    let player = server.api.launch("course", "reader").await?;
    let started: serde_json::Value =
        serde_json::from_slice(&server.api.http.post(format!("{player}start")).send().await?.bytes().await?)?;
    let base = started["content_base"].as_str().context("the start names no content")?;
    let ours = |name: &str| format!("{}{base}{name}", server.content_url);

    // The same bytes as files, deflated beforehand, which is how nginx is fastest.
    let site = folder.path().join("site");
    std::fs::create_dir(&site)?;
    process::timed(
        &format!("bsdtar -x -f {} -C site && gzip -k site/small.txt site/medium.txt", package.display()),
        folder.path(),
    )?;
    let nginx = Nginx::start(folder.path(), &site)?;
    for (name, _) in &FILES[..2] {
        // Taken in turns, so that a machine that is slow for a while is slow for both.
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for _ in 0..3 {
            a.push(load(&ours(name), 64)?);
            b.push(load(&nginx.url(name), 64)?);
        }
        report::ratio(&format!("{name} at 64 connections"), median(a), median(b), "req/s", ">= 0.5");
    }
    let (a, b) = (load(&ours("large.mp4"), 4)?, load(&nginx.url("large.mp4"), 4)?);
    report::ratio("100 MB at 4 connections", a * 0.1048576, b * 0.1048576, "GB/s", "-");
    Ok(())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// Requests a second.
fn load(url: &str, connections: u32) -> anyhow::Result<f64> {
    let output = Command::new("taskset")
        .args(["-c", "1", "wrk", "-t1", &format!("-c{connections}"), &format!("-d{SECONDS}s")])
        .args(["-H", "Accept-Encoding: gzip", url])
        .output()
        .context("cannot run wrk")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(!text.contains("Non-2xx"), "{url}: {text}");
    let rate = between(&text, "Requests/sec:", "\n").with_context(|| format!("wrk says: {text}"))?;
    Ok(rate.trim().parse()?)
}

struct Nginx {
    child: Child,
    port: u16,
}

impl Nginx {
    fn start(folder: &Path, site: &Path) -> anyhow::Result<Self> {
        let port = free_port()?;
        let mut config = String::new();
        write!(
            config,
            "daemon off; master_process off; worker_processes 1; pid {0}/nginx.pid; error_log {0}/nginx.log; user root;\n\
             events {{ worker_connections 1024; }}\n\
             http {{ include /etc/nginx/mime.types; access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;\n\
             client_body_temp_path {0}/t1; proxy_temp_path {0}/t2; fastcgi_temp_path {0}/t3; uwsgi_temp_path {0}/t4; scgi_temp_path {0}/t5;\n\
             open_file_cache max=1000; gzip_static on;\n\
             server {{ listen 127.0.0.1:{port}; root {1}; }} }}\n",
            folder.display(),
            site.display()
        )?;
        let path = folder.join("nginx.conf");
        std::fs::write(&path, config)?;
        let child = Command::new("taskset")
            .args(["-c", "0", "nginx", "-c"])
            .arg(&path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot run nginx")?;
        let nginx = Self { child, port };
        for _ in 0..200 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(nginx);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        anyhow::bail!("nginx does not answer")
    }

    fn url(&self, name: &str) -> String {
        format!("http://127.0.0.1:{}/{name}", self.port)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
