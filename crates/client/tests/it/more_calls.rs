//! The typed calls that no row of the checklist asks for.

use lyceum_client::wire::envelope;
use lyceum_client::wire::export::{Export, ExportId, ExportList, ExportStatus};
use lyceum_client::wire::simple::{Done, NewInstance};
use lyceum_client::wire::upload::{Deleted, DeletedPaths};
use lyceum_client::wire::{import, request};
use lyceum_client::{Cloud, LearnerId, Package, RegistrationId, Timestamp, Which, code};
use test_support::{Answer, Receiver};

use crate::cloud::{TestCloud, course, settings};

#[tokio::test]
async fn tags_of_courses_learners_and_registrations() {
    let lms = TestCloud::start().await;
    let golf = course("golf");
    lms.import(&golf).await;
    let new = lms.registration("r", &golf);
    lms.cloud.registrations().create(&new).await.unwrap();
    let learner = LearnerId::new("4711").unwrap();
    let tags = lms.cloud.tags();
    tags.set(&golf, &["sport", "outdoor"]).await.unwrap();
    tags.add(&learner, "night shift").await.unwrap();
    tags.add(&new.id, "x & y").await.unwrap();
    let mut of_golf = tags.get(&golf).await.unwrap();
    of_golf.sort();
    assert_eq!(of_golf, ["outdoor", "sport"]);
    assert_eq!(tags.get(&learner).await.unwrap(), ["night shift"]);
    assert_eq!(tags.get(&new.id).await.unwrap(), ["x & y"]);
    tags.remove(&new.id, "x & y").await.unwrap();
    tags.set(&golf, &[]).await.unwrap();
    assert!(tags.get(&new.id).await.unwrap().is_empty() && tags.get(&golf).await.unwrap().is_empty());
}

#[tokio::test]
async fn attributes_are_read_and_changed() {
    let lms = TestCloud::start().await;
    let golf = course("golf");
    lms.import(&golf).await;
    let courses = lms.cloud.courses();
    let changed = courses.update_attributes(&golf, None, &[("title", "Golf & more")]).await.unwrap();
    assert_eq!(changed, [("title".to_owned(), "Golf & more".to_owned())]);
    let all = courses.attributes(&golf, Some(Which::Number(0))).await.unwrap();
    assert!(all.len() > 50 && all.contains(&("title".to_owned(), "Golf & more".to_owned())));
    let refused = courses.update_attributes(&golf, None, &[("desiredHeight", "tall")]).await.unwrap_err();
    assert_eq!(refused.code(), Some(code::PARAMETER_INVALID));
    let link = courses.property_editor(&golf, None);
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    assert_eq!(browser.get(link.hand_out()).send().await.unwrap().status(), 302);
}

#[tokio::test]
async fn the_rest_of_what_the_server_offers() {
    let lms = TestCloud::start().await;
    let golf = course("golf");
    lms.import(&golf).await;
    let new = lms.registration("r", &golf);
    lms.cloud.registrations().create(&new).await.unwrap();
    let registrations = lms.cloud.registrations();
    assert!(registrations.launch_history(&new.id).await.unwrap().launches.is_empty());
    let link = registrations.launch(&new.id).then_close().link();
    test_server::Player::open(link.hand_out(), lms.server.clock.clone()).await;
    let launches = registrations.launch_history(&new.id).await.unwrap().launches;
    assert_eq!(launches.len(), 1);
    let info = registrations.launch_info(&launches[0].id).await.unwrap();
    assert_eq!(info.launch.id, launches[0].id);
    registrations.remove_postback(&new.id).await.unwrap();
    assert_eq!(registrations.postback(&new.id).await.unwrap(), None);
    registrations.set_postback(&new.id, &lms.postback(&new.id)).await.unwrap();
    assert_eq!(registrations.postback(&new.id).await.unwrap(), new.postback);
    let metadata = lms.cloud.courses().metadata(&golf, None, request::MetadataScope::Activity).await.unwrap();
    assert_eq!(metadata.object.title, "Single SCO");
    lms.cloud.courses().delete_version(&golf, Which::Latest).await.unwrap();
    assert!(!lms.cloud.courses().exists(&golf).await.unwrap());
}

#[tokio::test]
async fn files_of_a_course_are_had_changed_and_deleted() {
    let lms = TestCloud::start().await;
    let golf = course("golf");
    lms.import(&golf).await;
    let courses = lms.cloud.courses();
    let read = async |paths: &[&str]| {
        let mut download = courses.files(&golf, None, paths).await.unwrap();
        let mut bytes = Vec::new();
        while let Some(piece) = download.next().await.unwrap() {
            bytes.extend_from_slice(&piece);
        }
        bytes
    };
    assert!(read(&[]).await.starts_with(b"PK"));
    assert_eq!(read(&["script.json"]).await, b"[]");
    assert!(read(&["imsmanifest.xml"]).await.ends_with(b"</manifest>\n"));
    let update = test_support::PackageBuilder::new().file("script.json", "[1]").file("new/a.txt", "a");
    let token =
        courses.update_files(&golf, None, Package::bytes("update.zip", update.build())).await.unwrap();
    let state = courses.follow_import(token).wait().await.unwrap();
    assert!(matches!(state, lyceum_client::ImportState::Succeeded(_)), "{state:?}");
    assert_eq!(read(&["script.json"]).await, b"[1]");
    assert_eq!(courses.file_structure(&golf, None).await.unwrap().folders[0].name, "new");
    assert!(courses.delete_files(&golf, None, &["new/a.txt"]).await.unwrap()[0].deleted);
    let missing = courses.files(&golf, None, &["new/a.txt"]).await.unwrap_err();
    assert_eq!(missing.code(), Some(2));
}

#[tokio::test]
async fn instances_and_the_account() {
    let lms = TestCloud::start().await;
    let golf = course("golf");
    lms.import(&golf).await;
    let new = lms.registration("r", &golf);
    lms.cloud.registrations().create(&new).await.unwrap();
    assert_eq!(lms.cloud.registrations().new_instance(&new.id).await.unwrap(), 1);
    assert_eq!(lms.cloud.registrations().detail(&new.id).await.unwrap().instances.len(), 2);
    lms.cloud.registrations().reset_global_objectives(&new.id).await.unwrap();
    let account = lms.cloud.account().await.unwrap();
    assert_eq!(account.usage.total_courses, 1);
    assert_eq!(lms.cloud.usage().await.unwrap(), account.usage);
    // This application manages no others.
    assert!(lms.cloud.applications().list().await.unwrap_err().code().is_some());
}

/// What the wire defines and the server may not offer yet, against canned answers of the wire's own types.
#[tokio::test]
async fn calls_read_the_answers_that_the_wire_defines() {
    let lms = TestCloud::start().await;
    let elsewhere = Receiver::start().await;
    let cloud = Cloud::new(settings(&lms.server).at(elsewhere.url("/"))).unwrap();
    let (golf, id) = (course("golf"), RegistrationId::new("r").unwrap());
    let next = |text: String| elsewhere.answer_next([Answer::Status(200, text)]);
    let export = Export {
        id: "e".into(),
        app_id: "lms".into(),
        status: ExportStatus::Complete,
        start_date: Timestamp::from_secs(1_516_032_309),
        end_date: None,
        percent_complete: 100,
        server_location: "cloud.example.com".into(),
    };
    next(envelope::ok(&NewInstance { instanceid: 3 }));
    assert_eq!(cloud.registrations().new_instance(&id).await.unwrap(), 3);
    next(envelope::ok(&Done));
    cloud.registrations().reset_global_objectives(&id).await.unwrap();
    next(envelope::ok(&ExportId("e".into())));
    assert_eq!(cloud.exports().start().await.unwrap(), "e");
    next(envelope::ok(&export));
    assert_eq!(cloud.exports().status("e").await.unwrap(), export);
    next(envelope::ok(&ExportList(vec![export.clone()])));
    assert_eq!(cloud.exports().list().await.unwrap(), [export]);
    next(envelope::ok(&Done));
    cloud.exports().cancel("e").await.unwrap();
    next(envelope::fail(&lyceum_client::wire::error::Fault::new(2, "not complete")));
    assert_eq!(cloud.exports().download("e").await.unwrap_err().code(), Some(2));
    next("<imsmanifest>a file of XML</imsmanifest>".to_owned());
    let mut file = cloud.courses().files(&golf, None, &["a/b.xml"]).await.unwrap();
    assert_eq!(file.next().await.unwrap().unwrap(), "<imsmanifest>a file of XML</imsmanifest>");
    assert!(file.next().await.unwrap().is_none());
    let deleted = vec![Deleted { name: "a".into(), deleted: true }];
    next(envelope::ok(&DeletedPaths(deleted.clone())));
    assert_eq!(cloud.courses().delete_files(&golf, None, &["a"]).await.unwrap(), deleted);
    next(envelope::ok(&import::ImportToken { id: "t".into() }));
    let token = cloud.courses().update_files(&golf, None, Package::bytes("u.zip", "zip")).await.unwrap();
    assert_eq!(token.as_str(), "t");
    next(envelope::ok(&Done));
    cloud.courses().update_files_while_waiting(&golf, None, Package::bytes("u.zip", "zip")).await.unwrap();
}
