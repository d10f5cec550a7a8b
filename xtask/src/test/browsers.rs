//! Stories in real browsers: Chromium for all, Firefox and WebKit for the short ones.

use crate::step::{Step, cargo};
use crate::tools::{self, CHROMIUM, FIREFOX, WEBKIT, XVFB};
use crate::{node, workspace};

/// Builds the program that the stories start, then runs them.
pub(crate) fn stories() -> anyhow::Result<u64> {
    let folder = workspace::root().join("web/tests");
    if !folder.is_dir() {
        println!("there is no web/tests");
        return Ok(0);
    }
    let [chromium, firefox, webkit, xvfb] = tools::need([CHROMIUM, FIREFOX, WEBKIT, XVFB])?;
    let node = node::install(&folder)?;
    // The same build as that of the Rust tests, which brings the program with it: nothing is built twice.
    cargo(&["test", "--workspace", "--no-run", "--quiet"]).run()?;
    Step::new(node)
        .args(&["--test", "--test-reporter=spec"])
        .folder(&folder)
        .env("LYCEUM_BIN", workspace::target().join("debug/lyceum"))
        .env("LYCEUM_CHROMIUM", chromium)
        .env("LYCEUM_FIREFOX", firefox)
        .env("LYCEUM_WEBKIT_DRIVER", webkit)
        .env("LYCEUM_XVFB", xvfb)
        .count_passed()
}
