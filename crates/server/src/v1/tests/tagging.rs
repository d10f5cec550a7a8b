//! `rustici.tagging`, and tags wherever else they are given or shown.

use cloud_api::v1::{
    course::{CourseDetail, CourseList},
    params::Params,
    simple::Done,
    tags::Tags,
};

use super::harness::Api;

const OK: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\">";

/// Each owner's word in a method's name, with the parameter that names one.
const OWNERS: [(&str, &str); 3] =
    [("Course", "courseid=c1"), ("Learner", "learnerid=never+registered"), ("Registration", "regid=r1")];

async fn api() -> Api {
    let api = Api::new().await;
    api.with_course("c1", "One").await;
    api.with_registration("c1", "r1", "ann").await;
    api
}

async fn tags(api: &Api, owner: &str, id: &str) -> Vec<String> {
    api.call::<Tags>(&format!("tagging.get{owner}Tags"), id).await.unwrap().0
}

#[tokio::test]
async fn twelve_methods_in_bytes() {
    let api = api().await;
    for (owner, id) in OWNERS {
        let get = format!("tagging.get{owner}Tags");
        assert_eq!(api.xml(&get, id).await, format!("{OK}<tags></tags></rsp>"));
        for (verb, tags, after) in [
            ("set", "s&tags=b,a+%26+%3Cb%3E%7Cb", "<tag>b</tag><tag>a &amp; &lt;b&gt;</tag>"),
            ("add", "&tag=c", "<tag>b</tag><tag>a &amp; &lt;b&gt;</tag><tag>c</tag>"),
            ("add", "&tag=c", "<tag>b</tag><tag>a &amp; &lt;b&gt;</tag><tag>c</tag>"),
            ("remove", "&tag=b", "<tag>a &amp; &lt;b&gt;</tag><tag>c</tag>"),
            ("remove", "&tag=never+there", "<tag>a &amp; &lt;b&gt;</tag><tag>c</tag>"),
            // .NET names it `tags`, PHP sends a list.
            ("add", "&tags=d", "<tag>a &amp; &lt;b&gt;</tag><tag>c</tag><tag>d</tag>"),
            ("remove", "&tag=d,c", "<tag>a &amp; &lt;b&gt;</tag>"),
            ("set", "s&tags=", ""),
        ] {
            let (plural, tags) = if verb == "set" { ("s", &tags[1..]) } else { ("", tags) };
            let method = format!("tagging.{verb}{owner}Tag{plural}");
            assert_eq!(api.xml(&method, &format!("{id}{tags}")).await, format!("{OK}<success/></rsp>"));
            assert_eq!(api.xml(&get, id).await, format!("{OK}<tags>{after}</tags></rsp>"), "{method} {tags}");
        }
    }
}

#[tokio::test]
async fn every_documented_error() {
    let api = api().await;
    for (verb, more) in [("get", "s"), ("set", "s&tags=a"), ("add", "&tag=a"), ("remove", "&tag=a")] {
        let (plural, query) = more.split_at(usize::from(more.starts_with('s')));
        for (owner, id, text) in [
            ("Course", "courseid=c2", "Could not find course [c2] associated with appid [A]"),
            ("Registration", "regid=r2", "Could not find registration [r2] associated with appid [A]"),
        ] {
            let method = format!("tagging.{verb}{owner}Tag{plural}");
            let body = api.xml(&method, &format!("{id}{query}")).await;
            assert!(body.ends_with(&format!("<err code=\"1\" msg=\"{text}\"/></rsp>")), "{method}: {body}");
        }
        let method = format!("tagging.{verb}LearnerTag{plural}");
        let nobody = format!("learnerid={}{query}", "x".repeat(256));
        assert_eq!(api.code::<Tags>(&method, &nobody).await, 205, "{method}");
    }
    for (owner, id) in OWNERS {
        // A list that was not sent does not take all tags away.
        assert_eq!(api.code::<Done>(&format!("tagging.set{owner}Tags"), id).await, 203);
        for method in [format!("tagging.set{owner}Tags"), format!("tagging.add{owner}Tag")] {
            for tag in ["%01", "%EF%BF%BF", &"x".repeat(256)] {
                assert_eq!(api.code::<Done>(&method, &format!("{id}&tags={tag}")).await, 205, "{method}");
            }
        }
        assert!(tags(&api, owner, id).await.is_empty());
    }
}

#[tokio::test]
async fn registering_and_launching_add_tags() {
    let api = api().await;
    api.call::<Done>("tagging.addLearnerTag", "learnerid=ann&tag=before").await.unwrap();
    let create = "courseid=c1&regid=r2&learnerid=ann&fname=A&lname=L&learnertags=north,night+shift\
                  &courseTags=golf&registrationTags=autumn";
    api.call::<Done>("registration.createRegistration", create).await.unwrap();
    let launch = api.signed(
        "registration.launch",
        &Params::from_urlencoded("regid=r2&learnerTags=north,south&courseTags=golf&registrationTags=late"),
    );
    assert_eq!(api.get(&launch).await.status, axum::http::StatusCode::FOUND);
    assert_eq!(tags(&api, "Learner", "learnerid=ann").await, ["before", "north", "night shift", "south"]);
    assert_eq!(tags(&api, "Course", "courseid=c1").await, ["golf"]);
    assert_eq!(tags(&api, "Registration", "regid=r2").await, ["autumn", "late"]);
    // `disableTracking`: no change to the registration (V1 spec §7.1), nor to what it belongs to.
    let untracked = "regid=r2&disableTracking=true&learnerTags=x&courseTags=x&registrationTags=x";
    let launch = api.signed("registration.launch", &Params::from_urlencoded(untracked));
    assert_eq!(api.get(&launch).await.status, axum::http::StatusCode::FOUND);
    assert_eq!(tags(&api, "Learner", "learnerid=ann").await, ["before", "north", "night shift", "south"]);
    assert_eq!(tags(&api, "Registration", "regid=r2").await, ["autumn", "late"]);
    // A registration that is refused leaves no tag.
    let refused = "courseid=c1&regid=r2&learnerid=ann&learnerTags=x&courseTags=x&registrationTags=x";
    assert_eq!(api.code::<Done>("registration.createRegistration", refused).await, 2);
    let bad = "courseid=c1&regid=r3&learnerid=ann&courseTags=%01";
    assert_eq!(api.code::<Done>("registration.createRegistration", bad).await, 205);
    assert_eq!(tags(&api, "Course", "courseid=c1").await, ["golf"]);
}

#[tokio::test]
async fn a_learners_tags_follow_a_new_id() {
    let api = api().await;
    api.call::<Done>("tagging.setLearnerTags", "learnerid=ann&tags=a,b").await.unwrap();
    api.call::<Done>("tagging.setLearnerTags", "learnerid=anna&tags=b,c").await.unwrap();
    let renamed = "learnerid=ann&newid=anna&fname=A&lname=L";
    api.call::<Done>("registration.updateLearnerInfo", renamed).await.unwrap();
    assert_eq!(tags(&api, "Learner", "learnerid=anna").await, ["b", "c", "a"]);
    assert!(tags(&api, "Learner", "learnerid=ann").await.is_empty());
    // Who has tags and no registration is no learner yet: there is nothing to rename (V1 spec §4.3).
    api.call::<Done>("tagging.setLearnerTags", "learnerid=new&tags=a").await.unwrap();
    let unknown = "learnerid=new&newid=newer&fname=A&lname=L";
    assert_eq!(api.code::<Done>("registration.updateLearnerInfo", unknown).await, 1);
    assert_eq!(tags(&api, "Learner", "learnerid=new").await, ["a"]);
}

#[tokio::test]
async fn courses_are_listed_by_all_of_several_tags() {
    let api = Api::new().await;
    for number in 0..6 {
        api.with_course(&format!("c{number}"), "T").await;
        let tags = ["even", "odd"][number % 2].to_owned() + if number > 2 { ",big one" } else { "" };
        let query = format!("courseid=c{number}&tags={tags}");
        api.call::<Done>("tagging.setCourseTags", &query).await.unwrap();
    }
    let ids = |list: CourseList| list.0.into_iter().map(|course| course.id).collect::<Vec<_>>();
    let some = |query: &'static str| async { ids(api.call("course.getCourseList", query).await.unwrap()) };
    assert_eq!(some("tags=even").await, ["c0", "c2", "c4"]);
    assert_eq!(some("tags=even,big+one").await, ["c4"]);
    assert_eq!(some("tags=big+one%7Ceven&filter=c5").await, [""; 0]);
    assert_eq!(some("tags=nobody").await, [""; 0]);
    assert_eq!(some("tags=").await.len(), 6);
    let list = api.xml("course.getCourseList", "filter=c4").await;
    assert!(
        list.contains("<tags><tag><![CDATA[even]]></tag><tag><![CDATA[big one]]></tag></tags>"),
        "{list}"
    );
    let detail: CourseDetail = api.call("course.getCourseDetail", "courseid=c3").await.unwrap();
    assert_eq!(detail.course.tags, ["odd", "big one"]);
}
