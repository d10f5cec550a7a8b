//! Content: requests a second against nginx on the same bytes, server on one processor, load on the other.

use std::path::Path;

use anyhow::Context as _;

use crate::nginx::{Nginx, load, median};
use crate::server::{Options, Server};
use crate::{packages, process, report};

const FILES: &[(&str, u64)] = &[("small.txt", 4 << 10), ("medium.txt", 100 << 10), ("large.mp4", 100 << 20)];

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
