//! Imports from order to end.

use std::time::Duration;

use cloud_api::v1::import::ImportState;
use jobs::Runner;
use platform::Clock as _;
use platform::config::{AllowPrivateTargets, ImportLimits, RawConfig};
use runtime::Definition;
use service::{PackageSource, StartImport};
use test_support::{Edition, Entry, PackageBuilder, sample, scorm12_multi, scorm12_single, scorm2004_multi};

use crate::harness::Cloud;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_package_becomes_a_course_and_then_its_next_version() {
    let cloud = Cloud::new().await;
    let package = PackageSource::Parked(cloud.park(scorm12_multi().build()).await);
    let job = cloud.order("c", package, None).await;
    assert_eq!(cloud.status(&job).await.state, ImportState::Created);
    assert!(cloud.latest("c").await.is_none());
    cloud.run().await;
    let status = cloud.status(&job).await;
    assert_eq!((status.state, status.progress), (ImportState::Finished, 100));
    assert_eq!((status.results[0].successful, status.results[0].title.as_str()), (true, "Three SCOs"));
    let version = cloud.latest("c").await.unwrap();
    assert_eq!((version.number.0, version.files), (0, 4));
    assert_eq!((version.standard.as_str(), version.learning_standard.as_str()), ("SCORM 1.2", "scorm_12"));

    let again = cloud.import("c", scorm2004_multi(Edition::Fourth).build()).await;
    assert!(again.results[0].successful);
    let version = cloud.latest("c").await.unwrap();
    assert_eq!((version.number.0, version.learning_standard.as_str()), (1, "scorm_2004_4th_edition"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_definition_holds_what_the_manifest_says() {
    let cloud = Cloud::new().await;
    cloud.import("c", scorm12_multi().build()).await;
    let version = cloud.latest("c").await.unwrap();
    let mut tx = cloud.context.store.begin_read().await.unwrap();
    let bytes = store::course_versions::find_definition(&mut tx, version.key).await.unwrap().unwrap();
    let definition = Definition::decode(&bytes).unwrap();
    let names: Vec<&str> = definition.activities.iter().map(|a| a.identifier.as_str()).collect();
    assert_eq!(names[1..], ["first", "second", "test"]);
    assert_eq!(definition.activities[0].children, [1, 2, 3]);
    assert_eq!(definition.sco_count(), 3);
    let test = &definition.activities[3];
    assert_eq!(test.launch_data.mastery_score, Some(80.0));
    assert!(test.prerequisites.is_some() && definition.activities[1].prerequisites.is_none());
    assert!(test.resource.as_ref().unwrap().href.starts_with("sco.html"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn samples_of_our_own_import_without_a_warning() {
    let cloud = Cloud::new().await;
    for name in ["welcome-scorm12", "welcome-scorm2004"] {
        let status = cloud.import(name, sample(name)).await;
        assert!(status.results[0].successful, "{status:?}");
        assert_eq!(status.results[0].parser_warnings, Vec::<String>::new(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_used_says_why_and_leaves_nothing() {
    let limits = ImportLimits { entries: Some(50), ..ImportLimits::default() };
    let cloud =
        Cloud::with(AllowPrivateTargets::Yes, RawConfig { import_limits: limits, ..RawConfig::default() })
            .await;
    let good = scorm12_single();
    let many = (0..60).fold(PackageBuilder::new(), |zip, n| zip.file(&format!("{n}.txt"), "x"));
    let with = |entry: Entry| scorm12_single().entry(entry).build();
    for (zip, expected) in [
        (b"this is a text and no archive at all".to_vec(), "not a zip archive"),
        (good.clone().truncated(60).build(), "truncated"),
        (many.build(), "more than 50 files"),
        (with(Entry::new("secret.html", "x").encrypted()), "`secret.html` is encrypted"),
        (with(Entry::new("old.html", "x").method(9)), "Deflate64"),
        (with(Entry::bomb("zeros.bin", 400 << 20)), "bomb"),
        (with(Entry::new("a.html", "x").wrong_crc()), "`a.html` is damaged"),
        (with(Entry::new("../up.html", "x")), "cannot be used"),
        (with(Entry::new("b.html", "x").local_name("c.html")), "differ"),
    ] {
        let status = cloud.import("c", zip).await;
        let error = status.error.unwrap_or_else(|| panic!("{expected}: {:?}", status.results));
        assert_eq!((status.state, error.code), (ImportState::Error, 2), "{}", error.message);
        assert!(error.message.contains(expected), "{}", error.message);
        assert!(cloud.latest("c").await.is_none());
        assert_eq!(cloud.files(), Vec::<String>::new(), "{expected}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_zip_without_a_course_is_finished_without_success() {
    let cloud = Cloud::new().await;
    let status = cloud.import("c", PackageBuilder::new().file("index.html", "<p>").build()).await;
    let result = &status.results[0];
    assert_eq!((status.state, result.successful), (ImportState::Finished, false));
    assert_eq!(result.message, "zip file contained no courses");
    assert!(result.parser_warnings[0].contains("imsmanifest.xml"), "{result:?}");
    let status = cloud.import("c", PackageBuilder::new().manifest("<manifest><oops>").build()).await;
    let result = &status.results[0];
    assert!(!result.successful && result.message.contains("not readable XML"), "{result:?}");
    assert_eq!(cloud.files(), Vec::<String>::new());
    assert!(cloud.latest("c").await.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_item_alone() {
    let cloud = Cloud::new().await;
    let package = PackageSource::Parked(cloud.park(scorm12_multi().build()).await);
    let job = cloud.order("c", package, Some("second")).await;
    let package = PackageSource::Parked(cloud.park(scorm12_multi().build()).await);
    let none = cloud.order("d", package, Some("nowhere")).await;
    cloud.run().await;
    assert!(cloud.status(&job).await.results[0].successful);
    let version = cloud.latest("c").await.unwrap();
    let mut tx = cloud.context.store.begin_read().await.unwrap();
    let bytes = store::course_versions::find_definition(&mut tx, version.key).await.unwrap().unwrap();
    assert_eq!(Definition::decode(&bytes).unwrap().activities.len(), 2);
    let error = cloud.status(&none).await.error.unwrap();
    assert_eq!((error.code, error.message.contains("`nowhere`")), (4, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_died_is_replaced() {
    let cloud = Cloud::new().await;
    let package = PackageSource::Parked(cloud.park(scorm12_single().build()).await);
    let job = cloud.order("c", package, None).await;
    // A node takes the job and is gone.
    let (store, now) = (&cloud.context.store, cloud.clock.now());
    let until = platform::Timestamp(now.0 + 60_000_000);
    let claimed: Result<_, store::Error> =
        store::transact!(store, |tx| { store::jobs::claim(tx, &[service::IMPORT_COURSE], now, until).await });
    let dead = claimed.unwrap().unwrap();
    cloud.run().await;
    assert_eq!(cloud.status(&job).await.state, ImportState::Running);
    cloud.later(61);
    cloud.run().await;
    assert_eq!(cloud.status(&job).await.state, ImportState::Finished);
    // The dead one comes back: it changes nothing.
    let late: Result<bool, store::Error> = store::transact!(store, |tx| {
        store::jobs::finish(tx, &dead, store::jobs::JobEnd::Error("late", None), now).await
    });
    assert!(!late.unwrap());
    assert_eq!(cloud.latest("c").await.unwrap().number.0, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_package_that_brings_workers_down_is_given_up() {
    let cloud = Cloud::new().await;
    let package = PackageSource::Parked(cloud.park(scorm12_single().build()).await);
    let job = cloud.order("c", package, None).await;
    let store = &cloud.context.store;
    for _ in 0..5 {
        let now = cloud.clock.now();
        let until = platform::Timestamp(now.0 + 1_000_000);
        let claimed: Result<_, store::Error> = store::transact!(store, |tx| {
            store::jobs::claim(tx, &[service::IMPORT_COURSE], now, until).await
        });
        assert!(claimed.unwrap().is_some());
        cloud.later(2);
    }
    cloud.run().await;
    let status = cloud.status(&job).await;
    assert_eq!((status.state, status.error.unwrap().code), (ImportState::Error, 3));
    assert_eq!(cloud.files(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_call_again_joins_the_first() {
    let cloud = Cloud::new().await;
    let (store, blobs) = (&cloud.context.store, &cloud.context.blobs);
    let start = async |zip: Vec<u8>| {
        let package = PackageSource::Parked(cloud.park(zip).await);
        let call = Some(("rustici.course.importCourseAsync", "abc"));
        let import = StartImport {
            app: cloud.app,
            course_id: "c",
            package,
            item_id: None,
            culture: None,
            by: None,
            call,
        };
        service::start_import(store, blobs, cloud.context.rng.as_ref(), import, cloud.clock.now())
            .await
            .unwrap()
    };
    let first = start(scorm12_single().build()).await;
    assert_eq!(start(scorm12_single().build()).await, first);
    cloud.run().await;
    assert_eq!(start(scorm12_single().build()).await, first);
    cloud.run().await;
    assert_eq!(cloud.latest("c").await.unwrap().number.0, 0);
    assert_eq!(cloud.files().len(), 2, "package and index: {:?}", cloud.files());
    cloud.later(3600);
    assert_ne!(start(scorm12_single().build()).await, first);
}

/// The runner takes what is committed at once, without being told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_runner_takes_what_is_committed_and_stops_when_told() {
    let cloud = Cloud::new().await;
    let runner = Runner::start(cloud.context.clone());
    let package = PackageSource::Parked(cloud.park(scorm12_single().build()).await);
    let job = cloud.order("c", package, None).await;
    let mut news = cloud.context.store.work();
    let finished = async {
        while cloud.status(&job).await.state != ImportState::Finished {
            news.changed().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(30), finished).await.expect("finished");
    runner.stop().await;
    let package = PackageSource::Parked(cloud.park(scorm12_single().build()).await);
    let job = cloud.order("c", package, None).await;
    assert_eq!(cloud.status(&job).await.state, ImportState::Created);
}
