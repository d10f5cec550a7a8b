//! Zips that are made while they are sent.

use std::sync::Arc;

use blobs::{PackageIndex, ZipOut};
use futures_util::TryStreamExt;

use crate::check::check;
use crate::stores::TestStore;
use crate::zips::{deflated, stored, zip};

on_both_stores!(a_course_and_its_updates_leave_as_one_zip, many_files_need_zip64);

const AT: i64 = 1_709_195_415_000_000;

async fn bytes(zip: ZipOut) -> Vec<u8> {
    let pieces: Vec<_> = zip.stream.try_collect().await.unwrap();
    let bytes = pieces.concat();
    assert_eq!(bytes.len() as u64, zip.content_length);
    bytes
}

/// Names and contents of a zip, as our own strict reader sees them.
async fn files(test: &TestStore, bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let key = test.package(bytes).await;
    let checked = check(&test.store, &key).await;
    assert_eq!(checked.notes, []);
    let mut files = Vec::new();
    for entry in checked.index.entries() {
        let read = test.store.read_member(&checked.index, entry, 2 << 20).await.unwrap().unwrap();
        files.push((entry.name.clone(), read.to_vec()));
    }
    files
}

async fn a_course_and_its_updates_leave_as_one_zip(test: TestStore) {
    let large: Vec<u8> = (0..900_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let course = zip([
        deflated("index.html", "<p>page</p>".repeat(999).as_bytes()),
        stored("\u{fc}/film.mp4", &large),
        deflated("large.js", &large),
        stored("empty.txt", b""),
        stored("old.txt", b"old"),
    ]);
    let course = check(&test.store, &test.package(course.bytes()).await).await.index;
    let update = zip([deflated("old.txt", b"new"), stored("more/\u{1f600}.txt", b"more")]);
    let update = check(&test.store, &test.package(update.bytes()).await).await.index;
    let course = Arc::new(course.updated(&update, 1, |name| Some(name.to_owned())));
    let all = files(&test, bytes(test.store.zip_out(&course, AT, |_| true)).await).await;
    let names: Vec<_> = all.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["empty.txt", "index.html", "large.js", "more/\u{1f600}.txt", "old.txt", "\u{fc}/film.mp4"]
    );
    assert!(all[0].1.is_empty() && all[1].1 == "<p>page</p>".repeat(999).as_bytes());
    assert!(all[2].1 == large && all[5].1 == large);
    assert_eq!((&all[3].1[..], &all[4].1[..]), (&b"more"[..], &b"new"[..]));
    let some = test.store.zip_out(&course, AT, |entry| entry.name.ends_with(".txt"));
    assert_eq!(files(&test, bytes(some).await).await.len(), 3);
    let none = bytes(test.store.zip_out(&course, AT, |_| false)).await;
    assert_eq!(none.len(), 22);
}

async fn many_files_need_zip64(test: TestStore) {
    let index: PackageIndex = {
        let names = (0..70_000).map(|n| stored(&format!("{n:05}"), b""));
        check(&test.store, &test.package(zip(names).bytes()).await).await.index
    };
    let out = bytes(test.store.zip_out(&Arc::new(index), AT, |_| true)).await;
    assert_eq!(check(&test.store, &test.package(out).await).await.index.entries().len(), 70_000);
}
