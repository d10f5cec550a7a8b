//! `lyceum version`.

/// Prints name and version.
pub(crate) fn run() {
    println!("lyceum {}", env!("CARGO_PKG_VERSION"));
}
