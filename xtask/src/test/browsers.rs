//! Real browsers: stories in Chromium, the short ones in Firefox and WebKit as well, and the official test packages.

use std::path::Path;

use crate::step::{Step, cargo};
use crate::test::postgres;
use crate::tools::{self, CHROMIUM, FIREFOX, HEADLESS_SHELL, WEBKIT, XVFB};
use crate::{node, workspace};

/// Stories of what learners do.
pub(crate) fn stories() -> anyhow::Result<u64> {
    let folder = workspace::root().join("web/tests");
    let [firefox, webkit, xvfb] = tools::need([FIREFOX, WEBKIT, XVFB])?;
    let (postgres, _cluster) = postgres::provide()?;
    in_chromium(&folder)?
        .args(&["--test", "--test-reporter=spec"])
        .env("LYCEUM_FIREFOX", firefox)
        .env("LYCEUM_WEBKIT_DRIVER", webkit)
        .env("LYCEUM_XVFB", xvfb)
        .env("LYCEUM_TEST_POSTGRES_URL", postgres)
        .count_passed()
}

/// The LMS test packages of SCORM 2004 4th Edition, each to its verdict. They are not ours to keep: without them
/// beside the repository nothing is played.
pub(crate) fn official_packages() -> anyhow::Result<u64> {
    let root = workspace::root().canonicalize()?;
    if !root.ancestors().any(|folder| folder.join("shared/content/adl").is_dir()) {
        println!("skipped: there is no folder shared/content/adl beside the repository");
        return Ok(0);
    }
    in_chromium(&root.join("web/tests"))?.args(&["adl.mjs"]).count_passed()
}

/// Builds the programs that the scripts of a folder start.
fn in_chromium(folder: &Path) -> anyhow::Result<Step> {
    let [chromium, shell] = tools::need([CHROMIUM, HEADLESS_SHELL])?;
    let node = node::install(folder)?;
    // The same build as that of the Rust tests, which brings the programs with it: nothing is built twice.
    cargo(&["test", "--workspace", "--no-run", "--quiet"]).run()?;
    Ok(Step::new(node)
        .folder(folder)
        .env("LYCEUM_BIN", workspace::target().join("debug/lyceum"))
        .env("CAMPUS_BIN", workspace::target().join("debug/campus"))
        .env("LYCEUM_BACKENDS_BIN", workspace::target().join("debug/examples/backends"))
        .env("LYCEUM_CHROMIUM", chromium)
        .env("LYCEUM_HEADLESS_SHELL", shell))
}
