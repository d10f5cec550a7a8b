//! Sweeping and pruning.

use blobs::Kind;
use platform::config::{AllowPrivateTargets, RawConfig};
use platform::{Clock as _, Timestamp};
use service::PackageSource;
use service::rows::{ApiCall, StoreError};
use test_support::{scorm12_multi, scorm12_single};

use crate::harness::Cloud;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn blobs_without_an_owner_go_and_others_stay() {
    let cloud = Cloud::new().await;
    cloud.import("kept", scorm12_single().build()).await;
    cloud.import("deleted", scorm12_multi().build()).await;
    // A file whose call never came.
    cloud.park(scorm12_single().build()).await;
    let (store, app) = (&cloud.context.store, cloud.app);
    service::delete_course(store, app, "deleted", None).await.unwrap();
    assert_eq!(cloud.files().len(), 5);
    cloud.later(3601);
    cloud.run().await;
    assert_eq!(cloud.files().len(), 3, "the parked file has a day: {:?}", cloud.files());
    cloud.later(25 * 3600);
    cloud.run().await;
    assert_eq!(cloud.files().len(), 2);
    let version = cloud.latest("kept").await.unwrap();
    let package = blobs::Key::parse(&version.package_blob).unwrap();
    assert_eq!(package.kind(), Kind::Package);
    assert!(cloud.context.blobs.find_size(&package).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_blob_goes_while_a_backup_runs() {
    let cloud = Cloud::new().await;
    cloud.import("deleted", scorm12_multi().build()).await;
    let store = &cloud.context.store;
    let begun = Timestamp(cloud.clock.now().0 + 2 * 3_600_000_000);
    let put: Result<(), StoreError> =
        store::transact!(store, |tx| { store::backup_holds::put(tx, "a backup", begun).await });
    put.unwrap();
    service::delete_course(store, cloud.app, "deleted", None).await.unwrap();
    // Nor what somebody gives up at once.
    let parked = cloud.park(scorm12_single().build()).await;
    service::discard_parked_file(store, &cloud.context.blobs, &parked).await;
    assert_eq!(cloud.files().len(), 3);
    cloud.later(3601);
    cloud.run().await;
    assert_eq!(cloud.files().len(), 3);
    // It died, and its time is over.
    cloud.later(3601);
    cloud.run().await;
    assert!(cloud.files().is_empty(), "{:?}", cloud.files());
    // From then on what is given up goes at once again.
    let parked = cloud.park(scorm12_single().build()).await;
    service::discard_parked_file(store, &cloud.context.blobs, &parked).await;
    assert!(cloud.files().is_empty(), "{:?}", cloud.files());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_finished_import_may_be_asked_for_a_week() {
    let cloud = Cloud::new().await;
    let package = PackageSource::Parked(cloud.park(scorm12_single().build()).await);
    let job = cloud.order("c", package, None).await;
    cloud.run().await;
    cloud.later(6 * 24 * 3600);
    cloud.run().await;
    let ask = async || service::import_status(&cloud.context.store, cloud.app, job.as_str()).await.unwrap();
    assert!(ask().await.is_some());
    cloud.later(2 * 24 * 3600);
    cloud.run().await;
    assert!(ask().await.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_of_calls_is_kept_by_age_and_by_number() {
    let raw = RawConfig { api_log_days: Some(2), api_log_calls_per_app: Some(3), ..RawConfig::default() };
    let cloud = Cloud::with(AllowPrivateTargets::Yes, raw).await;
    let (store, app) = (&cloud.context.store, cloud.app);
    let note = async |count: usize| {
        let call = ApiCall {
            at: cloud.context.clock.now(),
            method: "debug.authPing".to_owned(),
            code: 0,
            duration_us: 1,
            secret: None,
            applib: String::new(),
            user_agent: String::new(),
            origin: String::new(),
            request_id: String::new(),
        };
        let calls = vec![(app, call); count];
        let noted: Result<(), StoreError> =
            store::transact!(store, |tx| { store::api_calls::insert(tx, &calls).await });
        noted.unwrap();
    };
    let count = async || {
        let mut tx = store.begin_read().await.unwrap();
        let all = store::api_calls::ApiCallFilter::default();
        store::api_calls::list(&mut tx, app, all, None, 100).await.unwrap().len()
    };
    note(5).await;
    cloud.run().await;
    assert_eq!(count().await, 3);
    cloud.later(24 * 3600);
    note(1).await;
    cloud.run().await;
    assert_eq!(count().await, 3);
    cloud.later(24 * 3600 + 1);
    cloud.run().await;
    assert_eq!(count().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silent_launches_are_looked_for_as_often_as_they_can_fall_silent() {
    for (silent_after, every) in [(None, 30), (Some(120), 30), (Some(4), 4)] {
        let heartbeat_secs = silent_after.map(|_| 1);
        let raw = RawConfig { silent_after_secs: silent_after, heartbeat_secs, ..RawConfig::default() };
        let cloud = Cloud::with(AllowPrivateTargets::Yes, raw).await;
        cloud.run().await;
        let mut tx = cloud.context.store.begin_read().await.unwrap();
        let due = store::jobs::find_next_due(&mut tx, &["close_silent_launches"]).await.unwrap();
        assert_eq!(due, Some(Timestamp(cloud.clock.now().0 + every * 1_000_000)), "{silent_after:?}");
    }
}
