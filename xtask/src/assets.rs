//! `cargo xtask assets`: builds what browsers load, into `crates/server/assets/`. With `--check` it only says whether
//! what lies there was built from the sources as they are.
//!
//! The results are committed, so that `cargo run` needs Rust alone; `manifest` beside them remembers the sources.

mod manifest;
mod protocol;
mod sources;
pub(crate) mod wasm;
mod web;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::workspace::root;
use web::Web;

/// What lies in the folder beside the manifest.
pub(crate) const FILES: [&str; 4] = ["shell.js", "frame.js", "player.css", "engine.wasm"];

pub(crate) fn run(check: bool) -> anyhow::Result<()> {
    let root = root();
    if check { self::check(&root) } else { build(&root) }
}

fn build(root: &Path) -> anyhow::Result<()> {
    let folder = folder(root);
    std::fs::create_dir_all(&folder)?;
    protocol::write(root)?;
    let web = Web::install(root)?;
    let engine = wasm::engine()?;
    web.shrink_wasm(&engine, &folder.join("engine.wasm"))?;
    web.bundle(&folder)?;
    manifest::write(&folder, &sources::hash(root)?)?;
    for name in FILES {
        println!("{:>9} bytes  {name}", std::fs::metadata(folder.join(name))?.len());
    }
    Ok(())
}

/// Fails where the assets are not those of the sources.
fn check(root: &Path) -> anyhow::Result<()> {
    if protocol::differs(root)? {
        bail!("{} is not what player_protocol.rs says now: run `cargo xtask assets`", protocol::PATH);
    }
    let manifest = manifest::read(&folder(root)).context("cannot read the manifest of the assets")?;
    if manifest.sources != sources::hash(root)? {
        bail!("the sources of crates/server/assets have changed: run `cargo xtask assets`");
    }
    manifest.check_files(&folder(root))
}

fn folder(root: &Path) -> PathBuf {
    root.join("crates/server/assets")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_are_those_of_the_sources() {
        check(&root()).unwrap();
    }

    /// What a learner loads before the course begins: engine and scripts, as sent.
    #[test]
    fn what_a_learner_loads_stays_small() {
        let sent: usize = FILES
            .iter()
            .filter(|name| !name.ends_with(".css"))
            .map(|name| {
                let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
                std::io::Write::write_all(&mut gzip, &std::fs::read(folder(&root()).join(name)).unwrap())
                    .unwrap();
                gzip.finish().unwrap().len()
            })
            .sum();
        assert!(sent <= 200 << 10, "engine and scripts take {sent} bytes");
    }
}
