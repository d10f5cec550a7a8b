#![no_main]

#[path = "../../crates/packaging/tests/fuzzed/manifest.rs"]
mod manifest;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| manifest::run(bytes));
