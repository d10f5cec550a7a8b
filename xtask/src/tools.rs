//! Programs that tests need beside Rust. A missing one is installed with apt-get when root on Debian; else the line
//! to type is the error.

use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::step::Step;

/// A program and the Debian packages that bring it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tool {
    pub(crate) program: &'static str,
    packages: &'static [&'static str],
    /// Folders to look in before `PATH`, the last version first; `*` stands for a version.
    folders: &'static [&'static str],
}

const fn on_path(program: &'static str, packages: &'static [&'static str]) -> Tool {
    Tool { program, packages, folders: &[] }
}

pub(crate) const CHROMIUM: Tool = on_path("chromium", &["chromium"]);
/// The same browser without its windows: it takes half the processor.
pub(crate) const HEADLESS_SHELL: Tool = on_path("chromium-headless-shell", &["chromium-headless-shell"]);
pub(crate) const FIREFOX: Tool = on_path("firefox-esr", &["firefox-esr"]);
pub(crate) const WEBKIT: Tool = on_path("WebKitWebDriver", &["webkit2gtk-driver"]);
/// WebKit has no mode without a screen.
pub(crate) const XVFB: Tool = on_path("Xvfb", &["xvfb"]);
pub(crate) const NODE: Tool = on_path("node", &["nodejs", "npm"]);
pub(crate) const NPM: Tool = on_path("npm", &["nodejs", "npm"]);
pub(crate) const NEXTEST: Tool = on_path("cargo-nextest", &[]);
pub(crate) const POSTGRES: Tool =
    Tool { program: "initdb", packages: &["postgresql"], folders: &["/usr/lib/postgresql/*/bin"] };
pub(crate) const RUSTC_WEB: Tool =
    Tool { program: "/usr/bin/rustc", packages: &["rustc-web", "rust-web-src", "lld-19"], folders: &[] };
pub(crate) const LLD: Tool =
    Tool { program: "wasm-ld-19", packages: &["rustc-web", "rust-web-src", "lld-19"], folders: &[] };

/// The full paths of the tools, after what was missing has been installed.
pub(crate) fn need<const N: usize>(tools: [Tool; N]) -> anyhow::Result<[PathBuf; N]> {
    let missing: Vec<&Tool> = tools.iter().filter(|tool| find(tool).is_none()).collect();
    let mut packages: Vec<&str> = missing.iter().flat_map(|tool| tool.packages).copied().collect();
    packages.sort_unstable();
    packages.dedup();
    if !packages.is_empty() {
        install(&packages)?;
    }
    let mut found = tools.map(|tool| find(&tool));
    for (path, tool) in found.iter_mut().zip(&tools) {
        if path.is_none() {
            bail!("`{}` is missing although {} is installed", tool.program, tool.packages.join(", "));
        }
    }
    Ok(found.map(Option::unwrap_or_default))
}

/// Where the tool lies.
pub(crate) fn find(tool: &Tool) -> Option<PathBuf> {
    let program = Path::new(tool.program);
    if program.is_absolute() {
        return program.is_file().then(|| program.to_owned());
    }
    // Folders first: there a program has its companions beside it, which a link on the path does not.
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = tool.folders.iter().flat_map(|pattern| expand(pattern)).rev().collect();
    folders.extend(std::env::split_paths(&path));
    folders.into_iter().map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// The folders of a pattern with one `*`, sorted.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else { return vec![PathBuf::from(pattern)] };
    let entries = std::fs::read_dir(before).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.path().join(after.trim_start_matches('/'))).collect();
    folders.sort();
    folders
}

fn install(packages: &[&str]) -> anyhow::Result<()> {
    let line = format!("apt-get install -y {}", packages.join(" "));
    let is_debian = Path::new("/etc/debian_version").exists() && find(&on_path("apt-get", &[])).is_some();
    if !is_debian || !is_root() {
        bail!("some programs that the tests need are missing; type:\n  sudo {line}");
    }
    println!("missing programs are installed: {line}");
    let apt = || Step::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive");
    apt().args(&["update", "-q"]).run()?;
    apt().args(&["install", "-y", "-q", "--no-install-recommends"]).args(packages).run()
}

/// Whether this process may do everything.
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}
