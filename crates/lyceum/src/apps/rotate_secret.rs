//! `lyceum apps rotate-secret`.

use platform::{AppId, Clock as _, OsRng, SystemClock};

use super::secret::SecretFlags;
use crate::{config::Flags, logging, stored};

/// Flags of `apps rotate-secret`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The application
    #[arg(long, value_name = "APP", allow_hyphen_values = true)]
    id: AppId,
    /// Let the old secrets count until the next rotation, so that the LMS can be changed without a gap
    #[arg(long)]
    keep_old: bool,
    #[command(flatten)]
    secret: SecretFlags,
    #[command(flatten)]
    flags: Flags,
}

/// Stores the new secret and prints it, if it was made here.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let raw = args.flags.merged()?;
    logging::start(&raw)?;
    let chosen = args.secret.choose()?;
    let stored = stored::connect(raw).await?.ready().await?;
    let key = stored.installation_key()?;
    let now = SystemClock.now();
    service::rotate_secret(&stored.store, &key, &OsRng, &args.id, &chosen.secret, args.keep_old, now).await?;
    println!("Application `{}` has a new secret.", args.id);
    chosen.show();
    Ok(())
}
