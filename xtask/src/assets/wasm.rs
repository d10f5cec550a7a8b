//! The engine as WebAssembly.
//!
//! Two toolchains can build it: the running one where its wasm32 target is installed, else Debian's compiler with the
//! sources of the standard library, which it then builds as well.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail, ensure};

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const LINKERS: [&str; 2] = ["/usr/bin/wasm-ld-19", "/usr/bin/wasm-ld"];

/// Builds the engine and answers where it lies.
pub(super) fn engine(root: &Path) -> anyhow::Result<PathBuf> {
    cargo(root, &["build", "--package", "player-wasm", "--profile", "wasm"])?;
    Ok(target_folder(root).join(TARGET).join("wasm/player_wasm.wasm"))
}

/// Runs cargo for the target.
pub(crate) fn cargo(root: &Path, args: &[&str]) -> anyhow::Result<()> {
    let mut command = Command::new("cargo");
    command
        .args(args)
        .args(["--target", TARGET])
        .arg("--target-dir")
        .arg(target_folder(root))
        .current_dir(root);
    if !has_own_target()? {
        let linker = LINKERS.iter().find(|linker| Path::new(linker).exists());
        let (true, Some(linker)) = (Path::new(DEBIAN_RUSTC).exists(), linker) else { bail!("{}", MISSING) };
        // `-Z` for cargo and compiler alike; these variables hold for this command only.
        command
            .args(["-Z", "build-std=std,panic_abort"])
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTC", DEBIAN_RUSTC)
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    }
    let status = command.status().context("cannot run cargo")?;
    ensure!(status.success(), "cargo could not build for {TARGET}");
    Ok(())
}

const MISSING: &str = "nothing here can build for wasm32-unknown-unknown; type one of\n  \
    rustup target add wasm32-unknown-unknown\n  \
    apt-get install rustc-web rust-web-src lld-19";

/// Whether the toolchain that runs this has the target.
fn has_own_target() -> anyhow::Result<bool> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .context("cannot run rustc")?;
    Ok(output.status.success() && Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

/// Its own, since another compiler writes there.
fn target_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("wasm")
}
