//! A course as its page in the console shows and changes it.

use cloud_api::v1::values::Which;
use service::console::{
    Actor,
    course::{
        Fact, WantedCourse, change_course_tags, course_history, course_numbers, course_settings,
        course_structure, delete_course, delete_course_version, find_course, set_course_attributes,
    },
    list_audit_events,
};
use service::{FindVersionError, TagChange};

use crate::harness::{Cloud, single, story};

const COURSE: &str = "c";
const ANN: Actor<'static> = Actor { login: "ann", address: "" };

async fn wanted(
    cloud: &Cloud,
    version: Option<u32>,
) -> Result<service::console::course::ShownCourse, FindVersionError> {
    find_course(&cloud.store, WantedCourse { app: "A", course: COURSE, version }).await
}

story!(a_course_is_shown_changed_and_deleted);

async fn a_course_is_shown_changed_and_deleted(cloud: Cloud) {
    let (store, definitions) = (&cloud.store, cloud.live.definitions());
    cloud.register("r1").await;
    let mut player = cloud.play("r1").await;
    player.set("cmi.core.lesson_status", "completed");
    player.send().await;
    player.finish().await;
    let first = wanted(&cloud, None).await.unwrap();
    cloud.import(&single()).await;
    let shown = wanted(&cloud, None).await.unwrap();
    assert_eq!((shown.which(), shown.is_old()), (Some(Which::Number(1)), false));
    let old = wanted(&cloud, Some(0)).await.unwrap();
    assert!(old.is_old() && old.version == first.version);
    assert!(matches!(wanted(&cloud, Some(2)).await, Err(FindVersionError::NoVersion(2))));
    for (app, course) in [("B", COURSE), ("A", "none"), ("", ""), ("A\0", COURSE)] {
        let none = find_course(store, WantedCourse { app, course, version: None }).await;
        assert!(matches!(none, Err(FindVersionError::NoCourse)), "{app} {course}");
    }

    let numbers = course_numbers(store, &shown).await.unwrap();
    assert_eq!((numbers.completed.count, numbers.completed.or_more), (1, false));
    let structure = course_structure(store, definitions, &shown, 100).await.unwrap();
    assert!(
        structure
            .activities
            .iter()
            .any(|activity| activity.facts.iter().any(|(fact, _)| *fact == Fact::Opens))
    );
    assert_eq!(structure.activities.iter().map(|activity| activity.depth).max(), Some(1));
    assert_eq!(course_structure(store, definitions, &shown, 1).await.unwrap().activities.len(), 1);
    let history = course_history(store, &shown, None, 9).await.unwrap();
    let standing: Vec<_> =
        history.iter().map(|entry| (entry.version.number.0, entry.standing.count)).collect();
    assert_eq!(standing, [(1, 0), (0, 1)]);

    let now = cloud.now();
    let set = [("showNavBar", "false".to_owned()), ("showHelp", "false".to_owned())];
    let changed = set_course_attributes(store, definitions, ANN, &shown, set.to_vec(), now).await.unwrap();
    assert_eq!(changed, 1);
    assert_eq!(set_course_attributes(store, definitions, ANN, &shown, set.to_vec(), now).await.unwrap(), 0);
    let settings = course_settings(store, definitions, &shown).await.unwrap();
    let bar = settings.attributes.iter().find(|edited| edited.attribute.name == "showNavBar").unwrap();
    assert_eq!((bar.value.as_str(), bar.default.as_str()), ("false", "true"));
    // The other version keeps its own.
    let settings = course_settings(store, definitions, &old).await.unwrap();
    assert!(settings.attributes.iter().all(|edited| edited.value == edited.default));

    let tags = ["a".to_owned(), "b".to_owned()];
    change_course_tags(store, ANN, &shown, TagChange::Add, &tags, now).await.unwrap();
    change_course_tags(store, ANN, &shown, TagChange::Remove, &tags[..1], now).await.unwrap();
    assert_eq!(course_numbers(store, &shown).await.unwrap().tags, ["b"]);

    assert!(delete_course_version(store, ANN, &old, now).await.unwrap());
    let again = delete_course_version(store, ANN, &old, now).await;
    assert!(matches!(again, Err(FindVersionError::NoVersion(0))));
    delete_course(store, ANN, &shown, now).await.unwrap();
    assert!(matches!(delete_course(store, ANN, &shown, now).await, Err(FindVersionError::NoCourse)));
    let events = list_audit_events(store, None, 9).await.unwrap();
    let kinds: Vec<_> = events.iter().map(|(_, event)| event.kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "course.deleted",
            "course.version-deleted",
            "course.tags-removed",
            "course.tags-added",
            "course.attributes"
        ]
    );
}
