//! Registrations, learners, instances, and what learners carry from course to course.

use platform::{InstanceNumber, LaunchId, LearnerId, RegistrationId, Sealed, VersionNumber};
use store::instances::{self, CourseResult, WhichResult};
use store::registrations::{
    self, Counted, Direction, NewRegistration, OverviewFilter, OverviewPlace, Postback, RegistrationFilter,
    Search, Standing, Whose,
};
use store::{LearnerScope, courses, global_objectives, learners, shared_data, totals};

use crate::harness::{Db, app, at, commit, import, learner, read, register, registered, story};

story!(
    /// An id is taken once, and a second try changes no counter.
    an_id_is_unique,
    async |db: &Db| {
        let (registration, _, _) = registered(db).await;
        let course =
            courses::find_by_key(&mut read(db).await, registration.course).await.unwrap().unwrap();
        let again = commit!(db, |tx| {
            let id = RegistrationId::new("reg").unwrap();
            let new = NewRegistration { id: &id, learner: &learner("x"), postback: None };
            registrations::insert(tx, &course, &new, at(9)).await?
        });
        assert_eq!(again, None);
        let course =
            courses::find_by_key(&mut read(db).await, registration.course).await.unwrap().unwrap();
        assert_eq!(course.registrations, 1);
    }
);

story!(
    /// What is stored comes back, postback settings included.
    a_registration_keeps_what_it_was_made_of,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (course, _) = import(db, app, "Kurs ü").await;
        let postback = Postback {
            url: "https://lms.example/p?x=1".to_owned(),
            auth: "form".to_owned(),
            login: "u".to_owned(),
            password: Some(Sealed(vec![1, 0, 2])),
            format: "course".to_owned(),
        };
        let id = RegistrationId::new(" r/1 ").unwrap();
        let learner = learner("löwe");
        let key = commit!(db, |tx| {
            let new = NewRegistration { id: &id, learner: &learner, postback: Some(&postback) };
            registrations::insert(tx, &course, &new, at(5)).await?.unwrap()
        });
        let found = registrations::find(&mut read(db).await, app, &id).await.unwrap().unwrap();
        assert_eq!((found.key, &found.learner, found.postback.as_ref()), (key, &learner, Some(&postback)));
        assert_eq!((found.course_id.as_str(), found.course_title.as_str()), ("Kurs ü", "A course"));
        assert_eq!((found.created_at, found.updated_at, found.first_access_at), (at(5), at(5), None));
        commit!(db, |tx| {
            registrations::update_postback(tx, key, None).await?;
            registrations::update_access(tx, key, VersionNumber(3), at(6)).await?;
            registrations::update_access(tx, key, VersionNumber(4), at(7)).await?;
            registrations::update_result(tx, key, at(8), Some(at(8))).await?;
        });
        let found = registrations::find(&mut read(db).await, app, &id).await.unwrap().unwrap();
        assert_eq!(found.postback, None);
        assert_eq!((found.first_access_at, found.last_access_at), (Some(at(6)), Some(at(7))));
        assert_eq!(found.launched_version, Some(VersionNumber(4)));
        assert_eq!((found.updated_at, found.completed_at), (at(8), Some(at(8))));
    }
);

story!(
    /// The oldest go first, of one owner alone, and the counters of courses and application go with them.
    many_are_deleted_some_at_a_time,
    async |db: &Db| {
        let (one_app, other_app) = (app(db, "app").await, app(db, "other").await);
        let (one, version) = import(db, one_app, "one").await;
        let (two, version_two) = import(db, one_app, "two").await;
        let (elsewhere, version_elsewhere) = import(db, other_app, "one").await;
        for n in 0..4 {
            register(db, &one, &version, &format!("one-{n}")).await;
            register(db, &two, &version_two, &format!("two-{n}")).await;
        }
        register(db, &elsewhere, &version_elsewhere, "elsewhere").await;
        let left = async || {
            let mut tx = read(db).await;
            let mut counts = Vec::new();
            for (course, app) in [(&one, one_app), (&two, one_app), (&elsewhere, other_app)] {
                let listed = RegistrationFilter { course: Some(course.key), ..RegistrationFilter::default() };
                let listed = registrations::list(&mut tx, app, &listed, None, 10).await.unwrap().len() as u64;
                let counted = registrations::count(&mut tx, Whose::Course(course.key), 10).await.unwrap();
                let kept = courses::find_by_key(&mut tx, course.key).await.unwrap().unwrap().registrations;
                assert_eq!((listed, listed), (counted, kept));
                counts.push(listed);
            }
            let total = totals::find(&mut tx, one_app).await.unwrap().registrations;
            assert_eq!(total, counts[0] + counts[1]);
            assert_eq!(registrations::count(&mut tx, Whose::App(one_app), 10).await.unwrap(), total);
            assert_eq!(registrations::count(&mut tx, Whose::App(one_app), 1).await.unwrap(), total.min(1));
            counts
        };
        for (whose, limit, expected) in [
            (Whose::App(one_app), 3, [2, 3, 1]),
            (Whose::Course(two.key), 2, [2, 1, 1]),
            (Whose::Course(two.key), 9, [2, 0, 1]),
            (Whose::App(one_app), 9, [0, 0, 1]),
            (Whose::App(one_app), 9, [0, 0, 1]),
        ] {
            commit!(db, |tx| { registrations::delete_oldest(tx, whose, limit).await? });
            assert_eq!(left().await, expected, "{whose:?} {limit}");
        }
    }
);

story!(
    /// Every condition alone and together: course, learner, `after` exclusive, `until` inclusive.
    lists_are_filtered,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (one, version) = import(db, app, "one").await;
        let (two, version_two) = import(db, app, "two").await;
        for n in 0..4 {
            let (course, version) = if n < 2 { (&one, &version) } else { (&two, &version_two) };
            let (made, _) = register(db, course, version, &format!("r{n}")).await;
            commit!(db, |tx| { registrations::update_result(tx, made.key, at(100 + n), None).await? });
        }
        let ids = async |filter: RegistrationFilter| -> String {
            let found = registrations::list(&mut read(db).await, app, &filter, None, 10).await.unwrap();
            found.iter().map(|r| r.id.to_string()).collect::<Vec<_>>().join(" ")
        };
        let all = RegistrationFilter::default();
        assert_eq!(ids(all.clone()).await, "r0 r1 r2 r3");
        assert_eq!(ids(RegistrationFilter { course: Some(two.key), ..all.clone() }).await, "r2 r3");
        let learner = Some(LearnerId::new("r1").unwrap());
        assert_eq!(ids(RegistrationFilter { learner: learner.clone(), ..all.clone() }).await, "r1");
        assert_eq!(ids(RegistrationFilter { after: Some(at(101)), ..all.clone() }).await, "r2 r3");
        assert_eq!(ids(RegistrationFilter { until: Some(at(101)), ..all.clone() }).await, "r0 r1");
        let both = RegistrationFilter { after: Some(at(100)), until: Some(at(102)), ..all };
        assert_eq!(ids(both.clone()).await, "r1 r2");
        assert_eq!(ids(RegistrationFilter { course: Some(one.key), learner, ..both.clone() }).await, "r1");
        let page =
            registrations::list(&mut read(db).await, app, &both, None, 1).await.unwrap().remove(0);
        let rest =
            registrations::list(&mut read(db).await, app, &both, Some(registrations::Place::behind(&page)), 9).await.unwrap();
        assert_eq!(rest.len(), 1);
    }
);

story!(
    /// Pages of any filter are the whole list, each registration once; those of an interval in the order of change.
    pages_are_the_whole_list,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (one, version) = import(db, app, "one").await;
        let (two, version_two) = import(db, app, "two").await;
        for n in 0..20 {
            let (course, version) = if n % 3 == 0 { (&one, &version) } else { (&two, &version_two) };
            let (made, _) = register(db, course, version, &format!("r{n}")).await;
            // Some of them changed at one instant.
            commit!(db, |tx| { registrations::update_result(tx, made.key, at(200 - n / 4), None).await? });
        }
        for course in [None, Some(one.key), Some(two.key)] {
            for (after, until) in [(None, None), (Some(196), None), (None, Some(198)), (Some(195), Some(199))] {
                let filter = RegistrationFilter { course, learner: None, after: after.map(at), until: until.map(at) };
                let mut tx = read(db).await;
                let whole = registrations::list(&mut tx, app, &filter, None, 100).await.unwrap();
                let mut place = None;
                let mut paged = Vec::new();
                loop {
                    let page = registrations::list_with_results(&mut tx, app, &filter, place, 3, true).await.unwrap();
                    let Some((last, result)) = page.last() else { break };
                    assert_eq!((result.number, result.result.complete.as_str()), (InstanceNumber(0), "unknown"));
                    place = Some(registrations::Place::behind(last));
                    paged.extend(page.into_iter().map(|(registration, _)| registration));
                }
                assert_eq!(paged, whole);
                let expected = (0..20i64).filter(|n| {
                    let changed = 200 - n / 4;
                    course.is_none_or(|course| (course == one.key) == (n % 3 == 0))
                        && after.is_none_or(|after| changed > after)
                        && until.is_none_or(|until| changed <= until)
                });
                assert_eq!(whole.len(), expected.count(), "{course:?} {after:?} {until:?}");
                let is_interval = after.is_some() || until.is_some();
                assert!(!is_interval || whole.is_sorted_by_key(|registration| registration.updated_at));
            }
        }
    }
);

#[tokio::test(flavor = "multi_thread")]
async fn lists_walk_along_one_index() {
    let db = crate::harness::sqlite().await;
    for (text, plan) in store::plan_lists(&db.store).await.unwrap() {
        let is_plain = !plan.contains("SCAN") && !plan.contains("TEMP B-TREE");
        assert!(is_plain && plan.contains("SEARCH r USING INDEX registrations_"), "{text}\n{plan}");
    }
}

/// PostgreSQL decides by how much there is: with many registrations it joined by walking through all instances that lie
/// before the page.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_far_down_reads_what_it_returns() {
    let db = crate::harness::postgres().await;
    let (first, ..) = registered(&db).await;
    let mut tx = db.store.begin_write().await.unwrap();
    for text in [
        "INSERT INTO registrations (app, id, course, learner_id, learner_first, learner_last, learner_email,
             learner_name, standing, latest_instance, created_at, updated_at)
         SELECT app, 'more-' || n, course, learner_id, learner_first, learner_last, learner_email, learner_name,
             standing, latest_instance, created_at, updated_at
         FROM registrations, generate_series(1, 20000) n",
        "INSERT INTO instances (registration, number, version, version_number, complete, success, score,
             total_seconds, row_version, digest, snapshot_entry, created_at, updated_at)
         SELECT r.key, i.number, i.version, i.version_number, i.complete, i.success, i.score, i.total_seconds,
             i.row_version, i.digest, i.snapshot_entry, i.created_at, i.updated_at
         FROM instances i, registrations r WHERE r.id LIKE 'more-%'",
        "ANALYZE",
    ] {
        store::run_for_tests(&mut tx, text).await.unwrap();
    }
    tx.commit().await.unwrap();
    let app = first.app;
    let id = platform::RegistrationId::new("more-19000").unwrap();
    let behind = registrations::find(&mut read(&db).await, app, &id).await.unwrap().unwrap();
    let plan = store::explain_list_page(&db.store, app, &behind, 50).await.unwrap();
    let read =
        plan.iter().filter_map(|line| line.split("rows=").nth(1)?.split(' ').next()?.parse::<f64>().ok());
    let most = read.fold(0.0, f64::max);
    assert!((50.0..=100.0).contains(&most), "{}", plan.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_for_people_scan_no_table() {
    let db = crate::harness::sqlite().await;
    let plans = store::plan_overview(&db.store).await.unwrap();
    assert!(plans.len() > 400);
    for (text, plan) in plans {
        // What is scanned are the few rows that a source has found.
        let scans = plan.lines().filter(|line| line.contains("SCAN"));
        let scanned: Vec<_> =
            scans.filter(|line| line.contains("SCAN r") || line.contains("SCAN i")).collect();
        let walks = plan.contains("SEARCH registrations USING") && plan.contains("INDEX");
        assert!(scanned.is_empty() && walks, "{text}\n{plan}");
        // And registrations are fetched for these rows, not walked through to look for them there.
        let mut fetched = plan.lines().filter(|line| line.contains("SEARCH r USING"));
        assert!(fetched.all(|line| line.contains("INTEGER PRIMARY KEY")), "{text}\n{plan}");
    }
}

/// The ids that a page holds.
async fn page(
    db: &Db,
    app: store::AppKey,
    filter: &OverviewFilter,
    place: Option<OverviewPlace>,
    way: Direction,
    limit: u32,
) -> String {
    let mut tx = read(db).await;
    let found = registrations::list_overview(&mut tx, app, filter, place, way, limit).await.unwrap();
    found.iter().map(|(r, _)| r.id.to_string()).collect::<Vec<_>>().join(" ")
}

story!(
    /// Latest change first; each filter alone and with others; counted exactly, and no further than asked.
    people_find_registrations,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (one, version) = import(db, app, "one").await;
        let (two, version_two) = import(db, app, "two").await;
        for (n, (complete, success)) in
            [("complete", "passed"), ("incomplete", "failed"), ("unknown", "unknown"), ("complete", "failed")]
                .into_iter()
                .enumerate()
        {
            let (course, version) = if n < 2 { (&one, &version) } else { (&two, &version_two) };
            let (made, instance) = register(db, course, version, &format!("r{n}")).await;
            let result = CourseResult {
                complete: complete.to_owned(),
                success: success.to_owned(),
                score: None,
                total_seconds: 0,
            };
            let n = i64::try_from(n).unwrap();
            commit!(db, |tx| {
                instances::update_result(tx, instance, &result, b"", at(100 + n)).await?;
                registrations::update_progress(tx, made.key, at(100 + n), complete == "complete").await?;
            });
        }
        let other = crate::harness::app(db, "other").await;
        let (theirs, version) = import(db, other, "one").await;
        register(db, &theirs, &version, "r9").await;

        let standings = |completion: &str, success: &str| -> Vec<Standing> {
            let fits = |asked: &str, has: &str| asked.is_empty() || asked == has;
            Standing::all()
                .filter(|one| fits(completion, one.completion()) && fits(success, one.success()))
                .collect()
        };
        let all = OverviewFilter::default();
        let of = |standings| OverviewFilter { standings, ..all.clone() };
        let search = |text| OverviewFilter { search: Search::new(text), ..all.clone() };
        let cases = [
            (all.clone(), "r3 r2 r1 r0"),
            (OverviewFilter { course: Some(two.key), ..all.clone() }, "r3 r2"),
            (of(standings("complete", "")), "r3 r0"),
            (of(standings("", "failed")), "r3 r1"),
            (of(standings("unknown", "passed")), ""),
            (OverviewFilter { course: Some(one.key), ..of(standings("", "failed")) }, "r1"),
            (OverviewFilter { since: Some(at(101)), until: Some(at(103)), ..all.clone() }, "r2 r1"),
            (OverviewFilter { since: Some(at(101)), ..of(standings("complete", "")) }, "r3"),
            (OverviewFilter { learner: Some(LearnerId::new("r2").unwrap()), ..all.clone() }, "r2"),
            (OverviewFilter { learner: Some(LearnerId::new("r").unwrap()), ..all.clone() }, ""),
            (search("r"), "r3 r2 r1 r0"),
            (search("r1"), "r1"),
            (search("LEE"), "r3 r2 r1 r0"),
            (search("ann l"), ""),
            (search("Lee A"), "r3 r2 r1 r0"),
            (search("Ann Lee"), "r3 r2 r1 r0"),
            (search("%"), ""),
            (OverviewFilter { course: Some(one.key), ..search("lee") }, "r1 r0"),
            (OverviewFilter { search: Search::new("lee"), ..of(standings("", "failed")) }, "r3 r1"),
            (
                OverviewFilter { learner: Some(LearnerId::new("r2").unwrap()), ..search("r") },
                "r2",
            ),
        ];
        for (filter, ids) in cases {
            assert_eq!(page(db, app, &filter, None, Direction::Older, 10).await, ids, "{filter:?}");
            let mut tx = read(db).await;
            let expected = ids.split_whitespace().count() as u64;
            let counted = registrations::count_overview(&mut tx, app, &filter, 10).await.unwrap();
            assert_eq!(counted, Counted::Exactly(expected), "{filter:?}");
            let counted = registrations::count_overview(&mut tx, app, &filter, 1).await.unwrap();
            let few = if expected > 1 { Counted::MoreThan(1) } else { Counted::Exactly(expected) };
            assert_eq!(counted, few, "{filter:?}");
        }
    }
);

story!(
    /// Forth and back again, with changes at one instant.
    pages_go_both_ways,
    async |db: &Db| {
        let app = app(db, "app").await;
        let (course, version) = import(db, app, "one").await;
        for n in 0..7 {
            let (made, _) = register(db, &course, &version, &format!("r{n}")).await;
            commit!(db, |tx| { registrations::update_result(tx, made.key, at(50 + n / 3), None).await? });
        }
        for filter in [
            OverviewFilter::default(),
            OverviewFilter { standings: Standing::all().collect(), ..OverviewFilter::default() },
            OverviewFilter { search: Search::new("r"), ..OverviewFilter::default() },
        ] {
            let place = async |id: &str| {
                let id = RegistrationId::new(id).unwrap();
                let found = registrations::find(&mut read(db).await, app, &id).await.unwrap().unwrap();
                Some(OverviewPlace { changed_at: found.updated_at, key: found.key })
            };
            let older = async |from| page(db, app, &filter, from, Direction::Older, 3).await;
            assert_eq!(older(None).await, "r6 r5 r4", "{filter:?}");
            assert_eq!(older(place("r4").await).await, "r3 r2 r1", "{filter:?}");
            assert_eq!(older(place("r1").await).await, "r0", "{filter:?}");
            let newer = page(db, app, &filter, place("r3").await, Direction::Newer, 2).await;
            assert_eq!(newer, "r5 r4", "{filter:?}");
        }
    }
);

story!(
    /// A learner's new name and id reach all registrations and what the learner carries along.
    a_learner_is_renamed_everywhere,
    async |db: &Db| {
        let (registration, _, _) = registered(db).await;
        let old = registration.learner.id.clone();
        let scope =
            |learner| LearnerScope { app: registration.app, learner, scope: "" };
        let mut new = learner("new-id");
        new.first = "Bea".to_owned();
        let count = commit!(db, |tx| {
            global_objectives::upsert(tx, scope(&old), "o1", &[1], at(1)).await?;
            // Somebody had the new id before, and left this behind.
            global_objectives::upsert(tx, scope(&new.id), "o1", &[2], at(1)).await?;
            shared_data::upsert(tx, scope(&new.id), "b", &[2], at(1)).await?;
            learners::update(tx, registration.app, &old, &new).await?
        });
        assert_eq!(count, 1);
        let mut tx = read(db).await;
        assert!(!learners::exists(&mut tx, registration.app, &old).await.unwrap());
        assert!(learners::exists(&mut tx, registration.app, &new.id).await.unwrap());
        let objectives = global_objectives::list(&mut tx, scope(&new.id)).await.unwrap();
        assert_eq!(objectives.into_iter().collect::<Vec<_>>(), [("o1".to_owned(), vec![1])]);
        assert!(shared_data::list(&mut tx, scope(&new.id)).await.unwrap().is_empty());
        let found = registrations::find_by_key(&mut tx, registration.key).await.unwrap().unwrap();
        assert_eq!((found.learner.first.as_str(), found.updated_at), ("Bea", at(3)));
    }
);

story!(
    /// Objectives and buckets are merged by reading, changing and writing within one transaction.
    shared_values_have_scopes,
    async |db: &Db| {
        let (registration, _, _) = registered(db).await;
        let learner = &registration.learner.id;
        let system = LearnerScope { app: registration.app, learner, scope: "" };
        let own = LearnerScope { scope: "reg/0", ..system };
        commit!(db, |tx| {
            shared_data::upsert(tx, system, "b", b"1", at(1)).await?;
            shared_data::upsert(tx, system, "b", b"2", at(2)).await?;
            shared_data::upsert(tx, own, "b", b"3", at(2)).await?;
            assert_eq!(shared_data::list_for_update(tx, system).await?.get("b").unwrap(), b"2");
            assert_eq!(shared_data::delete(tx, system).await?, 1);
        });
        let mut tx = read(db).await;
        assert!(shared_data::list(&mut tx, system).await.unwrap().is_empty());
        assert_eq!(shared_data::list(&mut tx, own).await.unwrap().get("b").unwrap(), b"3");
    }
);

story!(
    /// State is stored only by whoever saw the last one.
    a_state_is_not_overwritten_unseen,
    async |db: &Db| {
        let (registration, key, _) = registered(db).await;
        let launch = LaunchId(7);
        commit!(db, |tx| {
            let (instance, state) = instances::find_for_update(tx, key).await?.unwrap();
            assert_eq!((instance.row_version, state.snapshot), (0, None));
            assert!(instances::update_state(tx, key, 0, launch, 12, b"state", u64::MAX).await?);
            assert!(!instances::update_state(tx, key, 0, launch, 13, b"other", 1).await?);
            let result = CourseResult {
                complete: "complete".to_owned(),
                success: "passed".to_owned(),
                score: Some(0.35),
                total_seconds: 19,
            };
            instances::update_result(tx, key, &result, b"report", at(50)).await?;
            instances::update_lease(tx, key, Some(launch)).await?;
        });
        commit!(db, |tx| {
            let (instance, state) = instances::find_for_update(tx, key).await?.unwrap();
            assert_eq!((instance.row_version, instance.digest), (1, u64::MAX));
            assert_eq!((instance.result.score, instance.result.total_seconds), (Some(0.35), 19));
            assert_eq!((instance.current_launch, instance.updated_at), (Some(launch), at(50)));
            assert_eq!((state.launch, state.entry), (Some(launch), 12));
            assert_eq!(state.snapshot.as_deref(), Some(b"state".as_slice()));
            assert_eq!(instances::find_report(tx, key).await?.as_deref(), Some(b"report".as_slice()));
            instances::reset(tx, key, at(60)).await?;
        });
        let mut tx = read(db).await;
        let clean = instances::find_latest(&mut tx, registration.key).await.unwrap().unwrap();
        assert_eq!((clean.result.complete.as_str(), clean.result.score), ("unknown", None));
        assert_eq!((clean.current_launch, clean.row_version), (None, 2));
        assert_eq!(instances::find_report(&mut tx, key).await.unwrap(), None);
    }
);

story!(
    /// The newest instance counts; when it is deleted the one before does.
    the_latest_instance_counts,
    async |db: &Db| {
        let (registration, first, version) = registered(db).await;
        let number = InstanceNumber(1);
        commit!(db, |tx| {
            instances::insert(tx, registration.key, number, version.key, version.number, at(9)).await?
        });
        let mut tx = read(db).await;
        let found = registrations::find_by_key(&mut tx, registration.key).await.unwrap().unwrap();
        assert_eq!(found.latest_instance, number);
        let all = instances::list(&mut tx, registration.key).await.unwrap();
        assert_eq!((all.len(), all[0].key), (2, first));
        drop(tx);
        commit!(db, |tx| { instances::delete(tx, &all[1], at(10)).await? });
        let mut tx = read(db).await;
        let found = registrations::find_by_key(&mut tx, registration.key).await.unwrap().unwrap();
        assert_eq!(found.latest_instance, InstanceNumber(0));
        let gone = instances::find(&mut tx, registration.key, number).await.unwrap();
        assert_eq!(gone, None);
    }
);

story!(
    /// Results that are asked for together come in that order, each by its own id, number and application.
    results_are_found_together,
    async |db: &Db| {
        let (one_app, other_app) = (app(db, "app").await, app(db, "other").await);
        let (course, version) = import(db, one_app, "course").await;
        let (elsewhere, version_elsewhere) = import(db, other_app, "course").await;
        let odd = "r \"'\\/%&]]>😀";
        register(db, &course, &version, odd).await;
        register(db, &elsewhere, &version_elsewhere, "elsewhere").await;
        let mut tx = read(db).await;
        let registration =
            registrations::find(&mut tx, one_app, &RegistrationId::new(odd).unwrap()).await.unwrap().unwrap();
        let first = instances::find_latest(&mut tx, registration.key).await.unwrap().unwrap();
        drop(tx);
        let launch = LaunchId(7);
        let result = CourseResult {
            complete: "complete".to_owned(),
            success: "passed".to_owned(),
            score: Some(0.35),
            total_seconds: 19,
        };
        commit!(db, |tx| {
            instances::update_lease(tx, first.key, Some(launch)).await?;
            let applied = instances::Applied {
                digest: 1,
                result: &result,
                updated_at: Some(at(50)),
                snapshot: None,
                report: Some(b"report"),
            };
            assert!(instances::update_applied(tx, first.key, 0, launch, &applied).await?);
            let number = InstanceNumber(1);
            instances::insert(tx, registration.key, number, version.key, version.number, at(9)).await?
        });
        let which = |app, id: &str, number: Option<u32>, with_report| WhichResult {
            app,
            registration: RegistrationId::new(id).unwrap(),
            number: number.map(InstanceNumber),
            with_report,
        };
        let asked = [
            which(one_app, "elsewhere", None, true),
            which(one_app, odd, Some(0), true),
            which(one_app, odd, None, true),
            which(other_app, "elsewhere", None, false),
            which(one_app, odd, Some(0), false),
            which(one_app, odd, Some(2), true),
            which(one_app, odd, Some(0), true),
        ];
        let found = instances::find_results(&mut read(db).await, &asked).await.unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|found| {
                let found = found.as_ref()?;
                Some((found.number.0, found.result.score, found.report.as_deref()))
            })
            .collect();
        let reported = Some((0, Some(0.35), Some(b"report".as_slice())));
        let untouched = |number| Some((number, None, None));
        assert_eq!(
            told,
            [None, reported, untouched(1), untouched(0), Some((0, Some(0.35), None)), None, reported]
        );
        assert_eq!(instances::find_results(&mut read(db).await, &[]).await.unwrap(), []);
    }
);
