//! `cargo xtask bench`: builds the server as users run it, then the measurements of `bench/`.

use crate::step::cargo;
use crate::{assets, workspace};

/// The one that measures no server, but the engine that browsers load.
const ENGINE: &str = "sequencing";

/// Passes its arguments on to the `bench` program.
pub(crate) fn run(args: &[&str]) -> anyhow::Result<()> {
    if args.is_empty() || args.contains(&ENGINE) {
        assets::run(true)?;
    }
    if args != [ENGINE] {
        cargo(&["build", "--release", "--package", "lyceum", "--package", "campus"]).run()?;
    }
    let binary = workspace::target().join("release/lyceum");
    cargo(&["run", "--release", "--package", "bench", "--", &binary.to_string_lossy()]).args(args).run()
}
