//! `lyceum`: the command line. One file per subcommand; each turns flags into one call of another crate.

mod apps;
mod backup;
mod check;
mod config;
mod demo;
mod learners;
mod logging;
mod migrate;
mod progress;
mod restore;
mod serve;
mod signals;
mod stored;
mod usage;
mod users;
mod version;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A self-hosted SCORM cloud: imports learning packages, plays them in a browser, and tells your LMS what the learner
/// did.
#[derive(Debug, Parser)]
#[command(name = "lyceum", version, propagate_version = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the server.
    Serve(serve::Args),
    /// Makes, lists and deletes the applications that may call the API.
    Apps(apps::Args),
    /// Lists the users of the console and makes links with which they set their passwords
    Users(users::Args),
    /// Erases what is known of a learner
    Learners(learners::Args),
    /// Says what an import would say about a package, without a server
    Check(check::Args),
    /// Runs a server with a sample application and sample courses, to look around
    Demo(demo::Args),
    /// Copies database and files of a running installation to a folder or a file
    Backup(backup::Args),
    /// Puts a backup back into an empty installation, or checks it
    Restore(restore::Args),
    /// Brings the database up to date; `serve` does the same at its start.
    Migrate(migrate::Args),
    /// Prints the version.
    Version,
}

#[tokio::main]
async fn main() -> ExitCode {
    // Every TLS connection of this program uses `ring`; without this the first one would fail.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        tracing::debug!("the crypto provider was installed before");
    }
    let command = match CommandLine::try_parse() {
        Ok(line) => line.command,
        Err(error) => return usage::explain(&error),
    };
    match run(command).await {
        Ok(code) => code,
        Err(error) => {
            // One sentence, with its causes.
            eprintln!("lyceum: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(args) => serve::run(args).await?,
        Command::Apps(args) => apps::run(args).await?,
        Command::Users(args) => users::run(args).await?,
        Command::Learners(args) => learners::run(args).await?,
        Command::Check(args) => return check::run(args).await,
        Command::Demo(args) => demo::run(args).await?,
        Command::Backup(args) => backup::run(args).await?,
        Command::Restore(args) => restore::run(args).await?,
        Command::Migrate(args) => migrate::run(args).await?,
        Command::Version => version::run(),
    }
    Ok(ExitCode::SUCCESS)
}
