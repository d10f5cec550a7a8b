#![no_main]

#[path = "../../crates/runtime/tests/fuzzed/requests.rs"]
mod requests;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| requests::run(bytes));
