//! What is done without anybody asking, as it goes on by itself.

use lyceum_client::Timestamp;
use platform::Clock as _;
use test_support::{Meddling, scorm12_single};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::campus::{On, TestCampus, on_both};

/// A nightly comparison begins with this.
const COMPARES: &str = "getRegistrationListResults";
/// Tries of one call.
const TRIES: usize = 4;

/// Campus at work. Whoever waits there moves the clock, so a day takes no longer than the work of a day.
fn at_work(lms: &TestCampus) -> (JoinHandle<()>, CancellationToken) {
    let (campus, end) = (lms.campus.clone(), CancellationToken::new());
    let working = tokio::spawn({
        let end = end.clone();
        async move { campus.work(end).await }
    });
    (working, end)
}

on_both! {
    async fn a_comparison_that_failed_is_made_soon_and_not_a_day_later(on: On) {
        let lms = TestCampus::on(on).await;
        for _ in 0..TRIES {
            lms.line.when(COMPARES, Meddling::Refuse(503));
        }
        let begun = lms.cloud.clock.now();
        let (working, end) = at_work(&lms);
        while lms.line.count(COMPARES) <= TRIES {
            tokio::task::yield_now().await;
        }
        let passed = lms.cloud.clock.now().0 - begun.0;
        assert!(passed < 12 * 60 * 60 * 1_000_000, "{:?}", Timestamp(passed));
        end.cancel();
        working.await.unwrap();
    }

    async fn l2_a_comparison_that_takes_long_holds_up_nothing_else(on: On) {
        let lms = TestCampus::on(on).await;
        let author = lms.person("author", "Otto", "Thor", "author").await;
        lms.line.when(COMPARES, Meddling::Stall);
        author.upload(None, "golf.zip", scorm12_single().build()).await;
        let (working, end) = at_work(&lms);
        lms.line.has_come(COMPARES).await;
        lms.cloud.run_jobs().await;
        while lms.records.count("imports WHERE state = 'succeeded'").await == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(lms.line.count(COMPARES), 1, "never two at once");
        end.cancel();
        working.await.unwrap();
    }
}
