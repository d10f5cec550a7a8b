#![no_main]

#[path = "../../crates/blobs/tests/fuzzed/zip.rs"]
mod zip;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| zip::run(bytes));
