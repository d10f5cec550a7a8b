//! `lyceum apps list`.

use super::day;
use crate::{config::Flags, logging, stored};

/// Flags of `apps list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    flags: Flags,
}

/// Prints one line per application: id, day it was made, name.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let raw = args.flags.merged()?;
    logging::start(&raw)?;
    let stored = stored::connect(raw).await?.ready().await?;
    for app in service::list_apps(&stored.store).await? {
        let manages = if app.manages { "  (management)" } else { "" };
        let state = if app.active { "" } else { "  (switched off)" };
        println!("{}  {}  {}{manages}{state}", app.id, day(app.created_at), app.name);
    }
    Ok(())
}
