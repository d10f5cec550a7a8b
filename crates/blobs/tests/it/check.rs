//! Packages that can be used, and what is noted about them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use blobs::{
    BlobStore, Checked, Encoding, Key, Kind, Limits, LoosePackage, Onlooker, PackageIndex, PackageNote, Text,
    check_package,
};
use futures_util::StreamExt;

use crate::stores::TestStore;
use crate::zips::{File, deflated, stored, zip};

pub(crate) async fn check(store: &BlobStore, key: &Key) -> Checked {
    check_package(store, key, &Limits::default(), |_, _| {}).await.unwrap()
}

on_both_stores!(
    a_package_is_indexed_and_read_back,
    a_directory_beyond_the_tail_is_fetched,
    deflated_media_are_stored_again,
    zip64_descriptors_prefix_and_trailer,
);

async fn a_package_is_indexed_and_read_back(test: TestStore) {
    let page = "<p>\u{e9}t\u{e9}</p>".repeat(5000);
    let files =
        [deflated("index.html", page.as_bytes()), stored("a/b.json", b"{}"), stored("empty.txt", b"")];
    let bytes = zip(files).bytes();
    let total = bytes.len() as u64;
    let key = test.package(bytes).await;
    let seen = Arc::new(AtomicU64::new(0));
    let progress = {
        let seen = Arc::clone(&seen);
        move |done, _| seen.store(done, Ordering::Relaxed)
    };
    let checked = check_package(&test.store, &key, &Limits::default(), progress).await.unwrap();
    assert_eq!(seen.load(Ordering::Relaxed), total);
    assert_eq!(checked.notes, []);

    let index_key = test.store.insert_index(&checked.index).await.unwrap();
    assert_eq!(index_key, key.sibling(Kind::Index));
    let index = test.store.index(&index_key).await.unwrap();
    assert_eq!(*index, checked.index);
    let names: Vec<_> = index.entries().iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["a/b.json", "empty.txt", "index.html"]);
    let entry = index.find_exact("index.html").unwrap();
    assert_eq!((entry.text, entry.declares_charset), (Text::Utf8, false));
    let read = test.store.read_member(&index, entry, 1 << 20).await.unwrap().unwrap();
    assert_eq!(read, page.as_bytes());
    assert_eq!(test.store.read_member(&index, entry, 1000).await.unwrap(), None);
    let all: Vec<_> = test.store.read_members(&index, 1 << 20, |_| true).collect().await;
    assert_eq!(all.len(), 3);
}

async fn a_directory_beyond_the_tail_is_fetched(test: TestStore) {
    let names = (0..12_000).map(|n| stored(&format!("folder/{n:05}{}", "x".repeat(80)), b"1"));
    let key = test.package(zip(names).bytes()).await;
    assert_eq!(check(&test.store, &key).await.index.entries().len(), 12_000);
}

async fn deflated_media_are_stored_again(test: TestStore) {
    let (one, two) = (vec![1; 300_000], b"song ".repeat(2000));
    let files = [deflated("v/One.MP4", &one), stored("plain.mp4", b"12345"), deflated("two.mp3", &two)];
    let key = test.package(zip(files).bytes()).await;
    let index = check(&test.store, &key).await.index;
    assert_eq!(index.media_bytes(), (one.len() + two.len()) as u64);
    let media = index.media().unwrap();
    for (name, data) in [("v/One.MP4", &one), ("two.mp3", &two)] {
        let at = index.find_exact(name).unwrap().media_offset.unwrap();
        assert_eq!(test.store.read_range(&media, at..at + data.len() as u64).await.unwrap(), data);
    }
    assert_eq!(index.find_exact("plain.mp4").unwrap().media_offset, None);
}

async fn zip64_descriptors_prefix_and_trailer(test: TestStore) {
    let big = File { zip64: true, ..deflated("big.txt", &b"text ".repeat(100)) };
    let mut archive =
        zip([big, deflated("streamed.txt", b"streamed").with_descriptor(), deflated("none", b"")]);
    archive.zip64 = true;
    let key = test.package(archive.bytes()).await;
    assert_eq!(check(&test.store, &key).await.index.entries().len(), 3);

    archive = zip([stored("a", b"1"), deflated("b", b"2").with_descriptor()]);
    archive.prefix = b"#!/bin/sh\nexit\n".to_vec();
    archive.comment = b"PK\x05\x06 a comment that looks like an end".to_vec();
    let mut bytes = archive.bytes();
    bytes.extend_from_slice(&[0; 500]);
    let key = test.package(bytes).await;
    let checked = check(&test.store, &key).await;
    assert_eq!(checked.notes, [PackageNote::BytesBefore(15), PackageNote::BytesAfter(500)]);
    let entry = checked.index.find_exact("b").unwrap();
    assert_eq!(test.store.read_member(&checked.index, entry, 10).await.unwrap().unwrap(), "2");
}

/// A server that stops in the middle of an import leaves no pass running and no half of a media blob.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_that_is_dropped_stops() {
    let test = TestStore::folder();
    let films = (0..4).map(|n| deflated(&format!("{n}.mp4"), &pseudo_random(700_000)));
    let key = test.package(zip(films).bytes()).await;
    let (started, wait_for_start) = std::sync::mpsc::channel();
    let (go_on, wait_for_drop) = std::sync::mpsc::channel::<()>();
    let store = test.store.clone();
    let check = tokio::spawn(async move {
        check_package(&store, &key, &Limits::default(), move |_, _| {
            let _ = started.send(());
            let _ = wait_for_drop.recv();
        })
        .await
    });
    tokio::task::spawn_blocking(move || wait_for_start.recv()).await.unwrap().unwrap();
    check.abort();
    assert!(check.await.unwrap_err().is_cancelled());
    // The receiver is gone when the pass has ended; what it removes after that is waited for, and no longer.
    while go_on.send(()).is_ok() {
        tokio::task::yield_now().await;
    }
    let gone = async {
        while test.files().len() > 1 {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    };
    let waited = tokio::time::timeout(std::time::Duration::from_secs(20), gone).await;
    assert!(waited.is_ok(), "left behind: {:?}", test.files());
}

fn pseudo_random(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

async fn notes(files: Vec<File>) -> (PackageIndex, Vec<String>) {
    let test = TestStore::folder();
    let key = test.package(zip(files).bytes()).await;
    let checked = check(&test.store, &key).await;
    (checked.index, checked.notes.iter().map(ToString::to_string).collect())
}

#[tokio::test]
async fn names_as_authors_make_them_are_read_and_noted() {
    let utf8 = File { flags: 0, ..stored("\u{fc}ber.txt", b"") };
    let link = File { attributes: 0o120_777 << 16, ..stored("link", b"target") };
    let files = vec![
        stored("scorm\\page.html", b"1"),
        utf8,
        link,
        stored("folder/", b""),
        stored("Logo.png", b"1"),
        stored("logo.png", b"2"),
        stored("twice.js", b"same"),
        stored("twice.js", b"same"),
        stored("dot./x", b""),
        stored("strange ~#%&+.html", b""),
    ];
    let (index, notes) = notes(files).await;
    let names: Vec<_> = index.entries().iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Logo.png",
            "dot./x",
            "logo.png",
            "scorm/page.html",
            "strange ~#%&+.html",
            "twice.js",
            "\u{fc}ber.txt"
        ]
    );
    assert_eq!(
        notes,
        [
            "1 names use `\\` between folders and are read with `/` (first: `scorm/page.html`)",
            "1 names are UTF-8 without the flag that says so (first: `\u{fc}ber.txt`)",
            "1 names end with a dot or a space, which Windows drops (first: `dot./x`)",
            "1 symbolic links are left out (first: `link`)",
            "1 files are in the package twice with equal content (first: `twice.js`)",
            "1 names differ only in letter case from another (first: `logo.png`)",
        ]
    );
}

#[tokio::test]
async fn names_without_encoding_are_settled_by_the_manifest() {
    let raw = |name: &[u8]| File { name: name.to_vec(), ..stored("x", b"1") };
    // "résumé.html" of a Western Windows, and a Shift-JIS name that nothing refers to.
    let (mut index, _) = notes(vec![raw(b"r\xe9sum\xe9.html"), raw(b"plain.html")]).await;
    assert!(index.find_exact("r\u{398}sum\u{398}.html").is_some());
    let settled = index.settle_names(["r%C3%A9sum%C3%A9.html", "plain.html"]);
    assert_eq!(settled, Some(Encoding::Windows1252));
    assert!(index.find_exact("r\u{e9}sum\u{e9}.html").is_some());
    assert!(index.find("R\u{c9}SUM\u{c9}.html").is_some());
    assert_eq!(index.settle_names(["nothing"]), None);

    let (mut index, _) = notes(vec![raw(b"\x93\xfa\x96{.html")]).await;
    assert_eq!(index.settle_names(["\u{65e5}\u{672c}.html"]), Some(Encoding::ShiftJis));
    let (mut index, _) = notes(vec![raw(b"caf\x82.html")]).await;
    assert_eq!(index.settle_names(["caf\u{e9}.html"]), None);
    assert!(index.find_exact("caf\u{e9}.html").is_some());
}

/// What an import looks into comes out of the same pass, verified, whether it was packed or not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_onlooker_gets_the_members_it_wants() {
    type Seen = Arc<Mutex<Vec<(String, Vec<u8>)>>>;
    struct Pages(Seen);
    impl Onlooker for Pages {
        fn progress(&mut self, _: u64, _: u64) {}
        fn wants(&mut self, name: &str, size_bytes: u64) -> bool {
            name.ends_with(".html") && size_bytes < 1_000_000
        }
        fn member(&mut self, name: &str, bytes: Vec<u8>) {
            self.0.lock().unwrap().push((name.to_owned(), bytes));
        }
    }
    let test = TestStore::folder();
    let page = "<p>page</p>".repeat(20_000);
    let files = [
        deflated("b.html", page.as_bytes()),
        deflated("too-large.html", &vec![b'x'; 1_000_000]),
        deflated("c.css", b"p {}"),
        stored("a.html", b"<p>"),
    ];
    let key = test.package(zip(files).bytes()).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    check_package(&test.store, &key, &Limits::default(), Pages(Arc::clone(&seen))).await.unwrap();
    let seen = seen.lock().unwrap();
    let expected = [("b.html".to_owned(), page.into_bytes()), ("a.html".to_owned(), b"<p>".to_vec())];
    assert_eq!(*seen, expected);
}

/// A file is looked at where it lies; nothing is copied and nothing stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loose_package_is_checked_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("course.zip");
    std::fs::write(&path, zip([deflated("film.mp4", &[7; 5000])]).bytes()).unwrap();
    let id = blobs::BlobId::from_random(*b"a loose package!");
    let loose = LoosePackage::open(&path, id).unwrap();
    let checked = check(loose.store(), &loose.key()).await;
    assert_eq!(checked.index.entries()[0].name, "film.mp4");
    assert_eq!(checked.index.media(), None, "media are not stored again to be looked at");
    drop(loose);
    assert!(!std::env::temp_dir().join(format!("lyceum-check-{id}")).exists());
    assert!(path.exists());
    assert!(LoosePackage::open(folder.path(), id).is_err());
    assert!(LoosePackage::open(&folder.path().join("none.zip"), id).is_err());
}
