#![no_main]

#[path = "../../crates/packaging/tests/fuzzed/metadata.rs"]
mod metadata;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| metadata::run(bytes));
