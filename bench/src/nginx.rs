//! The reference for answers over HTTP: nginx on the same bytes, and the load for both.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, ensure};

use crate::server::free_port;
use crate::v1::between;

const SECONDS: u32 = 5;

/// The figure in the middle.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// Requests a second, from the other processor than the server's.
pub(crate) fn load(url: &str, connections: u32) -> anyhow::Result<f64> {
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

/// nginx on the processor that servers are pinned to; stopped when dropped.
pub(crate) struct Nginx {
    child: Child,
    port: u16,
}

impl Nginx {
    pub(crate) fn start(folder: &Path, site: &Path) -> anyhow::Result<Self> {
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

    pub(crate) fn url(&self, name: &str) -> String {
        format!("http://127.0.0.1:{}/{name}", self.port)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
