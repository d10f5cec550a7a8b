//! `lyceum apps create`.

use platform::{AppId, Clock as _, OsRng, SystemClock};
use service::NewApp;

use super::secret::SecretFlags;
use crate::{config::Flags, logging, stored};

/// Flags of `apps create`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The id that the LMS sends as `appid`
    #[arg(long, value_name = "APP", allow_hyphen_values = true)]
    id: AppId,
    /// What people call it [default: the id]
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    name: Option<String>,
    /// Let it make and change the other applications over the API (`rustici.application`)
    #[arg(long)]
    management: bool,
    #[command(flatten)]
    secret: SecretFlags,
    #[command(flatten)]
    flags: Flags,
}

/// Makes the application and prints its secret, if that was made here.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let raw = args.flags.merged()?;
    logging::start(&raw)?;
    let chosen = args.secret.choose()?;
    let stored = stored::connect(raw).await?.ready().await?;
    let key = stored.installation_key()?;
    let name = args.name.as_deref().unwrap_or(args.id.as_str());
    let new = NewApp { manages: args.management, ..NewApp::new(&args.id, name) };
    service::create_app(&stored.store, &key, &OsRng, new, &chosen.secret, SystemClock.now()).await?;
    println!("Application `{}` is ready.", args.id);
    chosen.show();
    Ok(())
}
