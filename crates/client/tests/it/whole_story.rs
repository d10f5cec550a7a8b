//! One course from its import to its result.

use lyceum_client::{Completion, Success, Summary};
use test_server::Player;

use crate::cloud::{TestCloud, course};

#[tokio::test]
async fn s05_s12_s15_s16_s18_s20_s32_s33_s42_s43_from_import_to_result() {
    let lms = TestCloud::start().await;
    lms.cloud.debug().ping().await.unwrap();
    lms.cloud.debug().auth_ping().await.unwrap();
    assert!(lms.cloud.debug().clock_skew().await.unwrap().as_secs() < 1);

    let golf = course("golf");
    assert!(!lms.cloud.courses().exists(&golf).await.unwrap());
    assert_eq!(lms.import(&golf).await, "Single SCO");
    assert!(lms.cloud.courses().exists(&golf).await.unwrap());

    let registrations = lms.cloud.registrations();
    let new = lms.registration("ann.golf", &golf);
    registrations.create(&new).await.unwrap();
    let fresh = registrations.result(&new.id).await.unwrap();
    assert_eq!(fresh.summary, Summary::default());
    assert_eq!(fresh.summary.score, None);

    let link = registrations.launch(&new.id).return_to("https://lms.example/back?c=1").link();
    let mut player = Player::open(link.hand_out(), lms.server.clock.clone()).await;
    player.call(runtime::client::Call::Initialize, "", "");
    player.report(&[("cmi.core.score.raw", "88"), ("cmi.core.lesson_status", "passed")]);
    player.send().await;
    let result = registrations.result(&new.id).await.unwrap();
    assert_eq!(
        (result.summary.completion, result.summary.success, result.summary.score),
        (Completion::Complete, Success::Passed, Some(88.0))
    );
    player.leave().await;
}
