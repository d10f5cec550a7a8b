//! `lyceum apps delete`.

use std::io::{IsTerminal as _, Write as _};

use anyhow::{Context as _, ensure};
use platform::AppId;

use crate::{config::Flags, logging, stored};

/// Flags of `apps delete`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The application
    #[arg(long, value_name = "APP", allow_hyphen_values = true)]
    id: AppId,
    /// Do not ask; nobody is asked either where no person sits at a terminal
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    flags: Flags,
}

/// Deletes the application and all it has.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let raw = args.flags.merged()?;
    logging::start(&raw)?;
    if !args.yes && std::io::stdin().is_terminal() {
        confirm(&args.id)?;
    }
    let stored = stored::connect(raw).await?.ready().await?;
    service::delete_app(&stored.store, &args.id).await?;
    println!("Application `{}` is deleted.", args.id);
    Ok(())
}

fn confirm(id: &AppId) -> anyhow::Result<()> {
    print!("This deletes all courses, registrations and results of `{id}`. Type the id to go on: ");
    std::io::stdout().flush().context("cannot ask")?;
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed).context("cannot read the answer")?;
    ensure!(typed.trim_end_matches(['\r', '\n']) == id.as_str(), "nothing was deleted");
    Ok(())
}
