//! Import: processor time of the server from the first byte to `finished`, against `bsdtar -x` and a plain write.

use std::path::Path;

use crate::server::{Options, Server};
use crate::{packages, process, report};

pub(crate) async fn run(binary: &Path) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    measure(binary, "100 MB, 2,000 files", &packages::mixed(folder.path())?, "<= 1.0").await?;
    measure(binary, "20,000 tiny files", &packages::tiny(folder.path())?, "<= 0.5").await?;
    measure(binary, "one 2 GB video, deflated", &packages::video(folder.path())?, "<= 1.5").await
}

pub(crate) async fn run_big(binary: &Path) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    measure(binary, "5 GB, zip64", &packages::huge(folder.path())?, "<= 1.5").await
}

async fn measure(binary: &Path, name: &str, package: &Path, expected: &str) -> anyhow::Result<()> {
    let folder = package.parent().unwrap_or(Path::new("."));
    let file = package.display();
    let (tar_wall, tar) =
        process::timed(&format!("mkdir out && bsdtar -x -f {file} -C out && sync -f out"), folder)?;
    process::timed("rm -r out", folder)?;
    let (write_wall, write) = process::timed(&format!("dd if={file} of=copy bs=1M conv=fsync"), folder)?;
    process::timed("rm copy", folder)?;

    let server = Server::start(binary, &Options::default()).await?;
    process::reset_peak(server.pid())?;
    let before = process::cpu_secs(server.pid())?;
    let started = std::time::Instant::now();
    server.api.import("course", package).await?;
    let wall = started.elapsed().as_secs_f64();
    let ours = process::cpu_secs(server.pid())? - before;
    let peak = process::memory_mb(server.pid(), "VmHWM")?;

    report::ratio(&format!("{name}: CPU against bsdtar -x"), ours, tar, "s", expected);
    report::ratio(&format!("{name}: CPU against a plain write"), ours, write, "s", "-");
    report::ratio(&format!("{name}: clock against bsdtar -x"), wall, tar_wall, "s", "-");
    report::ratio(&format!("{name}: clock against a plain write"), wall, write_wall, "s", "-");
    report::figure(&format!("{name}: peak memory"), peak, "MB", "<= 64");
    std::fs::remove_file(package)?;
    Ok(())
}
