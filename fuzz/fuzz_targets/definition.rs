#![no_main]

#[path = "../../crates/runtime/tests/fuzzed/definition.rs"]
mod definition;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| definition::run(bytes));
