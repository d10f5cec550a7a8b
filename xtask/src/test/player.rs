//! The player's TypeScript: form and lints, types, unit tests.

use crate::step::Step;
use crate::{node, workspace};

pub(crate) fn scripts() -> anyhow::Result<u64> {
    let folder = workspace::root().join("web");
    let node = node::install(&folder)?;
    let tool = |args: &[&str]| Step::new(&node).folder(&folder).args(args);
    tool(&["node_modules/.bin/biome", "check", "--error-on-warnings", "."]).run()?;
    tool(&["node_modules/.bin/tsc", "--noEmit", "--project", "player"]).run()?;
    tool(&["player/test/run.mjs"]).count_passed()
}
