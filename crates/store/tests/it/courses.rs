//! Courses, versions, attributes, and the blobs they own.

use futures_util::future::{join, join_all};
use platform::{AppId, ContentKey, CourseId, InstanceNumber, SeededRng, VersionNumber};
use store::course_versions::{self, CourseVersion, Left};
use store::courses::Course;
use store::sandbox::{self, HiddenApp};
use store::{blobs, courses, file_changes, totals, version_attributes};

use crate::harness::{Db, app, at, commit, import, read, register, registered, story};

story!(
    /// The same id is another course in another application.
    ids_are_unique_within_an_application,
    async |db: &Db| {
        let (a, b) = (app(db, "a").await, app(db, "b").await);
        let (one, _) = import(db, a, "same").await;
        let (two, _) = import(db, b, "same").await;
        assert_ne!(one.key, two.key);
        let id = CourseId::new("same").unwrap();
        let found = courses::find(&mut read(db).await, a, &id).await.unwrap().unwrap();
        assert_eq!(found, one);
    }
);

story!(
    /// Import to an existing id makes the next version, also when two come at once; a number is not used twice.
    versions_count_up,
    async |db: &Db| {
        let app = app(db, "app").await;
        let all = join_all((0..6).map(|_| import(db, app, "course"))).await;
        let mut numbers: Vec<_> = all.iter().map(|(_, version)| version.number.0).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5]);
        let mut tx = read(db).await;
        let course = courses::find_by_key(&mut tx, all[0].0.key).await.unwrap().unwrap();
        assert_eq!((course.versions, course.size_bytes), (6, 6000));
        let latest = course_versions::find_latest(&mut tx, course.key).await.unwrap().unwrap();
        assert_eq!(latest.number, VersionNumber(5));
        drop(tx);
        let left = commit!(db, |tx| { course_versions::delete(tx, &course, &latest).await? });
        assert_eq!(left, Left::Course);
        assert_eq!(import(db, app, "course").await.1.number, VersionNumber(6));
    }
);

story!(
    /// The large columns come by their own finders.
    a_version_keeps_what_the_import_found,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (course, version) = import(db, app, "course").await;
        let mut tx = read(db).await;
        let key = version.key;
        assert_eq!(course_versions::find_definition(&mut tx, key).await.unwrap(), Some(vec![1, 2, 3]));
        assert_eq!(course_versions::find_manifest(&mut tx, key).await.unwrap().unwrap(), "<manifest/>");
        assert_eq!(course_versions::find_metadata(&mut tx, key).await.unwrap().unwrap(), "{}");
        assert_eq!(course_versions::find_warnings(&mut tx, key).await.unwrap().unwrap(), "[]");
        let by_content = course_versions::find_by_content_key(&mut tx, &version.content_key).await.unwrap();
        assert_eq!(by_content.as_ref(), Some(&version));
        assert_eq!(course_versions::list(&mut tx, course.key).await.unwrap(), [version]);
        assert_eq!((course.title.as_str(), course.learning_standard.as_str()), ("A course", "scorm_12"));
    }
);

story!(
    /// A new version starts with the attributes of the one before.
    attributes_are_copied,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (_, first) = import(db, app, "course").await;
        let (_, second) = import(db, app, "course").await;
        commit!(db, |tx| {
            version_attributes::upsert(tx, first.key, "desiredHeight", "1").await?;
            version_attributes::upsert(tx, first.key, "desiredHeight", "2").await?;
            version_attributes::upsert(tx, first.key, "apiUseInstances", "x").await?;
            version_attributes::copy(tx, first.key, second.key).await?;
            version_attributes::delete(tx, first.key, "apiUseInstances").await?;
        });
        let mut tx = read(db).await;
        assert_eq!(version_attributes::list(&mut tx, first.key).await.unwrap().len(), 1);
        let copied = version_attributes::list(&mut tx, second.key).await.unwrap();
        assert_eq!(copied.get("desiredHeight").map(String::as_str), Some("2"));
        assert_eq!(copied.len(), 2);
    }
);

story!(
    /// Lists show what the attributes of the latest version say, also after it went.
    a_course_is_shown_as_its_attributes_say,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (_, first) = import(db, app, "course").await;
        let (course, second) = import(db, app, "course").await;
        commit!(db, |tx| {
            assert!(courses::lock(tx, course.key).await?);
            version_attributes::upsert(tx, first.key, "title", "Renamed").await?;
            version_attributes::upsert(tx, first.key, "scormVersion", "aicc").await?;
            courses::update_shown(tx, course.key, "Newer", "cmi5", at(9)).await?;
        });
        let shown = courses::find_by_key(&mut read(db).await, course.key).await.unwrap().unwrap();
        assert_eq!((shown.title.as_str(), shown.learning_standard.as_str()), ("Newer", "cmi5"));
        commit!(db, |tx| { course_versions::delete(tx, &course, &second).await? });
        let shown = courses::find_by_key(&mut read(db).await, course.key).await.unwrap().unwrap();
        assert_eq!((shown.title.as_str(), shown.learning_standard.as_str()), ("Renamed", "aicc"));
    }
);

story!(
    /// A list is read page by page; what is made meanwhile neither repeats nor hides anything.
    courses_are_listed_by_pages,
    async |db: &Db| {
        let app = app(db, "app").await;
        for n in 0..7 {
            import(db, app, &format!("c{n}")).await;
        }
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = courses::list(&mut read(db).await, app, after, 3).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.key);
            seen.extend(page.iter().map(|c| c.id.to_string()));
            if seen.len() == 3 {
                import(db, app, "late").await;
            }
        }
        assert_eq!(seen, ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "late"]);
    }
);

story!(
    /// Counters are kept in step with every import, registration and deletion.
    totals_follow,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (_, first) = import(db, app, "course").await;
        let (course, second) = import(db, app, "course").await;
        for n in 0..3 {
            register(db, &course, &first, &format!("r{n}")).await;
        }
        let now = totals::find(&mut read(db).await, app).await.unwrap();
        assert_eq!((now.courses, now.registrations, now.size_bytes), (1, 3, 2000));
        let found = courses::find_by_key(&mut read(db).await, course.key).await.unwrap().unwrap();
        assert_eq!(found.registrations, 3);
        commit!(db, |tx| { course_versions::delete(tx, &course, &second).await? });
        assert_eq!(totals::find(&mut read(db).await, app).await.unwrap().size_bytes, 1000);
        let left = commit!(db, |tx| { course_versions::delete(tx, &course, &first).await? });
        assert_eq!(left, Left::Nothing);
        assert_eq!(totals::find(&mut read(db).await, app).await.unwrap(), totals::Totals::default());
    }
);

story!(
    /// An instance on a deleted version keeps its results.
    results_outlive_their_version,
    async |db: &Db| {
        let (registration, instance, version) = registered(db).await;
        let (course, _) = import(db, registration.app, "course").await;
        commit!(db, |tx| { course_versions::delete(tx, &course, &version).await? });
        let found = store::instances::find_by_key(&mut read(db).await, instance).await.unwrap().unwrap();
        assert_eq!((found.version, found.version_number), (None, VersionNumber(0)));
    }
);

story!(
    /// A blob is reserved, owned, and an orphan once its owner is gone.
    blobs_have_owners,
    async |db: &Db| {
        commit!(db, |tx| {
            blobs::reserve(tx, "packages/x", at(100)).await?;
            blobs::reserve(tx, "packages/y", at(100)).await?;
            blobs::release(tx, "packages/y").await?;
        });
        let mut tx = read(db).await;
        assert!(blobs::is_owned(&mut tx, "packages/x", at(50)).await.unwrap());
        assert!(!blobs::is_owned(&mut tx, "packages/x", at(100)).await.unwrap());
        assert_eq!(blobs::list_orphans(&mut tx, at(50), 10).await.unwrap(), ["packages/y"]);
        drop(tx);
        let app = app(db, "app").await;
        let (course, version) = import(db, app, "course").await;
        let mut tx = read(db).await;
        assert!(blobs::is_owned(&mut tx, &version.package_blob, at(999)).await.unwrap());
        let owned = blobs::list_owned(&mut tx, None, at(999), 10).await.unwrap();
        assert_eq!(owned, [version.index_blob.clone(), version.package_blob.clone()]);
        let rest = blobs::list_owned(&mut tx, Some(&owned[0]), at(999), 10).await.unwrap();
        assert_eq!(rest, std::slice::from_ref(&version.package_blob));
        drop(tx);
        commit!(db, |tx| {
            assert!(!blobs::delete(tx, &version.package_blob).await?, "it has an owner");
            courses::delete(tx, course.key).await?;
            assert!(blobs::delete(tx, &version.package_blob).await?);
        });
        let orphans = blobs::list_orphans(&mut read(db).await, at(999), 10).await.unwrap();
        assert_eq!(orphans.len(), 3);
    }
);

fn files<'a>(index: &'a str, gained: &'a [String], lost: &'a [String]) -> file_changes::NewFiles<'a> {
    file_changes::NewFiles {
        kind: file_changes::Kind::Update,
        changed: 2,
        index_blob: index,
        size_bytes: 1500,
        files: 4,
        gained,
        lost,
        lost_until: at(1000),
        email: "ann@example.org",
    }
}

story!(
    /// New files take the place of the old ones with their index, their sizes and their blobs, all or nothing.
    files_of_a_version_change_as_a_whole,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (_, first) = import(db, app, "course").await;
        let (course, version) = import(db, app, "course").await;
        let gained = ["index/new".to_owned(), "packages/update.zip".to_owned()];
        let lost = [version.index_blob.clone()];
        let new = files("index/new", &gained, &lost);
        let changed =
            commit!(db, |tx| { file_changes::insert(tx, &course, &version, &new, at(50)).await? });
        assert!(changed);
        let mut tx = read(db).await;
        let after = course_versions::find_by_key(&mut tx, version.key).await.unwrap().unwrap();
        assert_eq!((after.index_blob.as_str(), after.size_bytes, after.files), ("index/new", 1500, 4));
        assert_eq!((after.created_at, &after.content_key), (version.created_at, &version.content_key));
        let latest = file_changes::list_latest(&mut tx, course.key).await.unwrap();
        assert_eq!(latest.into_iter().collect::<Vec<_>>(), [(version.key, at(50))]);
        assert_eq!(file_changes::find_latest(&mut tx, version.key).await.unwrap(), Some(at(50)));
        assert_eq!(file_changes::find_latest(&mut tx, first.key).await.unwrap(), None);
        let found = courses::find_by_key(&mut tx, course.key).await.unwrap().unwrap();
        assert_eq!(found.size_bytes, 2500);
        assert_eq!(totals::find(&mut tx, app).await.unwrap().size_bytes, 2500);
        // What is not needed any more stays for who is reading it, and no longer.
        for (blob, now, owned) in [
            ("index/new", 2000, true),
            ("packages/update.zip", 2000, true),
            (version.index_blob.as_str(), 999, true),
            (version.index_blob.as_str(), 1000, false),
            (version.package_blob.as_str(), 2000, true),
        ] {
            assert_eq!(blobs::is_owned(&mut tx, blob, at(now)).await.unwrap(), owned, "{blob} at {now}");
        }
        drop(tx);
        // Somebody who looked before that comes too late.
        let late = commit!(db, |tx| {
            file_changes::insert(tx, &course, &version, &files("index/late", &[], &[]), at(60)).await?
        });
        assert!(!late);
        // With the version everything of it is free.
        commit!(db, |tx| { course_versions::delete(tx, &course, &after).await? });
        let mut tx = read(db).await;
        assert!(!blobs::is_owned(&mut tx, "packages/update.zip", at(2000)).await.unwrap());
        assert_eq!(totals::find(&mut tx, app).await.unwrap().size_bytes, 1000);
    }
);

story!(
    /// Of several at once each sees what the others did, or is told that it did not.
    changes_of_files_do_not_get_lost,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (course, version) = import(db, app, "course").await;
        let all = join_all((0..5).map(|number| {
            let (course, version) = (course.clone(), version.clone());
            async move {
                let index = format!("index/{number}");
                let new = files(&index, &[], &[]);
                commit!(db, |tx| { file_changes::insert(tx, &course, &version, &new, at(70)).await? })
            }
        }))
        .await;
        assert_eq!(all.iter().filter(|changed| **changed).count(), 1);
        let mut tx = read(db).await;
        assert_eq!(totals::find(&mut tx, app).await.unwrap().size_bytes, 1500);
    }
);

/// A copy of a version for a host of the sandbox.
async fn copy(db: &Db, host: &str, original: &Course, version: &CourseVersion) -> (Course, CourseVersion) {
    let id = AppId::new(format!("sandbox-{host}")).unwrap();
    // Seeds of imports are small.
    let seed = 1_000_000 + host.bytes().map(u64::from).sum::<u64>();
    let content_key = ContentKey::random(&SeededRng::new(seed));
    commit!(db, |tx| {
        let hidden = HiddenApp { of: original.app, host, id: &id, name: "Sandbox" };
        let app = sandbox::find_or_insert_app(tx, hidden, at(3)).await?.unwrap();
        let course = sandbox::upsert_course(tx, app, original, at(3)).await?;
        sandbox::insert_version(tx, course, version, &content_key, &[1]).await?;
        let course = courses::find_by_key(tx, course).await?.unwrap();
        let copy = course_versions::find(tx, course.key, version.number).await?.unwrap();
        (course, copy)
    })
}

story!(
    /// A copy in the sandbox owns no blobs: whatever happened to it, those of the original are the original's.
    copies_own_nothing,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (course, version) = import(db, app, "course").await;
        let (copied, copy) = copy(db, "host", &course, &version).await;
        let lost = [version.index_blob.clone(), version.package_blob.clone()];
        let new = files("index/copy", &[], &lost);
        assert!(commit!(db, |tx| { file_changes::insert(tx, &copied, &copy, &new, at(50)).await? }));
        let mut tx = read(db).await;
        for blob in &lost {
            assert!(blobs::is_owned(&mut tx, blob, at(9999)).await.unwrap(), "{blob}");
        }
    }
);

story!(
    /// Files that change while a copy is made are those of the copy.
    copies_change_along,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (course, mut version) = import(db, app, "course").await;
        for round in 0..6 {
            let index = format!("index/{round}");
            let new = files(&index, &[], &[]);
            let host = format!("host{round}");
            let change = async {
                commit!(db, |tx| { file_changes::insert(tx, &course, &version, &new, at(70)).await? })
            };
            let ((_, made), changed) = join(copy(db, &host, &course, &version), change).await;
            assert!(changed);
            let mut tx = read(db).await;
            for key in [version.key, made.key] {
                let found = course_versions::find_by_key(&mut tx, key).await.unwrap().unwrap();
                assert_eq!(found.index_blob, index);
            }
            version = course_versions::find_by_key(&mut tx, version.key).await.unwrap().unwrap();
        }
    }
);

story!(
    /// What the page of a course tells: its versions, who brought them, who stands on them, what was done to their files.
    a_course_tells_its_history,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (course, first) = import(db, app, "course").await;
        let (moved, stays) =
            (register(db, &course, &first, "moved").await, register(db, &course, &first, "stays").await);
        let (course, second) = import(db, app, "course").await;
        commit!(db, |tx| {
            let (registration, number) = (moved.0.key, InstanceNumber(1));
            store::instances::insert(tx, registration, number, second.key, second.number, at(5)).await?;
            store::registrations::update_result(tx, stays.0.key, at(6), Some(at(6))).await?;
            course_versions::update_made_by(tx, second.key, "ann").await?;
            file_changes::insert(tx, &course, &second, &files("index/a", &[], &[]), at(7)).await?
        });
        let mut tx = read(db).await;
        let history = course_versions::list_history(&mut tx, course.key, None, 9).await.unwrap();
        let told =
            history.iter().map(|past| (past.version.number.0, past.made_by.as_str(), past.warnings.as_str()));
        assert_eq!(told.collect::<Vec<_>>(), [(1, "ann", "[]"), (0, "", "[]")]);
        let older = course_versions::list_history(&mut tx, course.key, Some(VersionNumber(1)), 9).await.unwrap();
        assert_eq!(older[0].version, first);
        let standing = async |tx: &mut _, version, limit| {
            store::instances::count_on_version(tx, version, limit).await.unwrap()
        };
        assert_eq!(standing(&mut tx, first.key, 9).await, (2, 1));
        assert_eq!(standing(&mut tx, second.key, 9).await, (1, 1));
        assert_eq!(standing(&mut tx, first.key, 1).await.0, 1);
        for (limit, expected) in [(9, 1), (1, 1), (0, 0)] {
            let count = store::registrations::count_completed(&mut tx, course.key, limit).await.unwrap();
            assert_eq!(count, expected);
        }
        let changes = file_changes::list(&mut tx, second.key, 9).await.unwrap();
        let change = file_changes::FileChange {
            kind: file_changes::Kind::Update,
            files: 2,
            by: "ann@example.org".to_owned(),
            at: at(7),
        };
        assert_eq!(changes, [change]);
    }
);
