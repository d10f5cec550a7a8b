//! What the operator looks at: figures by the hour, the backlog by application, the queue, what is stored.

use platform::{AppId, JobId, SeededRng, Timestamp};
use store::hourly_figures::{self, Figures, HOUR};
use store::jobs::{self, JobEnd, NewJob};
use store::postback_backlog::{self, Backlog, BacklogKey, Bulk};
use store::postback_outbox::{self, PostbackState};
use store::{AppKey, RegistrationKey};

use crate::harness::{Db, app, at, commit, import, read, register, story, until_somebody_waits};

fn launches(launches: u64) -> Figures {
    Figures { launches, ..Figures::default() }
}

story!(
    /// Counted in its hour, read in spans, of one application or of all.
    figures_add_up,
    async |db: &Db| {
        let (one, two) = (app(db, "one").await, app(db, "two").await);
        let slow = Figures {
            postbacks: 1,
            postback_delay_ms: 900,
            postback_longest_ms: 900,
            ..Figures::default()
        };
        let quick = Figures { postback_delay_ms: 100, postback_longest_ms: 100, ..slow };
        commit!(db, |tx| {
            for (app, secs, more) in [
                (one, 3600, launches(1)),
                (one, 7199, launches(2)),
                (two, 3601, slow),
                (one, 3602, quick),
                (one, 7200, launches(4)),
                (one, 0, Figures { completions: 1, calls: 3, call_failures: 2, ..Figures::default() }),
                (AppKey(99), 3600, launches(100)),
            ] {
                hourly_figures::add(tx, app, at(secs), &more).await?;
            }
        });
        let mut tx = read(db).await;
        let hour = |n: i64| Timestamp(n * HOUR);
        let all = hourly_figures::list(&mut tx, None, hour(1), hour(9), HOUR).await.unwrap();
        let second = Figures {
            launches: 3,
            postbacks: 2,
            postback_delay_ms: 1000,
            postback_longest_ms: 900,
            ..Figures::default()
        };
        assert_eq!(all, [(hour(1), second), (hour(2), launches(4))]);
        let of_one = hourly_figures::list(&mut tx, Some(one), hour(1), hour(2), HOUR).await.unwrap();
        let second = Figures {
            launches: 3,
            postbacks: 1,
            postback_delay_ms: 100,
            postback_longest_ms: 100,
            ..Figures::default()
        };
        assert_eq!(of_one, [(hour(1), second)]);
        let days = hourly_figures::list(&mut tx, None, hour(0), hour(24), 24 * HOUR).await.unwrap();
        assert_eq!(days.len(), 1);
        assert_eq!((days[0].1.launches, days[0].1.completions, days[0].1.call_failures), (7, 1, 2));
        drop(tx);
        assert_eq!(commit!(db, |tx| { hourly_figures::delete_old(tx, hour(2)).await? }), 3);
    }
);

async fn backlog(db: &Db, most: u32) -> Vec<Backlog> {
    postback_backlog::count(&mut read(db).await, None, 10, most).await.unwrap()
}

/// Posts of `app` for registrations called `r0`, `r1`, …, one a second.
async fn posts(db: &Db, name: &str, count: i64) -> (AppKey, Vec<RegistrationKey>) {
    let app = app(db, name).await;
    let (course, version) = import(db, app, "course").await;
    let mut keys = Vec::new();
    for n in 0..count {
        let key = register(db, &course, &version, &format!("r{n}")).await.0.key;
        commit!(db, |tx| { postback_outbox::enqueue(tx, key, "lms", at(10 + n)).await? });
        keys.push(key);
    }
    (app, keys)
}

async fn states(db: &Db, app: AppKey, state: PostbackState) -> Vec<String> {
    let page = postback_backlog::list(&mut read(db).await, app, state, None, 100).await.unwrap();
    page.into_iter().map(|post| post.registration.as_str().to_owned()).collect()
}

story!(
    /// Counted by application and state, no further than asked; listed from the oldest change on.
    what_has_not_arrived_is_counted,
    async |db: &Db| {
        let (one, _) = posts(db, "one", 5).await;
        app(db, "idle").await;
        let (two, of_two) = posts(db, "two", 1).await;
        let claimed = commit!(db, |tx| { postback_outbox::claim(tx, at(10), at(99), &[], 1).await? }).remove(0);
        assert_eq!(claimed.app, if claimed.registration == of_two[0] { two } else { one });
        commit!(db, |tx| { postback_outbox::fail(tx, &claimed, at(20), "HTTP status 500").await? });
        let found = backlog(db, 3).await;
        assert_eq!(found.len(), 2);
        let all: u64 = found.iter().map(|app| app.pending + app.failed).sum();
        assert_eq!(all, 5, "counted to the limit: {found:?}");
        assert_eq!((found[0].app, found[0].id.as_str(), found[0].is_held), (one, "one", false));
        assert_eq!(found[0].sending + found[0].held + found[0].blocked, 0);
        let first = postback_backlog::list(&mut read(db).await, one, PostbackState::Pending, None, 2).await.unwrap();
        let rest =
            postback_backlog::list(&mut read(db).await, one, PostbackState::Pending, Some(first[1].key), 9)
                .await
                .unwrap();
        let ids: Vec<_> = first.iter().chain(&rest).map(|post| post.registration.as_str()).collect();
        assert!(ids.is_sorted() && ids.len() >= 4, "{ids:?}");
        assert_eq!(found[0].oldest, Some(first[0].key.0));
        let failed = postback_backlog::list(&mut read(db).await, claimed.app, PostbackState::Failed, None, 9)
            .await
            .unwrap();
        assert_eq!((failed[0].reason.as_str(), failed[0].attempts), ("HTTP status 500", 1));
    }
);

story!(
    /// A batch at a time, each row once, whatever the batch.
    many_are_moved_in_steps,
    async |db: &Db| {
        let (one, keys) = posts(db, "one", 5).await;
        let (two, _) = posts(db, "two", 2).await;
        commit!(db, |tx| {
            store::apps::update_postbacks_held(tx, one, true).await?;
            store::apps::update_postbacks_held(tx, two, true).await?;
        });
        let mut after: Option<BacklogKey> = None;
        let mut steps = Vec::new();
        loop {
            let (moved, end) = commit!(db, |tx| {
                postback_backlog::update_next(tx, one, PostbackState::Pending, after, 2, Bulk::Held).await?
            });
            steps.push(moved);
            after = end;
            if end.is_none() {
                break;
            }
        }
        assert_eq!(steps, [2, 2, 1]);
        assert_eq!(states(db, one, PostbackState::Held).await.len(), 5);
        assert_eq!(states(db, two, PostbackState::Pending).await.len(), 2);
        // What is kept back is not claimed, and stays so when results change or the target does.
        let until = at(99);
        let claimed = commit!(db, |tx| { postback_outbox::claim(tx, at(50), until, &[], 10).await? });
        assert!(claimed.iter().all(|row| row.app == two) && claimed.len() == 2);
        commit!(db, |tx| {
            postback_outbox::enqueue(tx, keys[0], "lms", at(60)).await?;
            postback_outbox::update_target(tx, keys[1], "other", at(60)).await?;
            // A worker that finds its post is to be held has not tried.
            postback_outbox::hold(tx, &claimed[0]).await?;
        });
        assert_eq!(states(db, one, PostbackState::Held).await.len(), 5);
        let held = postback_outbox::find(&mut read(db).await, claimed[0].registration).await.unwrap().unwrap();
        assert_eq!((held.state, held.attempts), (PostbackState::Held, 0));
        let (moved, end) = commit!(db, |tx| {
            let due = Bulk::Due(at(70));
            postback_backlog::update_next(tx, one, PostbackState::Held, None, 9, due).await?
        });
        assert_eq!((moved, end), (5, None));
        let claimed = commit!(db, |tx| { postback_outbox::claim(tx, at(70), until, &[], 10).await? });
        assert_eq!(claimed.len(), 5);
    }
);

async fn job(db: &Db, app: Option<AppKey>, kind: &str, n: u64, due: i64) -> JobId {
    let id = JobId::random(&SeededRng::new(n));
    commit!(db, |tx| {
        let new = NewJob { id: &id, app, kind, dedupe_key: None, payload: "{}", due_at: at(due) };
        jobs::insert(tx, &new, at(1)).await?.unwrap()
    });
    id
}

story!(
    /// What waits, runs and was given up; and what can be done about it.
    the_queue_is_looked_at,
    async |db: &Db| {
        let one = app(db, "one").await;
        assert_eq!(jobs::count(&mut read(db).await, 9).await.unwrap(), jobs::JobCounts::default());
        let later = job(db, None, "prune", 1, 500).await;
        let export = job(db, Some(one), "export_app", 2, 5).await;
        job(db, None, "import_course", 3, 6).await;
        let claimed =
            commit!(db, |tx| { jobs::claim(tx, &["export_app"], at(5), at(60)).await?.unwrap() });
        assert_eq!(claimed.id, export);
        let counts = jobs::count(&mut read(db).await, 9).await.unwrap();
        assert_eq!((counts.waiting, counts.running, counts.failed, counts.next_due), (2, 1, 0, Some(at(6))));
        commit!(db, |tx| { jobs::finish(tx, &claimed, JobEnd::Error("the disk is full", None), at(7)).await? });
        let mut tx = read(db).await;
        let counts = jobs::count(&mut tx, 1).await.unwrap();
        assert_eq!((counts.waiting, counts.running, counts.failed), (1, 0, 1), "counted to the limit");
        let open = jobs::list_all(&mut tx, false, None, 1).await.unwrap();
        assert_eq!(open[0].kind, "import_course");
        let rest = jobs::list_all(&mut tx, false, Some(open[0].key), 9).await.unwrap();
        assert_eq!(rest.iter().map(|job| job.id.clone()).collect::<Vec<_>>(), [later]);
        let failed = jobs::list_all(&mut tx, true, None, 9).await.unwrap();
        assert_eq!((failed.len(), failed[0].message.as_str()), (1, "the disk is full"));
        drop(tx);
        let (later, failed) = (rest[0].key, failed[0].key);
        assert!(commit!(db, |tx| { jobs::update_due(tx, later, at(50)).await? }));
        assert!(!commit!(db, |tx| { jobs::update_due(tx, later, at(50)).await? }), "it is due");
        assert!(!commit!(db, |tx| { jobs::update_due(tx, failed, at(50)).await? }), "it does not wait");
        assert!(!commit!(db, |tx| { jobs::update_again(tx, failed, "import_course", at(50)).await? }));
        assert!(commit!(db, |tx| { jobs::update_again(tx, failed, "export_app", at(50)).await? }));
        let again = commit!(db, |tx| { jobs::claim(tx, &["export_app"], at(50), at(60)).await?.unwrap() });
        assert_eq!((again.id, again.attempts, again.finished_at), (export, 1, None));
    }
);

story!(
    /// The database knows its size, its clock, and what lies in courses.
    what_is_stored_is_told,
    async |db: &Db| {
        let one = app(db, "one").await;
        import(db, one, "small").await;
        let (big, _) = import(db, one, "big").await;
        import(db, one, "big").await;
        let mut tx = read(db).await;
        let state = store::storage::find(&mut tx).await.unwrap();
        assert!(state.bytes > 10_000, "{state:?}");
        // 2020 and later: the clock is the machine's, so that no more can be said here.
        assert!(state.now.0 > 1_577_836_800_000_000, "{state:?}");
        assert_eq!(store::storage::sum(&mut tx).await.unwrap(), 3000);
        let biggest = store::storage::list_biggest(&mut tx, 1).await.unwrap();
        assert_eq!((biggest[0].id.clone(), biggest[0].versions, biggest[0].size_bytes), (big.id, 2, 2000));
        assert_eq!(biggest[0].app, AppId::new("one").unwrap());
    }
);

story!(
    /// Who releases looks once: what a worker holds after that is due, and so is what another one still moves aside.
    nothing_stays_held_after_a_release,
    async |db: &Db| {
        let (app, keys) = posts(db, "one", 3).await;
        let hold = async |held: bool| {
            commit!(db, |tx| { store::apps::update_postbacks_held(tx, app, held).await? });
        };
        hold(true).await;
        let claimed = commit!(db, |tx| { postback_outbox::claim(tx, at(20), at(99), &[], 2).await? });
        commit!(db, |tx| { postback_outbox::hold(tx, &claimed[0]).await? });
        hold(false).await;
        let due = Bulk::Due(at(21));
        let released =
            commit!(db, |tx| { postback_backlog::update_next(tx, app, PostbackState::Held, None, 9, due).await? });
        assert_eq!(released, (1, None));
        commit!(db, |tx| { postback_outbox::hold(tx, &claimed[1]).await? });
        let late = commit!(db, |tx| {
            postback_backlog::update_next(tx, app, PostbackState::Pending, None, 9, Bulk::Held).await?
        });
        assert_eq!(late, (0, None));
        assert!(states(db, app, PostbackState::Held).await.is_empty());
        let again = commit!(db, |tx| { postback_outbox::claim(tx, at(22), at(99), &[], 9).await? });
        assert_eq!(again.len(), keys.len());
        assert!(again.iter().all(|row| row.attempts == 1), "{again:?}");
        // Of a paused registration it waits for that.
        hold(true).await;
        commit!(db, |tx| {
            store::registrations::update_paused(tx, again[0].registration, true).await?;
            postback_outbox::hold(tx, &again[0]).await?;
        });
        assert_eq!(states(db, app, PostbackState::Paused).await.len(), 1);
    }
);

/// A worker that holds waits for who releases at the same moment.
#[tokio::test(flavor = "multi_thread")]
async fn holding_waits_for_who_releases() {
    let db = crate::harness::postgres().await;
    let (app, _) = posts(&db, "one", 1).await;
    commit!(db, |tx| { store::apps::update_postbacks_held(tx, app, true).await? });
    let claimed = commit!(db, |tx| { postback_outbox::claim(tx, at(20), at(99), &[], 1).await? }).remove(0);
    let mut releasing = db.store.begin_write().await.unwrap();
    store::apps::update_postbacks_held(&mut releasing, app, false).await.unwrap();
    let held = async {
        commit!(db, |tx| { postback_outbox::hold(tx, &claimed).await? });
    };
    let released = async {
        until_somebody_waits(&db).await;
        releasing.commit().await.unwrap();
    };
    tokio::join!(held, released);
    assert_eq!(states(&db, app, PostbackState::Pending).await.len(), 1);
}
