#![no_main]

#[path = "../../crates/cloud-api/tests/fuzzed/list.rs"]
mod list;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| list::run(bytes));
