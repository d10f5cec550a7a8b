//! `lyceum demo`: a server, a sample application and sample courses, in one command.

use std::path::PathBuf;

use anyhow::Context as _;
use platform::{
    AppId, Clock as _, OsRng, SystemClock,
    config::{RawConfig, Texts},
};
use server::{Listeners, Server, Services, demo::Demo};
use tempfile::TempDir;

use crate::{config::Flags, logging, signals};

/// The sample application.
const APP: &str = "demo";

/// Flags of `demo`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    flags: Flags,
}

/// Runs until SIGTERM or SIGINT. Without `data_dir` all data is in a temporary folder that is removed at the end.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let mut raw = args.flags.merged()?;
    let folder = own_folder(&mut raw)?;
    // The receiver of the demo's postbacks is this very program.
    raw.allow_private_targets.get_or_insert(Texts::Many(vec!["127.0.0.0/8".to_owned(), "::1".to_owned()]));
    raw.log.get_or_insert_with(|| "warn".to_owned());
    logging::start(&raw)?;
    let end = signals::end()?;
    let (listeners, config) = Listeners::bind(raw).await?;
    let services = Services::open(config).await?;
    let demo = open_demo(&services).await?;
    let server = Server::new(services).with_routes(demo.routes(end.clone()));
    let start = demo.start_url();
    let prepare = async {
        tokio::select! {
            () = end.cancelled() => Ok(()),
            prepared = demo.prepare() => prepared,
        }
    };
    let running = server.run(listeners, end.clone());
    let prepared = async {
        let prepared = prepare.await;
        match &prepared {
            Ok(()) if end.is_cancelled() => {}
            Ok(()) => announce(&start, folder.as_ref()),
            Err(_) => end.cancel(),
        }
        prepared
    };
    let ((), prepared) = tokio::join!(running, prepared);
    prepared.context("the sample courses could not be prepared")
}

/// Without a folder for data: a temporary one, which goes with the value.
fn own_folder(raw: &mut RawConfig) -> anyhow::Result<Option<TempDir>> {
    if raw.data_dir.is_some() {
        return Ok(None);
    }
    let folder = tempfile::Builder::new().prefix("lyceum-demo-").tempdir().context("cannot make a folder")?;
    raw.data_dir = Some(PathBuf::from(folder.path()));
    Ok(Some(folder))
}

/// The sample application, with a secret of this run.
async fn open_demo(services: &Services) -> anyhow::Result<Demo> {
    let id = AppId::new(APP)?;
    let secret = service::new_secret(&OsRng);
    let now = SystemClock.now();
    let (store, key) = (&services.store, &services.installation_key);
    match service::create_app(store, key, &OsRng, service::NewApp::new(&id, "Demo"), &secret, now).await {
        // An earlier demo in the same folder.
        Err(service::AppError::Exists(_)) => {
            service::rotate_secret(store, key, &OsRng, &id, &secret, false, now).await?;
        }
        created => created?,
    }
    Ok(Demo::new(services, id, secret)?)
}

fn announce(start: &str, folder: Option<&TempDir>) {
    println!("Lyceum's demo runs.");
    println!();
    println!("  1. Open {start} in a browser.");
    println!("  2. Click \"Start the course\", take it, and leave it with its own button.");
    println!("  3. Look at the start page again: the result and the postback have arrived.");
    println!();
    match folder {
        Some(_) => println!("Ctrl+C ends the demo and removes its data."),
        None => println!("Ctrl+C ends the demo; its data stays."),
    }
}
