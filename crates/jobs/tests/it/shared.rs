//! Packages that nobody here wrote, where they are present: each is imported or refused as it should be.

use cloud_api::v1::import::ImportState;
use test_support::shared_packages;

use crate::harness::Cloud;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_package_is_imported_or_refused_as_expected() {
    let cloud = Cloud::new().await;
    let refused = ["badscorm.zip", "invalid.zip", "MalformedXml_SCORM12.zip"];
    for folder in ["adl", "golf", "moodle", "aicc", "xapi", "cmi5", "import-edge", "author-tools"] {
        for (name, zip) in shared_packages(folder) {
            let status = cloud.import(&name, zip).await;
            assert_eq!(status.state, ImportState::Finished, "{name}: {:?}", status.error);
            // Standards beside SCORM are recognised and named, not played yet.
            let expected = !matches!(folder, "aicc" | "xapi" | "cmi5") && !refused.contains(&name.as_str());
            let result = &status.results[0];
            assert_eq!(result.successful, expected, "{name}: {}", result.message);
            assert_eq!(cloud.latest(&name).await.is_some(), expected, "{name}");
        }
    }
}
