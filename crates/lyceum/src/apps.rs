//! `lyceum apps`: the applications that may call the API. Works beside a running server, at whose next request it
//! counts.

mod create;
mod delete;
mod list;
mod rotate_secret;
mod secret;

use clap::Subcommand;

/// What to do with applications.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes an application
    Create(create::Args),
    /// Lists all applications
    List(list::Args),
    /// Gives an application a new secret; the old one stops counting
    RotateSecret(rotate_secret::Args),
    /// Deletes an application with its courses, registrations and results
    Delete(delete::Args),
}

/// Runs the subcommand.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    match args.command {
        Command::Create(args) => create::run(args).await,
        Command::List(args) => list::run(args).await,
        Command::RotateSecret(args) => rotate_secret::run(args).await,
        Command::Delete(args) => delete::run(args).await,
    }
}
