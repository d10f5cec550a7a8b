//! Updates of a course's files: what is cut off in the middle, what comes at the same time, what is left in storage.

use std::future::{Future, poll_fn};
use std::task::Poll;

use cloud_api::v1::import::ImportState;
use platform::config::{AllowPrivateTargets, ImportLimits, RawConfig};
use platform::{Clock as _, JobId, Timestamp};
use service::{CourseFiles, PackageSource, StartUpdate, UPDATE_ASSETS, UpdateContext};
use test_support::{PackageBuilder, scorm12_single};

use crate::harness::Cloud;

/// Files that all say the same.
fn saying(text: &str) -> PackageBuilder {
    ["a.txt", "b/c.txt", "film.mp4"].into_iter().fold(PackageBuilder::new(), |zip, name| zip.file(name, text))
}

fn course(text: &str) -> Vec<u8> {
    let files = ["a.txt", "b/c.txt", "film.mp4"];
    files.into_iter().fold(scorm12_single(), |zip, name| zip.file(name, text)).build()
}

async fn order(cloud: &Cloud, zip: Vec<u8>) -> JobId {
    let package = PackageSource::Parked(cloud.park(zip).await);
    let update = StartUpdate {
        app: cloud.app,
        course_id: "c",
        version: None,
        package,
        email: Some("ann@example.org"),
        culture: None,
        exact: false,
        call: None,
    };
    let context = &cloud.context;
    let now = cloud.clock.now();
    service::start_update(&context.store, &context.blobs, context.rng.as_ref(), update, now).await.unwrap()
}

async fn files(cloud: &Cloud) -> CourseFiles {
    service::course_files(&cloud.context.store, &cloud.context.blobs, cloud.app, "c", None).await.unwrap()
}

/// What the files say: one thing, or the update was not done as a whole.
async fn said(cloud: &Cloud) -> String {
    let files = files(cloud).await;
    let mut texts = Vec::new();
    for name in ["a.txt", "b/c.txt", "film.mp4"] {
        let entry = files.index.find_exact(name).unwrap();
        let bytes = cloud.context.blobs.read_member(&files.index, entry, 1 << 20).await.unwrap().unwrap();
        texts.push(String::from_utf8(bytes.to_vec()).unwrap());
    }
    texts.dedup();
    assert_eq!(texts.len(), 1, "{texts:?}");
    // The kept sizes are those of the files.
    assert_eq!(files.version.size_bytes, files.index.unpacked_bytes());
    assert_eq!(files.version.files, files.index.entries().len() as u64);
    texts.remove(0)
}

/// Polls a future so often and drops it then, as the loss of the process would.
async fn cut_off<F: Future>(future: F, mut polls: u32) -> Option<F::Output> {
    let mut future = Box::pin(future);
    poll_fn(move |context| {
        if polls == 0 {
            return Poll::Ready(None);
        }
        polls -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_that_is_cut_off_anywhere_is_done_whole_or_not_at_all() {
    let cloud = Cloud::new().await;
    cloud.import("c", course("old")).await;
    let job = order(&cloud, saying("new").build()).await;
    let store = &cloud.context.store;
    let mut polls = 1;
    loop {
        let now = cloud.clock.now();
        let until = Timestamp(now.0 + 60_000_000);
        let claimed: Result<_, store::Error> =
            store::transact!(store, |tx| { store::jobs::claim(tx, &[UPDATE_ASSETS], now, until).await });
        let Some(claimed) = claimed.unwrap() else { break };
        let context = &cloud.context;
        let update = UpdateContext {
            store,
            blobs: &context.blobs,
            live: &context.live,
            clock: context.clock.as_ref(),
            rng: context.rng.as_ref(),
            limits: &context.config.import_limits,
        };
        let ended = cut_off(service::update_assets(update, &claimed, Box::new(|_, _| {})), polls).await;
        let done = cloud.status(&job).await.state == ImportState::Finished;
        assert_eq!(said(&cloud).await, if done { "new" } else { "old" }, "after {polls} polls");
        if let Some(ended) = ended {
            ended.unwrap();
            assert!(done);
            break;
        }
        polls += 1;
        cloud.later(61);
    }
    assert!(polls > 3, "it was cut off at {polls} places");
    assert_eq!(said(&cloud).await, "new");
    // What the cut-off tries left goes with the sweeper: package and update, the update's media, one index.
    for _ in 0..3 {
        cloud.later(25 * 3600);
        cloud.run().await;
    }
    assert_eq!(cloud.files().len(), 5, "{:?}", cloud.files());
    assert_eq!(said(&cloud).await, "new");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn updates_and_deletions_at_the_same_time_all_count() {
    let cloud = Cloud::new().await;
    cloud.import("c", course("old")).await;
    let context = &cloud.context;
    let mut orders = Vec::new();
    for number in 0..4 {
        let zip = PackageBuilder::new().file(&format!("{number}.txt"), "x").file("same.txt", "x").build();
        orders.push(order(&cloud, zip).await);
    }
    let runs = futures_util::future::join_all((0..4).map(|_| cloud.run()));
    let paths = ["b/c.txt".to_owned()];
    let deletion = service::delete_files(
        &context.store,
        &context.blobs,
        &context.live,
        context.rng.as_ref(),
        cloud.app,
        "c",
        None,
        &paths,
        cloud.clock.now(),
    );
    let (deleted, _) = tokio::join!(deletion, runs);
    assert_eq!(deleted.unwrap(), [true]);
    // One that met others too often waits for another try.
    for _ in 0..4 {
        cloud.later(120);
        cloud.run().await;
    }
    for job in orders {
        assert_eq!(cloud.status(&job).await.state, ImportState::Finished);
    }
    let files = files(&cloud).await;
    let names: Vec<&str> = files.index.entries().iter().map(|entry| entry.name.as_str()).collect();
    for name in ["0.txt", "1.txt", "2.txt", "3.txt", "same.txt", "a.txt"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert!(!names.contains(&"b/c.txt"), "{names:?}");
}

/// The worker of the first dies, and another one takes it over when the second is done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_that_is_late_takes_nothing_back_from_the_one_after_it() {
    let cloud = Cloud::new().await;
    cloud.import("c", course("old")).await;
    let first = order(&cloud, saying("first").file("first alone.txt", "x").build()).await;
    let store = &cloud.context.store;
    let now = cloud.clock.now();
    let until = Timestamp(now.0 + 60_000_000);
    let claimed: Result<_, store::Error> =
        store::transact!(store, |tx| { store::jobs::claim(tx, &[UPDATE_ASSETS], now, until).await });
    assert_eq!(claimed.unwrap().unwrap().id, first);
    let second = order(&cloud, saying("second").build()).await;
    cloud.run().await;
    assert_eq!(cloud.status(&second).await.state, ImportState::Finished);
    cloud.later(61);
    cloud.run().await;
    assert_eq!(cloud.status(&first).await.state, ImportState::Finished);
    assert_eq!(said(&cloud).await, "second");
    assert!(files(&cloud).await.index.find_exact("first alone.txt").is_some());
    // One more comes after both.
    order(&cloud, saying("third").build()).await;
    cloud.run().await;
    assert_eq!(said(&cloud).await, "third");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_course_does_not_grow_beyond_its_limits_by_updates() {
    let limits = ImportLimits { entries: Some(10), ..ImportLimits::default() };
    let raw = RawConfig { import_limits: limits, ..RawConfig::default() };
    let cloud = Cloud::with(AllowPrivateTargets::Yes, raw).await;
    cloud.import("c", course("old")).await;
    let more = (0..6).fold(PackageBuilder::new(), |zip, n| zip.file(&format!("{n}.txt"), "x")).build();
    let job = order(&cloud, more).await;
    cloud.run().await;
    let error = cloud.status(&job).await.error.unwrap();
    assert_eq!(
        (error.code, error.message.as_str()),
        (3, "with its updates the course has more than 10 files")
    );
    assert_eq!(said(&cloud).await, "old");
    assert_eq!(cloud.files().len(), 3, "package, media and index: {:?}", cloud.files());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn blobs_go_with_the_version() {
    let cloud = Cloud::new().await;
    cloud.import("c", course("old")).await;
    for text in ["one", "two"] {
        order(&cloud, saying(text).build()).await;
        cloud.run().await;
    }
    assert_eq!(said(&cloud).await, "two");
    service::delete_course(&cloud.context.store, cloud.app, "c", None).await.unwrap();
    for _ in 0..3 {
        cloud.later(25 * 3600);
        cloud.run().await;
    }
    assert_eq!(cloud.files(), Vec::<String>::new());
}
