//! Node, 20 or later: the one on the path, else the one of a development dependency, since Debian 12 has 18.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::step::Step;
use crate::tools::{self, NODE, NPM};

/// The oldest that will do.
const OLDEST: u32 = 20;

/// Installs the packages of a folder's lock file and gives the Node to run them with.
pub(crate) fn install(folder: &Path) -> anyhow::Result<PathBuf> {
    let [node, npm] = tools::need([NODE, NPM])?;
    Step::new(npm).args(&["ci", "--no-audit", "--no-fund", "--loglevel=error"]).folder(folder).run()?;
    if major(&node)? >= OLDEST {
        return Ok(node);
    }
    let machine = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => bail!("there is no Node package for {other}: put Node {OLDEST} or later on the path"),
    };
    let own = folder.join(format!("node_modules/node-linux-{machine}/bin/node"));
    if !own.is_file() {
        bail!("Node {OLDEST} or later is needed, and {} is not there", own.display());
    }
    Ok(own)
}

fn major(node: &Path) -> anyhow::Result<u32> {
    let output = Command::new(node).arg("--version").output().context("cannot run `node`")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let number = text.trim().trim_start_matches('v').split('.').next().unwrap_or_default();
    number.parse().with_context(|| format!("`node --version` says `{}`", text.trim()))
}
