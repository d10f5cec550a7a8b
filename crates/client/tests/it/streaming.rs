//! Nothing grows with the size of a package (S12, S13, S22, S30): its buffers are counted.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use lyceum_client::{CallError, Cloud, ImportState, Package, Progress};
use std::sync::Mutex;
use test_support::{Meddler, Meddling, scorm12_single};

use crate::cloud::{TestCloud, course, settings};

const PIECE: usize = 64 << 10;
const SIZE: usize = 64 << 20;
/// What the SDK, the HTTP client and the connection may hold of a package together, whatever its size.
const HELD: usize = 2 << 20;

/// Bytes of a package that are in memory now, and were at most.
#[derive(Default)]
struct Count {
    now: AtomicUsize,
    most: AtomicUsize,
}

/// A buffer that says when it is gone.
struct Counted(Vec<u8>, Arc<Count>);

impl Counted {
    fn bytes(data: Vec<u8>, count: &Arc<Count>) -> Bytes {
        let now = count.now.fetch_add(data.len(), Ordering::SeqCst) + data.len();
        count.most.fetch_max(now, Ordering::SeqCst);
        Bytes::from_owner(Self(data, count.clone()))
    }
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.1.now.fetch_sub(self.0.len(), Ordering::SeqCst);
    }
}

/// A good package, made 64 MiB long by bytes before it that belong to no file: pieces are made as they are asked for.
fn large(count: &Arc<Count>) -> impl futures_util::Stream<Item = io::Result<Bytes>> + Send + use<> {
    let zip = scorm12_single().prefix(&vec![0; SIZE]).build();
    let tail = zip[SIZE..].to_vec();
    let count = count.clone();
    let filler = SIZE / PIECE;
    futures_util::stream::iter((0..=filler).map(move |at| {
        let data = if at < filler { vec![0; PIECE] } else { tail.clone() };
        Ok(Counted::bytes(data, &count))
    }))
}

#[tokio::test]
async fn s12_s13_s22_s30_a_stream_of_64_mib_passes_through_few_buffers() {
    let lms = TestCloud::start().await;
    let count = Arc::new(Count::default());
    let told: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let tell = told.clone();
    let package = Package::stream("large.zip", large(&count))
        .on_progress(move |progress| tell.lock().unwrap().push(progress));
    let token = lms.cloud.courses().import(&course("large"), package).await.unwrap();
    // Answered before any job ran.
    let state = lms.cloud.courses().import_state(&token).await.unwrap();
    assert!(!state.is_final(), "{state:?}");
    let most = count.most.load(Ordering::SeqCst);
    assert!(most < HELD, "{most} bytes were held");
    assert_eq!(count.now.load(Ordering::SeqCst), 0);
    {
        let told = told.lock().unwrap();
        assert!(told.is_sorted_by_key(|progress| progress.sent_bytes));
        assert!(told.len() > SIZE / PIECE && told.iter().all(|progress| progress.total_bytes.is_none()));
        assert!(told.last().unwrap().sent_bytes > SIZE as u64);
    }
    let state = lms.cloud.courses().follow_import(token).wait().await.unwrap();
    assert!(matches!(state, ImportState::Succeeded(_)), "{state:?}");
}

#[tokio::test]
async fn s22_a_cloud_that_takes_nothing_stops_the_source() {
    // Reads one request's head and nothing more.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let lms = TestCloud::start().await;
    let timeouts = lyceum_client::Timeouts {
        stall: std::time::Duration::from_millis(500),
        ..lyceum_client::Timeouts::default()
    };
    let cloud = Cloud::new(settings(&lms.server).at(format!("http://{address}")).timeouts(timeouts)).unwrap();
    let count = Arc::new(Count::default());
    let sent: Arc<AtomicUsize> = Arc::default();
    let told = sent.clone();
    let package = Package::stream("large.zip", large(&count)).on_progress(move |progress| {
        told.store(usize::try_from(progress.sent_bytes).unwrap(), Ordering::SeqCst);
    });
    let error = cloud.courses().import(&course("large"), package).await.unwrap_err();
    // The rest never was made; what is gone lies in the buffers of the machine.
    assert!(sent.load(Ordering::SeqCst) < SIZE / 2, "{sent:?}");
    assert!(count.most.load(Ordering::SeqCst) < HELD);
    // Half a package is no package: nothing was done.
    assert!(matches!(error, CallError::Unreachable { .. }), "{error}");
    drop(listener);
}

#[tokio::test]
async fn s17_a_source_that_breaks_is_our_own_failure() {
    let lms = TestCloud::start().await;
    let pieces = vec![Ok(Bytes::from_static(b"PK")), Err(io::Error::other("the browser went away"))];
    let package = Package::stream("p.zip", futures_util::stream::iter(pieces));
    match lms.cloud.courses().import(&course("golf"), package).await.unwrap_err() {
        CallError::Package { source, .. } => assert_eq!(source.to_string(), "the browser went away"),
        other => panic!("{other:?}"),
    }
    let missing = Package::file("/nowhere/course.zip");
    let error = lms.cloud.courses().import(&course("golf"), missing).await.unwrap_err();
    assert!(matches!(error, CallError::Package { .. }), "{error:?}");
    assert!(!lms.cloud.courses().exists(&course("golf")).await.unwrap());
}

#[tokio::test]
async fn s16_s17_a_file_is_sent_again_and_a_lost_token_does_not_make_a_second_version() {
    let lms = TestCloud::start().await;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), scorm12_single().build()).unwrap();
    let line = Meddler::before(&lms.server.services().config.listen.to_string()).await;
    let cloud = Cloud::new(settings(&lms.server).at(line.url())).unwrap();
    line.next([Meddling::LoseAnswer(502), Meddling::CutAnswer]);
    let token = cloud.courses().import(&course("golf"), Package::file(file.path())).await.unwrap();
    let state = lms.cloud.courses().follow_import(token).wait().await.unwrap();
    assert!(matches!(state, ImportState::Succeeded(_)), "{state:?}");
    assert_eq!(line.seen().len(), 3);
    assert_eq!(lms.cloud.courses().detail(&course("golf")).await.unwrap().versions.len(), 1);
}
