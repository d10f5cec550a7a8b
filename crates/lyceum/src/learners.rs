//! `lyceum learners`: what is known of learners. Works beside a running server.

mod erase;

use clap::Subcommand;

/// What to do with learners.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Erases one learner of an application: registrations, results, journals, logs, what was sent
    Erase(erase::Args),
}

/// Runs the subcommand.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    match args.command {
        Command::Erase(args) => erase::run(args).await,
    }
}
