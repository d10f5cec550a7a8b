//! `lyceum users link`.

use anyhow::anyhow;
use platform::{Clock as _, OsRng, SystemClock};
use service::console::{self, Actor};

use crate::{config::Flags, logging, stored};

/// Flags of `users link`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The user who is to set a new password; without it, the link is for the first administrator
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    name: Option<String>,
    #[command(flatten)]
    flags: Flags,
}

/// Prints the link and nothing else.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let raw = args.flags.merged()?;
    logging::start(&raw)?;
    let stored = stored::connect(raw).await?.ready().await?;
    let (store, now) = (&stored.store, SystemClock.now());
    let token = match &args.name {
        Some(name) => console::user_link(store, &OsRng, Actor::OPERATOR, name, now).await?,
        None => console::first_link(store, &OsRng, now).await?.ok_or_else(|| {
            anyhow!("there are users already; `--name NAME` says for whom the link is (`lyceum users list`)")
        })?,
    };
    println!("{}", service::welcome_url(&stored.config, &token));
    Ok(())
}
