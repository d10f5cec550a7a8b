//! Starting, going on, falling silent, instances, previews, and when results are posted.

use cloud_api::v1::request::{Launch, Preview};
use runtime::Request;
use runtime::client::Call;
use service::{PlayError, Standing};

use crate::harness::{Cloud, single, story, two_2004};

story!(a_token_alone_leaves_no_trace);
async fn a_token_alone_leaves_no_trace(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.send().await;
    cloud.deliver("r").await;
    cloud.token("r").await;
    assert_eq!(cloud.history("r").await.len(), 1);
    assert_eq!(cloud.pending("r").await, None);
    player.set("cmi.core.lesson_location", "on");
    assert_eq!(player.send().await.status, Standing::Ok);
}

story!(loading_the_page_again_continues);
async fn loading_the_page_again_continues(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.set("cmi.core.lesson_location", "p3");
    player.send().await;
    player.set("cmi.core.lesson_location", "p4");
    let kept = player.kept();
    let again = cloud.start(&player.token, vec![kept]).await.unwrap();
    assert_eq!(again.launch.id, player.started.launch.id);
    assert!(again.next > 2 && !again.ended);
    assert_eq!(cloud.history("r").await.len(), 1);
    let mut reloaded = cloud.open_player(&player.token).await;
    reloaded.client.unloaded(cloud.now());
    reloaded.client.navigate(cloud.now(), Request::Start);
    assert_eq!(reloaded.call(Call::Initialize, "", ""), "true");
    assert_eq!(reloaded.get("cmi.core.lesson_location"), "p4");
    assert_eq!(reloaded.get("cmi.core.entry"), "resume");
    assert_eq!(reloaded.send().await.state, None);
    reloaded.finish().await;
    assert!(cloud.start(&player.token, Vec::new()).await.unwrap().ended);
}

story!(a_silent_launch_is_closed_and_opens_again);
async fn a_silent_launch_is_closed_and_opens_again(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    cloud.later(60);
    player.client.heartbeat(cloud.now());
    player.send().await;
    cloud.deliver("r").await;
    cloud.later(599);
    assert_eq!(cloud.close_silent().await, 0);
    cloud.later(2);
    assert_eq!(cloud.close_silent().await, 1);
    assert_eq!(cloud.close_silent().await, 0);
    // The time of silence is not counted; the close is a postback.
    assert_eq!(cloud.results("r").await.3, 60);
    assert!(cloud.deliver("r").await);
    let closed = &cloud.history("r").await[0];
    assert!(closed.closed_by_server && closed.ended_at.is_some());

    player.set("cmi.core.lesson_status", "completed");
    let answer = player.send().await;
    assert_eq!((answer.status, answer.state), (Standing::Ok, None));
    assert_eq!(cloud.results("r").await.0, "complete");
    assert_eq!(cloud.results("r").await.3, 60);
    let open = &cloud.history("r").await[0];
    assert!(!open.closed_by_server && open.ended_at.is_none());
}

story!(a_newer_launch_ends_the_older_at_its_last_sign_of_life);
async fn a_newer_launch_ends_the_older_at_its_last_sign_of_life(cloud: Cloud) {
    cloud.register("r").await;
    let mut older = cloud.play("r").await;
    older.send().await;
    let heard = cloud.now();
    cloud.later(100_000);
    let mut newer = cloud.play("r").await;
    assert_eq!(newer.get("cmi.core.entry"), "resume");
    let history = cloud.history("r").await;
    assert_eq!(history[0].ended_at, Some(heard));
    assert_eq!(history[1].ended_at, None);
    assert_eq!(cloud.close_silent().await, 0);
}

story!(postbacks_are_made_when_they_should);
async fn postbacks_are_made_when_they_should(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.send().await;
    cloud.deliver("r").await;
    // Detail alone waits for a commit.
    player.set("cmi.core.lesson_location", "p1");
    player.send().await;
    assert_eq!(cloud.pending("r").await, None);
    player.call(Call::Commit, "", "");
    player.send().await;
    assert!(cloud.deliver("r").await);
    // And comes at most once per commCommitFrequency, 10 s.
    cloud.later(9);
    player.set("cmi.core.lesson_location", "p2");
    player.call(Call::Commit, "", "");
    player.send().await;
    assert_eq!(cloud.pending("r").await, None);
    cloud.later(1);
    player.call(Call::Commit, "", "");
    player.send().await;
    assert!(cloud.deliver("r").await);
    // Results at once, without a commit.
    player.set("cmi.core.score.raw", "50");
    player.set("cmi.core.lesson_status", "completed");
    player.send().await;
    assert!(cloud.deliver("r").await);
    // The exit always.
    player.finish().await;
    assert!(cloud.deliver("r").await);
}

story!(a_completed_course_is_launched_for_review);
async fn a_completed_course_is_launched_for_review(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.set("cmi.core.lesson_status", "completed");
    player.finish().await;
    let mut review = cloud.play("r").await;
    assert_eq!(review.get("cmi.core.lesson_mode"), "review");
    assert_eq!(review.get("cmi.core.credit"), "no-credit");
    review.finish().await;
    cloud.set("launchCompletedRegsAsNoCredit", "false").await;
    assert_eq!(cloud.play("r").await.get("cmi.core.lesson_mode"), "normal");
}

story!(the_learners_new_name_shows_at_the_next_launch);
async fn the_learners_new_name_shows_at_the_next_launch(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    let info =
        service::LearnerInfo { id: "ann", new_id: Some("ann2"), first: "Anna", last: "Li", email: None };
    service::update_learner_info(&cloud.store, cloud.app, info).await.unwrap();
    assert_eq!(player.get("cmi.core.student_name"), "Lee, Ann");
    player.send().await;
    let mut next = cloud.play("r").await;
    assert_eq!(next.get("cmi.core.student_name"), "Li, Anna");
    assert_eq!(next.get("cmi.core.student_id"), "ann2");
}

story!(instances_follow_the_newest_version_where_wanted);
async fn instances_follow_the_newest_version_where_wanted(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.set("cmi.core.lesson_status", "passed");
    player.finish().await;
    cloud.import(&single()).await;
    let stays = cloud.play("r").await;
    assert_eq!(cloud.report("r", Default::default()).await.instanceid, 0);
    drop(stays);
    cloud.set("registrationInstancingOption", "passed").await;
    let mut moved = cloud.play("r").await;
    assert_eq!(cloud.report("r", Default::default()).await.instanceid, 1);
    assert_eq!(cloud.results("r").await.0, "unknown");
    assert_eq!(moved.get("cmi.core.lesson_status"), "not attempted");
    moved.send().await;
    assert!(cloud.history("r").await.iter().rev().skip(1).all(|launch| launch.ended_at.is_some()));
}

story!(every_instancing_option_moves_whom_it_names);
async fn every_instancing_option_moves_whom_it_names(cloud: Cloud) {
    const STATUSES: [&str; 4] = ["", "completed", "passed", "failed"];
    // SCORM 1.2's `failed` says nothing of completion, unless the package says what to assume.
    const MOVED: [(&str, &[&str]); 6] = [
        ("never", &[]),
        ("incomplete", &["", "failed"]),
        ("complete", &["completed", "passed"]),
        ("failed", &[]),
        ("passed", &["passed"]),
        ("always", &STATUSES),
    ];
    let id = |option: &str, status: &str| format!("{option}-{status}");
    for (option, _) in MOVED {
        for status in STATUSES {
            cloud.register(&id(option, status)).await;
            let mut player = cloud.play(&id(option, status)).await;
            if !status.is_empty() {
                player.set("cmi.core.lesson_status", status);
            }
            player.send().await;
        }
    }
    cloud.import(&single()).await;
    for (option, moved) in MOVED {
        cloud.set("registrationInstancingOption", option).await;
        for status in STATUSES {
            let mut player = cloud.play(&id(option, status)).await;
            let instance = cloud.report(&id(option, status), Default::default()).await.instanceid;
            assert_eq!(instance == 1, moved.contains(&status), "{option} {status}");
            if instance == 1 {
                assert_eq!(player.get("cmi.core.lesson_status"), "not attempted", "{option} {status}");
            }
        }
    }
}

story!(attributes_change_at_the_next_launch);
async fn attributes_change_at_the_next_launch(cloud: Cloud) {
    cloud.register("r").await;
    let token = cloud.token("r").await;
    assert!(cloud.start(&token, Vec::new()).await.unwrap().settings.title_bar);
    cloud.set("showTitleBar", "false").await;
    cloud.set("commCommitFrequency", "5000").await;
    let again = cloud.start(&token, Vec::new()).await.unwrap();
    assert!(again.settings.title_bar, "the page was loaded again");
    assert_eq!(again.commit_millis, 10_000);
    let next = cloud.token("r").await;
    let next = cloud.start(&next, Vec::new()).await.unwrap();
    assert!(!next.settings.title_bar);
    assert_eq!(next.commit_millis, 5_000);
}

story!(previews_and_untracked_launches_keep_nothing);
async fn previews_and_untracked_launches_keep_nothing(cloud: Cloud) {
    cloud.register("r").await;
    let (store, now) = (&cloud.store, cloud.now());
    let request =
        Preview { course_id: "c".into(), version: None, redirect_url: None, css_url: None, culture: None };
    let preview = service::preview(store, &cloud.rng, cloud.app, &request, now).await.unwrap();
    let request = Launch { reg_id: "r".into(), disable_tracking: true, ..Launch::default() };
    let untracked = service::launch(store, &cloud.rng, cloud.app, &request, now).await.unwrap();
    for token in [preview.token, untracked.token] {
        let mut player = cloud.open_player(token.as_str()).await;
        assert_eq!(player.key, None);
        player.client.navigate(cloud.now(), Request::Start);
        player.call(Call::Initialize, "", "");
        player.set("cmi.core.lesson_status", "passed");
        player.set("cmi.core.lesson_location", "p1");
        assert_eq!(player.send().await.state, None);
        let mut again = cloud.open_player(token.as_str()).await;
        assert_eq!(again.get("cmi.core.lesson_location"), "p1");
        again.finish().await;
        assert!(cloud.start(token.as_str(), Vec::new()).await.unwrap().ended);
    }
    assert_eq!(cloud.results("r").await.0, "unknown");
    assert!(cloud.history("r").await.is_empty());
    assert_eq!(cloud.pending("r").await, None);
}

story!(tokens_that_are_none);
async fn tokens_that_are_none(cloud: Cloud) {
    for token in ["", "unknown", "a/b", "\u{fc}"] {
        assert!(matches!(cloud.start(token, Vec::new()).await, Err(PlayError::Gone)), "{token}");
    }
}

story!(the_edition_of_an_attribute_counts_from_the_next_launch);
async fn the_edition_of_an_attribute_counts_from_the_next_launch(cloud: Cloud) {
    const JUMP: &str = "adl.nav.request_valid.jump.{target=B}";
    cloud.import(&two_2004()).await;
    cloud.register("r").await;
    for (edition, may_jump) in [
        ("scorm_2004_4th_edition", "true"),
        ("scorm_2004_3rd_edition", ""),
        ("scorm_2004_2nd_edition", ""),
        ("scorm_2004_4th_edition", "true"),
    ] {
        cloud.set("scormVersion", edition).await;
        let token = cloud.token("r").await;
        let mut player = cloud.open_player(&token).await;
        player.client.navigate(cloud.now(), Request::Choice("A".into()));
        assert_eq!(player.call(Call::Initialize, "", ""), "true");
        assert_eq!(player.get(JUMP), may_jump, "{edition}");
        player.set("cmi.location", edition);
        // What runs is not disturbed.
        cloud.set("scormVersion", "scorm_2004_3rd_edition").await;
        assert_eq!(player.get(JUMP), may_jump);
        // The server comes to the same state.
        assert_eq!(player.send().await.state, None);
        assert_eq!(player.get("cmi.location"), edition);
        player.client.navigate(cloud.now(), Request::SuspendAll);
        assert_eq!(player.send().await.state, None);
    }
}
