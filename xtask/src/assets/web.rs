//! What npm's packages do: bundling the scripts, shrinking the engine.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

const OLDEST_NODE: u32 = 20;

/// The packages of the lock file, as they are written there.
pub(super) fn install(root: &Path) -> anyhow::Result<()> {
    let version = Command::new("node")
        .arg("--version")
        .output()
        .context("this needs Node: apt-get install nodejs npm")?;
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let major: u32 =
        version.trim_start_matches('v').split('.').next().unwrap_or_default().parse().unwrap_or(0);
    ensure!(
        major >= OLDEST_NODE,
        "Node {version} is too old, {OLDEST_NODE} is needed: put a newer one first on the path"
    );
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(root.join("web")))
}

/// Types are checked, then each entry becomes one script; the style sheet stays readable.
pub(super) fn bundle(root: &Path, folder: &Path) -> anyhow::Result<()> {
    let player = root.join("web/player");
    run(tool(root, "tsc").args(["--noEmit", "--project"]).arg(&player))?;
    let output = format!("--outdir={}", folder.display());
    run(tool(root, "esbuild")
        .args(["src/shell.ts", "src/frame.ts"])
        .args([
            "--bundle",
            "--minify",
            "--format=iife",
            "--target=es2020",
            "--charset=utf8",
            "--log-level=warning",
        ])
        .arg(&output)
        .current_dir(&player))?;
    run(tool(root, "esbuild")
        .args(["styles/player.css", "--bundle", "--charset=utf8", "--log-level=warning"])
        .arg(&output)
        .current_dir(&player))
}

/// Every learner loads it, so it is made as small as it goes.
pub(super) fn shrink_wasm(root: &Path, from: &Path, to: &Path) -> anyhow::Result<()> {
    run(tool(root, "wasm-opt")
        .args(["-Oz", "--strip-debug", "--strip-producers"])
        .args(["--enable-bulk-memory", "--enable-nontrapping-float-to-int", "--enable-sign-ext"])
        .args(["--enable-mutable-globals", "--enable-multivalue", "--enable-reference-types"])
        .arg(from)
        .arg("-o")
        .arg(to))
}

fn tool(root: &Path, name: &str) -> Command {
    let path: PathBuf = root.join("web/node_modules/.bin").join(name);
    Command::new(path)
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot run {name}"))?;
    ensure!(status.success(), "{name} failed");
    Ok(())
}
