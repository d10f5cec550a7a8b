//! Parked files, and repeated calls.

use platform::{CourseId, JobId, SeededRng, UploadToken};
use store::console_users::{self, Role};
use store::incoming_packages::{self, NewIncoming};
use store::request_joins::{self, Request};
use store::uploads::{self, UploadState};

use crate::harness::{Db, app, at, commit, read, story};

story!(
    /// A token is used once; the file is found by its path; its blob is an orphan when it is deleted.
    a_token_brings_one_file,
    async |db: &Db| {
        let app = app(db, "app").await;
        let hash = UploadToken::random(&SeededRng::new(1)).hash();
        let key = commit!(db, |tx| { uploads::insert(tx, app, &hash, "default", at(1)).await? });
        commit!(db, |tx| {
            assert!(uploads::claim(tx, key, "default", 100, at(2)).await?);
            assert!(!uploads::claim(tx, key, "default", 100, at(2)).await?);
            uploads::release(tx, key).await?;
            assert!(uploads::claim(tx, key, "default", 100, at(2)).await?);
            uploads::update_progress(tx, key, 50, at(3)).await?;
        });
        let half = uploads::find_by_token(&mut read(db).await, &hash).await.unwrap().unwrap();
        assert_eq!((half.state, half.bytes_read, half.content_length), (UploadState::Receiving, 50, 100));
        commit!(db, |tx| {
            assert!(uploads::update_stored(tx, key, "x-a.zip", "uploads/1", 99, at(4)).await?);
        });
        let mut tx = read(db).await;
        let found = uploads::find_by_name(&mut tx, app, "default", "x-a.zip").await.unwrap().unwrap();
        assert_eq!((found.size_bytes, found.blob.as_deref()), (99, Some("uploads/1")));
        assert_eq!(uploads::list(&mut tx, app, "default", None, 9).await.unwrap(), [found]);
        assert!(uploads::list(&mut tx, app, "other", None, 9).await.unwrap().is_empty());
        drop(tx);
        commit!(db, |tx| { uploads::delete(tx, key).await? });
        let orphans = store::blobs::list_orphans(&mut read(db).await, at(9), 9).await.unwrap();
        assert_eq!(orphans, ["uploads/1"]);
    }
);

story!(
    /// Two files of one name in one domain: the second is told.
    a_name_is_taken_once,
    async |db: &Db| {
        let app = app(db, "app").await;
        for n in 0..2 {
            let hash = UploadToken::random(&SeededRng::new(n)).hash();
            let stored = commit!(db, |tx| {
                let key = uploads::insert(tx, app, &hash, "default", at(1)).await?;
                uploads::claim(tx, key, "default", 0, at(1)).await?;
                uploads::update_stored(tx, key, "a.zip", &format!("uploads/{n}"), 1, at(1)).await?
            });
            assert_eq!(stored, n == 0);
        }
        assert_eq!(commit!(db, |tx| { uploads::delete_old(tx, at(2), 10).await? }), 2);
    }
);

story!(
    /// The same call within the window joins the first; beyond it, or after a failure, it is the first again.
    a_repeated_call_joins_the_first,
    async |db: &Db| {
        let app = app(db, "app").await;
        let request = Request { app, method: "rustici.course.importCourseAsync", signature: "abc" };
        let job = JobId::random(&SeededRng::new(1));
        let come = async |now, since| {
            commit!(db, |tx| { request_joins::insert_or_find(tx, request, at(now), at(since)).await? })
        };
        assert_eq!(come(100, 0).await, None);
        commit!(db, |tx| { request_joins::update_job(tx, request, &job).await? });
        let joined = come(101, 1).await.unwrap();
        assert_eq!((joined.job, joined.result, joined.created_at), (Some(job), None, at(100)));
        commit!(db, |tx| { request_joins::update_result(tx, request, "<rsp/>", at(102)).await? });
        assert_eq!(come(103, 3).await.unwrap().result.as_deref(), Some("<rsp/>"));
        assert_eq!(come(500, 400).await, None);
        assert_eq!(come(501, 401).await.unwrap().job, None);
        commit!(db, |tx| { request_joins::delete(tx, request).await? });
        assert_eq!(come(502, 402).await, None);
        assert_eq!(commit!(db, |tx| { request_joins::delete_old(tx, at(503), 10).await? }), 1);
    }
);

story!(
    /// A package that came whole stays for its import when those that did not are forgotten, but not for ever.
    whole_packages_wait_for_their_import,
    async |db: &Db| {
        let app = app(db, "app").await;
        let course = CourseId::new("c").unwrap();
        let (part, job) = (JobId::random(&SeededRng::new(1)), JobId::random(&SeededRng::new(2)));
        let (part_key, whole_key) = commit!(db, |tx| {
            let owner = console_users::insert(tx, "ann", Role::Author, None, at(1)).await?.unwrap();
            let whole = JobId::random(&SeededRng::new(3));
            let new = |id| NewIncoming {
                id,
                app,
                owner,
                course: &course,
                is_new: true,
                file_name: "c.zip",
                file_mark: "",
                size_bytes: 9,
            };
            let part_key = incoming_packages::insert(tx, &new(&part), at(10)).await?;
            let whole_key = incoming_packages::insert(tx, &new(&whole), at(11)).await?;
            incoming_packages::update_job(tx, whole_key, &job, at(99)).await?;
            (part_key, whole_key)
        });
        let mut tx = read(db).await;
        for (before, whole_before, expected) in [
            (10, 10, vec![]),
            (20, 11, vec![part_key]),
            (20, 12, vec![part_key, whole_key]),
        ] {
            let old = incoming_packages::list_old(&mut tx, at(before), at(whole_before), 9).await.unwrap();
            assert_eq!(old, expected, "{before} {whole_before}");
        }
    }
);
