//! The pure crates build for a machine without clock, files and network: that they do is what "pure" means.

use crate::assets::wasm::for_wasm;

const PURE: [&str; 4] = ["packaging", "cmi", "sequencing", "runtime"];

/// Checks them for the web's target.
pub(crate) fn pure_crates() -> anyhow::Result<u64> {
    let packages: Vec<&str> = PURE.iter().flat_map(|name| ["--package", name]).collect();
    for_wasm(&["check", "--quiet"])?.args(&packages).run()?;
    Ok(0)
}
