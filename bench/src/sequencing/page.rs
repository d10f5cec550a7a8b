//! The engine as WebAssembly, run by Node, which has the compiler of Chromium.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use runtime::Definition;

use super::native;
use crate::clock::Samples;
use crate::process;

/// What one course cost, by the names that `page.mjs` gives.
pub(crate) struct Costs {
    pub(crate) continue_: Samples,
    pub(crate) choice: Samples,
    pub(crate) status: Samples,
    pub(crate) commit: Samples,
    pub(crate) valid: Samples,
    pub(crate) save: Samples,
    pub(crate) after_status: Samples,
    pub(crate) after_step: Samples,
    pub(crate) unchanged: Samples,
}

pub(crate) fn measure(engine: &Path, definition: &Definition, steps: usize) -> anyhow::Result<Costs> {
    process::need("node", "nodejs")?;
    let folder = tempfile::tempdir()?;
    let (bytes, state) = native::launched(definition)?;
    let targets: Vec<&str> =
        definition.launchable().map(|index| definition.activities[index].identifier.as_str()).collect();
    std::fs::write(folder.path().join("definition"), bytes)?;
    std::fs::write(folder.path().join("state"), state)?;
    std::fs::write(folder.path().join("targets"), targets.join("\n"))?;
    let output = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sequencing/page.mjs"))
        .arg(engine)
        .arg(steps.to_string())
        .arg(folder.path())
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run `node`")?;
    ensure!(output.status.success(), "the engine does not run as WebAssembly");
    let mut measured: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let mut take = |name: &str| -> anyhow::Result<Samples> {
        Ok(Samples::of(
            serde_json::from_value(measured[name].take()).with_context(|| format!("no `{name}`"))?,
        ))
    };
    Ok(Costs {
        continue_: take("continue")?,
        choice: take("choice")?,
        status: take("status")?,
        commit: take("commit")?,
        valid: take("valid")?,
        save: take("save")?,
        after_status: take("after_status")?,
        after_step: take("after_step")?,
        unchanged: take("unchanged")?,
    })
}
