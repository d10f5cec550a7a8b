//! `rustici.course.getAttributes` and `updateAttributes` (V1 spec §4.2, §9).

use axum::{
    body::Body,
    http::{Request, header},
};
use cloud_api::v1::{
    attributes::{ATTRIBUTES, Attributes, Kind},
    course::{CourseDetail, CourseList},
    envelope,
    error::Fault,
    params::Params,
};
use futures_util::future::join_all;
use proptest::prelude::*;
use test_support::{Edition, scorm12_single, scorm2004_multi};

use super::harness::{Api, SECRET, make_app};
use super::import::{run_jobs, send_package};

const GET: &str = "course.getAttributes";
const UPDATE: &str = "course.updateAttributes";

async fn values(api: &Api, query: &str) -> Vec<(String, String)> {
    api.call::<Attributes>(GET, query).await.unwrap().0
}

async fn value(api: &Api, query: &str, name: &str) -> String {
    let all = values(api, query).await;
    all.into_iter().find(|(known, _)| known == name).unwrap().1
}

async fn update(api: &Api, query: &str) -> Result<Vec<(String, String)>, Fault> {
    api.call::<Attributes>(UPDATE, query).await.map(|attributes| attributes.0)
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn import(api: &Api, course: &str, zip: &[u8]) {
    api.later(1);
    let query = api.signed("course.importCourseAsync", &Params::new().with("courseid", course));
    send_package(api, &query, zip).await;
    run_jobs(api).await;
}

#[tokio::test]
async fn bytes_of_the_replies() {
    let api = Api::new().await;
    api.with_course("c", "A & \"B\"").await;
    let all = api.xml(GET, "courseid=c").await;
    let begin = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\"><attributes>\
                 <attribute name=\"allowCompleteStatusChange\" value=\"false\"/>\
                 <attribute name=\"alwaysFlowToFirstSco\" value=\"true\"/>\
                 <attribute name=\"applyRollupStatusToSuccess\" value=\"false\"/>\
                 <attribute name=\"commCommitFrequency\" value=\"10000\"/>";
    let end = "<attribute name=\"title\" value=\"A &amp; &quot;B&quot;\"/>\
               <attribute name=\"validateInteractionResponses\" value=\"true\"/>\
               <attribute name=\"wrapScoWindowWithApi\" value=\"false\"/></attributes></rsp>";
    assert!(all.starts_with(begin) && all.ends_with(end), "{all}");
    assert_eq!(all.matches("<attribute name=").count(), ATTRIBUTES.len());

    let some = "courseid=c&showHelp=true&desiredHeight=600&showNavBar=true&applib=java&nonsense=1";
    let envelope = |payload: &str| {
        format!("<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\">{payload}</rsp>")
    };
    let changed = "<attributes><attribute name=\"desiredHeight\" value=\"600\"/>\
                   <attribute name=\"showHelp\" value=\"true\"/></attributes>";
    assert_eq!(api.xml(UPDATE, some).await, envelope(changed));
    assert_eq!(api.xml(UPDATE, some).await, envelope("<attributes/>"));
    assert_eq!(api.xml(UPDATE, "courseid=c").await, envelope("<attributes/>"));
}

#[tokio::test]
async fn a_fresh_course_has_what_old_clients_look_for() {
    let api = Api::new().await;
    api.with_course("c", "T").await;
    // Ruby's scenario.
    for name in ["showProgressBar", "showCourseStructure"] {
        assert_eq!(value(&api, "courseid=c", name).await, "false");
    }
    let changed = update(&api, "courseid=c&desiredHeight=700&commCommitFrequency=59999").await.unwrap();
    assert_eq!(changed, pairs(&[("commCommitFrequency", "59999"), ("desiredHeight", "700")]));
    for (name, value) in values(&api, "courseid=c").await {
        let numbered = ATTRIBUTES
            .iter()
            .any(|known| known.name == name && matches!(known.kind, Kind::Enumeration { .. }));
        assert!(!(numbered && value == "0"), "{name}");
    }
}

#[tokio::test]
async fn names_of_any_case_and_values_of_any_spelling() {
    let api = Api::new().await;
    api.with_course("c", "T").await;
    let changed = update(&api, "courseid=c&SHOWHELP=True&showprogressbar=1&ReturnToLmsAction=EXIT_ALL").await;
    let expected = [("returnToLmsAction", "exit_all"), ("showHelp", "true"), ("showProgressBar", "true")];
    assert_eq!(changed.unwrap(), pairs(&expected));
    // 0 is undefined, whatever a vendor's engine calls it; and the way back to the default is its value.
    let changed = update(&api, "courseid=c&statusDisplay=-9223372036854775808&showHelp=false").await;
    assert_eq!(changed.unwrap(), pairs(&[("showHelp", "false"), ("statusDisplay", "0")]));
    assert_eq!(value(&api, "courseid=c", "statusDisplay").await, "0");
}

#[tokio::test]
async fn every_documented_error() {
    let api = Api::new().await;
    api.with_course("c", "T").await;
    for method in [GET, UPDATE] {
        let fault = api.call::<Attributes>(method, "courseid=none").await.unwrap_err();
        assert_eq!(
            (fault.code, fault.message.as_str()),
            (1, "Could not find course [none] associated with appid [A]")
        );
        let fault = api.call::<Attributes>(method, "courseid=c&versionid=1").await.unwrap_err();
        let expected = "Could not find course [c], versionid [1] associated with appid [A]";
        assert_eq!((fault.code, fault.message.as_str()), (2, expected));
        assert_eq!(api.code::<Attributes>(method, "versionid=0").await, 203);
        assert_eq!(api.code::<Attributes>(method, "courseid=c&versionid=newest").await, 205);
    }
    for wrong in [
        "showHelp=perhaps",
        "desiredHeight=-1",
        "statusRollupMode=7",
        "thresholdScore=80",
        "debugRuntime=all",
        "registrationInstancingOption=WHEN_PASSED",
        "scormVersion=nonsense",
        "title=%01",
        "title=+",
    ] {
        let fault = update(&api, &format!("courseid=c&desiredWidth=5&{wrong}")).await.unwrap_err();
        let name = wrong.split('=').next().unwrap();
        assert_eq!(fault.code, 205, "{wrong}");
        assert!(
            fault.message.starts_with(&format!("Parameter {name} has an invalid value: ")),
            "{}",
            fault.message
        );
    }
    // All or nothing.
    assert_eq!(value(&api, "courseid=c", "desiredWidth").await, "0");
}

#[tokio::test]
async fn the_title_is_the_courses_everywhere() {
    let api = Api::new().await;
    api.with_course("c", "One").await;
    api.with_course("c", "Two").await;
    api.with_registration("c", "r", "l").await;
    let shown = async || {
        let list: CourseList = api.call("course.getCourseList", "").await.unwrap();
        let detail: CourseDetail = api.call("course.getCourseDetail", "courseid=c").await.unwrap();
        assert_eq!(list.0[0].title, detail.course.title);
        let registrations = api.xml("registration.getRegistrationList", "").await;
        let title = format!("<courseTitle><![CDATA[{}]]></courseTitle>", detail.course.title);
        assert!(registrations.contains(&title), "{registrations}");
        detail.course.title
    };
    // An older version's title is nobody's but its own.
    update(&api, "courseid=c&versionid=0&title=Zero").await.unwrap();
    assert_eq!(shown().await, "Two");
    update(&api, "courseid=c&title=Golf+%3Cnow%3E").await.unwrap();
    assert_eq!(shown().await, "Golf <now>");
    let player = api.get(&api.signed("course.preview", &Params::new().with("courseid", "c"))).await;
    assert_eq!(player.status, 302);
    api.xml("course.deleteCourse", "courseid=c&versionid=latest").await;
    assert_eq!(shown().await, "Zero");
    update(&api, "courseid=c&title=One").await.unwrap();
    assert_eq!(shown().await, "One");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_version_has_the_attributes_of_the_latest_before_it() {
    let api = Api::new().await;
    import(&api, "c", &scorm2004_multi(Edition::Fourth).build()).await;
    update(&api, "courseid=c&title=Mine&desiredHeight=1&scormVersion=scorm20043rdedition").await.unwrap();
    import(&api, "c", &scorm2004_multi(Edition::Fourth).build()).await;
    for (name, expected) in
        [("title", "Mine"), ("desiredHeight", "1"), ("scormVersion", "scorm_2004_3rd_edition")]
    {
        assert_eq!(value(&api, "courseid=c", name).await, expected);
    }
    update(&api, "courseid=c&desiredHeight=2").await.unwrap();
    assert_eq!(value(&api, "courseid=c&versionid=0", "desiredHeight").await, "1");
    // A package of another standard cannot be an edition of SCORM 2004.
    import(&api, "c", &scorm12_single().build()).await;
    assert_eq!(value(&api, "courseid=c", "scormVersion").await, "scorm_12");
    let detail: CourseDetail = api.call("course.getCourseDetail", "courseid=c").await.unwrap();
    assert_eq!(
        (detail.course.title.as_str(), detail.course.learning_standard.as_deref()),
        ("Mine", Some("scorm_12"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_standard_changes_within_2004_only() {
    let api = Api::new().await;
    import(&api, "new", &scorm2004_multi(Edition::Fourth).build()).await;
    api.with_course("old", "T").await;
    // Unchanged is no change, in either spelling.
    assert_eq!(update(&api, "courseid=old&scormVersion=scorm12").await.unwrap(), []);
    let fault = update(&api, "courseid=old&scormVersion=scorm_2004_4th_edition").await.unwrap_err();
    assert_eq!(fault.code, 205);
    assert!(fault.message.ends_with("this package can only be scorm_12"), "{}", fault.message);
    assert_eq!(update(&api, "courseid=new&scormVersion=scorm_12").await.unwrap_err().code, 205);
    for edition in ["scorm_2004_2nd_edition", "scorm_2004_3rd_edition", "scorm_2004_4th_edition"] {
        update(&api, &format!("courseid=new&scormVersion={edition}")).await.unwrap();
        assert_eq!(value(&api, "courseid=new", "scormVersion").await, edition);
        let list: CourseList = api.call("course.getCourseList", "").await.unwrap();
        assert_eq!(list.0[0].learning_standard.as_deref(), Some(edition));
    }
}

/// The vectors of the specification, §2.5: official clients sort names ignoring case, Node and Perl by code point. Node
/// sends an empty multipart form along.
#[tokio::test]
async fn both_orders_of_names_are_signatures() {
    let mut api = Api::new().await;
    api.app = make_app(&api.services, "K3XQ0M7T2A", SECRET).await;
    api.with_course("c1", "T").await;
    let query = "appid=K3XQ0M7T2A&applib=php&courseid=c1&courseStructureWidth=250\
                 &method=rustici.course.updateAttributes&origin=acme.lms.2.1&ts=20240229083015";
    let send = async |signature: &str| {
        let request = Request::post(format!("/EngineWebServices//api?{query}&sig={signature}"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from("--x--\r\n"))
            .unwrap();
        api.send(request).await.body
    };
    let node = send("e34f74d1dbdd35bab064e65f5c5d0356").await;
    assert_eq!(envelope::read::<Attributes>(&node).unwrap().0, pairs(&[("courseStructureWidth", "250")]));
    let php = send("c1ecb23c709ff6fa887a4dd7f8d8e1fd").await;
    assert_eq!(envelope::read::<Attributes>(&php).unwrap().0, []);
    assert!(send("c1ecb23c709ff6fa887a4dd7f8d8e1fe").await.contains("code=\"104\""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_updates_keep_each_others_attributes() {
    let api = Api::new().await;
    api.with_course("c", "T").await;
    let numbers: Vec<_> =
        ATTRIBUTES.iter().filter(|attribute| matches!(attribute.kind, Kind::Int { .. })).collect();
    let updates = numbers.iter().enumerate().map(|(n, attribute)| {
        let api = &api;
        async move { update(api, &format!("courseid=c&{}={}", attribute.name, 100 + n)).await.unwrap() }
    });
    for (changed, attribute) in join_all(updates).await.iter().zip(&numbers) {
        assert_eq!(changed.len(), 1, "{}", attribute.name);
    }
    for (n, attribute) in numbers.iter().enumerate() {
        assert_eq!(value(&api, "courseid=c", attribute.name).await, (100 + n).to_string());
    }
}

/// A value that the attribute may have on a package of SCORM 1.2.
fn allowed() -> impl Strategy<Value = (&'static str, String)> {
    proptest::sample::select(ATTRIBUTES).prop_flat_map(|attribute| {
        let value = match attribute.kind {
            Kind::Bool => any::<bool>().prop_map(|yes| yes.to_string()).boxed(),
            Kind::Int { min, max } => (min..=max).prop_map(|number| number.to_string()).boxed(),
            Kind::Enumeration { last } => (0..=last).prop_map(|number| number.to_string()).boxed(),
            Kind::Fraction => (0..=1000u32).prop_map(|n| (f64::from(n) / 1000.0).to_string()).boxed(),
            Kind::Words(words) => proptest::sample::select(words).prop_map(str::to_owned).boxed(),
            Kind::Text => "\\PC{1,255}".prop_filter("blank", |text| !text.trim().is_empty()).boxed(),
            Kind::Standard => Just("scorm_12".to_owned()).boxed(),
        };
        value.prop_map(move |value| (attribute.name, value))
    })
}

#[test]
fn any_allowed_value_comes_back() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let api = runtime.block_on(async {
        let api = Api::new().await;
        api.with_course("c", "T").await;
        api
    });
    proptest!(ProptestConfig::with_cases(200), |((name, wanted) in allowed())| {
        let query = Params::new().with("courseid", "c").with(name, wanted.as_str()).to_urlencoded();
        let (before, changed, after) = runtime.block_on(async {
            let before = value(&api, "courseid=c", name).await;
            let changed = update(&api, &query).await.unwrap();
            (before, changed, value(&api, "courseid=c", name).await)
        });
        prop_assert_eq!(&after, &wanted);
        let expected = if before == wanted { Vec::new() } else { pairs(&[(name, wanted.as_str())]) };
        prop_assert_eq!(changed, expected);
    });
}
