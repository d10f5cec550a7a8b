//! `lyceum version`.

/// Prints name and version.
pub(crate) fn run() -> anyhow::Result<()> {
    println!("lyceum {}", env!("CARGO_PKG_VERSION"));
    Ok(())
}
