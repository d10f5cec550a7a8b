//! Tags.

use futures_util::future::join_all;
use platform::{CourseId, LearnerId};
use store::courses;
use store::registrations::Learner;
use store::tags::{self, Tagged};

use crate::harness::{Db, app, commit, import, learner, read, registered, story};

fn texts(tags: &[&str]) -> Vec<String> {
    tags.iter().map(|tag| (*tag).to_owned()).collect()
}

async fn list(db: &Db, owner: Tagged<'_>) -> Vec<String> {
    tags::list(&mut read(db).await, owner).await.unwrap()
}

story!(
    /// Given once, in the order given; taken away whether it was there or not.
    tags_keep_their_order_and_are_there_once,
    async |db: &Db| {
        let (registration, _, _) = registered(db).await;
        let nobody = LearnerId::new("nobody registered").unwrap();
        for owner in [
            Tagged::Course(registration.app, registration.course),
            Tagged::Registration(registration.key),
            Tagged::Learner(registration.app, &nobody),
        ] {
            commit!(db, |tx| { tags::add(tx, owner, &texts(&["z", "a", "Z"])).await? });
            commit!(db, |tx| { tags::add(tx, owner, &texts(&["a", "ü & <"])).await? });
            assert_eq!(list(db, owner).await, ["z", "a", "Z", "ü & <"]);
            commit!(db, |tx| { tags::remove(tx, owner, &texts(&["z", "never there"])).await? });
            assert_eq!(list(db, owner).await, ["a", "Z", "ü & <"]);
            commit!(db, |tx| { tags::clear(tx, owner).await? });
            assert!(list(db, owner).await.is_empty());
        }
    }
);

story!(
    /// Of those who set the tags at the same time one is the last; nobody's tags mix with another's.
    tags_set_at_the_same_time_are_those_of_one_call,
    async |db: &Db| {
        let (registration, _, _) = registered(db).await;
        let nobody = LearnerId::new("nobody registered").unwrap();
        for owner in [
            Tagged::Course(registration.app, registration.course),
            Tagged::Registration(registration.key),
            Tagged::Learner(registration.app, &nobody),
        ] {
            let sets = (0..40).map(async |n: i32| {
                let mine = [format!("a{n}"), format!("b{n}"), "same".to_owned()];
                assert!(commit!(db, |tx| { tags::set(tx, owner, &mine).await? }));
            });
            join_all(sets).await;
            let left = list(db, owner).await;
            let last = left[0].trim_start_matches('a').to_owned();
            assert_eq!(left, [format!("a{last}"), format!("b{last}"), "same".to_owned()]);
        }
    }
);

story!(
    /// Courses are found by one tag, and a page of them comes with all tags.
    courses_by_tag,
    async |db: &Db| {
        let (app, other) = (app(db, "one").await, app(db, "two").await);
        let mut keys = Vec::new();
        for (of, id) in [(app, "a"), (other, "b"), (app, "c"), (app, "d")] {
            let (course, _) = import(db, of, id).await;
            commit!(db, |tx| { tags::add(tx, Tagged::Course(of, course.key), &texts(&["all", id])).await? });
            keys.push(course.key);
        }
        let mut tx = read(db).await;
        let ids = |page: &[courses::Course]| page.iter().map(|c| c.id.to_string()).collect::<Vec<_>>();
        let page = courses::list_tagged(&mut tx, app, "all", None, 2).await.unwrap();
        assert_eq!(ids(&page), ["a", "c"]);
        let rest = courses::list_tagged(&mut tx, app, "all", Some(keys[2]), 2).await.unwrap();
        assert_eq!(ids(&rest), ["d"]);
        assert!(courses::list_tagged(&mut tx, app, "b", None, 2).await.unwrap().is_empty());
        let tags = tags::list_of_courses(&mut tx, app, keys[0], keys[2]).await.unwrap();
        let expected = [(keys[0], "all"), (keys[0], "a"), (keys[2], "all"), (keys[2], "c")];
        assert_eq!(tags, expected.map(|(key, tag)| (key, tag.to_owned())));
    }
);

story!(
    /// What is gone has no tags; a learner has them still, under a new id too.
    tags_go_with_their_owner,
    async |db: &Db| {
        let (registration, _, _) = registered(db).await;
        let app = registration.app;
        let (old, new) = (registration.learner.id.clone(), LearnerId::new("new").unwrap());
        commit!(db, |tx| {
            tags::add(tx, Tagged::Learner(app, &old), &texts(&["a", "b"])).await?;
            tags::add(tx, Tagged::Learner(app, &new), &texts(&["b"])).await?;
            tags::add(tx, Tagged::Course(app, registration.course), &texts(&["c"])).await?;
            tags::add(tx, Tagged::Registration(registration.key), &texts(&["r"])).await?;
            let renamed = Learner { id: new.clone(), ..learner("x") };
            store::learners::update(tx, app, &old, &renamed).await?;
        });
        assert_eq!(list(db, Tagged::Learner(app, &new)).await, ["b", "a"]);
        assert!(list(db, Tagged::Learner(app, &old)).await.is_empty());
        commit!(db, |tx| { courses::delete(tx, registration.course).await? });
        assert!(list(db, Tagged::Course(app, registration.course)).await.is_empty());
        assert!(list(db, Tagged::Registration(registration.key)).await.is_empty());
        assert_eq!(list(db, Tagged::Learner(app, &new)).await.len(), 2);
        let gone = CourseId::new("course").unwrap();
        assert!(courses::find(&mut read(db).await, app, &gone).await.unwrap().is_none());
    }
);
