//! `rustici.course`.

use cloud_api::v1::{
    course::{CourseDetail, CourseList},
    params::Params,
    simple::{Done, Exists},
};

use super::harness::Api;

#[tokio::test]
async fn lists_are_whole_and_filtered() {
    let api = Api::new().await;
    assert!(
        api.xml("course.getCourseList", "")
            .await
            .ends_with("<rsp stat=\"ok\"><courselist></courselist></rsp>")
    );
    for number in 0..600 {
        api.with_course(&format!("c{number}"), "T").await;
    }
    let all: CourseList = api.call("course.getCourseList", "").await.unwrap();
    assert_eq!(all.0.len(), 600);
    assert_eq!(all.0[599].id, "c599");
    let some: CourseList = api.call("course.getCourseList", "filter=c1.").await.unwrap();
    assert_eq!(some.0.len(), 10);
    let none: CourseList = api.call("course.getCourseList", "tags=a").await.unwrap();
    assert!(none.0.is_empty());
    assert_eq!(api.code::<CourseList>("course.getCourseList", "filter=(").await, 205);
}

#[tokio::test]
async fn detail_manifest_and_deletion_by_version() {
    let api = Api::new().await;
    let id = "a b/%+&\"']]>\u{1f600}";
    api.with_course(id, "One & <two>").await;
    api.with_course(id, "Two").await;
    let query = Params::new().with("courseid", id).to_urlencoded();
    assert_eq!(api.call("course.exists", &query).await, Ok(Exists(true)));
    let detail: CourseDetail = api.call("course.getCourseDetail", &query).await.unwrap();
    assert_eq!((detail.course.id.as_str(), detail.course.title.as_str()), (id, "Two"));
    assert_eq!(detail.versions.iter().map(|v| v.version_id).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(detail.course.learning_standard.as_deref(), Some("scorm_12"));

    let manifest = api.xml("course.getManifest", &query).await;
    assert_eq!(manifest, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest>\u{fc}</manifest>");
    assert_eq!(api.code::<Done>("course.getManifest", &format!("{query}&versionid=7")).await, 2);
    assert_eq!(api.code::<Done>("course.getManifest", &format!("{query}&versionid=x")).await, 205);

    assert_eq!(api.call("course.deleteCourse", &format!("{query}&versionid=latest")).await, Ok(Done));
    let detail: CourseDetail = api.call("course.getCourseDetail", &query).await.unwrap();
    assert_eq!((detail.versions.len(), detail.course.title.as_str()), (1, "One & <two>"));
    assert_eq!(api.call("course.deleteCourse", &query).await, Ok(Done));
    assert_eq!(api.call("course.exists", &query).await, Ok(Exists(false)));
    assert_eq!(api.code::<Done>("course.deleteCourse", &query).await, 1);
    let fault = api.call::<Done>("course.deleteCourse", "courseid=none").await.unwrap_err();
    assert_eq!(fault.message, "Could not find course [none] associated with appid [A]");
    assert_eq!(api.code::<Done>("course.deleteCourse", "courseid=").await, 203);
}
