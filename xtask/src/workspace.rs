//! Where things lie in the repository.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// The folder of the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The target folder of this build, so that every step shares one.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Flags of the compiler that keep the paths of this machine out of what is handed to others.
pub(crate) fn without_paths() -> anyhow::Result<String> {
    let root = root().canonicalize()?;
    let own = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home =
        own.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).context("there is no home folder")?;
    let (root, home) = (root.display(), home.display());
    Ok(format!("--remap-path-prefix={root}=/lyceum --remap-path-prefix={home}=/cargo"))
}
