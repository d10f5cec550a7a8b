//! The engine as WebAssembly.
//!
//! Two toolchains can build it: the running one where its wasm32 target is installed, else Debian's compiler with the
//! sources of the standard library, which it then builds as well.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::step::{Step, cargo};
use crate::tools::{self, LLD, RUSTC_WEB};
use crate::workspace;

const TARGET: &str = "wasm32-unknown-unknown";

/// Builds the engine and answers where it lies.
pub(super) fn engine() -> anyhow::Result<PathBuf> {
    for_wasm(&["build", "--package", "player-wasm", "--profile", "wasm"])?.run()?;
    Ok(target_folder().join(TARGET).join("wasm/player_wasm.wasm"))
}

/// A command of cargo for the target.
pub(crate) fn for_wasm(args: &[&str]) -> anyhow::Result<Step> {
    let step = cargo(args)
        .args(&["--target", TARGET])
        .env("CARGO_TARGET_DIR", target_folder())
        .env("RUSTFLAGS", workspace::without_paths()?);
    if has_target()? {
        return Ok(step);
    }
    let [rustc, linker] = tools::need([RUSTC_WEB, LLD])?;
    // These variables hold for this command only.
    Ok(step
        .args(&["-Z", "build-std=std,panic_abort", "--ignore-rust-version"])
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTC", rustc)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker))
}

/// Whether the running toolchain can build for the target.
fn has_target() -> anyhow::Result<bool> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .context("cannot run `rustc`")?;
    Ok(output.status.success() && Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

/// Its own, since another compiler writes there.
fn target_folder() -> PathBuf {
    workspace::target().join("web")
}
