//! `lyceum users list`.

use crate::{config::Flags, logging, stored};

/// Flags of `users list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    flags: Flags,
}

/// Prints one line per user: name, role, state.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let raw = args.flags.merged()?;
    logging::start(&raw)?;
    let stored = stored::connect(raw).await?.ready().await?;
    for user in service::console::list_users(&stored.store).await? {
        let state = match (user.active, user.has_password) {
            (false, _) => "  (may not sign in)",
            (true, false) => "  (has no password yet)",
            (true, true) => "",
        };
        println!("{}  {}{state}", user.login, user.role.as_str());
    }
    Ok(())
}
