//! Packages that others made: the shared collection where it is present.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use blobs::{Accept, Content, Limits, check_package};
use futures_util::stream;

use crate::stores::TestStore;

fn collection() -> PathBuf {
    std::env::var_os("LYCEUM_SHARED_CONTENT")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/content"), PathBuf::from)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_package_of_the_collection_is_checked_and_served() {
    let test = TestStore::folder();
    let mut folders = vec![collection()];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) {
                let key = test.package(std::fs::read(&path).unwrap()).await;
                let checked = check_package(&test.store, &key, &Limits::default(), |_, _| {}).await;
                let checked = checked.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                let content = Content::new(Arc::new(checked.index));
                for entry in content.index.entries() {
                    let path = percent_encode(&entry.name);
                    let member =
                        content.open_member(&test.store, &path, Accept::default()).await.unwrap().unwrap();
                    let body = member.body.collect().await.unwrap();
                    assert_eq!(crc32fast::hash(&body), entry.crc32, "{}", entry.name);
                }
                test.store.delete(&key).await.unwrap();
                count += 1;
            }
        }
    }
    println!("{count} packages");
}

fn percent_encode(name: &str) -> String {
    percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// A generated zip with one large stored film: memory does not grow with the package.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_package_takes_little_memory() {
    use bytes::Bytes;

    const PIECE: usize = 1 << 20;
    const PIECES: usize = 300;
    let test = TestStore::folder();
    let piece = Bytes::from(vec![0x5a; PIECE]);
    let mut crc = crc32fast::Hasher::new();
    (0..PIECES).for_each(|_| crc.update(&piece));
    let film = crate::zips::File {
        crc: crc.finalize(),
        size: (PIECE * PIECES) as u64,
        ..crate::zips::stored("film.mp4", b"")
    };
    let (head, tail) = film.around_data(PIECE * PIECES);
    let pieces = std::iter::once(Bytes::from(head))
        .chain(std::iter::repeat_n(piece, PIECES))
        .chain(std::iter::once(Bytes::from(tail)))
        .map(Ok::<_, blobs::BlobError>);
    let key = test.key(blobs::Kind::Package);
    test.store.insert_stream(&key, stream::iter(pieces), u64::MAX, |_| {}).await.unwrap();

    let before = peak_memory();
    let checked = check_package(&test.store, &key, &Limits::default(), |_, _| {}).await.unwrap();
    assert_eq!(checked.index.entries()[0].size_bytes, (PIECE * PIECES) as u64);
    let content = Content::new(Arc::new(checked.index));
    let member = content.open_member(&test.store, "film.mp4", Accept::default()).await.unwrap().unwrap();
    let blobs::Body::Stream(stream) = member.body else { panic!("a large member is streamed") };
    let total =
        futures_util::StreamExt::fold(stream, 0, |sum, piece| async move { sum + piece.unwrap().len() });
    assert_eq!(total.await, PIECE * PIECES);
    // Other tests of this binary run beside; a pass that held the package would take 300 MB.
    assert!(peak_memory() - before < 150 << 20, "from {before} to {}", peak_memory());
}

#[cfg(target_os = "linux")]
fn peak_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse::<usize>().unwrap() << 10
}
