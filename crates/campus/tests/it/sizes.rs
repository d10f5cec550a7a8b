//! Nothing grows with the size of what comes in.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use test_support::scorm12_single;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::campus::{Browser, On, TestCampus, on_both};

const MIB: usize = 1 << 20;
const SIZE: usize = 64 * MIB;
const PIECE: usize = 64 << 10;
/// After the last part of a form.
const END: &[u8] = b"\r\n--b--\r\n";
/// What Linux, as it comes, keeps on one connection at most: 32 MiB where it is received, 4 MiB where it is sent.
const ON_ONE_CONNECTION: usize = 36 * MIB;
/// What may be under way between an author's browser and a cloud that takes its time: Campus's own pieces, which are
/// less than a megabyte, and what the machine itself keeps on the three connections between the two.
const UNDER_WAY: usize = 3 * ON_ONE_CONNECTION + MIB;
/// A Campus that took in what it cannot send on would reach the whole of this.
const LONG: usize = 192 * MIB;

/// Sends a package in pieces.
fn author_sends(package: Vec<u8>, made: Arc<AtomicUsize>) -> mpsc::Receiver<Vec<u8>> {
    let body: Vec<Vec<u8>> = package.chunks(PIECE).map(<[u8]>::to_vec).collect();
    let head = Browser::head_of_upload("large.zip");
    sent(std::iter::once(head).chain(body).chain([END.to_vec()]), made)
}

/// Makes pieces as they are taken, and counts the bytes that were.
fn sent(
    body: impl Iterator<Item = Vec<u8>> + Send + 'static,
    made: Arc<AtomicUsize>,
) -> mpsc::Receiver<Vec<u8>> {
    let (pieces, sent) = mpsc::channel(1);
    tokio::spawn(async move {
        for piece in body {
            let bytes = piece.len();
            if pieces.send(piece).await.is_err() {
                return;
            }
            made.fetch_add(bytes, Ordering::SeqCst);
        }
    });
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn s22_s30_a_slow_cloud_slows_the_author_and_fills_no_memory() {
    let lms = TestCampus::start().await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let slow = TcpListener::bind("127.0.0.1:0").await.unwrap();
    lms.line.turn_to(&slow.local_addr().unwrap().to_string());
    let made = Arc::new(AtomicUsize::new(0));
    let head = std::iter::once(Browser::head_of_upload("large.zip"));
    let zeros = std::iter::repeat_n(vec![0; PIECE], LONG / PIECE);
    let pieces = sent(head.chain(zeros).chain([END.to_vec()]), made.clone());
    let uploading = tokio::spawn(async move { author.try_upload(pieces).await.unwrap() });
    let (mut connection, _) = slow.accept().await.unwrap();
    let (mut taken, mut most, mut end) = (0, 0, Vec::new());
    let mut buffer = vec![0; MIB];
    while !end.ends_with(b"0\r\n\r\n") {
        // The author has time to get ahead.
        tokio::time::sleep(Duration::from_millis(10)).await;
        most = most.max(made.load(Ordering::SeqCst).saturating_sub(taken));
        let mut step = 0;
        while step < MIB && !end.ends_with(b"0\r\n\r\n") {
            let bytes = connection.read(&mut buffer).await.unwrap();
            assert_ne!(bytes, 0, "the upload broke off after {taken}");
            step += bytes;
            end.extend_from_slice(&buffer[bytes.saturating_sub(8)..bytes]);
            end.drain(..end.len().saturating_sub(8));
        }
        taken += step;
    }
    assert!(taken > LONG, "{taken}");
    assert!(most < UNDER_WAY, "{most} bytes were under way");
    let body = "<?xml version=\"1.0\" encoding=\"utf-8\"?><rsp stat=\"ok\"><token><id>t-1</id></token></rsp>";
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: {}\r\n\r\n", body.len());
    connection.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    uploading.await.unwrap().redirected("/imports/1");
    assert_eq!(lms.records.texts("SELECT token AS t FROM imports").await, ["t-1"]);
}

on_both! {
    async fn s12_s22_s30_64_mib_come_through(on: On) {
        let lms = TestCampus::on(on).await;
        let author = lms.person("author", "Otto", "Thor", "author").await;
        let package = scorm12_single().prefix(&vec![0; SIZE]).build();
        let pieces = author_sends(package, Arc::default());
        let import = author.try_upload(pieces).await.unwrap().location.unwrap();
        // The token is here, and no job has run.
        assert_eq!(lms.records.count("imports WHERE state = 'running' AND token IS NOT NULL").await, 1);
        assert!(lms.courses().await.is_empty());
        lms.work().await;
        assert!(author.get(&import).await.text.contains("The course is ready"));
        lms.agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s22_what_is_around_a_package_has_a_limit() {
    let lms = TestCampus::start().await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let field = "--b\r\nContent-Disposition: form-data; name=";
    for start in [
        "before all parts".to_owned(),
        "--b\r\nX-Header: ".to_owned(),
        format!("{field}\"course\"\r\n\r\n"),
        format!("{field}\"other\"\r\n\r\n"),
        format!("{field}\"package\"; filename=\"\"\r\n\r\n"),
    ] {
        let made = Arc::new(AtomicUsize::new(0));
        let pieces = std::iter::once(start.clone().into_bytes());
        let pieces = pieces.chain(std::iter::repeat_n(vec![b'7'; PIECE], SIZE / PIECE));
        let answer = author.try_upload(sent(pieces, made.clone())).await;
        // The refusal, or the connection closed over what nobody reads.
        assert!(answer.is_none_or(|answer| answer.status == 422), "{start}");
        let made = made.load(Ordering::SeqCst);
        assert!(made < ON_ONE_CONNECTION, "{made} bytes of {start}");
    }
    assert_eq!(lms.records.count("imports").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn s22_forms_have_a_limit() {
    let lms = TestCampus::start().await;
    let admin = lms.admin().await;
    let long = "x".repeat(MIB);
    let answer = admin.post("/groups", &[("name", &long)]).await;
    assert_eq!(answer.status, 413);
    let request = admin.client().post(format!("{}/postback", lms.address));
    let answer = request.header("content-type", "text/xml").body(vec![b' '; 5 * MIB]).send().await;
    // The refusal, or the connection closed over what nobody reads.
    assert!(answer.is_err() || answer.unwrap().status() == 413);
}
