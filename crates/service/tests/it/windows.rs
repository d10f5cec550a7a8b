//! One launch in two windows, and what browser storage brings along.

use runtime::client::{Call, seal_stored};
use runtime::{Batch, Entry, EntryKind, Request};
use service::Standing;

use crate::harness::{Cloud, Player, single, story};

fn open_course(player: &mut Player<'_>) {
    let now = player.cloud.now();
    player.client.unloaded(now);
    player.client.navigate(now, Request::Start);
    assert_eq!(player.call(Call::Initialize, "", ""), "true");
}

async fn location(cloud: &Cloud, token: &str) -> String {
    let mut player = cloud.open_player(token).await;
    open_course(&mut player);
    player.get("cmi.core.lesson_location")
}

story!(a_launch_opened_twice_belongs_to_the_newest_window);
async fn a_launch_opened_twice_belongs_to_the_newest_window(cloud: Cloud) {
    cloud.register("r").await;
    let mut older = cloud.play("r").await;
    older.set("cmi.core.lesson_location", "older");
    older.send().await;
    let mut newer = cloud.open_player(&older.token).await;
    open_course(&mut newer);
    // Both count on from the same number, and the older one is heard first.
    older.set("cmi.core.lesson_location", "one");
    older.set("cmi.core.lesson_location", "two");
    assert_eq!(older.send().await.status, Standing::Frozen);
    newer.set("cmi.core.lesson_location", "newer");
    let answer = newer.send().await;
    assert_eq!((answer.status, answer.state), (Standing::Ok, None));
    older.set("cmi.core.lesson_location", "three");
    assert_eq!(older.send().await.status, Standing::Frozen);
    newer.set("cmi.suspend_data", "more");
    assert_eq!(newer.send().await.digest, newer.client.attempt().digest());
    let history = cloud.history("r").await;
    assert_eq!(history.len(), 1);
    assert!(history[0].note_count >= 1, "what the older window lost is kept");
    assert_eq!(location(&cloud, &newer.token).await, "newer");
}

story!(an_older_windows_storage_is_not_put_on_top_of_the_newest);
async fn an_older_windows_storage_is_not_put_on_top_of_the_newest(cloud: Cloud) {
    cloud.register("r").await;
    let mut older = cloud.play("r").await;
    older.send().await;
    let mut newer = cloud.open_player(&older.token).await;
    open_course(&mut newer);
    newer.set("cmi.core.lesson_location", "newer");
    newer.send().await;
    for page in 0..9 {
        older.set("cmi.core.lesson_location", &format!("older {page}"));
    }
    let kept = older.kept();
    cloud.start(&newer.token, vec![kept]).await.unwrap();
    assert_eq!(location(&cloud, &newer.token).await, "newer");
}

story!(a_resent_batch_finds_no_difference_in_the_servers_close);
async fn a_resent_batch_finds_no_difference_in_the_servers_close(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.set("cmi.core.lesson_location", "p1");
    // The answer is lost, the machine sleeps, and the first thing it does on waking is to try again.
    let body = player.batch();
    cloud.post(&player.token, &body).await.unwrap();
    cloud.later(3_600);
    assert_eq!(cloud.close_silent().await, 1);
    let answer = player.send().await;
    assert_eq!((answer.status, answer.state), (Standing::Closed, None));
    player.set("cmi.core.lesson_location", "p2");
    let answer = player.send().await;
    assert_eq!((answer.status, answer.state), (Standing::Ok, None));
    assert_eq!(cloud.history("r").await[0].ended_at, None);
}

story!(storage_cannot_hold_entries_of_the_server);
async fn storage_cannot_hold_entries_of_the_server(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.set("cmi.core.lesson_status", "passed");
    player.send().await;
    let mut forged = Batch::decode(&player.batch()).unwrap();
    for what in [EntryKind::Reset, EntryKind::Closed] {
        forged.entries = vec![Entry { number: forged.first, at: cloud.now(), what }];
        let sealed = seal_stored(player.key.as_deref().unwrap(), &forged.encode());
        cloud.start(&player.token, vec![sealed]).await.unwrap();
        assert_eq!(cloud.results("r").await.1, "passed");
    }
    let launch = cloud.history("r").await[0].id;
    let mut tx = cloud.store.begin_read().await.unwrap();
    let rows = store::journal::list(&mut tx, launch, 0, 100).await.unwrap();
    let entries = rows.iter().flat_map(|row| Batch::decode(&row.bytes).unwrap().entries);
    assert!(entries.into_iter().skip(1).all(|entry| entry.what.is_from_player()));
}

story!(kept_work_counts_also_where_the_next_launch_is_on_a_newer_version);
async fn kept_work_counts_also_where_the_next_launch_is_on_a_newer_version(cloud: Cloud) {
    cloud.register("r").await;
    let mut player = cloud.play("r").await;
    player.send().await;
    cloud.later(30);
    player.set("cmi.core.lesson_status", "passed");
    let kept = player.kept();
    cloud.import(&single()).await;
    cloud.set("registrationInstancingOption", "always").await;
    let token = cloud.token("r").await;
    cloud.start(&token, vec![kept]).await.unwrap();
    let history = cloud.history("r").await;
    assert_eq!(history[0].history.satisfaction, "passed");
    assert_eq!(history[0].history.tracked_centiseconds, 3_000);
    assert_ne!(history[0].instance, history[1].instance);
}
