//! Debug logs: lines, the attempt at any of them, links to them, and two of them compared.

use runtime::client::Call;
use runtime::{Attempt, Completion, Request, Success};
use service::console::Actor;
use service::debug_log::{
    self, By, DebugLogs, LineKind, LogLine, OpenLog, Sameness, ShareError, Show, compare, find_launch,
    find_shared_log, list_launches, list_log_shares, revoke_log_share, share_log,
};
use store::launches::ListedLaunch;

use crate::harness::{Cloud, story, two_2004};

const BY: Actor<'_> = Actor { login: "ann", address: "" };

async fn launch(cloud: &Cloud, id: &str) -> ListedLaunch {
    find_launch(&cloud.store, cloud.app, id).await.unwrap().unwrap()
}

async fn open(cloud: &Cloud, logs: &DebugLogs, id: &str) -> OpenLog {
    let found = launch(cloud, id).await;
    logs.open(&cloud.store, cloud.live.definitions(), &found.launch).await.unwrap()
}

fn kinds(lines: &[LogLine]) -> Vec<(LineKind, &str, &str)> {
    lines.iter().map(|line| (line.kind, line.about.as_str(), line.value.as_str())).collect()
}

story!(a_launch_is_told_in_order_and_goes_on_live);
async fn a_launch_is_told_in_order_and_goes_on_live(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    let id = player.started.launch.id.to_string();
    cloud.later(1);
    assert_eq!(player.get("cmi.core.lesson_status"), "not attempted");
    cloud.later(1);
    player.set("cmi.core.score.max", "100");
    player.set("cmi.core.score.raw", "80");
    cloud.later(1);
    assert_eq!(player.call(Call::SetValue, "cmi.core.student_id", "x"), "false");
    player.send().await;

    let logs = DebugLogs::default();
    let log = open(&cloud, &logs, &id).await;
    let first = log.lines().len();
    let told = kinds(log.lines());
    assert_eq!(told[0], (LineKind::Launched, "normal", ""));
    assert!(told.contains(&(LineKind::Navigate(By::Player), "start", "")), "{told:?}");
    assert!(told.contains(&(LineKind::Opened, "SCO", "SCO")));
    assert!(told.contains(&(LineKind::GetValue, "cmi.core.lesson_status", "not attempted")));
    let score = log.lines().iter().find(|line| line.about == "cmi.core.score.raw").unwrap();
    assert_eq!((score.value.as_str(), score.beside.as_str(), score.error), ("80", "100", 0));
    let refused = log.lines().iter().find(|line| line.kind == LineKind::Refused).unwrap();
    assert_eq!((refused.about.as_str(), refused.error), ("cmi.core.student_id", 403));
    assert_eq!(log.count(Show::Errors), 1);
    assert_eq!(log.count(Show::Writes), 2);
    assert_eq!(log.edition(), Some(runtime::Edition::Scorm12));
    drop(log);

    cloud.later(1);
    player.set("cmi.core.lesson_status", "passed");
    player.finish().await;
    let log = open(&cloud, &logs, &id).await;
    assert!(log.lines().len() > first);
    let result = LineKind::Result(Completion::Complete, Success::Passed, Some(0.8));
    assert!(
        log.lines()[first..].iter().any(|line| line.kind == result && line.explains),
        "{:?}",
        log.lines()
    );
    assert!(!log.differs());
    assert_eq!(log.digest(), Some(player.client.attempt().digest()));
    // Made anew, it is the same log.
    let anew = open(&cloud, &DebugLogs::default(), &id).await;
    assert_eq!(anew.lines(), log.lines());
    let steps: Vec<u32> = log.lines().iter().map(|line| line.step).collect();
    assert!(steps.is_sorted());
}

story!(what_content_calls_by_endless_names_is_cut);
async fn what_content_calls_by_endless_names_is_cut(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    let id = player.started.launch.id.to_string();
    for call in [Call::SetValue, Call::GetValue] {
        player.call(call, &format!("cmi.core.{}", "ä".repeat(60_000)), &"x".repeat(60_000));
    }
    player.set("cmi.suspend_data", &"y".repeat(4_096));
    player.send().await;
    let logs = DebugLogs::default();
    let log = open(&cloud, &logs, &id).await;
    assert!(log.lines().iter().filter(|line| line.kind == LineKind::Refused).count() > 0);
    for line in log.lines() {
        let lengths = (line.about.chars().count(), line.value.chars().count(), line.beside.chars().count());
        assert!(lengths.0 <= 401 && lengths.1 <= 4_001 && lengths.2 <= 401, "{lengths:?}");
    }
    // The whole of a value is there for who asks for it.
    let at = log.lines().iter().position(|line| line.about == "cmi.suspend_data").unwrap() + 1;
    let whole = log.whole_value(&mut cloud.store.begin_read().await.unwrap(), at).await.unwrap().unwrap();
    assert_eq!(whole.len(), 4_096);
}

story!(any_moment_is_rebuilt_as_the_engine_had_it);
async fn any_moment_is_rebuilt_as_the_engine_had_it(cloud: Cloud) {
    let mut course = two_2004();
    course.activities[0].sequencing.control_mode.flow = true;
    cloud.import(&course).await;
    cloud.register("r").await;
    // What an earlier launch left is what the next one begins with.
    let mut earlier = cloud.play("r").await;
    earlier.set("cmi.location", "before");
    earlier.set("cmi.exit", "suspend");
    earlier.finish().await;
    cloud.later(60);
    let mut player = cloud.play("r").await;
    let id = player.started.launch.id.to_string();
    let mut digests = vec![(player.client.attempt().applied(), player.client.attempt().digest())];
    for turn in 0..1_400 {
        cloud.later(1);
        player.set("cmi.location", &format!("page {turn}"));
        digests.push((player.client.attempt().applied(), player.client.attempt().digest()));
        if turn % 97 == 0 {
            player.send().await;
        }
    }
    let now = cloud.now();
    player.set("cmi.completion_status", "completed");
    assert_eq!(player.call(Call::Terminate, "", ""), "true");
    player.client.unloaded(now);
    player.client.navigate(now, Request::Continue);
    digests.push((player.client.attempt().applied(), player.client.attempt().digest()));
    player.send().await;

    let logs = DebugLogs::default();
    let log = open(&cloud, &logs, &id).await;
    assert!(log.replays());
    let mut tx = cloud.store.begin_read().await.unwrap();
    for (entry, digest) in digests.into_iter().step_by(53) {
        let number = log.lines().iter().position(|line| line.entry == entry).unwrap() + 1;
        let step = log.lines()[number - 1].step;
        let attempt: Attempt = log.attempt_at(&mut tx, step).await.unwrap().unwrap();
        assert_eq!((attempt.applied(), attempt.digest()), (entry, digest));
    }
    // What changed with a line, and what did not.
    let number = log.lines().iter().position(|line| line.value == "page 700").unwrap() + 1;
    let (before, after) = log.step(&mut tx, number).await.unwrap().unwrap();
    let location = |standing: &debug_log::Standing| {
        let open = standing.activities.iter().find(|activity| activity.current).unwrap();
        assert_eq!(open.identifier, "A");
        open.elements.iter().find(|(name, _)| name == "cmi.location").unwrap().1.clone()
    };
    assert_eq!((location(&before), location(&after)), ("page 699".to_owned(), "page 700".to_owned()));
    let (_, last) = log.step(&mut tx, log.lines().len()).await.unwrap().unwrap();
    let open: Vec<_> = last.activities.iter().filter(|a| a.current).map(|a| a.identifier.as_str()).collect();
    assert_eq!(open, ["B"]);
    let done = last.activities.iter().find(|activity| activity.identifier == "A").unwrap();
    assert_eq!(done.completion, Completion::Complete);
    // The beginning: what the earlier launch left.
    let (start, _) = log.step(&mut tx, 0).await.unwrap().unwrap();
    let left = start.activities.iter().find(|activity| activity.identifier == "A").unwrap();
    assert!(left.elements.iter().any(|(name, value)| name == "cmi.location" && value == "before"));
    assert!(log.step(&mut tx, 1_000_000).await.unwrap().is_some());
    // Every decision of sequencing has its clause, and says what came of it.
    let decision = log.lines().iter().rev().find(|line| line.kind == LineKind::Sequencing).unwrap();
    assert!(decision.value.contains("NB.2.1") && decision.explains, "{}", decision.value);
    assert_eq!(decision.outcome(), "deliver B");
    assert_eq!(log.title_of("B"), "B");
}

story!(long_values_are_cut_and_can_be_had_whole);
async fn long_values_are_cut_and_can_be_had_whole(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    let first = "\u{8ab2}".repeat(5_000);
    let second = format!("{first}!");
    player.set("cmi.suspend_data", &first);
    player.set("cmi.suspend_data", &second);
    player.send().await;
    let log = open(&cloud, &DebugLogs::default(), &player.started.launch.id.to_string()).await;
    let mut tx = cloud.store.begin_read().await.unwrap();
    let numbers: Vec<usize> =
        (1..=log.lines().len()).filter(|number| log.lines()[number - 1].kind == LineKind::SetValue).collect();
    for (number, whole) in numbers.into_iter().zip([&first, &second]) {
        let line = &log.lines()[number - 1];
        assert_eq!(line.value_chars as usize, whole.chars().count());
        assert_eq!(line.value.chars().count(), 4_001);
        assert_eq!(log.whole_value(&mut tx, number).await.unwrap().as_ref(), Some(whole));
    }
    assert_eq!(log.whole_value(&mut tx, 0).await.unwrap(), None);
}

story!(resets_and_what_came_too_late);
async fn resets_and_what_came_too_late(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.set("cmi.core.lesson_status", "passed");
    player.send().await;
    cloud.later(1);
    service::reset_registration(&cloud.store, cloud.app, "r", cloud.now()).await.unwrap();
    cloud.later(1);
    player.set("cmi.core.lesson_location", "lost");
    player.send().await;
    let log = open(&cloud, &DebugLogs::default(), &player.started.launch.id.to_string()).await;
    let reset = log.lines().iter().position(|line| line.kind == LineKind::Reset).unwrap();
    let late = log.lines().iter().position(|line| line.about == "cmi.core.lesson_location").unwrap();
    assert!(log.lines()[late].late && log.lines()[late].is_error() && late > reset);
    let mut tx = cloud.store.begin_read().await.unwrap();
    let (_, after) = log.step(&mut tx, reset + 1).await.unwrap().unwrap();
    assert_eq!((after.completion, after.state), (Completion::Unknown, ""));
}

story!(a_link_shows_one_log_until_it_expires_or_is_taken_back);
async fn a_link_shows_one_log_until_it_expires_or_is_taken_back(cloud: Cloud) {
    const DAY: u64 = 24 * 60 * 60;
    cloud.register("r").await;
    let player = cloud.play("r").await;
    let id = player.started.launch.id;
    let (store, rng) = (&cloud.store, &cloud.rng);
    let make = async |days| share_log(store, rng, BY, id, days, cloud.now()).await;
    assert!(matches!(make(365).await, Err(ShareError::BadDays)));
    let (short, long) = (make(1).await.unwrap(), make(7).await.unwrap());
    let leads = async |token: &str| {
        find_shared_log(store, token, cloud.now()).await.unwrap().map(|found| found.launch.id)
    };
    assert_eq!(leads(short.as_str()).await, Some(id));
    assert_eq!(leads("wrong").await, None);
    assert_eq!(leads("../..").await, None);
    cloud.later(DAY + 1);
    assert_eq!(leads(short.as_str()).await, None);
    assert_eq!(leads(long.as_str()).await, Some(id));
    let shares = list_log_shares(store, id, cloud.now()).await.unwrap();
    assert_eq!(shares.iter().map(|share| share.made_by.as_str()).collect::<Vec<_>>(), ["ann"]);
    revoke_log_share(store, BY, id, shares[0].key, cloud.now()).await.unwrap();
    assert_eq!(leads(long.as_str()).await, None);
    let again = revoke_log_share(store, BY, id, shares[0].key, cloud.now()).await;
    assert!(matches!(again, Err(ShareError::NoShare)));
    let events = service::console::list_audit_events(store, None, 9).await.unwrap();
    let told: Vec<_> = events.iter().map(|(_, event)| (event.kind.as_str(), event.detail.as_str())).collect();
    assert_eq!(told, [("log.unshared", ""), ("log.shared", "7"), ("log.shared", "1")]);
}

story!(launches_are_listed_latest_first_and_previews_have_a_log);
async fn launches_are_listed_latest_first_and_previews_have_a_log(cloud: Cloud) {
    cloud.register("r").await;
    let first = cloud.play("r").await.started.launch.id;
    cloud.later(5);
    let request = cloud_api::v1::request::Preview {
        course_id: "c".into(),
        version: None,
        redirect_url: None,
        css_url: None,
        culture: None,
    };
    let made = service::preview(&cloud.store, &cloud.rng, cloud.app, &request, cloud.now()).await.unwrap();
    let mut player = cloud.open_player(made.token.as_str()).await;
    let now = cloud.now();
    player.client.navigate(now, Request::Start);
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
    player.set("cmi.core.lesson_status", "completed");
    assert_eq!(player.get("cmi.core.lesson_status"), "completed");
    player.send().await;
    let listed = list_launches(&cloud.store, cloud.app, None, 9).await.unwrap();
    let second = player.started.launch.id;
    assert_eq!(listed.iter().map(|listed| listed.launch.id).collect::<Vec<_>>(), [second, first]);
    assert_eq!((listed[0].registration.as_deref(), listed[0].course.as_str()), (None, "c"));
    assert_eq!((listed[1].registration.as_deref(), listed[1].learner[1].as_str()), (Some("r"), "Ann"));
    let older = list_launches(&cloud.store, cloud.app, Some(second), 9).await.unwrap();
    assert_eq!(older.len(), 1);
    let log = open(&cloud, &DebugLogs::default(), &second.to_string()).await;
    assert!(log.lines().iter().any(|line| line.kind == LineKind::SetValue && line.value == "completed"));
    assert!(log.lines().iter().any(|line| line.kind == LineKind::GetValue && line.value == "completed"));
    assert_eq!(log.digest(), Some(player.client.attempt().digest()));
    // Another application knows none of them.
    let other = store::AppKey(99);
    assert_eq!(find_launch(&cloud.store, other, &first.to_string()).await.unwrap(), None);
    assert_eq!(find_launch(&cloud.store, cloud.app, "no number").await.unwrap(), None);
}

story!(two_launches_are_compared);
async fn two_launches_are_compared(cloud: Cloud) {
    let logs = DebugLogs::default();
    let mut ids = Vec::new();
    for (registration, score) in [("a", "80"), ("b", "70")] {
        cloud.register(registration).await;
        let mut player = cloud.play(registration).await;
        player.set("cmi.core.session_time", if score == "80" { "00:01:00" } else { "00:02:00" });
        player.set("cmi.core.score.raw", score);
        if score == "70" {
            player.set("cmi.comments", "more");
        }
        player.send().await;
        ids.push(player.started.launch.id.to_string());
    }
    let (left, right) = (open(&cloud, &logs, &ids[0]).await, open(&cloud, &logs, &ids[1]).await);
    let pairs = compare(&left, &right);
    let first = pairs.iter().find(|pair| pair.is_difference()).unwrap();
    assert_eq!(first.sameness, Sameness::OtherValue);
    assert_eq!(left.lines()[first.left.unwrap()].value, "80");
    assert_eq!(right.lines()[first.right.unwrap()].value, "70");
    assert!(pairs.iter().any(|pair| pair.sameness == Sameness::SameButTime));
    let alone = pairs.iter().rev().find(|pair| pair.sameness == Sameness::Alone && pair.right.is_some());
    assert_eq!(right.lines()[alone.unwrap().right.unwrap()].about, "cmi.comments");
}
