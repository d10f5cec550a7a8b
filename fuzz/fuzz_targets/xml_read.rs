#![no_main]

#[path = "../../crates/cloud-api/tests/fuzzed/xml_read.rs"]
mod xml_read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| xml_read::run(bytes));
