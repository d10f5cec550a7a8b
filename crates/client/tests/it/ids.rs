//! Ids are the LMS's: any text of up to 255 characters comes back exactly (S1 to S7).

use lyceum_client::wire::params::Params;
use lyceum_client::wire::request::{ListCourses, ListRegistrations};
use lyceum_client::wire::simple::Done;
use lyceum_client::{
    CourseId, Guid, InvalidId, Learner, LearnerId, NewRegistration, OsRandom, RegistrationId, Repeat, code,
};
use proptest::prelude::*;
use runtime::client::Call;
use test_server::Player;

use crate::cloud::{TestCloud, ann, course};

#[tokio::test]
async fn s01_s02_a_call_without_its_id_is_refused_and_the_sdk_cannot_make_one() {
    let lms = TestCloud::start().await;
    for (method, params) in [
        ("course.importCourseAsync", Params::new()),
        ("registration.createRegistration", Params::new().with("courseid", "c").with("learnerid", "l")),
        ("registration.createRegistration", Params::new().with("courseid", "c").with("regid", "r")),
    ] {
        let refused = lms.cloud.call::<Done>(method, &params, Repeat::UnlessSent).await.unwrap_err();
        assert_eq!(refused.code(), Some(code::PARAMETER_MISSING), "{refused}");
    }
    assert_eq!(CourseId::new(""), Err(InvalidId::Empty));
    assert_eq!(LearnerId::new(""), Err(InvalidId::Empty));
    assert_eq!(RegistrationId::new(""), Err(InvalidId::Empty));
}

#[tokio::test]
async fn s03_s05_ids_of_any_characters_come_back_from_every_call() {
    let lms = TestCloud::start().await;
    let long = "ü".repeat(255);
    for id in
        ["a/b c+d%20&e=f?#", "Zoë 😀 \"<x>' ]]>", " leading and trailing ", "\u{202e}rtl", long.as_str()]
    {
        let (golf, reg) = (course(id), RegistrationId::new(id).unwrap());
        lms.import(&golf).await;
        let new = NewRegistration::new(
            reg.clone(),
            golf.clone(),
            Learner { id: LearnerId::new(id).unwrap(), ..ann() },
        );
        lms.cloud.registrations().create(&new).await.unwrap();
        // A new version changes nothing about ids. (In the same second it would be taken for the same call.)
        lms.server.later(2);
        lms.import(&golf).await;

        assert!(lms.cloud.courses().exists(&golf).await.unwrap(), "{id}");
        assert_eq!(lms.cloud.courses().detail(&golf).await.unwrap().course.id, id);
        assert_eq!(lms.cloud.courses().detail(&golf).await.unwrap().versions.len(), 2);
        let detail = lms.cloud.registrations().detail(&reg).await.unwrap();
        assert_eq!([detail.id, detail.course_id, detail.learner_id], [id, id, id]);
        assert_eq!(lms.cloud.registrations().result(&reg).await.unwrap().registration, id);
        let what = ListRegistrations { course_id: Some(id.to_owned()), ..ListRegistrations::default() };
        assert_eq!(lms.cloud.registrations().list(&what).await.unwrap()[0].id, id);
        lms.cloud.registrations().delete(&reg).await.unwrap();
        assert!(!lms.cloud.registrations().exists(&reg).await.unwrap());
        // Gone is gone; asking twice is no error.
        lms.cloud.registrations().delete(&reg).await.unwrap();
        lms.cloud.courses().delete(&golf).await.unwrap();
        lms.cloud.courses().delete(&golf).await.unwrap();
        assert!(lms.cloud.courses().list(&ListCourses::default()).await.unwrap().is_empty());
    }
}

#[test]
fn s03_256_characters_are_too_many() {
    assert!(CourseId::new("é".repeat(255)).is_ok());
    assert_eq!(CourseId::new("é".repeat(256)), Err(InvalidId::TooLong));
    assert_eq!(RegistrationId::new("a\u{0}b"), Err(InvalidId::Character));
    assert_eq!(RegistrationId::of(&("x".repeat(200), "y".repeat(100))), Err(InvalidId::TooLong));
}

#[tokio::test]
async fn s04_integers_guids_and_composite_keys_are_ids() {
    let lms = TestCloud::start().await;
    let golf = CourseId::of(&17_i64).unwrap();
    lms.import(&golf).await;
    let guid = Guid::random(&OsRandom);
    let learner = Learner { id: LearnerId::of(&guid).unwrap(), ..ann() };
    let id = RegistrationId::of(&(guid, 17_i64)).unwrap();
    lms.cloud.registrations().create(&NewRegistration::new(id.clone(), golf, learner)).await.unwrap();
    let listed = lms.cloud.registrations().list(&ListRegistrations::default()).await.unwrap().remove(0);
    assert_eq!(CourseId::new(listed.course_id).unwrap().key::<i64>(), Some(17));
    assert_eq!(LearnerId::new(listed.learner_id).unwrap().key::<Guid>(), Some(guid));
    assert_eq!(RegistrationId::new(listed.id).unwrap().key::<(Guid, i64)>(), Some((guid, 17)));
}

#[tokio::test]
async fn s06_s07_the_course_sees_the_learners_id_and_a_changed_name_at_the_next_launch() {
    let lms = TestCloud::start().await;
    let golf = course("golf");
    lms.import(&golf).await;
    let new = lms.registration("r", &golf);
    lms.cloud.registrations().create(&new).await.unwrap();
    let name = async || {
        let link = lms.cloud.registrations().launch(&new.id).then_close().link();
        let mut player = Player::open(link.hand_out(), lms.server.clock.clone()).await;
        player.call(Call::Initialize, "", "");
        let id = player.call(Call::GetValue, "cmi.core.student_id", "");
        let name = player.call(Call::GetValue, "cmi.core.student_name", "");
        player.leave().await;
        (id, name)
    };
    assert_eq!(name().await, ("4711".to_owned(), "Lee, Ann".to_owned()));
    let married = Learner { last_name: "Müller-Lee".to_owned(), ..ann() };
    lms.cloud.registrations().update_learner(&married).await.unwrap();
    assert_eq!(name().await, ("4711".to_owned(), "Müller-Lee, Ann".to_owned()));
}

proptest! {
    #[test]
    fn s03_a_valid_id_is_kept_as_it_is(text in "\\PC{1,255}") {
        let course = CourseId::new(text.as_str()).unwrap();
        prop_assert_eq!(course.as_str(), text.as_str());
        prop_assert_eq!(RegistrationId::of(&text).unwrap().key::<String>(), Some(text));
    }
}
