//! `lyceum check`: what an import would say about a package.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use platform::OsRng;

use crate::config::Flags;

/// Flags of `check`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The package, a zip file
    #[arg(value_name = "PACKAGE.zip")]
    package: PathBuf,
    #[command(flatten)]
    flags: Flags,
}

/// Prints the report; fails when the package would not become a course.
pub(crate) async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let limits = args.flags.merged()?.import_limits;
    limits.check()?;
    let report = service::check_package(&args.package, &limits, &OsRng)
        .await
        .with_context(|| format!("cannot check `{}`", args.package.display()))?;
    print!("{}", report.text);
    Ok(if report.importable { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
