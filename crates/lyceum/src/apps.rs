//! `lyceum apps`: the applications that may call the API. Works beside a running server, at whose next request it
//! counts.

mod create;
mod delete;
mod keys;
mod list;
mod log;
mod rotate_secret;
mod secret;
mod update;

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
    /// Renames an application, switches it on or off, allows or forbids it to delete registrations
    Update(update::Args),
    /// Lists, adds, changes and deletes the keys of an application: for more than one at a time
    Keys(keys::Args),
    /// Shows the latest calls of an application: when, what, outcome, duration, key, client
    Log(log::Args),
    /// Deletes an application with its courses, registrations and results
    Delete(delete::Args),
}

/// Runs the subcommand.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    match args.command {
        Command::Create(args) => create::run(args).await,
        Command::List(args) => list::run(args).await,
        Command::RotateSecret(args) => rotate_secret::run(args).await,
        Command::Update(args) => update::run(args).await,
        Command::Keys(args) => keys::run(args).await,
        Command::Log(args) => log::run(args).await,
        Command::Delete(args) => delete::run(args).await,
    }
}

/// An instant in UTC, to the second.
fn instant(at: platform::Timestamp) -> String {
    written(at, "%FT%TZ")
}

/// The day of an instant, in UTC.
fn day(at: platform::Timestamp) -> String {
    written(at, "%F")
}

fn written(at: platform::Timestamp, form: &str) -> String {
    jiff::Timestamp::from_microsecond(at.0)
        .map_or_else(|_| "-".to_owned(), |at| at.strftime(form).to_string())
}
