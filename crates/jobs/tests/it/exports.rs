//! Exports from order to expiry.

use std::collections::BTreeMap;

use blobs::Kind;
use cloud_api::v1::export::ExportStatus;
use cloud_api::v1::request::TagOwner;
use cloud_api::v1::xml_read;
use futures_util::StreamExt as _;
use platform::{AppId, Clock as _, JobId, Timestamp};
use service::{EXPORT_APP, Export, ExportAppError, ExportError, ExportManner};
use store::jobs::Job;
use test_support::{scorm12_multi, scorm12_single, unzip};

use crate::harness::Cloud;

const DAY: u64 = 24 * 3600;

async fn start(cloud: &Cloud) -> JobId {
    let context = &cloud.context;
    service::start_export(&context.store, context.rng.as_ref(), cloud.app, cloud.clock.now()).await.unwrap()
}

async fn status(cloud: &Cloud, id: &JobId) -> Result<Export, ExportError> {
    service::export_status(&cloud.context.store, cloud.app, id.as_str(), cloud.clock.now()).await
}

async fn standing(cloud: &Cloud, id: &JobId) -> ExportStatus {
    status(cloud, id).await.unwrap().status
}

async fn cancel(cloud: &Cloud, id: &JobId) {
    service::cancel_export(&cloud.context.store, cloud.app, id.as_str(), cloud.clock.now()).await.unwrap();
}

async fn download(cloud: &Cloud, id: &JobId) -> BTreeMap<String, String> {
    let context = &cloud.context;
    let file =
        service::exported_file(&context.store, cloud.app, id.as_str(), cloud.clock.now()).await.unwrap();
    let bytes = context.blobs.read_range(&file.key, 0..file.size_bytes).await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    unzip(&bytes).into_iter().map(|(name, bytes)| (name, text(bytes))).collect()
}

/// What a worker does first, for one that does nothing more.
async fn claim(cloud: &Cloud) -> Job {
    let (store, now) = (&cloud.context.store, cloud.clock.now());
    let until = Timestamp(now.0 + 60_000_000);
    let claimed: Result<_, store::Error> =
        store::transact!(store, |tx| { store::jobs::claim(tx, &[EXPORT_APP], now, until).await });
    claimed.unwrap().unwrap()
}

async fn run(cloud: &Cloud, job: &Job) -> Result<(), ExportAppError> {
    let context = &cloud.context;
    service::export_app(
        &context.store,
        &context.blobs,
        context.clock.as_ref(),
        context.rng.as_ref(),
        context.live.definitions(),
        job,
        ExportManner { kept: context.config.retention.exports, progress: &|_| {} },
    )
    .await
}

async fn files(cloud: &Cloud) -> usize {
    cloud.context.blobs.list(Kind::Export).count().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_in_it() {
    let cloud = Cloud::new().await;
    cloud.import("one & only", scorm12_single().build()).await;
    cloud.import("two", scorm12_multi().build()).await;
    cloud.import("two", scorm12_multi().build()).await;
    for at in 0..45 {
        cloud.register("two", &format!("r<{at}>"), "http://127.0.0.1:9/").await;
    }
    let store = &cloud.context.store;
    let tags = ["a<b".to_owned(), "c".to_owned()];
    service::change_tags(store, cloud.app, TagOwner::Learner, "ann", service::TagChange::Add, &tags)
        .await
        .unwrap();
    let id = start(&cloud).await;
    assert_eq!(standing(&cloud, &id).await, ExportStatus::Started);
    assert_eq!(start(&cloud).await, id, "one at a time");
    cloud.run().await;
    let export = status(&cloud, &id).await.unwrap();
    assert_eq!((export.status, export.percent), (ExportStatus::Complete, 100));
    assert!(export.ended_at.is_some());

    let documents = download(&cloud, &id).await;
    let names: Vec<&str> = documents.keys().map(String::as_str).collect();
    assert_eq!(names, ["courses.xml", "export.xml", "learners.xml", "registrations/000001.xml"]);
    let courses = xml_read::parse(&documents["courses.xml"]).unwrap();
    let courses: Vec<_> = courses.children_named("exportedcourse").collect();
    assert_eq!(courses[0].attribute("courseid"), Some("one & only"));
    let two = courses[1].child("course").unwrap();
    assert_eq!(two.attribute("versions"), Some("2"));
    assert_eq!(courses[1].children_named("attributes").count(), 2);
    let registrations = xml_read::parse(&documents["registrations/000001.xml"]).unwrap();
    let registrations: Vec<_> = registrations.children_named("exportedregistration").collect();
    assert_eq!(registrations.len(), 45);
    assert_eq!(registrations[44].attribute("regid"), Some("r<44>"));
    let report = registrations[44].child("registrationreport").unwrap();
    assert_eq!(report.attribute("format"), Some("full"));
    assert!(report.child("activity").is_some());
    for name in ["registration", "tags", "launchhistory"] {
        assert!(registrations[44].child(name).is_some(), "{name}");
    }
    let learners = &documents["learners.xml"];
    let tagged = "<exportedlearner learnerid=\"ann\"><tags><tag><![CDATA[a<b]]></tag><tag><![CDATA[c]]></tag></tags></exportedlearner>";
    assert!(learners.contains(tagged), "{learners}");
    let summary = &documents["export.xml"];
    assert!(summary.contains("<courses>2</courses><registrations>45</registrations>"), "{summary}");

    let next = start(&cloud).await;
    assert_ne!(next, id);
    let listed = service::list_exports(store, cloud.app, cloud.clock.now()).await.unwrap();
    assert_eq!(listed.iter().map(|export| &export.id).collect::<Vec<_>>(), [&next, &id]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_sees_its_own_alone() {
    let cloud = Cloud::new().await;
    let id = start(&cloud).await;
    let (store, now) = (&cloud.context.store, cloud.clock.now());
    let other: Result<_, store::Error> = store::transact!(store, |tx| {
        let id = AppId::new("other").unwrap();
        Ok(store::apps::insert(tx, &id, "Other", now).await?.unwrap())
    });
    let other = other.unwrap();
    let theirs = service::start_export(store, cloud.context.rng.as_ref(), other, now).await.unwrap();
    assert_ne!(theirs, id, "one application's export holds up no other's");
    let seen = service::export_status(store, other, id.as_str(), now).await;
    assert!(matches!(seen, Err(ExportError::Unknown)), "{seen:?}");
    let seen = service::export_status(store, other, "made up", now).await;
    assert!(matches!(seen, Err(ExportError::Unknown)), "{seen:?}");
    cloud.run().await;
    let file = service::exported_file(store, cloud.app, theirs.as_str(), now).await;
    assert!(matches!(file, Err(ExportError::Unknown)), "{file:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_called_off_leaves_no_file() {
    let cloud = Cloud::new().await;
    let waiting = start(&cloud).await;
    cancel(&cloud, &waiting).await;
    cloud.run().await;
    assert_eq!(standing(&cloud, &waiting).await, ExportStatus::Canceled);

    let running = start(&cloud).await;
    let job = claim(&cloud).await;
    assert_eq!(job.id, running);
    cancel(&cloud, &running).await;
    assert!(matches!(run(&cloud, &job).await, Err(ExportAppError::NotOurs)));
    assert_eq!(standing(&cloud, &running).await, ExportStatus::Canceled);
    let (store, now) = (&cloud.context.store, cloud.clock.now());
    let file = service::exported_file(store, cloud.app, running.as_str(), now).await;
    assert!(matches!(file, Err(ExportError::NoFile(ExportStatus::Canceled))), "{file:?}");
    assert_eq!(files(&cloud).await, 0);

    let ended = start(&cloud).await;
    cloud.run().await;
    cancel(&cloud, &ended).await;
    assert_eq!(standing(&cloud, &ended).await, ExportStatus::Complete, "too late");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_worker_goes_on_when_one_dies() {
    let cloud = Cloud::new().await;
    let id = start(&cloud).await;
    let lost = claim(&cloud).await;
    cloud.run().await;
    assert_eq!(standing(&cloud, &id).await, ExportStatus::Started);
    cloud.later(61);
    cloud.run().await;
    assert_eq!(standing(&cloud, &id).await, ExportStatus::Complete);
    // The one that was thought dead comes to its end as well.
    assert!(matches!(run(&cloud, &lost).await, Err(ExportAppError::NotOurs)));
    assert_eq!(files(&cloud).await, 1);
    assert_eq!(download(&cloud, &id).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_go_after_some_days_and_with_their_application() {
    let cloud = Cloud::new().await;
    let id = start(&cloud).await;
    cloud.run().await;
    cloud.later(5 * DAY - 10);
    cloud.run().await;
    assert_eq!((standing(&cloud, &id).await, files(&cloud).await), (ExportStatus::Complete, 1));
    cloud.later(3700);
    cloud.run().await;
    assert_eq!((standing(&cloud, &id).await, files(&cloud).await), (ExportStatus::Expired, 0));
    cloud.later(3 * DAY);
    cloud.run().await;
    assert!(matches!(status(&cloud, &id).await, Err(ExportError::Unknown)));

    start(&cloud).await;
    cloud.run().await;
    assert_eq!(files(&cloud).await, 1);
    service::delete_app(&cloud.context.store, &AppId::new("app").unwrap()).await.unwrap();
    cloud.later(3601);
    cloud.run().await;
    assert_eq!(files(&cloud).await, 0);
}
