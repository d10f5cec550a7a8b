//! Batches: resent, lost, out of order, from two windows, late.

use cloud_api::v1::values::ResultsFormat;
use platform::{CourseId, LearnerId, RegistrationId};
use runtime::client::Call;
use runtime::{Batch, Entry, EntryKind, Request};
use service::{PlayError, Standing, reset_registration};
use store::instances::WhichResult;
use store::registrations::{Learner, NewRegistration};

use crate::harness::{Cloud, START, story};

story!(results_come_from_entries);
async fn results_come_from_entries(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    cloud.later(20);
    player.set("cmi.core.lesson_status", "passed");
    player.set("cmi.core.score.raw", "88");
    let answer = player.send().await;
    assert_eq!((answer.status, answer.state), (Standing::Ok, None));
    assert_eq!(cloud.results("r").await, ("complete".into(), "passed".into(), Some(88.0), 20));
    cloud.later(10);
    player.finish().await;
    assert_eq!(cloud.results("r").await, ("complete".into(), "passed".into(), Some(88.0), 30));
    let history = cloud.history("r").await;
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].history.completion, "complete");
    assert_eq!(history[0].history.tracked_centiseconds, 3000);
    assert_eq!(history[0].ended_at, Some(cloud.now()));
    assert!(!history[0].closed_by_server);
}

story!(a_report_is_kept_from_the_end_of_a_session_to_the_next_change);
async fn a_report_is_kept_from_the_end_of_a_session_to_the_next_change(cloud: Cloud) {
    cloud.register("r&1").await;
    let id = platform::RegistrationId::new("r&1").unwrap();
    let is_kept = async || {
        let mut tx = cloud.store.begin_read().await.unwrap();
        let which = WhichResult { app: cloud.app, registration: id.clone(), number: None, with_report: true };
        let found = store::instances::find_results(&mut tx, &[which]).await.unwrap();
        found[0].as_ref().unwrap().report.is_some()
    };
    let made_anew = async |format| {
        let mut tx = cloud.store.begin_read().await.unwrap();
        let registration = store::registrations::find(&mut tx, cloud.app, &id).await.unwrap().unwrap();
        let definitions = cloud.live.definitions();
        service::latest_result(&mut tx, definitions, registration.key, "r&1", format).await.unwrap().unwrap()
    };
    assert!(!is_kept().await);
    for round in 0..2 {
        let mut player = cloud.play("r&1").await;
        player.set("cmi.core.lesson_location", &format!("page <{round}>"));
        player.send().await;
        assert!(!is_kept().await, "what is played is made anew");
        let full = cloud.report("r&1", ResultsFormat::Full).await;
        assert_eq!(full, made_anew(ResultsFormat::Full).await);
        cloud.later(5);
        player.finish().await;
        assert!(is_kept().await);
        for format in [ResultsFormat::Course, ResultsFormat::Activity, ResultsFormat::Full] {
            assert_eq!(cloud.report("r&1", format).await, made_anew(format).await);
        }
        assert!(
            cloud
                .report("r&1", ResultsFormat::Full)
                .await
                .to_xml()
                .contains(&format!("page &lt;{round}&gt;"))
        );
    }
    service::reset_registration(&cloud.store, cloud.app, "r&1", cloud.now()).await.unwrap();
    assert!(!is_kept().await);
    assert_eq!(cloud.report("r&1", ResultsFormat::Full).await, made_anew(ResultsFormat::Full).await);
}

story!(a_batch_may_come_any_number_of_times);
async fn a_batch_may_come_any_number_of_times(mut cloud: Cloud) {
    cloud.register("r").await;
    let (token, body, first);
    {
        let mut player = cloud.play("r").await;
        cloud.later(5);
        player.set("cmi.core.lesson_location", "p1");
        body = player.batch();
        // The answer is lost.
        first = cloud.post(&player.token, &body).await.unwrap();
        assert_eq!(cloud.post(&player.token, &body).await.unwrap(), first);
        token = player.token.clone();
    }
    cloud.restart();
    assert_eq!(cloud.post(&token, &body).await.unwrap(), first);
    assert_eq!(cloud.results("r").await.3, 5);
}

story!(a_gap_is_refused_and_loses_nothing);
async fn a_gap_is_refused_and_loses_nothing(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.send().await;
    player.set("cmi.core.lesson_location", "p1");
    let one = player.batch();
    player.set("cmi.core.lesson_location", "p2");
    let mut two = Batch::decode(&player.batch()).unwrap();
    two.entries.remove(0);
    two.first += 1;
    let refused = cloud.post(&player.token, &two.encode()).await.unwrap_err();
    assert!(matches!(refused, PlayError::Gap { .. }), "{refused:?}");
    cloud.post(&player.token, &one).await.unwrap();
    let answer = cloud.post(&player.token, &two.encode()).await.unwrap();
    assert_eq!(answer.digest, player.client.attempt().digest());
}

story!(a_restarted_server_goes_on);
async fn a_restarted_server_goes_on(mut cloud: Cloud) {
    cloud.register("r").await;
    let token = cloud.token("r").await;
    let mut client = {
        let mut player = cloud.open_player(&token).await;
        player.client.navigate(START, Request::Start);
        player.call(Call::Initialize, "", "");
        player.send().await;
        player.client
    };
    for round in 0..3 {
        cloud.restart();
        cloud.later(1);
        client.call(Call::SetValue, "cmi.suspend_data", &format!("round {round}"), cloud.now());
        let body = client.batch(usize::MAX).unwrap();
        let answer = cloud.post(&token, &body).await.unwrap();
        assert_eq!(answer.digest, client.attempt().digest());
        client.acknowledge(answer.acknowledged, answer.digest);
    }
}

story!(two_nodes_share_a_launch);
async fn two_nodes_share_a_launch(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.send().await;
    let other = service::LiveAttempts::default();
    for round in 0..4 {
        player.set("cmi.core.lesson_location", &format!("p{round}"));
        let body = player.batch();
        let live = if round % 2 == 0 { &other } else { &cloud.live };
        let answer =
            service::apply_journal(&cloud.store, live, &player.token, &body, cloud.now()).await.unwrap();
        assert_eq!(answer.state, None);
        player.take(&answer);
    }
}

story!(a_differing_digest_brings_the_servers_state);
async fn a_differing_digest_brings_the_servers_state(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.set("cmi.core.lesson_location", "p1");
    let mut batch = Batch::decode(&player.batch()).unwrap();
    batch.digest = batch.digest.map(|digest| digest ^ 1);
    let answer = cloud.post(&player.token, &batch.encode()).await.unwrap();
    assert!(answer.state.is_some());
    player.take(&answer);
    assert_eq!(player.client.attempt().digest(), answer.digest);
    assert_eq!(player.get("cmi.core.lesson_location"), "p1");
    let launch = cloud.history("r").await[0].id;
    let mut tx = cloud.store.begin_read().await.unwrap();
    let notes = store::journal_notes::list(&mut tx, launch, None, 10).await.unwrap();
    let texts: Vec<_> = notes.iter().flat_map(|row| Batch::decode(&row.bytes).unwrap().notes).collect();
    assert!(texts.iter().any(|note| note.kind == runtime::NoteKind::Difference), "{texts:?}");
}

story!(what_is_no_batch_is_refused);
async fn what_is_no_batch_is_refused(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    let body = player.batch();
    let error = async |token: &str, body: &[u8]| cloud.post(token, body).await.unwrap_err();
    assert!(matches!(error(&player.token, b"garbage").await, PlayError::Malformed));
    assert!(matches!(error(&player.token, &[]).await, PlayError::Malformed));
    assert!(matches!(error("unknown", &body).await, PlayError::Gone));
    assert!(matches!(error("no/token", &body).await, PlayError::Gone));
    let mut newer = body.clone();
    newer[3] = 200;
    assert!(matches!(error(&player.token, &newer).await, PlayError::Newer(_)));
    let mut other = Batch::decode(&body).unwrap();
    other.launch = "999".into();
    assert!(matches!(error(&player.token, &other.encode()).await, PlayError::Malformed));
    let mut forged = Batch::decode(&body).unwrap();
    forged.entries = vec![Entry { number: forged.first, at: cloud.now(), what: EntryKind::Reset }];
    assert!(matches!(error(&player.token, &forged.encode()).await, PlayError::Malformed));
    let unstarted = cloud.token("r").await;
    assert!(matches!(error(&unstarted, &body).await, PlayError::NotStarted));
    assert_eq!(cloud.post(&player.token, &body).await.unwrap().status, Standing::Ok);
}

story!(an_older_windows_left_over_is_kept_as_notes);
async fn an_older_windows_left_over_is_kept_as_notes(cloud: Cloud) {
    cloud.register("r").await;
    let mut older = cloud.play("r").await;
    older.set("cmi.core.lesson_location", "older");
    older.send().await;
    let mut newer = cloud.play("r").await;
    assert_eq!(newer.get("cmi.core.lesson_location"), "older");
    newer.set("cmi.core.lesson_location", "newer");
    newer.send().await;
    older.set("cmi.core.lesson_location", "too late");
    let answer = older.send().await;
    assert_eq!(answer.status, Standing::Frozen);
    assert_eq!(older.client.pending().entries, 0);
    assert_eq!(cloud.play("r").await.get("cmi.core.lesson_location"), "newer");
    let history = cloud.history("r").await;
    assert_eq!(history.len(), 3);
    assert!(history[0].note_count > 0 && history[0].ended_at.is_some());
    assert!(matches!(cloud.start(&older.token, Vec::new()).await, Err(PlayError::Frozen)));
}

story!(what_the_browser_kept_is_applied_before_the_next_launch);
async fn what_the_browser_kept_is_applied_before_the_next_launch(cloud: Cloud) {
    cloud.register("r").await;
    cloud.register("other").await;
    let mut lost = cloud.play("r").await;
    lost.send().await;
    cloud.later(30);
    lost.set("cmi.core.lesson_location", "kept");
    let kept = lost.kept();
    let mut forged = kept.clone();
    *forged.last_mut().unwrap() ^= 1;
    // Another registration has another key, and drops it.
    let token = cloud.token("other").await;
    cloud.start(&token, vec![kept.clone()]).await.unwrap();
    let token = cloud.token("r").await;
    let started = cloud.start(&token, vec![forged, b"short".to_vec(), kept]).await.unwrap();
    let attempt =
        runtime::Attempt::restore(std::sync::Arc::new(crate::harness::single()), &started.state).unwrap();
    assert_eq!(attempt.launch(), Some(started.launch.id.to_string().as_str()));
    assert_eq!(cloud.results("r").await.3, 30);
    assert!(matches!(cloud.report("r", ResultsFormat::Full).await.results,
        cloud_api::v1::report::Results::Full(full) if full.children[0].runtime.as_ref().unwrap().location.as_deref() == Some("kept")));
}

story!(reset_and_delete_while_it_plays);
async fn reset_and_delete_while_it_plays(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.set("cmi.core.lesson_status", "completed");
    player.send().await;
    cloud.deliver("r").await;
    reset_registration(&cloud.store, cloud.app, "r", cloud.now()).await.unwrap();
    assert!(cloud.pending("r").await.is_some());
    assert_eq!(cloud.results("r").await.0, "unknown");
    player.set("cmi.core.lesson_status", "passed");
    assert_eq!(player.send().await.status, Standing::Frozen);
    assert_eq!(cloud.results("r").await.0, "unknown");
    let mut fresh = cloud.play("r").await;
    assert_eq!(fresh.get("cmi.core.lesson_status"), "not attempted");
    fresh.send().await;
    service::delete_registration(&cloud.store, cloud.app, "r", None, cloud.now()).await.unwrap();
    fresh.set("cmi.core.lesson_status", "passed");
    let body = fresh.batch();
    assert!(matches!(cloud.post(&fresh.token, &body).await, Err(PlayError::Gone)));
}

story!(a_deleted_course_ends_what_plays_it);
async fn a_deleted_course_ends_what_plays_it(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.send().await;
    service::delete_course(&cloud.store, cloud.app, "c", None).await.unwrap();
    player.set("cmi.core.lesson_status", "passed");
    let body = player.batch();
    assert!(matches!(cloud.post(&player.token, &body).await, Err(PlayError::Gone)));
    assert!(matches!(cloud.start(&player.token, Vec::new()).await, Err(PlayError::Gone)));
}

story!(a_course_with_many_registrations_goes_with_all_of_them);
async fn a_course_with_many_registrations_goes_with_all_of_them(cloud: Cloud) {
    many_go(&cloud, None).await;
}

story!(the_only_version_takes_many_registrations_with_it);
async fn the_only_version_takes_many_registrations_with_it(cloud: Cloud) {
    many_go(&cloud, Some(cloud_api::v1::values::Which::Number(0))).await;
}

async fn many_go(cloud: &Cloud, which: Option<cloud_api::v1::values::Which>) {
    let id = CourseId::new("c").unwrap();
    let mut tx = cloud.store.begin_read().await.unwrap();
    let course = store::courses::find(&mut tx, cloud.app, &id).await.unwrap().unwrap();
    drop(tx);
    let learner = Learner {
        id: LearnerId::new("l").unwrap(),
        first: String::new(),
        last: String::new(),
        email: String::new(),
    };
    let made: Result<(), store::Error> = store::transact!(cloud.store, |tx| {
        for n in 0..450 {
            let id = RegistrationId::new(format!("r{n}")).unwrap();
            let new = NewRegistration { id: &id, learner: &learner, postback: None };
            store::registrations::insert(tx, &course, &new, cloud.now()).await?.unwrap();
        }
        Ok(())
    });
    made.unwrap();
    service::delete_course(&cloud.store, cloud.app, "c", which).await.unwrap();
    let mut tx = cloud.store.begin_read().await.unwrap();
    assert!(store::courses::find_by_key(&mut tx, course.key).await.unwrap().is_none());
    let totals = store::totals::find(&mut tx, cloud.app).await.unwrap();
    assert_eq!((totals.courses, totals.registrations), (0, 0));
}

story!(results_outlive_their_version);
async fn results_outlive_their_version(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.set("cmi.core.lesson_status", "passed");
    player.set("cmi.suspend_data", "line\none");
    player.finish().await;
    let before =
        [cloud.report("r", ResultsFormat::Activity).await, cloud.report("r", ResultsFormat::Full).await];
    cloud.import(&crate::harness::single()).await;
    let first = Some(cloud_api::v1::values::Which::Number(0));
    service::delete_course(&cloud.store, cloud.app, "c", first).await.unwrap();
    let after =
        [cloud.report("r", ResultsFormat::Activity).await, cloud.report("r", ResultsFormat::Full).await];
    assert_eq!(after, before);
    assert_eq!(cloud.results("r").await.1, "passed");
}

story!(long_journals_get_snapshots);
async fn long_journals_get_snapshots(mut cloud: Cloud) {
    cloud.register("r").await;
    let token = cloud.token("r").await;
    let mut client = {
        let mut player = cloud.open_player(&token).await;
        player.client.navigate(START, Request::Start);
        player.call(Call::Initialize, "", "");
        player.client
    };
    for round in 0..40 {
        for step in 0..50 {
            client.call(Call::SetValue, "cmi.core.lesson_location", &format!("{round}-{step}"), cloud.now());
        }
        let body = client.batch(usize::MAX).unwrap();
        let answer = cloud.post(&token, &body).await.unwrap();
        client.acknowledge(answer.acknowledged, answer.digest);
    }
    let launch = cloud.history("r").await[0].clone();
    let mut tx = cloud.store.begin_read().await.unwrap();
    let (_, state) = store::instances::find_state(&mut tx, launch.instance.unwrap()).await.unwrap().unwrap();
    drop(tx);
    assert!(client.attempt().applied() - state.entry <= 1_000, "{}", state.entry);
    cloud.restart();
    let body = client.batch(usize::MAX).unwrap();
    assert_eq!(cloud.post(&token, &body).await.unwrap().digest, client.attempt().digest());
}
