//! Deliveries to a receiver that misbehaves.

use std::sync::Arc;

use jobs::Runner;
use platform::config::{AllowPrivateTargets, PrivateTarget};
use service::rows::RegistrationKey;
use store::postback_attempts::PostbackAttempt;
use store::postback_outbox::{OutboxRow, PostbackState};
use test_support::{Answer, Receiver, scorm12_single};
use tokio::sync::Notify;

use crate::harness::Cloud;

async fn cloud() -> Cloud {
    let cloud = Cloud::new().await;
    cloud.import("c", scorm12_single().build()).await;
    cloud
}

async fn pending(cloud: &Cloud, registration: RegistrationKey) -> Option<OutboxRow> {
    let mut tx = cloud.context.store.begin_read().await.unwrap();
    store::postback_outbox::find(&mut tx, registration).await.unwrap()
}

async fn attempts(cloud: &Cloud, registration: RegistrationKey) -> Vec<PostbackAttempt> {
    let mut tx = cloud.context.store.begin_read().await.unwrap();
    let list = store::postback_attempts::list(&mut tx, registration, None, 100).await.unwrap();
    list.into_iter().map(|(_, attempt)| attempt).collect()
}

/// What is kept of a try tells what was sent, and nothing of the credentials, even where the answer repeats them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_try_is_kept_without_credentials() {
    let (cloud, receiver) = (cloud().await, Receiver::start().await);
    let url = receiver.url("/back?x=1").replace("http://", "http://ann:hunter2@");
    let registration = cloud.register("c", "reg", &url).await;
    receiver.answer_always(Answer::Status(500, "who is ann:hunter2?".to_owned()));
    cloud.change("reg").await;
    cloud.run().await;
    let attempts = attempts(&cloud, registration).await;
    let last = attempts.first().unwrap();
    assert_eq!(
        (last.number, last.status, last.url.as_str()),
        (1, Some(500), receiver.url("/back?x=1").as_str())
    );
    assert_eq!(last.body, "who is ann:…?");
    assert!(last.request.contains("<registrationreport"), "{last:?}");
    assert_eq!(last.request.len() as u64, last.request_bytes);
    assert!(!format!("{attempts:?}").contains("hunter2"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_report_is_posted_as_a_form() {
    let (cloud, receiver) = (cloud().await, Receiver::start().await);
    let registration = cloud.register("c", "reg", &receiver.url("/back?x=1")).await;
    cloud.change("reg").await;
    cloud.run().await;
    let requests = receiver.requests();
    assert_eq!((requests.len(), requests[0].path.as_str()), (1, "/back?x=1"));
    assert_eq!(requests[0].headers["content-type"], "application/x-www-form-urlencoded; charset=UTF-8");
    let posted = cloud_api::v1::postback::ReceivedPostback::read(
        Some("application/x-www-form-urlencoded"),
        None,
        &requests[0].body,
    );
    assert_eq!(posted.unwrap().report.regid, "reg");
    assert_eq!(pending(&cloud, registration).await, None);
    assert_eq!(attempts(&cloud, registration).await[0].status, Some(200));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errors_are_tried_again_and_redirections_count() {
    let (cloud, receiver) = (cloud().await, Receiver::start().await);
    receiver.answer_next([
        Answer::Status(500, "x".repeat(100_000)),
        Answer::Close,
        Answer::Redirect(receiver.url("/elsewhere")),
    ]);
    let registration = cloud.register("c", "reg", &receiver.url("/back")).await;
    cloud.change("reg").await;
    cloud.run().await;
    assert_eq!(receiver.requests().len(), 1);
    let row = pending(&cloud, registration).await.unwrap();
    assert_eq!(
        (row.state, row.attempts, row.reason.as_str()),
        (PostbackState::Pending, 1, "HTTP status 500")
    );
    cloud.run().await;
    assert_eq!(receiver.requests().len(), 1, "not before its time");
    cloud.later(2);
    cloud.run().await;
    cloud.later(4);
    cloud.run().await;
    let paths: Vec<String> = receiver.requests().into_iter().map(|r| r.path).collect();
    assert_eq!(paths, ["/back", "/back", "/back"], "a redirection is not followed");
    assert_eq!(pending(&cloud, registration).await, None);
    let tries = attempts(&cloud, registration).await;
    assert_eq!((tries.len(), tries[0].status, tries[1].status), (3, Some(302), None));
    assert!(tries[1].error.is_some() && tries[2].body.len() == 4096, "{}", tries[2].body.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seventy_tries_and_then_only_a_change_helps() {
    let (cloud, receiver) = (cloud().await, Receiver::start().await);
    receiver.answer_always(Answer::status(404));
    let registration = cloud.register("c", "reg", &receiver.url("/back")).await;
    cloud.change("reg").await;
    for _ in 0..75 {
        cloud.run().await;
        cloud.later(901);
    }
    assert_eq!(receiver.requests().len(), 70);
    assert_eq!(pending(&cloud, registration).await.unwrap().state, PostbackState::Failed);
    receiver.answer_always(Answer::ok());
    cloud.change("reg").await;
    cloud.run().await;
    assert_eq!(pending(&cloud, registration).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forbidden_target_waits_for_the_configuration() {
    let cloud = Cloud::with(AllowPrivateTargets::No, platform::config::RawConfig::default()).await;
    cloud.import("c", scorm12_single().build()).await;
    let receiver = Receiver::start().await;
    let literal = cloud.register("c", "literal", &receiver.url("/back")).await;
    let named = cloud.register("c", "named", &format!("http://localhost:{}/back", receiver.port())).await;
    cloud.change("literal").await;
    cloud.change("named").await;
    cloud.run().await;
    cloud.later(100_000);
    cloud.run().await;
    assert_eq!(receiver.requests().len(), 0);
    for registration in [literal, named] {
        let row = pending(&cloud, registration).await.unwrap();
        assert_eq!((row.state, row.attempts), (PostbackState::Blocked, 0));
        assert!(row.reason.contains("`allow_private_targets`"), "{}", row.reason);
        assert_eq!(attempts(&cloud, registration).await, []);
    }
    let runner = Runner::start(cloud.restarted(AllowPrivateTargets::Yes));
    assert_eq!(receiver.await_requests(2).await.len(), 2);
    runner.stop().await;
}

/// The process is lost between sending and settling: nothing is lost, and what changed meanwhile is sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_process_loses_no_postback() {
    let (cloud, receiver) = (cloud().await, Receiver::start().await);
    receiver.answer_next([Answer::Hang]);
    let registration = cloud.register("c", "reg", &receiver.url("/back")).await;
    let runner = Runner::start(cloud.context.clone());
    cloud.change("reg").await;
    receiver.await_requests(1).await;
    drop(runner);
    cloud.run().await;
    assert_eq!(receiver.requests().len(), 1, "it may still be under way");
    cloud.later(91);
    cloud.run().await;
    assert_eq!(receiver.requests().len(), 2);
    assert_eq!(pending(&cloud, registration).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_meanwhile_is_sent_once_more() {
    let (cloud, receiver) = (cloud().await, Receiver::start().await);
    let answered = Arc::new(Notify::new());
    receiver.answer_next([Answer::Held(answered.clone(), Box::new(Answer::ok()))]);
    cloud.register("c", "reg", &receiver.url("/back")).await;
    let runner = Runner::start(cloud.context.clone());
    cloud.change("reg").await;
    receiver.await_requests(1).await;
    for _ in 0..3 {
        cloud.change("reg").await;
    }
    answered.notify_one();
    receiver.await_requests(2).await;
    runner.stop().await;
    cloud.run().await;
    assert_eq!(receiver.requests().len(), 2, "three changes are one more post");
}

/// One receiver hangs on everything; another is told all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_receiver_delays_nobody() {
    let (cloud, dead, alive) = (cloud().await, Receiver::start().await, Receiver::start().await);
    dead.answer_always(Answer::Hang);
    for n in 0..12 {
        // Another spelling of the host: deliveries are kept apart by it.
        let url = format!("http://localhost:{}/back", dead.port());
        cloud.register("c", &format!("dead{n}"), &url).await;
    }
    cloud.register("c", "alive", &alive.url("/back")).await;
    let runner = Runner::start(cloud.context.clone());
    for n in 0..12 {
        cloud.change(&format!("dead{n}")).await;
    }
    dead.await_requests(4).await;
    cloud.change("alive").await;
    alive.await_requests(1).await;
    assert!(dead.requests().len() < 12, "a host has few slots, and those are taken");
    drop(runner);
}

/// What waits for a target that is dead or forbidden goes to the new one at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_settings_free_what_waits() {
    let policy = AllowPrivateTargets::Some(vec![PrivateTarget::Host("127.0.0.1".to_owned())]);
    let cloud = Cloud::with(policy, platform::config::RawConfig::default()).await;
    cloud.import("c", scorm12_single().build()).await;
    let receiver = Receiver::start().await;
    receiver.answer_always(Answer::status(404));
    let dead = cloud.register("c", "dead", &receiver.url("/misspelt")).await;
    let forbidden = cloud.register("c", "forbidden", "http://10.0.0.1/back").await;
    for id in ["dead", "forbidden"] {
        cloud.change(id).await;
    }
    cloud.run().await;
    assert_eq!(pending(&cloud, dead).await.unwrap().state, PostbackState::Pending);
    assert_eq!(pending(&cloud, forbidden).await.unwrap().state, PostbackState::Blocked);
    receiver.answer_always(Answer::ok());
    for id in ["dead", "forbidden"] {
        cloud.move_postback(id, &receiver.url("/back")).await;
    }
    cloud.run().await;
    let paths: Vec<String> = receiver.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["/misspelt", "/back", "/back"]);
    assert_eq!((pending(&cloud, dead).await, pending(&cloud, forbidden).await), (None, None));
}

/// New settings alone are nothing to post.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_settings_post_nothing_by_themselves() {
    let (cloud, receiver) = (cloud().await, Receiver::start().await);
    let registration = cloud.register("c", "reg", &receiver.url("/back")).await;
    cloud.move_postback("reg", &receiver.url("/elsewhere")).await;
    cloud.run().await;
    assert_eq!((receiver.requests().len(), pending(&cloud, registration).await), (0, None));
}
