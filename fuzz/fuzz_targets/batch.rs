#![no_main]

#[path = "../../crates/runtime/tests/fuzzed/batch.rs"]
mod batch;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| batch::run(bytes));
