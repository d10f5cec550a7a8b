//! Two nodes on one PostgreSQL and one bucket: whatever one began, the other goes on with.

use cloud_api::v1::params::Params;
use cloud_api::v1::report::Results;
use cloud_api::v1::values::Completion;
use platform::config::RawConfig;
use runtime::client::Call;
use test_server::Setup;
use test_support::scorm12_single;

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_moves_between_nodes() {
    let one = Setup::distributed().await.start().await;
    let two = one.another_node().await;
    one.import("course", &scorm12_single()).await;
    one.create_registration("course", "reg").await;

    let mut first = one.launch("reg").await;
    assert_eq!(first.call(Call::Initialize, "", ""), "true");
    first.report(&[("cmi.suspend_data", "from the first node")]);
    first.send().await;

    // The newest window wins, on whichever node it was opened.
    let mut second = two.launch("reg").await;
    assert_eq!(second.call(Call::Initialize, "", ""), "true");
    assert_eq!(second.call(Call::GetValue, "cmi.suspend_data", ""), "from the first node");
    second.report(&[("cmi.core.lesson_status", "completed")]);
    second.send().await;
    first.report(&[("cmi.suspend_data", "too late")]);
    assert_eq!(first.try_send().await.unwrap().status, platform::player_protocol::JournalStatus::Frozen);

    second.leave().await;
    let Results::Course(result) = one.result("reg").await.results else { panic!("no course report") };
    assert_eq!(result.complete, Completion::Complete);
    // The postback is delivered once, by whichever node takes it.
    two.run_jobs().await;
    one.run_jobs().await;
    assert_eq!(one.receiver.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_one_node_saw_is_refused_by_the_other() {
    let raw = RawConfig { refuse_replayed_signatures: Some(true), ..RawConfig::default() };
    let one = Setup::distributed().await.configured(raw).start().await;
    let two = one.another_node().await;
    one.import("course", &scorm12_single()).await;
    // Time stands still, so the same call of both nodes has one signature. Both may come at once.
    let tag = Params::new().with("courseid", "course").with("tag", "a");
    let (first, second) =
        tokio::join!(one.api.text("tagging.addCourseTag", &tag), two.api.text("tagging.addCourseTag", &tag));
    let answers = [first.unwrap(), second.unwrap()];
    let taken = answers.iter().filter(|answer| answer.contains("<success/>")).count();
    let refused = answers.iter().filter(|answer| answer.contains("code=\"100\"")).count();
    assert_eq!((taken, refused), (1, 1), "{answers:?}");
    // What reads is not counted.
    let get = Params::new().with("courseid", "course");
    for server in [&one, &two, &one] {
        let answer = server.api.text("tagging.getCourseTags", &get).await.unwrap();
        assert!(answer.contains("<tag>a</tag>"), "{answer}");
    }
}
