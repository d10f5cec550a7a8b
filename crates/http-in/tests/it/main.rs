//! What the fuzzer started from and found, replayed (`fuzz/`).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

#[path = "../fuzzed/form.rs"]
mod form;
#[path = "../fuzzed/query.rs"]
mod query;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = format!("{}/../../fuzz/corpus/{target}", env!("CARGO_MANIFEST_DIR"));
    let mut files = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        run(&std::fs::read(file.unwrap().path()).unwrap());
        files += 1;
    }
    assert!(files > 0, "the corpus of {target} is empty");
}

#[test]
fn form_corpus() {
    replay("form", form::run);
}

#[test]
fn query_corpus() {
    replay("query", query::run);
}
