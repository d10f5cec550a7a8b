//! `lyceum migrate`.

use crate::{config::Flags, logging, stored};

/// Flags of `migrate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    flags: Flags,
}

/// Brings the database's tables up to what this program needs.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let raw = args.flags.merged()?;
    logging::start(&raw)?;
    let store = stored::connect(raw).await?.store;
    store.migrate().await?;
    println!("The database is up to date.");
    Ok(())
}
