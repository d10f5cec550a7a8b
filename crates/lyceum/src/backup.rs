//! `lyceum backup`.

use std::path::PathBuf;

use anyhow::bail;
use platform::{ByteSize, InstallationKey, OsRng, SystemClock};
use service::backup::{BackingUp, back_up};

use crate::progress::Progress;
use crate::{config::Flags, logging, stored};

/// Flags of `backup`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder, in which what lies there from an earlier backup is not copied again; or one new file, `….tar`
    #[arg(long, value_name = "DIR|FILE.tar")]
    to: PathBuf,
    /// Copy the installation key as well: whoever has the backup can then read the secrets of the applications
    #[arg(long)]
    with_key: bool,
    #[command(flatten)]
    flags: Flags,
}

/// Takes a backup, beside a running server.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let raw = args.flags.merged()?;
    logging::start(&raw)?;
    let stored = stored::connect_existing(raw).await?;
    let key_file = &stored.config.installation_key_file;
    let key = InstallationKey::load(key_file)?;
    let blobs = service::open_blobs(&stored.config)?;
    let progress = Progress::new();
    let show = |how_far| progress.show(how_far);
    let with = BackingUp {
        store: &stored.store,
        blobs: &blobs,
        clock: &SystemClock,
        rng: &OsRng,
        key: &key,
        key_file: args.with_key.then_some(key_file.as_path()),
        progress: &show,
    };
    let done = back_up(with, &args.to).await;
    progress.end();
    let done = done?;
    let manifest = &done.manifest;
    println!(
        "Backed up to `{}`: {} rows, {} files of {} ({} of them new).",
        args.to.display(),
        manifest.rows,
        manifest.blobs,
        ByteSize(manifest.blob_bytes),
        done.copied
    );
    if args.with_key {
        println!("It holds the installation key: keep it as safe as the secrets of your applications.");
    } else {
        println!(
            "It does NOT hold the installation key. Keep a copy of `{}` in another safe place: without it the secrets \
             of your applications cannot be read after a restore.",
            key_file.display()
        );
    }
    if manifest.missing > 0 {
        let kept = match done.kept {
            0 => String::new(),
            kept => format!(
                "; {kept} of them are left here from an earlier backup, and a restore brings them back"
            ),
        };
        bail!(
            "the backup is complete but for {} files that the database names and `blob_url` has lost, such as `{}`{kept}",
            manifest.missing,
            done.missing.first().map_or("", String::as_str)
        );
    }
    Ok(())
}
