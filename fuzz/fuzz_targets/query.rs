#![no_main]

#[path = "../../crates/http-in/tests/fuzzed/query.rs"]
mod query;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| query::run(bytes));
