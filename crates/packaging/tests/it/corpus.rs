//! What the fuzzer started from and found, replayed (`fuzz/`).

#[path = "../fuzzed/manifest.rs"]
mod manifest;
#[path = "../fuzzed/metadata.rs"]
mod metadata;

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
fn manifest_corpus() {
    replay("manifest", manifest::run);
}

#[test]
fn metadata_corpus() {
    replay("metadata", metadata::run);
}
