//! The log: lines on standard error, for people or for machines.

use std::io::IsTerminal as _;

use anyhow::{anyhow, bail};
use platform::config::RawConfig;
use tracing_subscriber::EnvFilter;

/// Starts the log as the keys `log` and `log_format` say.
pub(crate) fn start(raw: &RawConfig) -> anyhow::Result<()> {
    let filter = EnvFilter::builder().parse(raw.log.as_deref().unwrap_or("info")).map_err(|_| {
        anyhow!("`log` must be a level like `info` or a list like `warn,lyceum::access=info`")
    })?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = match raw.log_format.as_deref() {
        None | Some("text") => log.try_init(),
        Some("json") => log.json().try_init(),
        Some(other) => bail!("`log_format` must be `text` or `json`, it is `{other}`"),
    };
    started.map_err(|error| anyhow!("the log cannot be started: {error}"))
}
