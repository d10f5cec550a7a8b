//! What the cloud has lost: Campus's records of it stay.

use lyceum_client::wire::params::Params;
use lyceum_client::wire::simple::Done;
use runtime::client::Call;
use test_support::Meddling;

use crate::campus::{Browser, On, PASSWORD, TestCampus, on_both};

/// Longer than a request takes from reserving to confirming.
const SOON: u64 = 6 * 60;
const A_DAY: u64 = 24 * 60 * 60;

async fn passed_with_90(on: On) -> (TestCampus, Browser, Browser, i64) {
    let lms = TestCampus::on(on).await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let course = lms.course(&author).await;
    lms.assign(&author, course, "ann").await;
    report(&lms, &ann, course, &[("cmi.core.score.raw", "90"), ("cmi.core.lesson_status", "passed")]).await;
    lms.work().await;
    (lms, author, ann, course)
}

async fn report(lms: &TestCampus, learner: &Browser, course: i64, values: &[(&str, &str)]) {
    let mut player = lms.launch(learner, course).await;
    player.call(Call::Initialize, "", "");
    player.report(values);
    player.leave().await;
}

/// Days pass, and people sign in again.
async fn days(lms: &TestCampus, days: u64, people: [(&str, &mut Browser); 2]) {
    for _ in 0..days {
        lms.later(A_DAY).await;
    }
    for (login, browser) in people {
        browser.sign_in(login, PASSWORD).await;
    }
}

async fn lose_registration(lms: &TestCampus) {
    let params = Params::new().with("regid", &lms.registrations().await[0]);
    let _: Done = lms.cloud.call("registration.deleteRegistration", params).await;
}

on_both! {
    async fn s08_s41_l2_l6_a_recorded_completion_outlives_the_registration(on: On) {
        let (lms, mut author, mut ann, course) = passed_with_90(on).await;
        let results = format!("/courses/{course}/results");
        let before = lms.registrations().await;
        lose_registration(&lms).await;
        // Found by night, made anew, asked again and again.
        days(&lms, 3, [("author", &mut author), ("ann", &mut ann)]).await;
        assert_eq!(lms.registrations().await, before, "under the same id");
        lms.agree().await;
        assert_eq!(author.get(&results).await.result_of("ann"), ["complete", "passed", "90 %"]);
        assert!(ann.get("/").await.text.contains("90 %"));
        // It is shown that and when it was lost, and what was told since.
        let page = author.get("/registrations/1").await.text;
        assert!(page.contains("Lost by the course service"), "{page}");
        assert!(lms.admin().await.get("/log").await.text.contains("registration.lost"));

        // Beginning again and leaving early takes nothing away, and is not hidden.
        report(&lms, &ann, course, &[("cmi.core.score.raw", "10")]).await;
        lms.work().await;
        lms.agree().await;
        assert_eq!(author.get(&results).await.result_of("ann"), ["complete", "passed", "90 %"]);
        let page = author.get("/registrations/1").await.text;
        assert!(page.contains("10 %") && page.contains("90 %"), "{page}");
        assert_eq!(lms.records.count("result_history WHERE score = 10").await, 1);

        // What says as much as the record takes its place.
        report(&lms, &ann, course, &[("cmi.core.score.raw", "75"), ("cmi.core.lesson_status", "passed")]).await;
        lms.work().await;
        assert_eq!(author.get(&results).await.result_of("ann"), ["complete", "passed", "75 %"]);
        lms.agree().await;
    }

    async fn s08_s41_l2_lost_with_its_course(on: On) {
        let (lms, mut author, mut ann, course) = passed_with_90(on).await;
        let results = format!("/courses/{course}/results");
        let params = Params::new().with("courseid", &lms.courses().await[0].0);
        let _: Done = lms.cloud.call("course.deleteCourse", params).await;
        days(&lms, 3, [("author", &mut author), ("ann", &mut ann)]).await;
        // The cloud refuses to make it anew: once, and it is not tried every minute.
        assert_eq!(lms.records.texts("SELECT state AS t FROM registrations").await, ["lost"]);
        let lines = lms.records.texts("SELECT kind AS t FROM events WHERE actor = 'Campus' ORDER BY key").await;
        assert_eq!(lines, ["person.created", "course.lost", "registration.lost", "registration.refused"]);
        assert_eq!(author.get(&results).await.result_of("ann"), ["complete", "passed", "90 %"]);
        assert!(ann.get("/").await.text.contains("90 %"));
        // The package is brought again, and the learner goes on.
        author.upload(Some(course), "golf.zip", test_support::scorm12_single().build()).await;
        lms.work().await;
        report(&lms, &ann, course, &[("cmi.core.score.raw", "20")]).await;
        lms.work().await;
        lms.agree().await;
        assert_eq!(author.get(&results).await.result_of("ann"), ["complete", "passed", "90 %"]);
    }

    async fn s59_a_registration_that_is_found_lost_on_the_way_back(on: On) {
        let (lms, author, ann, course) = passed_with_90(on).await;
        lose_registration(&lms).await;
        let page = ann.get(&format!("/learn/{course}/back")).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("90 %"), "{}", page.text);
        lms.later(SOON).await;
        lms.agree().await;
        assert_eq!(author.get(&format!("/courses/{course}/results")).await.result_of("ann")[1], "passed");
    }

    async fn s52_a_late_postback_of_a_lost_registration_changes_nothing(on: On) {
        let (lms, mut author, mut ann, course) = passed_with_90(on).await;
        let results = format!("/courses/{course}/results");
        // One more change, which does not get through.
        lms.back.always(Meddling::Refuse(503));
        report(&lms, &ann, course, &[("cmi.core.score.raw", "95")]).await;
        lms.cloud.run_jobs().await;
        lose_registration(&lms).await;
        lms.campus.work_once().await;
        lms.back.always(Meddling::Pass);
        days(&lms, 2, [("author", &mut author), ("ann", &mut ann)]).await;
        lms.agree().await;
        let [completion, success, _] = author.get(&results).await.result_of("ann");
        assert_eq!([completion, success], ["complete", "passed"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s08_a_result_that_comes_in_while_its_registration_is_found_lost_is_kept() {
    let (lms, _, ann, course) = passed_with_90(On::Postgres).await;
    lose_registration(&lms).await;
    let change = lms.records.hold("UPDATE registrations SET score = 95").await;
    let back = tokio::spawn(async move { ann.get(&format!("/learn/{course}/back")).await.status });
    lms.records.wait_for_waiting(1).await;
    change.commit().await.unwrap();
    assert_eq!(back.await.unwrap(), 200);
    assert_eq!(lms.records.count("registrations WHERE kept_score = 95").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn l2_l6_a_registration_that_nobody_here_knows_is_deleted() {
    let (lms, _, _, _) = passed_with_90(On::Sqlite).await;
    let known = lms.registrations().await;
    lms.cloud.create_registration(&lms.courses().await[0].0, "stray").await;
    // What is young may be in the making.
    lms.work().await;
    assert_eq!(lms.registrations().await.len(), 2);
    lms.later(20 * 60).await;
    assert_eq!(lms.registrations().await, known);
    lms.agree().await;
    assert!(lms.admin().await.get("/log").await.text.contains("registration.unknown"));
}
