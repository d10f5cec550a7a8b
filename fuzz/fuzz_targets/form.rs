#![no_main]

#[path = "../../crates/http-in/tests/fuzzed/form.rs"]
mod form;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| form::run(bytes));
