//! A list of any bytes is cut into the entries that the whole document has, however it comes in.

use cloud_api::v1::{
    list_splitter::ListSplitter,
    xml_read::{self, Element},
};

pub(crate) fn run(bytes: &[u8]) {
    let whole = split(bytes, bytes.len().max(1));
    for piece in [1, 7] {
        assert_eq!(split(bytes, piece), whole, "in pieces of {piece}");
    }
    let Ok(text) = str::from_utf8(bytes) else { return };
    // A document type may hold what looks like elements; no list of ours has one.
    let Some(root) = xml_read::parse(text).ok().filter(|_| !text.contains("<!DOCTYPE")) else { return };
    let entries: Vec<Element> = whole.0.iter().filter_map(|entry| xml_read::parse(entry).ok()).collect();
    let expected: Vec<Element> = root.children().flat_map(Element::children).cloned().collect();
    assert_eq!((entries, whole.0.len()), (expected.clone(), expected.len()));
    let frame = xml_read::parse(&whole.1).unwrap_or_else(|error| panic!("{error}: {}", whole.1));
    assert!(frame.children().all(|list| list.children().next().is_none()));
}

fn split(bytes: &[u8], piece: usize) -> (Vec<String>, String) {
    let mut splitter = ListSplitter::new(usize::MAX, usize::MAX);
    let mut entries = Vec::new();
    for piece in bytes.chunks(piece) {
        assert!(splitter.push(piece).is_ok());
        entries.extend(std::iter::from_fn(|| splitter.next_entry()));
    }
    (entries, splitter.frame())
}
