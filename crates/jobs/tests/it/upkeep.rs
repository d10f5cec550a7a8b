//! Sweeping and pruning.

use blobs::Kind;
use service::PackageSource;
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
