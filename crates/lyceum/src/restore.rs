//! `lyceum restore`.

use std::path::PathBuf;

use platform::{ByteSize, OsRng};
use service::backup::{BackupProgress, Manifest, Restoring, check_backup, restore};

use crate::progress::Progress;
use crate::{config::Flags, logging, stored};

/// Flags of `restore`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder or file that `backup` wrote
    #[arg(long, value_name = "DIR|FILE.tar")]
    from: PathBuf,
    /// Only read all of it and compare every checksum
    #[arg(long)]
    check: bool,
    /// Go on without the installation key of the backup: every application needs a new secret then
    #[arg(long)]
    new_key: bool,
    #[command(flatten)]
    flags: Flags,
}

/// Puts a backup back, or checks it.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let raw = args.flags.merged()?;
    logging::start(&raw)?;
    let progress = Progress::new();
    let show = |how_far: BackupProgress| progress.show(how_far);
    if args.check {
        let checked = check_backup(&args.from, &show).await;
        progress.end();
        println!("The backup is whole: {}.", words(&checked?));
        return Ok(());
    }
    let stored = stored::connect(raw).await?;
    let blobs = service::open_blobs(&stored.config)?;
    let to = Restoring {
        store: &stored.store,
        blobs: &blobs,
        key_file: &stored.config.installation_key_file,
        new_key: args.new_key,
        rng: &OsRng,
        progress: &show,
    };
    let restored = restore(&args.from, to).await;
    progress.end();
    let restored = restored?;
    println!("Restored {}. Everybody has to sign in again.", words(&restored.manifest));
    if !restored.opens_secrets {
        println!(
            "The secrets of the applications cannot be read with this installation key: give every application a new \
             one (`lyceum apps rotate-secret`), and set passwords of postbacks again."
        );
    }
    Ok(())
}

fn words(manifest: &Manifest) -> String {
    let taken = jiff::Timestamp::from_microsecond(manifest.taken_at_micros);
    let taken = taken.map_or_else(|_| "?".to_owned(), |at| format!("{at:.0}"));
    format!(
        "{} rows and {} files of {}, as of {taken}",
        manifest.rows,
        manifest.blobs,
        ByteSize(manifest.blob_bytes)
    )
}
