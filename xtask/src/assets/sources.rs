//! The sources of the assets, as one hash.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};

/// Folders and files that the assets are made of. A newer compiler or another version of a crate from outside does not
/// count: it makes other bytes, not another player.
const SOURCES: [&str; 11] = [
    "crates/cmi/Cargo.toml",
    "crates/cmi/src",
    "crates/player-wasm/Cargo.toml",
    "crates/player-wasm/src",
    "crates/runtime/Cargo.toml",
    "crates/runtime/src",
    "crates/sequencing/Cargo.toml",
    "crates/sequencing/src",
    "web/package-lock.json",
    "web/player/src",
    "web/player/styles",
];

/// Over names and contents in the order of the names, whatever the line ends of the checkout.
pub(super) fn hash(root: &Path) -> anyhow::Result<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&root.join(source), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(bytes.split(|byte| *byte == b'\r').collect::<Vec<_>>().concat());
        hash.update([0]);
    }
    Ok(hex(&hash.finalize()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
