//! The pure crates build for a machine without clock, files and network: that they do is what "pure" means.

use std::path::Path;

use crate::step::{Step, cargo};
use crate::tools::{self, LLD, RUSTC_WEB};
use crate::workspace;

const TARGET: &str = "wasm32-unknown-unknown";
const PURE: [&str; 4] = ["packaging", "cmi", "sequencing", "runtime"];

/// Checks them against the target of this toolchain, or against Debian's compiler for the web.
pub(crate) fn pure_crates() -> anyhow::Result<u64> {
    let mut check = compiler()?;
    for name in PURE {
        check = check.args(&["--package", name]);
    }
    check.run()?;
    Ok(0)
}

fn compiler() -> anyhow::Result<Step> {
    let args = ["check", "--quiet", "--target", TARGET];
    if has_target() {
        return Ok(cargo(&args));
    }
    let [rustc, linker] = tools::need([RUSTC_WEB, LLD])?;
    let step = cargo(&args).args(&["-Z", "build-std=std,panic_abort", "--ignore-rust-version"]);
    Ok(step
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTC", rustc)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
        .env("CARGO_TARGET_DIR", workspace::target().join("web")))
}

/// Whether the running toolchain can build for the target.
fn has_target() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let asked =
        std::process::Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]).output();
    asked.is_ok_and(|answer| {
        answer.status.success() && Path::new(String::from_utf8_lossy(&answer.stdout).trim()).is_dir()
    })
}
