//! `lyceum apps delete`.

use anyhow::ensure;
use platform::AppId;

use crate::{config::Flags, logging, stored};

/// Flags of `apps delete`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The application
    #[arg(long, value_name = "APP")]
    id: AppId,
    /// Confirms that courses, registrations and results go with it
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    flags: Flags,
}

/// Deletes the application and all it has.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    ensure!(
        args.yes,
        "deleting `{}` deletes its courses, registrations and results; add `--yes` to do so",
        args.id
    );
    let raw = args.flags.merged()?;
    logging::start(&raw)?;
    let stored = stored::connect(raw).await?.ready().await?;
    service::delete_app(&stored.store, &args.id).await?;
    println!("Application `{}` is deleted.", args.id);
    Ok(())
}
