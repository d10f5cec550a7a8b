//! `adl.data`.

use runtime::{DataMap, Edition, Effect};

use crate::course::Course;

fn course(edition: Edition) -> Course {
    let map = |read, write| DataMap { target_id: "bucket".into(), read, write };
    Course::new(edition)
        .flow()
        .sco(1, "a")
        .with(|a| a.data_maps = vec![map(true, true)])
        .sco(1, "b")
        .with(|b| b.data_maps = vec![map(true, false), map(false, true)])
}

#[test]
fn buckets_are_shared_with_the_rights_of_each_activity() {
    let mut play = course(Edition::Scorm2004Ed4).play();
    play.go("start").init();
    for (element, answer) in [
        ("adl.data._children", "id,store"),
        ("adl.data._count", "1"),
        ("adl.data.0.id", "bucket"),
        ("adl.data.0.store", "403"),
        ("adl.data.1.id", "301"),
        ("adl.data.0.other", "401"),
        ("adl.data.x.id", "401"),
        ("adl.data.", "401"),
    ] {
        assert_eq!(play.get(element), answer, "{element}");
    }
    for (element, error) in [
        ("adl.data._count", 404),
        ("adl.data.0.id", 404),
        ("adl.data.1.store", 351),
        ("adl.data.0.other", 401),
    ] {
        assert_eq!(play.try_set(element, "1"), error, "{element}");
    }
    assert_eq!(play.try_set("adl.data.0.store", &"ä".repeat(64_001)), 406);
    play.set("adl.data.0.store", "hello").finish().go("continue").init();
    assert_eq!(play.get("adl.data.0.store"), "hello");
    assert_eq!(play.get("adl.data.1.store"), "405");
    assert_eq!(play.try_set("adl.data.0.store", "no"), 404);
    play.set("adl.data.1.store", "again");
    assert_eq!(play.get("adl.data.0.store"), "again");
    assert!(!play.effects.iter().any(|effect| matches!(effect, Effect::SharedData { .. })));
    play.check();
}

#[test]
fn buckets_global_to_the_system_come_and_go() {
    let global = course(Edition::Scorm2004Ed4).whole(|d| d.shared_data_global_to_system = true);
    let mut play = global.play_as(|pins| pins.shared_data = vec![("bucket".into(), "before".into())]);
    play.go("start").init();
    assert_eq!(play.get("adl.data.0.store"), "before");
    play.set("adl.data.0.store", "after");
    let shared = Effect::SharedData { id: "bucket".into(), value: "after".into() };
    assert!(play.effects.contains(&shared));
    play.check();
}

#[test]
fn buckets_of_the_course_last_as_long_as_its_attempt() {
    let ends = [("suspendAll", false, "kept"), ("exitAll", false, "403"), ("exitAll", true, "kept")];
    for (end, global, after) in ends {
        let course = course(Edition::Scorm2004Ed4).whole(|d| d.shared_data_global_to_system = global);
        let mut play = course.play();
        play.go("start").init().set("adl.data.0.store", "kept").finish().go(end);
        play.launch("again");
        play.go("start").init();
        assert_eq!(play.get("adl.data.0.store"), after, "{end}, global {global}");
        play.check();
    }
}

#[test]
fn an_emptied_bucket_is_as_good_as_a_new_one() {
    let mut play = course(Edition::Scorm2004Ed4).play();
    play.go("start").init().set("adl.data.0.store", "full").set("adl.data.0.store", "");
    assert_eq!(play.get("adl.data.0.store"), "403");
    play.check();
}

#[test]
fn earlier_editions_have_none() {
    let mut play = course(Edition::Scorm2004Ed3).play();
    play.go("start").init();
    assert_eq!(play.get("adl.data._count"), "401");
    assert_eq!(play.try_set("adl.data.0.store", "1"), 401);
}
