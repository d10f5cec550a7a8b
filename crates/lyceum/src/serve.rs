//! `lyceum serve`.

use std::io::Write as _;

use platform::{Config, WelcomeToken};
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
    let clock = &services.clock;
    let first = service::console::first_link(&services.store, services.rng.as_ref(), clock.now()).await?;
    announce(&services.config, first.as_ref());
    Server::new(services).run(listeners, end).await;
    tracing::info!("ended");
    Ok(())
}

fn announce(config: &Config, first: Option<&WelcomeToken>) {
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        listen = %config.listen,
        content_listen = %config.content_listen,
        database = %config.database_url,
        "ready"
    );
    let api = config.public_url.as_str().trim_end_matches('/');
    let mut lines = format!("API      {api}/api\n");
    lines += &format!("Console  {}\n", service::console_url(config));
    if let Some(token) = first {
        // Printed and not logged: whoever has it becomes the administrator.
        lines += &format!(
            "         nobody can sign in yet; within a day, begin at {}\n",
            service::welcome_url(config, token)
        );
    }
    lines += &format!("Content  {}\n", config.content_url.pattern());
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
