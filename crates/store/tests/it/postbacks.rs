//! The outbox and its attempts.

use futures_util::future::join_all;
use platform::Timestamp;
use store::RegistrationKey;
use store::postback_attempts::{self, PostbackAttempt};
use store::postback_outbox::{self, OutboxRow, PostbackState};

use crate::harness::{Db, app, at, commit, import, read, register, registered, story, until_somebody_waits};

async fn enqueue(db: &Db, registration: RegistrationKey, host: &str, now: i64) {
    commit!(db, |tx| { postback_outbox::enqueue(tx, registration, host, at(now)).await? });
}

async fn claim(db: &Db, now: i64, busy: &[String]) -> Vec<OutboxRow> {
    let until = Timestamp(at(now).0 + 60_000_000);
    commit!(db, |tx| { postback_outbox::claim(tx, at(now), until, busy, 10).await? })
}

async fn found(db: &Db, registration: RegistrationKey) -> Option<OutboxRow> {
    postback_outbox::find(&mut read(db).await, registration).await.unwrap()
}

story!(
    /// Many changes are one post; a delivered one leaves nothing.
    changes_merge,
    async |db: &Db| {
        let key = registered(db).await.0.key;
        for now in 1..5 {
            enqueue(db, key, "lms", now).await;
        }
        let claimed = claim(db, 5, &[]).await;
        assert_eq!(claimed.len(), 1);
        assert_eq!((claimed[0].generation, claimed[0].attempts, claimed[0].created_at), (4, 1, at(1)));
        assert!(claim(db, 6, &[]).await.is_empty(), "it is being sent");
        commit!(db, |tx| { postback_outbox::delivered(tx, &claimed[0], at(7)).await? });
        assert_eq!(found(db, key).await, None);
    }
);

story!(
    /// A change while a request is under way is sent once more, at once.
    a_change_meanwhile_sends_again,
    async |db: &Db| {
        let key = registered(db).await.0.key;
        enqueue(db, key, "lms", 1).await;
        let claimed = claim(db, 2, &[]).await.remove(0);
        enqueue(db, key, "lms", 3).await;
        commit!(db, |tx| { postback_outbox::delivered(tx, &claimed, at(4)).await? });
        let again = claim(db, 4, &[]).await.remove(0);
        assert_eq!((again.generation, again.attempts), (2, 1));
        commit!(db, |tx| { postback_outbox::delivered(tx, &again, at(5)).await? });
        assert_eq!(found(db, key).await, None);
    }
);

story!(
    /// A dead receiver keeps its schedule whatever changes; a new receiver is tried at once.
    a_retry_keeps_its_schedule,
    async |db: &Db| {
        let key = registered(db).await.0.key;
        enqueue(db, key, "dead", 1).await;
        let claimed = claim(db, 2, &[]).await.remove(0);
        commit!(db, |tx| { postback_outbox::retry(tx, &claimed, at(100), "refused").await? });
        enqueue(db, key, "dead", 3).await;
        assert!(claim(db, 99, &[]).await.is_empty());
        let next = postback_outbox::find_next_due(&mut read(db).await, &[]).await.unwrap();
        assert_eq!(next, Some(at(100)));
        enqueue(db, key, "alive", 50).await;
        assert_eq!(claim(db, 50, &[]).await[0].attempts, 1);
    }
);

story!(
    /// A worker that died in the middle loses nothing, and cannot speak for its successor.
    a_dead_workers_post_is_sent_by_another,
    async |db: &Db| {
        let key = registered(db).await.0.key;
        enqueue(db, key, "lms", 1).await;
        let first = claim(db, 2, &[]).await.remove(0);
        let second = claim(db, 62, &[]).await.remove(0);
        assert_eq!(second.attempts, 2);
        commit!(db, |tx| { postback_outbox::retry(tx, &first, at(999), "late").await? });
        assert_eq!(found(db, key).await.unwrap().due_at, at(122));
        commit!(db, |tx| { postback_outbox::delivered(tx, &second, at(63)).await? });
        assert_eq!(found(db, key).await, None);
    }
);

story!(
    /// A blocked target is no try and waits for the key to change; a given-up one waits for a change of results.
    blocked_and_failed_are_states,
    async |db: &Db| {
        let key = registered(db).await.0.key;
        enqueue(db, key, "10.0.0.1", 1).await;
        let claimed = claim(db, 2, &[]).await.remove(0);
        let reason = "`allow_private_targets` forbids it";
        commit!(db, |tx| { postback_outbox::block(tx, &claimed, at(2), reason).await? });
        enqueue(db, key, "10.0.0.1", 3).await;
        let blocked = found(db, key).await.unwrap();
        assert_eq!((blocked.state, blocked.attempts), (PostbackState::Blocked, 0));
        assert_eq!(blocked.reason, reason);
        assert!(claim(db, 999, &[]).await.is_empty());
        assert_eq!(commit!(db, |tx| { postback_outbox::update_unblocked(tx, at(5)).await? }), 1);
        let claimed = claim(db, 5, &[]).await.remove(0);
        commit!(db, |tx| { postback_outbox::fail(tx, &claimed, at(6), "gave up").await? });
        assert!(claim(db, 999, &[]).await.is_empty());
        enqueue(db, key, "10.0.0.1", 1000).await;
        assert_eq!(claim(db, 1000, &[]).await[0].attempts, 1);
    }
);

story!(
    /// Busy hosts are passed over, and no row is given to two workers.
    claims_pass_over_busy_hosts,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (course, version) = import(db, app, "course").await;
        for n in 0..12 {
            let (made, _) = register(db, &course, &version, &format!("r{n}")).await;
            enqueue(db, made.key, if n < 8 { "dead" } else { "alive" }, n).await;
        }
        let busy = vec!["dead".to_owned()];
        assert_eq!(
            postback_outbox::find_next_due(&mut read(db).await, &busy).await.unwrap(),
            Some(at(8))
        );
        let alive = claim(db, 100, &busy).await;
        assert_eq!(alive.len(), 4);
        let rest = join_all((0..4).map(|_| claim(db, 100, &[]))).await;
        let mut keys: Vec<_> = rest.into_iter().flatten().map(|row| row.registration).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!((keys.len(), all), (8, 8));
    }
);

story!(
    /// With the registration goes what is pending, and its record.
    deleting_drops_what_is_pending,
    async |db: &Db| {
        let registration = registered(db).await.0;
        enqueue(db, registration.key, "lms", 1).await;
        let claimed = claim(db, 2, &[]).await.remove(0);
        commit!(db, |tx| { store::registrations::delete(tx, &registration).await? });
        let attempt = PostbackAttempt {
            at: at(3),
            host: "lms".to_owned(),
            status: Some(200),
            error: None,
            body: "ok".to_owned(),
            duration_ms: 12,
            ..PostbackAttempt::default()
        };
        commit!(db, |tx| {
            postback_attempts::insert(tx, registration.key, &attempt).await?;
            postback_outbox::delivered(tx, &claimed, at(3)).await?;
        });
        assert!(
            postback_attempts::list(&mut read(db).await, registration.key, None, 5).await.unwrap().is_empty()
        );
    }
);

story!(
    /// Attempts are listed newest first and go after a while.
    attempts_are_recorded,
    async |db: &Db| {
        let key = registered(db).await.0.key;
        let attempt = |secs, status, error: Option<&str>| PostbackAttempt {
            at: at(secs),
            host: "lms".to_owned(),
            status,
            error: error.map(str::to_owned),
            body: String::new(),
            duration_ms: 1,
            number: 3,
            url: "https://lms/x".to_owned(),
            request: "<registrationreport/>".to_owned(),
            request_bytes: 21,
        };
        let (one, two) = (attempt(1, None, Some("refused")), attempt(2, Some(500), None));
        commit!(db, |tx| {
            postback_attempts::insert(tx, key, &one).await?;
            postback_attempts::insert(tx, key, &two).await?;
        });
        let mut tx = read(db).await;
        let newest = postback_attempts::list(&mut tx, key, None, 1).await.unwrap().remove(0);
        let older = postback_attempts::list(&mut tx, key, Some(newest.0), 9).await.unwrap();
        assert_eq!((newest.1, &older[0].1, older.len()), (two, &one, 1));
        drop(tx);
        assert_eq!(commit!(db, |tx| { postback_attempts::delete_old(tx, at(2), 10).await? }), 1);
    }
);

story!(
    /// What is paused waits whatever happens, is sent once where somebody asks for it, and goes on when it may.
    what_is_paused_waits,
    async |db: &Db| {
        let key = registered(db).await.0.key;
        let pause = async |is_paused: bool, now| {
            commit!(db, |tx| {
                store::registrations::update_paused(tx, key, is_paused).await?;
                if is_paused {
                    postback_outbox::pause(tx, key).await?;
                } else {
                    postback_outbox::resume(tx, key, at(now)).await?;
                }
            });
        };
        enqueue(db, key, "lms", 1).await;
        pause(true, 2).await;
        assert!(store::registrations::find_paused(&mut read(db).await, key).await.unwrap());
        enqueue(db, key, "lms", 3).await;
        assert_eq!(found(db, key).await.unwrap().state, PostbackState::Paused);
        assert!(claim(db, 4, &[]).await.is_empty());
        assert_eq!(postback_outbox::find_next_due(&mut read(db).await, &[]).await.unwrap(), None);

        // Sent once; what failed waits again.
        commit!(db, |tx| { postback_outbox::enqueue_now(tx, key, "lms", at(5)).await? });
        let sending = claim(db, 5, &[]).await.remove(0);
        commit!(db, |tx| { postback_outbox::retry(tx, &sending, at(6), "refused").await? });
        let waiting = found(db, key).await.unwrap();
        assert_eq!((waiting.state, waiting.reason.as_str()), (PostbackState::Paused, "refused"));
        assert!(claim(db, 99, &[]).await.is_empty());

        pause(false, 100).await;
        let sending = claim(db, 100, &[]).await.remove(0);
        assert_eq!((sending.attempts, sending.generation), (1, 3));
        // Paused while it is under way and changed meanwhile: it arrives, and the change waits.
        pause(true, 101).await;
        enqueue(db, key, "lms", 102).await;
        commit!(db, |tx| { postback_outbox::delivered(tx, &sending, at(103)).await? });
        assert_eq!(found(db, key).await.unwrap().state, PostbackState::Paused);
        commit!(db, |tx| { postback_outbox::delete(tx, key).await? });
        enqueue(db, key, "lms", 104).await;
        assert_eq!(found(db, key).await.unwrap().state, PostbackState::Paused);
    }
);

story!(
    /// Send now: without anything waiting, after it was given up, and while it is under way.
    somebody_asks_for_a_post_at_once,
    async |db: &Db| {
        let key = registered(db).await.0.key;
        let now = async |now| {
            commit!(db, |tx| { postback_outbox::enqueue_now(tx, key, "lms", at(now)).await? });
        };
        now(1).await;
        let first = claim(db, 1, &[]).await.remove(0);
        now(2).await;
        assert!(claim(db, 3, &[]).await.is_empty());
        commit!(db, |tx| { postback_outbox::delivered(tx, &first, at(4)).await? });
        let second = claim(db, 4, &[]).await.remove(0);
        commit!(db, |tx| { postback_outbox::fail(tx, &second, at(5), "gave up").await? });
        assert!(claim(db, 999, &[]).await.is_empty());
        now(1000).await;
        assert_eq!(claim(db, 1000, &[]).await[0].attempts, 1);
    }
);

story!(
    /// Send now, pressed while a post of a paused registration is under way, is one more post, whatever came of the first;
    /// unless somebody pauses after it.
    asked_for_while_it_is_under_way,
    async |db: &Db| {
        let key = registered(db).await.0.key;
        commit!(db, |tx| {
            store::registrations::update_paused(tx, key, true).await?;
            postback_outbox::enqueue_now(tx, key, "lms", at(1)).await?;
        });
        let ask = async |now| {
            commit!(db, |tx| { postback_outbox::enqueue_now(tx, key, "lms", at(now)).await? });
        };
        let first = claim(db, 1, &[]).await.remove(0);
        ask(2).await;
        commit!(db, |tx| { postback_outbox::delivered(tx, &first, at(3)).await? });
        let second = claim(db, 3, &[]).await.remove(0);
        ask(4).await;
        commit!(db, |tx| { postback_outbox::retry(tx, &second, at(999), "refused").await? });
        let third = claim(db, 5, &[]).await.remove(0);
        assert_eq!(third.attempts, 1);
        // The wish was granted: what changes by itself waits.
        enqueue(db, key, "lms", 6).await;
        commit!(db, |tx| { postback_outbox::delivered(tx, &third, at(7)).await? });
        assert_eq!(found(db, key).await.unwrap().state, PostbackState::Paused);
        ask(8).await;
        let fourth = claim(db, 8, &[]).await.remove(0);
        ask(9).await;
        commit!(db, |tx| { postback_outbox::pause(tx, key).await? });
        commit!(db, |tx| { postback_outbox::delivered(tx, &fourth, at(10)).await? });
        assert_eq!(found(db, key).await.unwrap().state, PostbackState::Paused);
    }
);

story!(
    /// What tries carry is stored once, shown with each of them, and goes with the last of them.
    what_is_posted_again_is_stored_once,
    async |db: &Db| {
        let key = registered(db).await.0.key;
        let attempt = |secs, request: &str| PostbackAttempt {
            at: at(secs),
            host: "lms".to_owned(),
            status: Some(500),
            request: request.to_owned(),
            request_bytes: 21,
            ..PostbackAttempt::default()
        };
        commit!(db, |tx| {
            for (secs, request) in [(1, "<one/>"), (2, "<one/>"), (3, "<one/>"), (4, "<two/>"), (5, "")] {
                postback_attempts::insert(tx, key, &attempt(secs, request)).await?;
            }
        });
        assert_eq!(store::count_for_tests(&db.store, "postback_requests").await.unwrap(), 2);
        let shown = async || {
            let page = postback_attempts::list(&mut read(db).await, key, None, 9).await.unwrap();
            page.into_iter().map(|(_, attempt)| attempt.request).collect::<Vec<_>>()
        };
        assert_eq!(shown().await, ["", "<two/>", "<one/>", "<one/>", "<one/>"]);
        assert_eq!(commit!(db, |tx| { postback_attempts::delete_old(tx, at(3), 10).await? }), 2);
        assert_eq!(shown().await, ["", "<two/>", "<one/>"]);
        assert_eq!(commit!(db, |tx| { postback_attempts::delete_old(tx, at(4), 10).await? }), 1);
        assert_eq!(store::count_for_tests(&db.store, "postback_requests").await.unwrap(), 1);
    }
);

/// A paused registration's post is settled while somebody lets it go on: whoever is second sees what the first did.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_stays_paused_that_is_not() {
    let db = crate::harness::postgres().await;
    let key = registered(&db).await.0.key;
    commit!(db, |tx| {
        store::registrations::update_paused(tx, key, true).await?;
        postback_outbox::enqueue_now(tx, key, "lms", at(1)).await?;
    });
    let claimed = claim(&db, 1, &[]).await.remove(0);
    let mut resuming = db.store.begin_write().await.unwrap();
    store::registrations::lock(&mut resuming, key).await.unwrap();
    store::registrations::update_paused(&mut resuming, key, false).await.unwrap();
    postback_outbox::resume(&mut resuming, key, at(2)).await.unwrap();
    let settled = async {
        commit!(db, |tx| { postback_outbox::retry(tx, &claimed, at(3), "refused").await? });
    };
    let resumed = async {
        until_somebody_waits(&db).await;
        resuming.commit().await.unwrap();
    };
    tokio::join!(settled, resumed);
    assert_eq!(found(&db, key).await.unwrap().state, PostbackState::Pending);
}
