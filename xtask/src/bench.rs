//! `cargo xtask bench`: builds the server as users run it, then the measurements of `bench/`.

use crate::step::cargo;

/// Passes its arguments on to the `bench` program.
pub(crate) fn run(args: &[&str]) -> anyhow::Result<()> {
    cargo(&["build", "--release", "--package", "lyceum"]).run()?;
    cargo(&["run", "--release", "--package", "bench", "--"]).args(args).run()
}
