//! `lyceum users`: who may sign in to the console. Works beside a running server.

mod link;
mod list;

use clap::Subcommand;

/// What to do with users.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prints a link that works once, with which somebody sets a password
    Link(link::Args),
    /// Lists all users
    List(list::Args),
}

/// Runs the subcommand.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    match args.command {
        Command::Link(args) => link::run(args).await,
        Command::List(args) => list::run(args).await,
    }
}
