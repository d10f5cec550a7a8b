//! `crates/server/assets/manifest`: what the assets were built from, and what they are. One `name hash` a line.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};

use super::FILES;
use super::sources::hex;

const NAME: &str = "manifest";

pub(super) struct Manifest {
    pub(super) sources: String,
    files: BTreeMap<String, String>,
}

pub(super) fn write(folder: &Path, sources: &str) -> anyhow::Result<()> {
    let mut text = format!("sources {sources}\n");
    for name in FILES {
        text += &format!("{name} {}\n", hash(&folder.join(name))?);
    }
    Ok(std::fs::write(folder.join(NAME), text)?)
}

pub(super) fn read(folder: &Path) -> anyhow::Result<Manifest> {
    let text = std::fs::read_to_string(folder.join(NAME))?;
    let mut files: BTreeMap<String, String> = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .collect();
    let sources = files.remove("sources").context("it names no sources")?;
    Ok(Manifest { sources, files })
}

impl Manifest {
    /// Whether nobody changed the files by hand.
    pub(super) fn check_files(&self, folder: &Path) -> anyhow::Result<()> {
        for name in FILES {
            if self.files.get(name) != Some(&hash(&folder.join(name))?) {
                bail!("{name} is not what was built: run `cargo xtask assets`");
            }
        }
        Ok(())
    }
}

fn hash(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(hex(&Sha256::digest(bytes)))
}
