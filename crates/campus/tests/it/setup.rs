//! Campus set up by a program.

use campus::SetupError;
use lyceum_client::Secret;
use test_support::scorm12_single;

use crate::campus::{PASSWORD, TestCampus};

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_failed_is_sent_again() {
    let lms = TestCampus::start().await;
    let setup = lms.campus.setup(Secret::new(PASSWORD)).await.unwrap();
    let bring = async |package: Vec<u8>| {
        let bringing = setup.course("golf.zip", package);
        tokio::pin!(bringing);
        loop {
            tokio::select! {
                brought = &mut bringing => break brought,
                () = lms.cloud.run_jobs() => tokio::task::yield_now().await,
            }
        }
    };
    let failed = bring(b"no archive".to_vec()).await;
    assert!(matches!(failed, Err(SetupError::Import { .. })), "{failed:?}");
    lms.cloud.later(1);
    bring(scorm12_single().build()).await.unwrap();
    // What is there stays.
    bring(scorm12_single().build()).await.unwrap();
    assert_eq!(lms.records.count("courses").await, 1);
    assert_eq!(lms.records.count("imports").await, 2);
    lms.agree().await;
}
