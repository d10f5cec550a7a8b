//! Erasing a learner leaves everybody else alone, at the same application and at others.

use blobs::{BlobStore, Location};
use platform::{AppId, JobId};
use service::console::registration::{delete_registration, reset_registration, send_postback_now};
use service::console::{Actor, AuditEvent, list_audit_events};
use store::jobs::{JobEnd, NewJob};
use store::{AppKey, registrations::Learner};

use crate::harness::{Cloud, story};

const BY: Actor<'static> = Actor { login: "ann", address: "" };

/// Another application with a course `c` and a registration of a learner `ann`.
async fn another(cloud: &Cloud, id: &str) -> AppKey {
    let (app, now) = (AppId::new(id).unwrap(), cloud.now());
    let made: Result<AppKey, store::Error> = store::transact!(cloud.store, |tx| {
        let key = store::apps::insert(tx, &app, "Another", now).await?.unwrap();
        let course = platform::CourseId::new("c").unwrap();
        let course = store::courses::insert_or_lock(tx, key, &course, now).await?;
        let learner = Learner {
            id: platform::LearnerId::new("ann").unwrap(),
            first: "Ann".to_owned(),
            last: "Lee".to_owned(),
            email: String::new(),
        };
        let id = platform::RegistrationId::new("r").unwrap();
        let new = store::registrations::NewRegistration { id: &id, learner: &learner, postback: None };
        store::registrations::insert(tx, &course, &new, now).await?.unwrap();
        Ok(key)
    });
    made.unwrap()
}

async fn note(cloud: &Cloud, kind: &str, subject: &str, detail: &str) {
    let event = AuditEvent {
        at: cloud.now(),
        actor: "ann".to_owned(),
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        detail: detail.to_owned(),
        address: String::new(),
    };
    let noted: Result<(), store::Error> =
        store::transact!(cloud.store, |tx| { store::audit_events::insert(tx, &event).await });
    noted.unwrap();
}

/// What the log of changes says, oldest first.
async fn audit(cloud: &Cloud) -> Vec<(String, String, String)> {
    let mut events = list_audit_events(&cloud.store, None, 100).await.unwrap();
    events.reverse();
    events.into_iter().map(|(_, event)| (event.kind, event.subject, event.detail)).collect()
}

async fn erase(
    cloud: &Cloud,
    app: &str,
    learner: &str,
) -> Result<service::LearnerData, service::EraseLearnerError> {
    let files = tempfile::tempdir().unwrap();
    let blobs = BlobStore::open(&Location::folder(files.path())).unwrap();
    let app = AppId::new(app).unwrap();
    service::erase_learner(&cloud.store, &blobs, Actor::OPERATOR, &app, learner, cloud.now()).await
}

story!(only_what_names_the_learner_changes);
async fn only_what_names_the_learner_changes(cloud: Cloud) {
    let now = cloud.now();
    another(&cloud, "B").await;
    for id in ["r", "gone", "ann"] {
        cloud.register(id).await;
    }
    // What the console does for the learner, under the ids of three registrations.
    reset_registration(&cloud.store, BY, "A", "r", now).await.unwrap();
    send_postback_now(&cloud.store, BY, "A", "ann", now).await.unwrap();
    delete_registration(&cloud.store, BY, "A", "gone", None, now).await.unwrap();
    // And for others: another application, a course, a user and a registration that are called like the learner.
    reset_registration(&cloud.store, BY, "B", "r", now).await.unwrap();
    for (kind, subject, detail) in [
        ("registration.deleted", "r", "B · ann"),
        ("registration.deleted", "r", "A · ben"),
        ("course.deleted", "ann", "A"),
        ("course.tags-added", "c", "A · ann, r"),
        ("user.created", "ann", "author"),
        ("app.created", "ann", "Ann Lee"),
        ("registration.reset", "ann", "A · ann"),
    ] {
        note(&cloud, kind, subject, detail).await;
    }
    // A job for a course of that name.
    let id = JobId::random(&cloud.rng);
    let finished: Result<bool, store::Error> = store::transact!(cloud.store, |tx| {
        let new = NewJob {
            id: &id,
            app: Some(cloud.app),
            kind: "import_course",
            dedupe_key: None,
            payload: r#"{"course":"ann","package":"r"}"#,
            due_at: now,
        };
        store::jobs::insert(tx, &new, now).await?;
        let job = store::jobs::claim(tx, &["import_course"], now, now).await?.unwrap();
        store::jobs::finish(tx, &job, JobEnd::Finished("{}"), now).await
    });
    assert!(finished.unwrap());

    let before = audit(&cloud).await;
    let data = erase(&cloud, "A", "ann").await.unwrap();
    assert_eq!(data.known.registrations, 2);
    let mut expected = before;
    for (at, detail) in [(0, "A"), (1, "A · lms.example"), (2, "A · (erased)")] {
        expected[at].1 = "(erased)".to_owned();
        expected[at].2 = detail.to_owned();
    }
    for kind in ["learner.erasure-begun", "learner.erased"] {
        expected.push((kind.to_owned(), "A".to_owned(), "2 registrations".to_owned()));
    }
    assert_eq!(audit(&cloud).await, expected);
    let job = store::jobs::find(&mut cloud.store.begin_read().await.unwrap(), &id).await.unwrap();
    assert!(job.is_some());
    let other = service::learner_data(&cloud.store, &AppId::new("B").unwrap(), "ann").await.unwrap();
    assert_eq!(other.known.registrations, 1);
}

story!(an_id_that_was_given_again_is_its_new_owners);
async fn an_id_that_was_given_again_is_its_new_owners(cloud: Cloud) {
    let now = cloud.now();
    cloud.register("r").await;
    note(&cloud, "registration.deleted", "r", "A · ben").await;
    reset_registration(&cloud.store, BY, "A", "r", now).await.unwrap();
    erase(&cloud, "A", "ben").await.unwrap();
    let lines: Vec<_> = audit(&cloud).await.into_iter().take(2).map(|(_, subject, _)| subject).collect();
    assert_eq!(lines, ["(erased)", "r"]);
}

story!(learners_of_the_sandbox_are_nobody);
async fn learners_of_the_sandbox_are_nobody(cloud: Cloud) {
    another(&cloud, "hidden").await;
    let hide = format!("UPDATE apps SET sandbox_of = {}, host = 'plain' WHERE id = 'hidden'", cloud.app.0);
    let hidden: Result<(), store::Error> = store::transact!(cloud.store, |tx| {
        store::run_for_tests(tx, &hide).await.unwrap();
        Ok(())
    });
    hidden.unwrap();
    let refused = erase(&cloud, "hidden", "ann").await.unwrap_err();
    assert!(matches!(refused, service::EraseLearnerError::NoApp(_)), "{refused}");
}
