//! What the fuzzer started from and found, replayed (`fuzz/`).

#[path = "../fuzzed/zip.rs"]
mod zip;

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
fn zip_corpus() {
    replay("zip", zip::run);
}
