//! The queue.

use futures_util::future::join_all;
use platform::{JobId, SeededRng, Timestamp};
use store::jobs::{self, Job, JobEnd, JobState, NewJob};

use crate::harness::{Db, at, commit, read, story};

async fn enqueue(db: &Db, seed: u64, kind: &str, dedupe_key: Option<&str>, due_at: Timestamp) -> bool {
    let id = JobId::random(&SeededRng::new(seed));
    commit!(db, |tx| {
        let new = NewJob { id: &id, app: None, kind, dedupe_key, payload: "{}", due_at };
        jobs::insert(tx, &new, at(1)).await?.is_some()
    })
}

async fn claim(db: &Db, kinds: &[&str], now: Timestamp) -> Option<Job> {
    commit!(db, |tx| { jobs::claim(tx, kinds, now, Timestamp(now.0 + 60_000_000)).await? })
}

story!(
    /// However many workers ask at once, each job is given to one of them.
    a_job_is_claimed_once,
    async |db: &Db| {
        for n in 0..20 {
            enqueue(db, n, "import_course", None, at(1)).await;
        }
        let claims = (0..30).map(|_| claim(db, &["import_course"], at(2)));
        let mut got: Vec<_> = join_all(claims).await.into_iter().flatten().map(|job| job.key).collect();
        got.sort_unstable();
        let all = got.len();
        got.dedup();
        assert_eq!(got.len(), all, "no job twice");
        // Claims that met on PostgreSQL may have passed over a locked row; none is lost.
        while let Some(job) = claim(db, &["import_course"], at(2)).await {
            got.push(job.key);
        }
        assert_eq!(got.len(), 20);
    }
);

story!(
    /// A worker gets its kinds only, the longest due first, and nothing before its time.
    jobs_are_claimed_by_kind_and_time,
    async |db: &Db| {
        enqueue(db, 1, "late", None, at(30)).await;
        enqueue(db, 2, "late", None, at(20)).await;
        enqueue(db, 3, "l_te", None, at(1)).await;
        assert_eq!(claim(db, &["late"], at(10)).await, None);
        let next = jobs::find_next_due(&mut read(db).await, &["late", "x"]).await.unwrap();
        assert_eq!(next, Some(at(20)));
        assert_eq!(jobs::find_next_due(&mut read(db).await, &["x"]).await.unwrap(), None);
        let job = claim(db, &["x", "late"], at(40)).await.unwrap();
        assert_eq!((job.id, job.state), (JobId::random(&SeededRng::new(2)), JobState::Running));
    }
);

story!(
    /// A dead worker's job is claimed again, and the dead one cannot end it any more.
    a_dead_workers_job_goes_to_another,
    async |db: &Db| {
        enqueue(db, 1, "k", None, at(1)).await;
        let first = claim(db, &["k"], at(2)).await.unwrap();
        assert!(commit!(db, |tx| { jobs::update_progress(tx, &first, 25, "half way", at(70)).await? }));
        assert_eq!(claim(db, &["k"], at(69)).await, None);
        let second = claim(db, &["k"], at(70)).await.unwrap();
        assert_eq!((second.attempts, second.progress), (2, 25));
        commit!(db, |tx| {
            assert!(!jobs::update_progress(tx, &first, 50, "", at(99)).await?);
            assert!(!jobs::finish(tx, &first, JobEnd::Finished("1"), at(80)).await?);
            assert!(jobs::finish(tx, &second, JobEnd::Finished("2"), at(80)).await?);
        });
        let found = jobs::find(&mut read(db).await, &first.id).await.unwrap().unwrap();
        assert_eq!((found.state, found.result.as_deref()), (JobState::Finished, Some("2")));
        assert_eq!((found.progress, found.finished_at), (100, Some(at(80))));
    }
);

story!(
    /// Equal jobs that wait are one; while one runs the next may wait; a retry does not collide with it.
    equal_jobs_merge,
    async |db: &Db| {
        assert!(enqueue(db, 1, "k", Some("same"), at(1)).await);
        assert!(!enqueue(db, 2, "k", Some("same"), at(1)).await);
        assert!(enqueue(db, 3, "other", Some("same"), at(1)).await);
        let running = claim(db, &["k"], at(2)).await.unwrap();
        assert!(enqueue(db, 4, "k", Some("same"), at(1)).await);
        assert!(commit!(db, |tx| { jobs::retry(tx, &running, at(50), "try again").await? }));
        assert!(!enqueue(db, 5, "k", Some("same"), at(1)).await);
        let next = claim(db, &["k"], at(3)).await.unwrap();
        assert_eq!(next.id, JobId::random(&SeededRng::new(4)));
        assert_eq!(claim(db, &["k"], at(50)).await.unwrap().key, running.key);
    }
);

story!(
    /// Results are kept for a while and then go.
    old_results_go,
    async |db: &Db| {
        enqueue(db, 1, "k", None, at(1)).await;
        let job = claim(db, &["k"], at(2)).await.unwrap();
        commit!(db, |tx| { jobs::finish(tx, &job, JobEnd::Error("no", None), at(10)).await? });
        let found = jobs::find(&mut read(db).await, &job.id).await.unwrap().unwrap();
        assert_eq!((found.state, found.message.as_str()), (JobState::Error, "no"));
        assert_eq!(commit!(db, |tx| { jobs::delete_old(tx, at(10), 5).await? }), 0);
        assert_eq!(commit!(db, |tx| { jobs::delete_old(tx, at(11), 5).await? }), 1);
    }
);
