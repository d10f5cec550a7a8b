//! Import: processor time of the server from the first byte to `finished`, against `bsdtar -x` and a plain write.

use std::path::Path;

use crate::campus::Campus;
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
    let package = packages::huge(folder.path())?;
    for way in [Way::Browser, Way::Through] {
        measure_way(binary, way, &package).await?;
    }
    measure(binary, "5 GB, zip64", &package, "<= 1.5").await
}

/// The two ways of a package from an author into the cloud.
#[derive(Clone, Copy)]
enum Way {
    /// The browser posts it straight to the cloud.
    Browser,
    /// Campus streams it on.
    Through,
}

/// Memory of both sides while a package takes its way. The cloud is a new one each time, so that no more than one copy
/// of the package lies on the disk.
async fn measure_way(binary: &Path, way: Way, package: &Path) -> anyhow::Result<()> {
    let cloud = Server::start(binary, &Options::default()).await?;
    let campus = Campus::start(&binary.with_file_name("campus"), &cloud).await?;
    process::reset_peak(cloud.pid())?;
    process::reset_peak(campus.pid())?;
    let before = process::cpu_secs(campus.pid())?;
    let started = std::time::Instant::now();
    let name = match way {
        Way::Browser => {
            campus.upload_by_browser(package).await?;
            "5 GB by browser"
        }
        Way::Through => {
            campus.upload_through(package).await?;
            "5 GB through Campus"
        }
    };
    let wall = started.elapsed().as_secs_f64();
    let cpu = process::cpu_secs(campus.pid())? - before;
    report::figure(&format!("{name}: clock until the course is ready"), wall, "s", "-");
    report::figure(&format!("{name}: CPU of Campus"), cpu, "s", "-");
    report::figure(
        &format!("{name}: peak memory of Campus"),
        process::memory_mb(campus.pid(), "VmHWM")?,
        "MB",
        "< 100",
    );
    report::figure(
        &format!("{name}: peak memory of the cloud"),
        process::memory_mb(cloud.pid(), "VmHWM")?,
        "MB",
        "< 100",
    );
    Ok(())
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
