//! What the fuzzer started from and found, replayed (`fuzz/`).

#[path = "../fuzzed/batch.rs"]
mod batch;
#[path = "../fuzzed/definition.rs"]
mod definition;
#[path = "../fuzzed/requests.rs"]
mod requests;

use proptest::prelude::*;

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
fn batch_corpus() {
    replay("batch", batch::run);
}

#[test]
fn definition_corpus() {
    replay("definition", definition::run);
}

#[test]
fn requests_corpus() {
    replay("requests", requests::run);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    /// Without the fuzzer's guidance, but in every run of the tests.
    #[test]
    fn any_course_and_any_requests(bytes in proptest::collection::vec(any::<u8>(), 0..3_000)) {
        requests::run(&bytes);
    }
}
