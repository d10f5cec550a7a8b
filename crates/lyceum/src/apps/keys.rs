//! `lyceum apps keys`: the keys of one application.

use clap::Subcommand;
use platform::{AppId, Clock as _, OsRng, SystemClock};
use service::AppKeyChange;

use super::{instant, secret::SecretFlags};
use crate::{config::Flags, logging, stored};

/// What to do with keys.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists the keys of an application, newest first: id, day it was made, last use, state, description
    List(Which),
    /// Adds a key; the others go on counting
    Add {
        /// What it is for
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true, default_value = "")]
        description: String,
        #[command(flatten)]
        secret: SecretFlags,
        #[command(flatten)]
        which: Which,
    },
    /// Describes a key, switches it on or off; the last active one stays
    Update {
        /// The key's id
        #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
        key: String,
        /// What it is for
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        description: Option<String>,
        /// Whether it counts
        #[arg(long, value_name = "true|false")]
        active: Option<bool>,
        #[command(flatten)]
        which: Which,
    },
    /// Deletes a key; the last active one stays
    Delete {
        /// The key's id
        #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
        key: String,
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Debug, clap::Args)]
struct Which {
    /// The application
    #[arg(long, value_name = "APP", allow_hyphen_values = true)]
    id: AppId,
    #[command(flatten)]
    flags: Flags,
}

/// Runs the subcommand.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    match args.command {
        Command::List(which) => {
            let (id, stored) = which.open().await?;
            for key in service::app_keys(&stored.store, &id).await? {
                let used = key.last_used_at.map_or_else(|| "never used".to_owned(), instant);
                let state = if key.active { "active" } else { "off" };
                println!(
                    "{}  {}  {used}  {state}  {}",
                    key.id.as_str(),
                    super::day(key.created_at),
                    key.description
                );
            }
        }
        Command::Add { description, secret, which } => {
            let chosen = secret.choose()?;
            let (id, stored) = which.open().await?;
            let key = stored.installation_key()?;
            let now = SystemClock.now();
            let added =
                service::add_app_key(&stored.store, &key, &OsRng, &id, &chosen.secret, &description, now)
                    .await?;
            println!("Application `{id}` has a new key `{}`.", added.as_str());
            chosen.show();
        }
        Command::Update { key, description, active, which } => {
            let (id, stored) = which.open().await?;
            let change = AppKeyChange { description: description.as_deref(), active };
            service::update_app_key(&stored.store, &id, &key, change).await?;
            println!("Key `{key}` of application `{id}` is changed.");
        }
        Command::Delete { key, which } => {
            let (id, stored) = which.open().await?;
            service::delete_app_key(&stored.store, &id, &key).await?;
            println!("Key `{key}` of application `{id}` is deleted.");
        }
    }
    Ok(())
}

impl Which {
    async fn open(self) -> anyhow::Result<(AppId, stored::Stored)> {
        let raw = self.flags.merged()?;
        logging::start(&raw)?;
        Ok((self.id, stored::connect(raw).await?.ready().await?))
    }
}
