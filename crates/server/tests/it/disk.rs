//! A disk that is nearly full: no files are taken in, what learners do is stored all the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use blobs::{Disk, FreeSpace};
use cloud_api::v1::params::Params;
use platform::config::RawConfig;
use runtime::client::Call;
use test_server::Setup;
use test_support::{scorm12_multi, scorm12_single};

/// A disk with as much room as the test says.
struct Filling(AtomicU64);

impl FreeSpace for Filling {
    fn disks(&self) -> Vec<Disk> {
        let free_bytes = self.0.load(Ordering::SeqCst);
        vec![Disk { folder: "/data".into(), free_bytes, total_bytes: 1 << 30 }]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_refused_below_the_reserve_and_journals_go_on() {
    let disk = Arc::new(Filling(AtomicU64::new(1 << 30)));
    let raw = RawConfig { disk_reserve: Some(1 << 20), ..RawConfig::default() };
    let server = Setup::new().configured(raw).with_disks(disk.clone()).start().await;
    server.import("course", &scorm12_single()).await;
    server.create_registration("course", "reg").await;
    let mut player = server.launch("reg").await;
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    let files = server.services().blobs.clone();
    assert!(!service::disk_state(&files).unwrap().is_low);

    disk.0.store((1 << 20) - 1, Ordering::SeqCst);
    let state = service::disk_state(&files).unwrap();
    assert!(state.is_low && state.reserve_bytes == 1 << 20 && state.disks[0].total_bytes == 1 << 30);
    let package = scorm12_multi().build();
    let course = Params::new().with("courseid", "second");
    for method in ["course.importCourseAsync", "course.importCourse"] {
        let answer =
            server.api.call_with_file::<cloud_api::v1::import::ImportToken>(method, &course, &package);
        let refused = format!("{:?}", answer.await.unwrap_err());
        assert!(refused.contains("the disk of the server is nearly full"), "{method}: {refused}");
    }
    player.report(&[("cmi.suspend_data", "stored all the same"), ("cmi.core.exit", "suspend")]);
    player.leave().await;
    let mut again = server.launch("reg").await;
    assert_eq!(again.call(Call::Initialize, "", ""), "true");
    assert_eq!(again.call(Call::GetValue, "cmi.suspend_data", ""), "stored all the same");

    disk.0.store(1 << 20, Ordering::SeqCst);
    server.import("second", &scorm12_multi()).await;
}
