//! Packages that are refused, each with its message and nothing left behind.

use blobs::{Limits, PackageError, check_package};
use proptest::prelude::*;

use crate::stores::TestStore;
use crate::zips::{File, Zip, deflated, stored, zip};

on_both_stores!(each_broken_package_has_its_message);

async fn message(test: &TestStore, bytes: Vec<u8>, limits: &Limits) -> String {
    let key = test.package(bytes).await;
    let error = check_package(&test.store, &key, limits, |_, _| {}).await.unwrap_err();
    assert!(!error.is_temporary(), "{error:?}");
    test.store.delete(&key).await.unwrap();
    assert_eq!(test.files(), Vec::<String>::new(), "after {error}");
    error.to_string()
}

fn two() -> Zip {
    zip([stored("index.html", b"<p>hello"), deflated("b.js", &b"let x = 1;".repeat(200))])
}

fn with(change: impl FnOnce(&mut Vec<File>)) -> Vec<u8> {
    let mut zip = two();
    change(&mut zip.files);
    zip.bytes()
}

async fn each_broken_package_has_its_message(test: TestStore) {
    let whole = two().bytes();
    let mut wrong_count = two();
    wrong_count.count = Some(1);
    let mut not_there = whole.clone();
    let at = whole.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    not_there[at] = 0;
    let mut moved = whole.clone();
    moved[10..14].copy_from_slice(b"\0\0\0\0");
    moved[0] = b'Q';

    let cases: Vec<(Vec<u8>, &str)> = vec![
        (Vec::new(), "the file is not a zip archive"),
        (b"%PDF-1.4".repeat(9), "the file is not a zip archive"),
        (vec![0; 3 << 20], "the file is not a zip archive"),
        (whole[..whole.len() - 30].to_vec(), "the zip archive is truncated: its end is missing"),
        (whole[..60].to_vec(), "the zip archive is truncated: its end is missing"),
        (
            whole[100..].to_vec(),
            "`index.html`: local header and directory of the zip archive differ in the place of the data",
        ),
        (not_there, "the zip archive is damaged: its directory is not where the end record says"),
        (
            wrong_count.bytes(),
            "the zip archive is damaged: its end record counts 1 entries, its directory has 2",
        ),
        (
            moved,
            "`index.html`: local header and directory of the zip archive differ in the place of the data",
        ),
        (with(|files| files[1].flags |= 1), "`b.js` is encrypted; make the package without a password"),
        (with(|files| files[1].method = 99), "`b.js` is encrypted; make the package without a password"),
        (
            with(|files| files[1].method = 9),
            "`b.js` is compressed with Deflate64; only Deflate and Stored can be used, zip the files again",
        ),
        (
            with(|files| files[1].method = 12),
            "`b.js` is compressed with BZIP2; only Deflate and Stored can be used, zip the files again",
        ),
        (
            with(|files| files[1].method = 777),
            "`b.js` is compressed with method 777; only Deflate and Stored can be used, zip the files again",
        ),
        (with(|files| files[1].crc ^= 1), "`b.js` is damaged: its checksum does not match"),
        (with(|files| files[0].crc ^= 1), "`index.html` is damaged: its checksum does not match"),
        (with(|files| files[1].size += 1), "`b.js` is damaged: its size does not match"),
        (with(|files| files[1].size -= 1), "`b.js` is damaged: its size does not match"),
        (with(|files| files[0].size -= 1), "`index.html` is damaged: its size does not match"),
        (with(|files| files[1].data.push(0)), "`b.js` is damaged: its size does not match"),
        (with(|files| files[1].data[0] = 0xff), "`b.js` is damaged: it cannot be unpacked"),
        (with(|files| files[1].data.truncate(20)), "`b.js` is damaged: it cannot be unpacked"),
        (
            with(|files| files[1].local_name = Some(b"c.js".to_vec())),
            "`b.js`: local header and directory of the zip archive differ in the name",
        ),
        (
            with(|files| files[1].local_method = Some(0)),
            "`b.js`: local header and directory of the zip archive differ in the compression method",
        ),
        (with(|files| files[1].offset = Some(0)), "`index.html` overlaps another entry of the zip archive"),
        (
            with(|files| files.push(stored("b.js", b"other"))),
            "`b.js` is in the package twice, with different content",
        ),
        (
            with(|files| files[0].name = b"../../etc/passwd".to_vec()),
            "the name `../../etc/passwd` cannot be used: it climbs out of its folder with `..`",
        ),
        (
            with(|files| files[0].name = b"/x".to_vec()),
            "the name `/x` cannot be used: it is an absolute path",
        ),
        (
            with(|files| files[0].name = b"C:\\x".to_vec()),
            "the name `C:\\\\x` cannot be used: it names a drive",
        ),
        (
            with(|files| files[0].name = b"a\0b".to_vec()),
            "the name `a\\0b` cannot be used: it holds control characters",
        ),
    ];
    for (bytes, expected) in cases {
        assert_eq!(message(&test, bytes, &Limits::default()).await, expected);
    }
    the_limits_hold(&test).await;
    broken_media_leave_no_blob(&test).await;
}

async fn the_limits_hold(test: &TestStore) {
    let bytes = two().bytes();
    let limits = Limits { package_bytes: 100, ..Limits::default() };
    let expected = format!("the package has {} bytes, the limit is 100", bytes.len());
    assert_eq!(message(test, bytes.clone(), &limits).await, expected);
    let limits = Limits { entries: 1, ..Limits::default() };
    assert_eq!(message(test, bytes.clone(), &limits).await, "the package has more than 1 files");
    let limits = Limits { directory_bytes: 10, ..Limits::default() };
    assert!(message(test, bytes.clone(), &limits).await.starts_with("the directory of the zip archive has "));
    let limits = Limits { unpacked_bytes: 2000, ..Limits::default() };
    assert_eq!(message(test, bytes, &limits).await, "the package unpacks to 2008 bytes, the limit is 2000");
    let bomb = zip([deflated("zeros", &vec![0; 4 << 20])]).bytes();
    let limits = Limits { ratio_free_bytes: 1 << 20, ..Limits::default() };
    let said = message(test, bomb, &limits).await;
    assert!(said.ends_with("times its size, the limit is 100 (a zip bomb?)"), "{said}");
    // A directory that claims little and a stream that holds much: inflating stops at the claim.
    let liar = File { size: 10, ..deflated("zeros", &vec![0; 4 << 20]) };
    let said = message(test, zip([liar]).bytes(), &Limits::default()).await;
    assert_eq!(said, "`zeros` is damaged: its size does not match");
}

async fn broken_media_leave_no_blob(test: &TestStore) {
    let film = deflated("film.mp4", &vec![7; 14 << 20]);
    let broken = File { crc: 1, ..deflated("b.js", b"x") };
    let said = message(test, zip([film, broken]).bytes(), &Limits::default()).await;
    assert_eq!(said, "`b.js` is damaged: its checksum does not match");
}

#[tokio::test]
async fn a_missing_blob_is_not_the_packages_fault_to_retry() {
    let test = TestStore::folder();
    let key = test.key(blobs::Kind::Package);
    let error = check_package(&test.store, &key, &Limits::default(), |_, _| {}).await.unwrap_err();
    assert!(matches!(error, PackageError::Blob(blobs::BlobError::Missing(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Any change of any byte ends in a package or in an error, never in a panic or a hang.
    #[test]
    fn changed_bytes_never_panic(changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6)) {
        let mut archive = two();
        archive.files.push(deflated("film.mp4", &[3; 5000]).with_descriptor());
        archive.zip64 = changes.len() % 2 == 0;
        let mut bytes = archive.bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let test = TestStore::folder();
            let key = test.package(bytes).await;
            drop(check_package(&test.store, &key, &Limits::default(), |_, _| {}).await);
        });
    }
}
