//! `rustici.registration`.

use cloud_api::v1::{
    launch::LaunchHistory,
    postback::{AuthType, PostbackInfo},
    registration::{RegistrationDetail, RegistrationList},
    simple::{Done, Exists},
};

use super::harness::Api;

async fn with_registrations() -> Api {
    let api = Api::new().await;
    api.with_course("c1", "One").await;
    api.with_course("c2", "Two").await;
    for (course, id, learner) in [("c1", "r1", "ann"), ("c1", "r2", "bob"), ("c2", "r3", "ann")] {
        api.with_registration(course, id, learner).await;
        api.later(60);
    }
    api
}

#[tokio::test]
async fn lists_by_every_filter() {
    let api = with_registrations().await;
    for (query, ids) in [
        ("", vec!["r1", "r2", "r3"]),
        ("courseid=c1", vec!["r1", "r2"]),
        ("learnerid=ann", vec!["r1", "r3"]),
        ("learnerid=ann&courseid=c2", vec!["r3"]),
        ("filter=r%5B13%5D", vec!["r1", "r3"]),
        ("coursefilter=.2", vec!["r3"]),
        ("courseid=c1&coursefilter=c2", vec!["r1", "r2"]),
        ("courseid=none", vec![]),
        ("after=2024-02-29T08:30:15Z", vec!["r2", "r3"]),
        ("until=2/29/2024+8:31:15+AM", vec!["r1", "r2"]),
        ("after=&until=&filter=", vec!["r1", "r2", "r3"]),
    ] {
        let list: RegistrationList = api.call("registration.getRegistrationList", query).await.unwrap();
        let found: Vec<_> = list.0.iter().map(|r| r.registration.id.as_str()).collect();
        assert_eq!(found, ids, "{query}");
    }
    assert_eq!(api.code::<RegistrationList>("registration.getRegistrationList", "after=soon").await, 205);
    assert_eq!(api.code::<RegistrationList>("registration.getRegistrationList", "filter=*").await, 205);
}

#[tokio::test]
async fn detail_reset_and_deletion() {
    let api = with_registrations().await;
    assert_eq!(api.call("registration.exists", "regid=r1").await, Ok(Exists(true)));
    let detail: RegistrationDetail =
        api.call("registration.getRegistrationDetail", "regid=r1").await.unwrap();
    assert_eq!((detail.0.learner_id.as_str(), detail.0.course_title.as_str()), ("ann", "One"));
    assert_eq!(detail.0.instances.len(), 1);
    assert_eq!(detail.0.tin_can_registration_id.map(|id| id.len()), Some(36));
    let history: LaunchHistory = api.call("registration.getLaunchHistory", "regid=r1").await.unwrap();
    assert_eq!((history.regid.as_str(), history.launches.len()), ("r1", 0));

    assert_eq!(api.call("registration.resetRegistration", "regid=r1").await, Ok(Done));
    assert_eq!(
        api.code::<Done>("registration.deleteRegistration", "regid=r1&instanceid=instanceId").await,
        205
    );
    assert_eq!(api.code::<Done>("registration.deleteRegistration", "regid=r1&instanceid=4").await, 2);
    assert_eq!(api.call("registration.deleteRegistration", "regid=r1&instanceid=latest").await, Ok(Done));
    assert_eq!(api.call("registration.exists", "regid=r1").await, Ok(Exists(false)));
    for method in ["deleteRegistration", "resetRegistration", "getRegistrationDetail", "getLaunchHistory"] {
        let fault = api.call::<Done>(&format!("registration.{method}"), "regid=r1").await.unwrap_err();
        assert_eq!(
            (fault.code, fault.message.as_str()),
            (1, "Could not find registration [r1] associated with appid [A]")
        );
    }
    assert_eq!(api.call("course.deleteCourse", "courseid=c1").await, Ok(Done));
    assert_eq!(api.call("registration.exists", "regid=r2").await, Ok(Exists(false)));
}

#[tokio::test]
async fn a_learner_is_renamed_everywhere() {
    let api = with_registrations().await;
    let update = "registration.updateLearnerInfo";
    assert_eq!(api.code::<Done>(update, "learnerid=none&fname=a&lname=b").await, 1);
    assert_eq!(api.code::<Done>(update, "learnerid=ann&fname=a&lname=b&newid=bob").await, 2);
    assert_eq!(api.code::<Done>(update, "learnerid=ann&fname=a").await, 203);
    let query = "learnerid=ann&fname=Anna&lname=Le%C3%A9&newid=anna&email=a%40b";
    assert_eq!(api.call(update, query).await, Ok(Done));
    for id in ["r1", "r3"] {
        let detail: RegistrationDetail =
            api.call("registration.getRegistrationDetail", &format!("regid={id}")).await.unwrap();
        let learner =
            (detail.0.learner_id.as_str(), detail.0.learner_last_name.as_str(), detail.0.email.as_str());
        assert_eq!(learner, ("anna", "Le\u{e9}", "a@b"));
    }
}

#[tokio::test]
async fn postback_settings_are_replaced_as_a_whole() {
    let api = with_registrations().await;
    let info = || async {
        let info: PostbackInfo = api.call("registration.getPostbackInfo", "regid=r1").await.unwrap();
        info.settings
    };
    assert_eq!(info().await, None);
    let full = "regid=r1&url=https://lms/x?a=b&authtype=HTTPBASIC&name=n&password=p&resultsformat=full";
    let full = full.replace("?a=b", "%3Fa%3Db");
    assert_eq!(api.call("registration.updatePostbackInfo", &full).await, Ok(Done));
    let settings = info().await.unwrap();
    assert_eq!((settings.url.as_str(), settings.auth), ("https://lms/x?a=b", AuthType::HttpBasic));
    assert_eq!(settings.credentials.unwrap().password, "p");
    assert_eq!(api.call("registration.updatePostbackInfo", "regid=r1&url=http://y").await, Ok(Done));
    let settings = info().await.unwrap();
    assert_eq!((settings.auth, settings.credentials), (AuthType::Form, None));
    assert_eq!(api.code::<Done>("registration.updatePostbackInfo", "regid=r1&url=http://y&name=n").await, 3);
    assert_eq!(api.code::<Done>("registration.updatePostbackInfo", "regid=none&url=http://y").await, 1);
    assert_eq!(api.call("registration.deletePostbackInfo", "regid=r1").await, Ok(Done));
    assert_eq!(info().await, None);
}
