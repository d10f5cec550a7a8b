//! `lyceum learners erase`.

use std::io::{IsTerminal as _, Write as _};

use anyhow::{Context as _, ensure};
use platform::{AppId, Clock as _, SystemClock};
use service::LearnerData;
use service::console::Actor;

use crate::{config::Flags, logging, stored};

/// Flags of `learners erase`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The application
    #[arg(long, value_name = "APP", allow_hyphen_values = true)]
    app: AppId,
    /// The id of the learner, as the LMS gave it
    #[arg(long, value_name = "LEARNER", allow_hyphen_values = true)]
    learner: String,
    /// Only say what is known
    #[arg(long)]
    preview: bool,
    /// Do not ask; nobody is asked either where no person sits at a terminal
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    flags: Flags,
}

/// Erases the learner.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let raw = args.flags.merged()?;
    logging::start(&raw)?;
    let stored = stored::connect_existing(raw).await?;
    let store = &stored.store;
    let data = service::learner_data(store, &args.app, &args.learner).await?;
    println!("{}", words(&data));
    if args.preview {
        return Ok(());
    }
    if !args.yes && std::io::stdin().is_terminal() {
        confirm(&args.learner)?;
    }
    let blobs = service::open_blobs(&stored.config)?;
    let now = SystemClock.now();
    service::erase_learner(store, &blobs, Actor::OPERATOR, &args.app, &args.learner, now).await?;
    println!("Erased. What an LMS was told before, and backups taken before, still hold the learner.");
    Ok(())
}

fn words(data: &LearnerData) -> String {
    let known = &data.known;
    format!(
        "{} registrations, {} attempts, {} launches with {} batches of journal and {} of notes, {} tries of postbacks, \
         {} objectives and shared data, {} tags. {} exports of the application go as a whole.",
        known.registrations,
        known.attempts,
        known.launches,
        known.batches,
        known.notes,
        known.postbacks,
        known.objectives,
        known.tags,
        data.exports
    )
}

fn confirm(learner: &str) -> anyhow::Result<()> {
    print!("This cannot be undone. Type the learner's id to go on: ");
    std::io::stdout().flush().context("cannot ask")?;
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed).context("cannot read the answer")?;
    ensure!(typed.trim_end_matches(['\r', '\n']) == learner, "nothing was erased");
    Ok(())
}
