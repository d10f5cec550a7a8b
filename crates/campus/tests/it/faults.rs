//! What goes wrong between Campus and its cloud: nothing is orphaned, doubled, lost or leaked.

use runtime::client::Call;

use crate::campus::TestCampus;

#[tokio::test(flavor = "multi_thread")]
async fn s52_postbacks_ten_times_out_of_order_forged_and_for_strangers() {
    let lms = TestCampus::start().await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let course = lms.course(&author).await;
    lms.assign(&author, course, "ann").await;
    let mut player = lms.launch(&ann, course).await;
    player.call(Call::Initialize, "", "");
    player.report(&[("cmi.core.score.raw", "40"), ("cmi.core.lesson_status", "incomplete")]);
    player.send().await;
    lms.cloud.run_jobs().await;
    let results = format!("/courses/{course}/results");
    let history = async || author.get("/registrations/1").await.text.matches("<td>posted</td>").count();
    assert_eq!(history().await, 1);
    // Forged: no credentials, wrong ones, those of nobody.
    let forged = "<registrationreport format=\"course\" regid=\"x\" instanceid=\"0\"><complete>complete</complete><success>passed</success><totaltime>9</totaltime><score>100</score></registrationreport>";
    for authorization in [None, Some("Basic cG9zdGJhY2s6eA=="), Some("nonsense")] {
        let mut request = author
            .client()
            .post(format!("{}/postback", lms.address))
            .header("content-type", "text/xml")
            .body(forged);
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        assert_eq!(request.send().await.unwrap().status(), 401);
    }
    assert_eq!(author.get(&results).await.result_of("ann")[2], "40 %");
    assert_eq!(history().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn s37_s39_two_launches_at_once_make_one_registration() {
    let lms = TestCampus::start().await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let course = lms.course(&author).await;
    lms.assign(&author, course, "ann").await;
    let path = format!("/learn/{course}/launch");
    let (one, two) = tokio::join!(ann.get(&path), ann.get(&path));
    assert_eq!((one.status, two.status), (302, 302), "{} {}", one.text, two.text);
    let list: lyceum_client::wire::registration::RegistrationList =
        lms.cloud.call("registration.getRegistrationList", Default::default()).await;
    assert_eq!(list.0.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn s65_a_silent_launch_is_asked_for() {
    let lms = TestCampus::start().await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let course = lms.course(&author).await;
    lms.assign(&author, course, "ann").await;
    let mut player = lms.launch(&ann, course).await;
    player.call(Call::Initialize, "", "");
    player.report(&[("cmi.core.lesson_status", "completed")]);
    player.send().await;
    // No job runs in the cloud: no postback ever comes, and the learner never returns.
    lms.cloud.later(40 * 60);
    lms.campus.work_once().await;
    let page = author.get(&format!("/courses/{course}/results")).await;
    assert_eq!(page.result_of("ann")[0], "complete");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cloud_lost_a_registration_and_has_one_that_nobody_knows() {
    let lms = TestCampus::start().await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let course = lms.course(&author).await;
    lms.assign(&author, course, "ann").await;
    let mut player = lms.launch(&ann, course).await;
    player.call(Call::Initialize, "", "");
    player.report(&[("cmi.core.score.raw", "81")]);
    player.send().await;
    lms.cloud.run_jobs().await;
    let list: lyceum_client::wire::registration::RegistrationList =
        lms.cloud.call("registration.getRegistrationList", Default::default()).await;
    let known = &list.0[0].registration;
    let params = lyceum_client::wire::params::Params::new().with("regid", &known.id);
    let _: lyceum_client::wire::simple::Done =
        lms.cloud.call("registration.deleteRegistration", params).await;
    lms.cloud.create_registration(&known.course_id, "stray").await;
    lms.cloud.later(20 * 60);
    lms.campus.work_once().await;
    lms.cloud.later(20 * 60);
    lms.campus.work_once().await;
    let list: lyceum_client::wire::registration::RegistrationList =
        lms.cloud.call("registration.getRegistrationList", Default::default()).await;
    let ids: Vec<&str> = list.0.iter().map(|listed| listed.registration.id.as_str()).collect();
    assert_eq!(ids, [known.id.as_str()]);
    assert!(lms.admin().await.get("/log").await.text.contains("registration.lost"));
}
