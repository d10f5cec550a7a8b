//! Results: one type, whether asked for or posted (S42 to S49, S51, S54, S55).

use std::time::Duration;

use lyceum_client::wire::envelope;
use lyceum_client::wire::report::{RegistrationReport, Results};
use lyceum_client::wire::request::ListRegistrations;
use lyceum_client::{
    Completion, Known, Order, RegistrationId, RegistrationResult, ResultsFormat, Source, Success, Summary,
    Timestamp, Verdict, refresh_result, refresh_results,
};
use runtime::client::Call;
use test_server::Player;

use crate::cloud::{TestCloud, course};
use crate::lms::Tables;

fn read(xml: &str) -> RegistrationResult {
    let report: RegistrationReport = envelope::read(&format!("<rsp stat=\"ok\">{xml}</rsp>")).unwrap();
    RegistrationResult::from(report)
}

fn course_level(complete: &str, success: &str, time: &str, score: &str) -> RegistrationResult {
    read(&format!(
        "<registrationreport format=\"course\" regid=\"r\" instanceid=\"0\"><complete>{complete}</complete>\
         <success>{success}</success><totaltime>{time}</totaltime><score>{score}</score></registrationreport>"
    ))
}

#[test]
fn s43_s44_s45_s46_s47_the_four_values_with_unknown_as_unknown() {
    let summary = course_level("complete", "passed", "750", "88.5").summary;
    assert_eq!(
        summary,
        Summary {
            completion: Completion::Complete,
            success: Success::Passed,
            score: Some(88.5),
            total_time: Duration::from_secs(750)
        }
    );
    assert_eq!(course_level("unknown", "unknown", "0", "unknown").summary, Summary::default());
    for (word, expected) in [
        ("complete", Completion::Complete),
        ("incomplete", Completion::Incomplete),
        ("unknown", Completion::Unknown),
        ("Complete", Completion::Complete),
        ("not attempted", Completion::Unknown),
        ("", Completion::Unknown),
    ] {
        assert_eq!(course_level(word, "unknown", "0", "0").summary.completion, expected);
    }
    for (word, expected) in [
        ("passed", Success::Passed),
        ("failed", Success::Failed),
        ("unknown", Success::Unknown),
        ("excellent", Success::Unknown),
    ] {
        assert_eq!(course_level("unknown", word, "0", "0").summary.success, expected);
    }
}

#[test]
fn s46_l4_a_score_lies_between_0_and_100_and_none_is_not_0() {
    for (text, score) in [
        ("unknown", None),
        ("", None),
        ("NaN", None),
        ("0", Some(0.0)),
        ("17", Some(17.0)),
        ("66.67", Some(66.67)),
        ("100", Some(100.0)),
        ("100.4", Some(100.0)),
        ("-20", Some(0.0)),
    ] {
        assert_eq!(course_level("unknown", "unknown", "0", text).summary.score, score, "{text}");
    }
}

#[tokio::test]
async fn s42_s47_s48_s49_s51_s55_every_format_has_the_same_four_values_and_posted_is_what_is_asked_for() {
    let lms = TestCloud::start().await;
    lms.import(&course("golf")).await;
    let registrations = lms.cloud.registrations();
    let new = lms.registration("r", &course("golf"));
    registrations.create(&new).await.unwrap();
    let link = registrations.launch(&new.id).then_close().link();
    let mut player = Player::open(link.hand_out(), lms.server.clock.clone()).await;
    player.call(Call::Initialize, "", "");
    lms.server.later(75);
    // Mid-launch, before anything ends.
    player.report(&[
        ("cmi.core.score.raw", "88"),
        ("cmi.core.lesson_status", "passed"),
        ("cmi.interactions.0.id", "q1"),
        ("cmi.interactions.0.type", "choice"),
        ("cmi.interactions.0.student_response", "a"),
        ("cmi.interactions.0.result", "correct"),
    ]);
    player.send().await;
    let course_level = registrations.result(&new.id).await.unwrap();
    assert_eq!(course_level.summary.score, Some(88.0));
    assert_eq!(course_level.summary.total_time, Duration::from_secs(75));
    let activity = registrations.result_in(&new.id, ResultsFormat::Activity).await.unwrap();
    let full = registrations.result_in(&new.id, ResultsFormat::Full).await.unwrap();
    assert_eq!(activity.summary, course_level.summary);
    assert_eq!(full.summary, course_level.summary);
    let Results::Full(root) = &full.report.results else { panic!("{full:?}") };
    let interactions = &root.children[0].runtime.as_ref().unwrap().interactions;
    assert_eq!(interactions[0].id, "q1");

    lms.server.run_jobs().await;
    let posted = lms.server.postbacks().pop().unwrap();
    assert_eq!(RegistrationResult::from(posted), registrations.result(&new.id).await.unwrap());
}

#[test]
fn s52_newer_wins_and_what_is_unclear_is_asked() {
    let known = |result: &RegistrationResult, stored| Known {
        instance: result.instance,
        summary: result.summary,
        stored: Timestamp(stored),
    };
    let fresh = course_level("unknown", "unknown", "0", "unknown");
    let early = course_level("incomplete", "unknown", "10", "unknown");
    let late = course_level("complete", "passed", "20", "90");
    let same_second = course_level("complete", "failed", "20", "10");
    let next_instance = RegistrationResult { instance: 1, ..early.clone() };
    let order =
        |new: &RegistrationResult, old: &RegistrationResult| new.order_after(old.instance, &old.summary);
    for (new, old, expected) in [
        (&early, &fresh, Order::Newer),
        (&late, &early, Order::Newer),
        (&early, &late, Order::Older),
        (&late, &late, Order::Same),
        (&fresh, &late, Order::Unclear),
        (&same_second, &late, Order::Unclear),
        (&next_instance, &late, Order::Newer),
        (&late, &next_instance, Order::Older),
    ] {
        assert_eq!(order(new, old), expected, "{:?} after {:?}", new.summary, old.summary);
    }
    let verdict = |take, ask| Verdict { take, ask };
    assert_eq!(late.verdict(None, Source::Posted), verdict(true, false));
    assert_eq!(early.verdict(Some(&known(&late, 5)), Source::Posted), verdict(false, true));
    assert_eq!(fresh.verdict(Some(&known(&late, 5)), Source::Posted), verdict(true, true));
    assert_eq!(late.verdict(Some(&known(&late, 5)), Source::Posted), verdict(false, false));
    // The answer to a question is the truth, unless something came in meanwhile.
    assert_eq!(early.verdict(Some(&known(&late, 5)), Source::Asked(Timestamp(6))), verdict(true, false));
    assert_eq!(early.verdict(Some(&known(&late, 7)), Source::Asked(Timestamp(6))), verdict(false, true));
}

#[tokio::test]
async fn s54_refresh_of_one_and_of_all_that_changed() {
    let lms = TestCloud::start().await;
    lms.import(&course("golf")).await;
    let tables = Tables::default();
    let registrations = lms.cloud.registrations();
    for id in ["a", "b", "stranger"] {
        let new = lms.registration(id, &course("golf"));
        registrations.create(&new).await.unwrap();
        if id != "stranger" {
            tables.insert_confirmed(&new);
        }
    }
    let id = |id: &str| RegistrationId::new(id).unwrap();
    lms.server.later(3600);
    let all = refresh_results(&lms.cloud, &tables, ListRegistrations::default(), None).await.unwrap();
    assert_eq!((all.results, all.not_ours), (3, vec![id("stranger")]));

    let link = registrations.launch(&id("a")).then_close().link();
    let mut player = Player::open(link.hand_out(), lms.server.clock.clone()).await;
    player.call(Call::Initialize, "", "");
    player.report(&[("cmi.core.lesson_status", "failed")]);
    player.send().await;
    let changed = refresh_results(&lms.cloud, &tables, ListRegistrations::default(), Some(all.next_after))
        .await
        .unwrap();
    assert_eq!(changed.results, 1, "only what changed");
    assert_eq!(tables.result(&id("a")).unwrap().summary.success, Success::Failed);
    assert_eq!(tables.result(&id("b")).unwrap().summary, Summary::default());

    registrations.reset(&id("a")).await.unwrap();
    let result = refresh_result(&lms.cloud, &tables, &id("a"), ResultsFormat::Course).await.unwrap();
    assert_eq!(tables.result(&id("a")).unwrap().summary, result.summary);
    assert_eq!(result.summary.success, Success::Unknown);
}

#[tokio::test]
async fn s08_s22_a_long_list_is_read_one_by_one() {
    let lms = TestCloud::start().await;
    lms.import(&course("golf")).await;
    let registrations = lms.cloud.registrations();
    for number in 0..60 {
        registrations.create(&lms.registration(&format!("]]>{number}"), &course("golf"))).await.unwrap();
    }
    // An answer of this length could not be kept, but each entry of it can.
    let cloud =
        lyceum_client::Cloud::new(crate::cloud::settings(&lms.server).max_answer_bytes(4000)).unwrap();
    assert!(cloud.registrations().list(&ListRegistrations::default()).await.is_err());
    let mut list = cloud.registrations().stream_results(&ListRegistrations::default()).await.unwrap();
    let mut seen = 0;
    while let Some(listed) = list.next().await.unwrap() {
        assert!(listed.registration.id.starts_with("]]>") && listed.report.is_some());
        seen += 1;
    }
    assert_eq!(seen, 60);
    assert!(list.next().await.unwrap().is_none());
}
