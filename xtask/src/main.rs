//! Chores: test, assets, bench.
fn main() {}
