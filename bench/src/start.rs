//! Start: time to the first answer, memory at rest, size of the binary.

use std::path::Path;
use std::time::Duration;

use crate::server::{Options, Server};
use crate::{process, report};

/// Long enough for everything that starting puts off.
const REST: Duration = Duration::from_secs(5);

pub(crate) async fn run(binary: &Path) -> anyhow::Result<()> {
    let server = Server::start(binary, &Options::default()).await?;
    report::figure("first answer after", server.first_answer.as_secs_f64() * 1000.0, "ms", "< 1000");
    tokio::time::sleep(REST).await;
    report::figure("memory at rest", process::memory_mb(server.pid(), "VmRSS")?, "MB", "< 40");
    report::figure("size of the binary", std::fs::metadata(binary)?.len() as f64 / 1e6, "MB", "-");
    Ok(())
}
