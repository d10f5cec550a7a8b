//! Blobs in and out.

use std::collections::HashSet;

use blobs::{BlobError, Kind, ZipWriter};
use bytes::Bytes;
use futures_util::{StreamExt, stream};

use crate::stores::TestStore;

on_both_stores!(
    a_stream_comes_back_whole_and_in_ranges,
    a_blob_above_the_limit_leaves_nothing,
    a_sender_that_breaks_off_leaves_nothing,
    a_dropped_writer_leaves_nothing,
    what_is_gone_is_missing,
    old_blobs_without_owner_are_found,
    a_copy_is_a_blob_of_its_own,
    a_zip_is_made_on_its_way,
    a_zip_that_breaks_off_leaves_nothing,
);

fn pieces(total: usize, piece: usize) -> Vec<Bytes> {
    let bytes: Bytes = (0..total).map(|at| (at / 7 % 251) as u8).collect();
    (0..total).step_by(piece).map(|at| bytes.slice(at..total.min(at + piece))).collect()
}

fn ok(pieces: Vec<Bytes>) -> impl futures_util::Stream<Item = Result<Bytes, BlobError>> {
    stream::iter(pieces.into_iter().map(Ok))
}

async fn a_stream_comes_back_whole_and_in_ranges(test: TestStore) {
    // Nothing, one part exactly on either store, and several parts in pieces that fit none of them.
    for (total, piece) in [(0, 1), (100, 7), (5 << 20, 1 << 20), ((12 << 20) + 3, 700_001)] {
        let key = test.key(Kind::Upload);
        let mut seen = 0;
        let size =
            test.store.insert_stream(&key, ok(pieces(total, piece)), 1 << 30, |so_far| seen = so_far).await;
        assert_eq!((size.unwrap(), seen), (total as u64, total as u64));
        assert_eq!(test.store.find_size(&key).await.unwrap(), Some(total as u64));
        let whole: Vec<u8> = pieces(total, piece).concat();
        let streamed: Vec<_> = test.store.stream_range(&key, 0..total as u64).collect().await;
        let streamed: Vec<u8> = streamed.into_iter().flat_map(|piece| piece.unwrap()).collect();
        assert!(streamed == whole);
        if total > 50 {
            assert_eq!(test.store.read_range(&key, 20..50).await.unwrap(), whole[20..50]);
            let beyond = test.store.read_range(&key, 20..total as u64 + 9).await;
            assert!(matches!(beyond, Err(BlobError::Short(_))), "{beyond:?}");
        }
    }
}

async fn a_blob_above_the_limit_leaves_nothing(test: TestStore) {
    let key = test.key(Kind::Upload);
    let total = 11 << 20;
    let stored = test.store.insert_stream(&key, ok(pieces(total, 1 << 19)), total as u64 - 1, |_| {}).await;
    assert!(matches!(stored, Err(BlobError::TooLarge { limit_bytes }) if limit_bytes == total as u64 - 1));
    assert_eq!(test.store.find_size(&key).await.unwrap(), None);
    assert_eq!(test.files(), Vec::<String>::new());
}

async fn a_sender_that_breaks_off_leaves_nothing(test: TestStore) {
    let key = test.key(Kind::Upload);
    let source = ok(pieces(11 << 20, 1 << 19)).chain(stream::iter([Err(BlobError::Short(key))]));
    let stored = test.store.insert_stream(&key, source, u64::MAX, |_| {}).await;
    assert!(matches!(stored, Err(BlobError::Source(_))), "{stored:?}");
    assert_eq!(test.files(), Vec::<String>::new());
}

async fn a_dropped_writer_leaves_nothing(test: TestStore) {
    let mut writer = test.store.writer(test.key(Kind::Upload), u64::MAX);
    for piece in pieces(11 << 20, 1 << 19) {
        writer.write(piece).await.unwrap();
    }
    drop(writer);
    // The removal runs on its own; the test waits for what it is about, and no longer.
    let gone = async {
        while !test.files().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    };
    let waited = tokio::time::timeout(std::time::Duration::from_secs(20), gone).await;
    assert!(waited.is_ok(), "left behind: {:?}", test.files());
}

async fn what_is_gone_is_missing(test: TestStore) {
    let key = test.key(Kind::Media);
    test.store.insert(&key, Bytes::from_static(b"abc")).await.unwrap();
    assert_eq!(test.store.read_range(&key, 0..3).await.unwrap(), "abc");
    test.store.delete(&key).await.unwrap();
    test.store.delete(&key).await.unwrap();
    let read = test.store.read_range(&key, 0..3).await;
    assert!(matches!(read, Err(BlobError::Missing(missing)) if missing == key), "{read:?}");
}

async fn old_blobs_without_owner_are_found(test: TestStore) {
    let (owned, orphan, index) = (test.key(Kind::Package), test.key(Kind::Package), test.key(Kind::Index));
    for key in [owned, orphan, index] {
        test.store.insert(&key, Bytes::from_static(b"x")).await.unwrap();
    }
    let listed: Vec<_> = test.store.list(Kind::Package).map(|listed| listed.unwrap()).collect().await;
    assert_eq!(listed.len(), 2);
    let newest = listed.iter().map(|listed| listed.modified_micros).max().unwrap();
    let owners = HashSet::from([owned]);
    let ask = |before| {
        let owners = owners.clone();
        test.store.list_unowned(before, move |keys| {
            let owned = keys.into_iter().filter(|key| owners.contains(key)).collect();
            std::future::ready(Ok::<HashSet<_>, BlobError>(owned))
        })
    };
    assert_eq!(ask(newest + 60_000_000).await.unwrap(), [orphan, index]);
    assert_eq!(ask(newest - 60_000_000).await.unwrap(), []);
}

#[tokio::test]
async fn what_a_crash_left_unfinished_is_swept() {
    let test = TestStore::folder();
    let key = test.key(Kind::Upload);
    let mut writer = test.store.writer(key, u64::MAX);
    for piece in pieces(3 << 20, 1 << 19) {
        writer.write(piece).await.unwrap();
    }
    std::mem::forget(writer);
    assert_eq!(test.files().len(), 1);
    assert_eq!(test.store.delete_unfinished(1_000_000).await.unwrap(), 0);
    assert_eq!(test.store.delete_unfinished(i64::MAX / 2).await.unwrap(), 1);
    assert_eq!(test.files(), Vec::<String>::new());
}

async fn a_copy_is_a_blob_of_its_own(test: TestStore) {
    let (from, to) = (test.key(Kind::Upload), test.key(Kind::Package));
    test.store.insert(&from, Bytes::from_static(b"content")).await.unwrap();
    assert_eq!(test.store.copy(&from, &to).await.unwrap(), 7);
    test.store.delete(&from).await.unwrap();
    assert_eq!(test.store.read_range(&to, 0..7).await.unwrap(), "content");
    assert!(matches!(test.store.copy(&from, &to).await, Err(BlobError::Missing(key)) if key == from));
}

fn texts(count: usize) -> impl futures_util::Stream<Item = Result<String, BlobError>> {
    stream::iter((0..count).map(|at| Ok(format!("<line number=\"{at}\"/>{}", "x".repeat(at % 90)))))
}

async fn a_zip_is_made_on_its_way(test: TestStore) {
    let key = test.key(Kind::Export);
    let mut zip = ZipWriter::new(test.store.writer(key, 1 << 30));
    let long: String = texts(200_000).map(Result::unwrap).collect().await;
    zip.add("a/long.xml", 1_709_195_414, texts(200_000)).await.unwrap();
    zip.add("nothing.xml", 0, texts(0)).await.unwrap();
    zip.add("\u{fc}.xml", 0, texts(1)).await.unwrap();
    let size = zip.finish().await.unwrap();
    assert_eq!(test.store.find_size(&key).await.unwrap(), Some(size));
    assert!(size < long.len() as u64 / 4, "{size} of {}", long.len());

    let bytes = test.store.read_range(&key, 0..size).await.unwrap();
    let archive = rawzip::ZipArchive::from_slice(&bytes).unwrap();
    let mut members = Vec::new();
    for entry in archive.entries() {
        let entry = entry.unwrap();
        let name = entry.file_path().try_normalize().unwrap().as_ref().to_owned();
        let member = archive.get_entry(entry.wayfinder()).unwrap();
        let inflated = flate2::bufread::DeflateDecoder::new(member.data());
        let mut text = String::new();
        std::io::Read::read_to_string(&mut member.verifying_reader(inflated), &mut text).unwrap();
        members.push((name, text));
    }
    let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["a/long.xml", "nothing.xml", "\u{fc}.xml"]);
    assert!(members[0].1 == long && members[1].1.is_empty());
}

async fn a_zip_that_breaks_off_leaves_nothing(test: TestStore) {
    let key = test.key(Kind::Export);
    let mut zip = ZipWriter::new(test.store.writer(key, 1 << 30));
    let pieces = texts(300_000).chain(stream::iter([Err(BlobError::Missing(key))]));
    let broken = zip.add("a.xml", 0, pieces).await;
    assert!(matches!(broken, Err(BlobError::Source(_))), "{broken:?}");
    zip.abort().await;
    assert_eq!(test.store.find_size(&key).await.unwrap(), None);
    assert_eq!(test.files(), Vec::<String>::new());
}
