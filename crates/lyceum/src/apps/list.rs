//! `lyceum apps list`.

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
        let state = if app.active { "" } else { "  (switched off)" };
        println!("{}  {}  {}{state}", app.id, day(app.created_at), app.name);
    }
    Ok(())
}

/// The day of an instant, in UTC.
fn day(at: platform::Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.0)
        .map_or_else(|_| "-".to_owned(), |at| at.strftime("%F").to_string())
}
