#![no_main]

#[path = "../../crates/cloud-api/tests/fuzzed/signature.rs"]
mod signature;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| signature::run(bytes));
