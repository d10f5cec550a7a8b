//! `lyceum apps update`.

use platform::AppId;
use service::AppChange;

use crate::{config::Flags, logging, stored};

/// Flags of `apps update`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The application
    #[arg(long, value_name = "APP", allow_hyphen_values = true)]
    id: AppId,
    /// What people call it from now on
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    name: Option<String>,
    /// Whether its calls are answered
    #[arg(long, value_name = "true|false")]
    active: Option<bool>,
    /// Whether it may call `deleteRegistration`
    #[arg(long, value_name = "true|false")]
    allow_delete: Option<bool>,
    #[command(flatten)]
    flags: Flags,
}

/// Changes what is named.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let raw = args.flags.merged()?;
    logging::start(&raw)?;
    let stored = stored::connect(raw).await?.ready().await?;
    let change =
        AppChange { name: args.name.as_deref(), active: args.active, allow_delete: args.allow_delete };
    service::update_app(&stored.store, &args.id, change).await?;
    println!("Application `{}` is changed.", args.id);
    Ok(())
}
