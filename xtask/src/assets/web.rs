//! What npm's packages do: bundling the scripts, shrinking the engine.

use std::path::{Path, PathBuf};

use crate::node;
use crate::step::Step;

/// The packages of `web/`, and the Node that runs them.
pub(super) struct Web {
    folder: PathBuf,
    node: PathBuf,
}

impl Web {
    pub(super) fn install(root: &Path) -> anyhow::Result<Self> {
        let folder = root.join("web");
        let node = node::install(&folder)?;
        Ok(Self { folder, node })
    }

    /// Types are checked, then each entry becomes one script; the style sheet stays readable.
    pub(super) fn bundle(&self, assets: &Path) -> anyhow::Result<()> {
        self.tool("tsc").args(&["--noEmit", "--project", "player"]).run()?;
        let output = format!("--outdir={}", assets.display());
        self.tool("esbuild")
            .args(&["player/src/shell.ts", "player/src/frame.ts", &output])
            .args(&["--bundle", "--minify", "--format=iife", "--target=es2020", "--charset=utf8"])
            .args(&["--log-level=warning"])
            .run()?;
        self.tool("esbuild")
            .args(&["player/styles/player.css", &output])
            .args(&["--bundle", "--charset=utf8", "--log-level=warning"])
            .run()
    }

    /// Every learner loads it, so it is made as small as it goes.
    pub(super) fn shrink_wasm(&self, from: &Path, to: &Path) -> anyhow::Result<()> {
        self.tool("wasm-opt")
            .args(&["-Oz", "--strip-debug", "--strip-producers"])
            .args(&["--enable-bulk-memory", "--enable-nontrapping-float-to-int", "--enable-sign-ext"])
            .args(&["--enable-mutable-globals", "--enable-multivalue", "--enable-reference-types"])
            .args(&[&from.to_string_lossy(), "-o", &to.to_string_lossy()])
            .run()
    }

    fn tool(&self, name: &str) -> Step {
        let path = self.folder.join("node_modules/.bin").join(name);
        Step::new(&self.node).args(&[&path.to_string_lossy()]).folder(&self.folder)
    }
}
