//! What the fuzzer started from and found, replayed (`fuzz/`).

#[path = "../fuzzed/list.rs"]
mod list;
#[path = "../fuzzed/signature.rs"]
mod signature;
#[path = "../fuzzed/xml_read.rs"]
mod xml_read;

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
fn list_corpus() {
    replay("list", list::run);
}

#[test]
fn signature_corpus() {
    replay("signature", signature::run);
}

#[test]
fn xml_read_corpus() {
    replay("xml_read", xml_read::run);
}
