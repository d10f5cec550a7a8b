//! The player's TypeScript: form and lints, types, unit tests; and whether the engine that browsers load answers as the
//! native one does.

use std::path::Path;

use anyhow::Context as _;

use crate::step::{Step, cargo};
use crate::{node, workspace};

/// Stories that are told to both homes of the engine, beside those of the fuzzer's corpus.
const STORIES: &str = "150";

pub(crate) fn scripts() -> anyhow::Result<u64> {
    let folder = workspace::root().join("web");
    let node = node::install(&folder)?;
    let tool = |args: &[&str]| Step::new(&node).folder(&folder).args(args);
    tool(&["node_modules/.bin/biome", "check", "--error-on-warnings", "."]).run()?;
    tool(&["node_modules/.bin/tsc", "--noEmit", "--project", "player"]).run()?;
    Ok(tool(&["player/test/run.mjs"]).count_passed()? + same_as_native(&node)?)
}

/// Random courses and journals, and those that once broke something.
fn same_as_native(node: &Path) -> anyhow::Result<u64> {
    let root = workspace::root();
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let stories = folder.path().join("stories");
    let [corpus, engine] =
        ["fuzz/corpus/requests", "crates/server/assets/engine.wasm"].map(|at| root.join(at));
    cargo(&["run", "--quiet", "--package", "player-wasm", "--example", "stories", "--", STORIES])
        .args(&[&corpus.to_string_lossy(), &stories.to_string_lossy()])
        .run()?;
    Step::new(node)
        .args(&[&root.join("web/player/test/same_as_native.mjs").to_string_lossy()])
        .args(&[&engine.to_string_lossy(), &stories.to_string_lossy()])
        .count_passed()
}
