//! Packages that come in part by part, and what the console lists beside them.

use platform::{CourseId, JobId, SeededRng};
use store::console_users::{self, Role};
use store::incoming_packages::{self, NewIncoming};
use store::jobs::{self, NewJob};
use store::tags::{self, Tagged};
use store::{AppKey, IncomingKey, UserKey, courses};

use crate::harness::{Db, app, at, commit, import, read, story};

async fn user(db: &Db, login: &str) -> UserKey {
    commit!(db, |tx| { console_users::insert(tx, login, Role::Author, None, at(1)).await?.unwrap() })
}

async fn announce(db: &Db, app: AppKey, owner: UserKey, seed: u64) -> (IncomingKey, JobId) {
    let id = JobId::random(&SeededRng::new(seed));
    let course = CourseId::new("a/b").unwrap();
    let new = NewIncoming {
        id: &id,
        app,
        owner,
        course: &course,
        is_new: true,
        file_name: "a.zip",
        file_mark: "17",
        size_bytes: 100,
    };
    (commit!(db, |tx| { incoming_packages::insert(tx, &new, at(10)).await? }), id)
}

story!(
    /// Each part counts once; who was overtaken adds nothing; the import gets all of them.
    parts_of_a_package,
    async |db: &Db| {
        let (app, ann) = (app(db, "app").await, user(db, "ann").await);
        let (key, id) = announce(db, app, ann, 1).await;
        let job = JobId::random(&SeededRng::new(9));
        commit!(db, |tx| {
            assert_eq!(incoming_packages::claim(tx, key, 7).await?, None);
            let first = incoming_packages::claim(tx, key, 0).await?.unwrap();
            let second = incoming_packages::claim(tx, key, 0).await?.unwrap();
            store::blobs::reserve(tx, "uploads/1", at(50)).await?;
            store::blobs::reserve(tx, "uploads/2", at(50)).await?;
            assert!(!incoming_packages::add_part(tx, &first, "uploads/1", 60).await?);
            assert!(incoming_packages::add_part(tx, &second, "uploads/1", 60).await?);
            // The same part again is none.
            assert!(!incoming_packages::add_part(tx, &second, "uploads/1", 60).await?);
            let third = incoming_packages::claim(tx, key, 60).await?.unwrap();
            assert_eq!((third.received_bytes, third.parts, third.claim), (60, 1, 3));
            assert!(incoming_packages::add_part(tx, &third, "uploads/2", 40).await?);
            incoming_packages::update_job(tx, key, &job, at(90)).await?;
            assert_eq!(incoming_packages::claim(tx, key, 100).await?, None);
        });
        let mut tx = read(db).await;
        let known = incoming_packages::find(&mut tx, &id).await.unwrap().unwrap();
        assert_eq!((known.received_bytes, known.job, known.is_new), (100, Some(job), true));
        assert_eq!((known.course.as_str(), known.file_name.as_str()), ("a/b", "a.zip"));
        let parts = incoming_packages::list_parts(&mut tx, key).await.unwrap();
        assert_eq!(parts, [("uploads/1".to_owned(), 60), ("uploads/2".to_owned(), 40)]);
        assert!(store::blobs::is_owned(&mut tx, "uploads/1", at(80)).await.unwrap());
        drop(tx);
        commit!(db, |tx| { incoming_packages::delete_parts(tx, key).await? });
        let mut tx = read(db).await;
        assert!(incoming_packages::list_parts(&mut tx, key).await.unwrap().is_empty());
        assert_eq!(store::blobs::list_orphans(&mut tx, at(80), 9).await.unwrap().len(), 2);
    }
);

story!(
    /// Everybody sees their own, and what is forgotten gives its parts up.
    what_is_left_unfinished,
    async |db: &Db| {
        let (app, ann, bob) = (app(db, "app").await, user(db, "ann").await, user(db, "bob").await);
        let (first, _) = announce(db, app, ann, 1).await;
        let (second, id) = announce(db, app, ann, 2).await;
        announce(db, app, bob, 3).await;
        let mut tx = read(db).await;
        let own = incoming_packages::list_unfinished(&mut tx, app, ann, 9).await.unwrap();
        assert_eq!(own.iter().map(|own| own.key).collect::<Vec<_>>(), [second, first]);
        assert!(incoming_packages::list_old(&mut tx, at(10), at(10), 9).await.unwrap().is_empty());
        assert_eq!(incoming_packages::list_old(&mut tx, at(11), at(11), 2).await.unwrap(), [first, second]);
        drop(tx);
        commit!(db, |tx| {
            let claimed = incoming_packages::claim(tx, second, 0).await?.unwrap();
            store::blobs::reserve(tx, "uploads/1", at(50)).await?;
            assert!(incoming_packages::add_part(tx, &claimed, "uploads/1", 60).await?);
            assert!(incoming_packages::delete(tx, second).await?);
            assert!(!incoming_packages::delete(tx, second).await?);
        });
        let mut tx = read(db).await;
        assert_eq!(incoming_packages::find(&mut tx, &id).await.unwrap(), None);
        assert_eq!(store::blobs::list_orphans(&mut tx, at(9), 9).await.unwrap(), ["uploads/1"]);
        drop(tx);
        // They go with their application.
        commit!(db, |tx| { store::apps::delete(tx, app).await? });
        assert!(incoming_packages::list_old(&mut read(db).await, at(99), at(99), 9).await.unwrap().is_empty());
    }
);

story!(
    /// Latest first, page by page, with a tag or without; jobs that go on.
    lists_of_the_console,
    async |db: &Db| {
        let app = app(db, "app").await;
        let mut keys = Vec::new();
        for id in ["a", "b", "c"] {
            keys.push(import(db, app, id).await.0.key);
        }
        commit!(db, |tx| {
            for key in [keys[0], keys[2]] {
                tags::add(tx, Tagged::Course(app, key), &["spring".to_owned()]).await?;
            }
            for (seed, kind) in [(1, "import_course"), (2, "other"), (3, "import_course")] {
                let id = JobId::random(&SeededRng::new(seed));
                let new = NewJob { id: &id, app: Some(app), kind, dedupe_key: None, payload: "{}", due_at: at(1) };
                jobs::insert(tx, &new, at(1)).await?;
            }
        });
        let mut tx = read(db).await;
        let ids = async |tx: &mut store::Tx, tag, before| {
            let page = courses::list_latest(tx, app, tag, before, 2).await.unwrap();
            page.iter().map(|course| course.id.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&mut tx, None, None).await, ["c", "b"]);
        assert_eq!(ids(&mut tx, None, Some(keys[1])).await, ["a"]);
        assert_eq!(ids(&mut tx, Some("spring"), None).await, ["c", "a"]);
        assert_eq!(ids(&mut tx, Some("spring"), Some(keys[2])).await, ["a"]);
        let open = jobs::list_open(&mut tx, app, "import_course", 9).await.unwrap();
        assert_eq!(open.len(), 2);
        assert!(open[0].key > open[1].key);
        drop(tx);
        commit!(db, |tx| { jobs::cancel(tx, open[0].key, at(2)).await? });
        let left = jobs::list_open(&mut read(db).await, app, "import_course", 9).await.unwrap();
        assert_eq!(left.iter().map(|job| job.key).collect::<Vec<_>>(), [open[1].key]);
    }
);
