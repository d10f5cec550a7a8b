//! `cargo xtask dist`: what is handed to people who do not build, as one archive with its checksum.
//!
//! The same sources, toolchain and machine make the same bytes: no time, user or path of the machine is in it.

mod archive;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};

use crate::step::cargo;
use crate::workspace;
use archive::Archive;

/// Files beside the program, as they lie in the repository and as they are called in the archive. A `lyceum.toml` beside the
/// program would be the configuration of whoever tries it there.
const FILES: [(&str, &str); 8] = [
    ("README.md", "README.md"),
    ("CHANGELOG.md", "CHANGELOG.md"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("dist/lyceum.toml", "systemd/lyceum.toml"),
    ("dist/lyceum.service", "systemd/lyceum.service"),
    ("dist/lyceum-backup.service", "systemd/lyceum-backup.service"),
    ("dist/lyceum-backup.timer", "systemd/lyceum-backup.timer"),
];

/// Builds the program, or takes the one that was built, and packs it.
pub(crate) fn run(args: &[&str]) -> anyhow::Result<()> {
    let binary = match args {
        [] => build()?,
        ["--binary", path] => PathBuf::from(path),
        _ => bail!("usage: cargo xtask dist [--binary PATH]"),
    };
    let name = format!("lyceum-{}-{}", env!("CARGO_PKG_VERSION"), host()?);
    let folder = workspace::target().join("dist");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    let packed = pack(&name, &binary, &licences()?)?;
    let path = folder.join(format!("{name}.tar.gz"));
    std::fs::write(&path, &packed).with_context(|| format!("cannot write `{}`", path.display()))?;
    let sum: String = Sha256::digest(&packed).iter().map(|byte| format!("{byte:02x}")).collect();
    // As `sha256sum --check` reads it.
    std::fs::write(folder.join(format!("{name}.tar.gz.sha256")), format!("{sum}  {name}.tar.gz\n"))?;
    println!("{} ({:.1} MB)\n{sum}", path.display(), packed.len() as f64 / 1e6);
    Ok(())
}

/// The program as users run it, without symbols and without paths of this machine.
fn build() -> anyhow::Result<PathBuf> {
    cargo(&["build", "--release", "--locked", "--package", "lyceum"])
        .env("RUSTFLAGS", workspace::without_paths()?)
        .env("CARGO_PROFILE_RELEASE_STRIP", "symbols")
        .run()?;
    Ok(workspace::target().join("release/lyceum"))
}

fn pack(name: &str, binary: &Path, licences: &str) -> anyhow::Result<Vec<u8>> {
    let root = workspace::root();
    let mut archive = Archive::new(name);
    archive.add("lyceum", 0o755, &read(binary)?)?;
    archive.add("THIRD-PARTY.txt", 0o644, licences.as_bytes())?;
    for (from, to) in FILES {
        archive.add(to, 0o644, &read(&root.join(from))?)?;
    }
    for path in files_below(&root.join("docs"))? {
        let to = path.strip_prefix(&root)?.to_string_lossy().into_owned();
        archive.add(&to, 0o644, &read(&path)?)?;
    }
    archive.finish()
}

/// Every crate in the program with its licence.
fn licences() -> anyhow::Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--locked", "--package", "lyceum", "--edges", "normal", "--prefix", "none"])
        .args(["--format", "{p}  {l}"])
        .current_dir(workspace::root())
        .output()
        .context("cannot run `cargo tree`")?;
    if !output.status.success() {
        bail!("`cargo tree` failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8(output.stdout)?;
    // Ours come with a path, which is of this machine; `(*)` marks what was shown before.
    let mut lines: Vec<&str> =
        text.lines().filter(|line| !line.contains(" (/") && !line.ends_with("(*)")).collect();
    lines.sort_unstable();
    lines.dedup();
    Ok(format!("Lyceum holds these crates of others, each under its own licence:\n\n{}\n", lines.join("\n")))
}

/// The triple of the machine that the compiler builds for.
fn host() -> anyhow::Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().context("cannot run `rustc`")?;
    let text = String::from_utf8(output.stdout)?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("`rustc -vV` names no host")
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// All files below a folder, by name.
fn files_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() { files.extend(files_below(&path)?) } else { files.push(path) }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As long as real ones are.
    const NAME: &str = "lyceum-0.10.0-x86_64-unknown-linux-gnu";

    #[test]
    fn an_archive_holds_everything_and_is_the_same_every_time() {
        let folder = tempfile::tempdir().unwrap();
        let binary = folder.path().join("built");
        std::fs::write(&binary, "#!/bin/sh\necho lyceum\n").unwrap();
        let first = pack(NAME, &binary, "licences").unwrap();
        assert_eq!(first, pack(NAME, &binary, "licences").unwrap());
        let path = folder.path().join("a.tar.gz");
        std::fs::write(&path, &first).unwrap();
        // As people unpack it.
        let unpacked = Command::new("tar").arg("xzf").arg(&path).current_dir(folder.path()).status().unwrap();
        assert!(unpacked.success());
        let inside = folder.path().join(NAME);
        for name in [
            "lyceum",
            "README.md",
            "systemd/lyceum.service",
            "systemd/lyceum.toml",
            "docs/guide.md",
            "docs/operate.md",
        ] {
            assert!(inside.join(name).is_file(), "{name}");
        }
        assert!(!inside.join("lyceum.toml").exists(), "the program would take it for its configuration");
        let said = Command::new(inside.join("lyceum")).output().unwrap();
        assert_eq!(said.stdout, b"lyceum\n");
    }

    #[test]
    fn licences_name_crates_and_no_paths() {
        let text = licences().unwrap();
        assert!(text.contains("tokio v") && text.contains("MIT"), "{text}");
        assert!(!text.contains("(/") && !text.contains("lyceum v"), "{text}");
    }
}
