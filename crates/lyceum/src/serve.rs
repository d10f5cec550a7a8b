//! `lyceum serve`.

use std::io::Write as _;

use platform::Config;
use server::{Listeners, Server, Services};

use crate::{config::Flags, logging, signals};

/// Flags of `serve`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    flags: Flags,
}

/// Runs the server until SIGTERM or SIGINT.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let raw = args.flags.merged()?;
    logging::start(&raw)?;
    let end = signals::end()?;
    let (listeners, config) = Listeners::bind(raw).await?;
    warn_of_risks(&config);
    let services = Services::open(config).await?;
    announce(&services.config);
    Server::new(services).run(listeners, end).await;
    tracing::info!("ended");
    Ok(())
}

fn announce(config: &Config) {
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        listen = %config.listen,
        content_listen = %config.content_listen,
        database = %config.database_url,
        "ready"
    );
    let api = config.public_url.as_str().trim_end_matches('/');
    let lines = format!("API      {api}/api\nContent  {}\n", config.content_url.pattern());
    // A server goes on when nobody reads what it prints.
    if let Err(error) = std::io::stdout().write_all(lines.as_bytes()) {
        tracing::debug!(%error, "the addresses could not be printed");
    }
}

fn warn_of_risks(config: &Config) {
    if config.shares_host() {
        tracing::warn!(
            host = config.content_url.host(),
            "`public_url` and `content_url` have the same host name: scripts of courses share cookies with it; give \
             `content_url` a name of its own"
        );
    }
}
