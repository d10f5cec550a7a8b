//! What goes wrong between Campus and its cloud: nothing is orphaned, doubled, lost or leaked.

use lyceum_client::wire::params::Params;
use lyceum_client::wire::simple::Done;
use runtime::client::Call;
use test_support::{Meddling, scorm12_single};

use crate::campus::{Browser, On, TestCampus, between, number, on_both};

/// Longer than a request takes from reserving to confirming.
const SOON: u64 = 6 * 60;

async fn with_course(on: On) -> (TestCampus, Browser, Browser, i64) {
    let lms = TestCampus::on(on).await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let course = lms.course(&author).await;
    lms.assign(&author, course, "ann").await;
    (lms, author, ann, course)
}

/// Somebody deletes the only course in the cloud.
async fn delete_course(lms: &TestCampus) {
    let params = Params::new().with("courseid", &lms.courses().await[0].0);
    let _: Done = lms.cloud.call("course.deleteCourse", params).await;
}

on_both! {
    async fn s33_s36_l2_a_refused_registration_leaves_no_record(on: On) {
        let (lms, author, ann, course) = with_course(on).await;
        delete_course(&lms).await;
        let answer = ann.get(&format!("/learn/{course}/launch")).await;
        assert_eq!(answer.status, 502, "{}", answer.text);
        assert_eq!(lms.records.count("registrations").await, 0);
        assert!(lms.registrations().await.is_empty());
        // Every night both sides are compared: the course is not to be launched until somebody brings it again.
        lms.work().await;
        assert!(lms.admin().await.get("/log").await.text.contains("course.lost"));
        assert_eq!(ann.get(&format!("/learn/{course}/launch")).await.status, 422);
        lms.cloud.later(1);
        author.upload(Some(course), "golf.zip", scorm12_single().build()).await;
        lms.work().await;
        lms.launch(&ann, course).await;
        lms.agree().await;
    }

    async fn s36_s37_a_cloud_that_answers_500_makes_nothing_and_nothing_is_lost(on: On) {
        let (lms, author, ann, course) = with_course(on).await;
        lms.line.always(Meddling::Refuse(500));
        let answer = ann.get(&format!("/learn/{course}/launch")).await;
        assert_eq!(answer.status, 503, "{}", answer.text);
        let upload = author.upload(None, "second.zip", scorm12_single().build()).await;
        lms.later(SOON).await;
        assert_eq!(lms.records.count("registrations WHERE state = 'reserved'").await, 1);
        assert_eq!(lms.records.count("imports WHERE doubt_at IS NOT NULL").await, 1);
        assert!(lms.registrations().await.is_empty());
        assert_eq!(lms.courses().await.len(), 1);
        lms.line.always(Meddling::Pass);
        lms.later(SOON).await;
        lms.later(SOON).await;
        lms.agree().await;
        assert_eq!(lms.registrations().await.len(), 1);
        assert!(author.get(&upload.location.unwrap()).await.text.contains("never arrived"));
        lms.launch(&ann, course).await;
        assert_eq!(lms.registrations().await.len(), 1);
    }

    async fn s36_s37_l2_a_registration_whose_answer_was_lost_is_found(on: On) {
        for lost in [Meddling::CutAnswer, Meddling::LoseAnswer(504), Meddling::LoseAnswer(200)] {
            let (lms, _, ann, course) = with_course(on).await;
            lms.line.when("createRegistration", lost);
            // Found at once, by asking; the learner notices nothing.
            lms.launch(&ann, course).await;
            lms.agree().await;
            assert_eq!(lms.line.count("createRegistration"), 1, "{lost:?}");
        }
    }

    async fn s36_s37_l2_a_registration_whose_answers_are_all_lost_is_found_later(on: On) {
        let (lms, _, ann, course) = with_course(on).await;
        lms.line.always(Meddling::CutAnswer);
        assert_eq!(ann.get(&format!("/learn/{course}/launch")).await.status, 503);
        assert_eq!(lms.registrations().await.len(), 1);
        assert_eq!(lms.records.count("registrations WHERE state = 'reserved'").await, 1);
        lms.line.always(Meddling::Pass);
        lms.later(SOON).await;
        lms.agree().await;
        lms.launch(&ann, course).await;
        lms.agree().await;
    }

    async fn l2_l6_a_registration_that_is_not_confirmed_yet_is_not_deleted_by_night(on: On) {
        let (lms, _, ann, course) = with_course(on).await;
        lms.line.always(Meddling::CutAnswer);
        assert_eq!(ann.get(&format!("/learn/{course}/launch")).await.status, 503);
        lms.line.always(Meddling::Pass);
        let made = lms.registrations().await;
        assert_eq!(made.len(), 1);
        // It is no longer young there, and here it still is not known whether it was made.
        lms.line.when("createRegistration", Meddling::CutAnswer);
        for _ in 0..4 {
            lms.line.when("registration.exists", Meddling::Cut);
        }
        lms.later(20 * 60).await;
        assert_eq!(lms.records.texts("SELECT state AS t FROM registrations").await, ["reserved"]);
        assert_eq!(lms.registrations().await, made);
        assert!(!lms.admin().await.get("/log").await.text.contains("registration.unknown"));
        lms.later(60).await;
        lms.agree().await;
    }

    async fn s17_s30_l2_a_package_whose_answer_was_lost_is_found(on: On) {
        let lms = TestCampus::on(on).await;
        let author = lms.person("author", "Otto", "Thor", "author").await;
        lms.line.when("importCourseAsync", Meddling::CutAnswer);
        let import = author.upload(None, "golf.zip", scorm12_single().build()).await.location.unwrap();
        let page = author.get(&import).await.text;
        assert!(page.contains("looking whether the package arrived"), "{page}");
        lms.cloud.run_jobs().await;
        lms.work().await;
        assert!(author.get(&import).await.text.contains("The course is ready"));
        lms.agree().await;
        assert_eq!(lms.courses().await[0].1, 1, "one version");
    }

    async fn s08_s09_s16_s37_s52_l2_the_cloud_is_down_for_an_hour(on: On) {
        let (lms, author, ann, course) = with_course(on).await;
        lms.person("bob", "Bob", "Ray", "learner").await;
        lms.person("cid", "Cid", "Ott", "learner").await;
        let path = format!("/courses/{course}");
        lms.assign(&author, course, "cid").await;
        let mut player = lms.launch(&ann, course).await;
        player.call(Call::Initialize, "", "");
        player.report(&[("cmi.core.score.raw", "55")]);
        player.send().await;
        lms.work().await;
        author.post(&format!("{path}/register-at"), &[("register_at", "assignment")]).await.redirected(&path);
        // A package is at work there when the line goes down; the same file within one second would be the same import.
        lms.cloud.later(1);
        let import = author.upload(Some(course), "new.zip", scorm12_single().build()).await.location.unwrap();
        lms.line.always(Meddling::Cut);
        lms.assign(&author, course, "bob").await;
        let page = author.get(&path).await.text;
        let cid = between(&page[page.find("Cid Ott").unwrap()..], "name=\"learner\" value=\"", "\"").to_owned();
        author.post(&format!("{path}/unassign"), &[("learner", &cid)]).await.redirected(&path);
        let late = author.upload(None, "late.zip", scorm12_single().build()).await.location.unwrap();
        for _ in 0..12 {
            lms.campus.work_once().await;
            lms.cloud.later(5 * 60);
            for page in ["/", "/courses", &path, &format!("{path}/results"), &import, "/registrations/1"] {
                assert_eq!(author.get(page).await.status, 200, "{page}");
            }
        }
        assert_eq!(author.get(&format!("{path}/results")).await.result_of("ann")[2], "55 %");
        assert!(author.get(&late).await.text.contains("looking whether the package arrived"));
        lms.line.always(Meddling::Pass);
        lms.work().await;
        assert!(author.get(&late).await.text.contains("never arrived"));
        lms.later(SOON).await;
        lms.agree().await;
        // Ann's and Bob's; the course has its new version; what was given up can be sent again.
        assert_eq!(lms.registrations().await.len(), 2);
        assert!(author.get(&import).await.text.contains("The course is ready"));
        let versions: Vec<usize> = lms.courses().await.into_iter().map(|(_, versions)| versions).collect();
        assert_eq!(versions, [2]);
    }

    async fn s39_l9_two_launches_at_once_make_one_registration(on: On) {
        let (lms, _, ann, course) = with_course(on).await;
        let path = format!("/learn/{course}/launch");
        let answers = tokio::join!(ann.get(&path), ann.get(&path), ann.get(&path), ann.get(&path));
        let statuses = [answers.0.status, answers.1.status, answers.2.status, answers.3.status];
        assert_eq!(statuses, [302; 4], "{}", answers.0.text);
        assert_eq!(lms.registrations().await.len(), 1);
        lms.agree().await;
    }

    async fn l2_l6_a_course_that_is_deleted_while_its_package_is_at_work_does_not_come_back(on: On) {
        let lms = TestCampus::on(on).await;
        let author = lms.person("author", "Otto", "Thor", "author").await;
        author.upload(None, "golf.zip", scorm12_single().build()).await;
        let course = number(between(&author.get("/courses").await.text, "href=\"/courses/", "\""));
        author.post(&format!("/courses/{course}/delete"), &[]).await.redirected("/courses");
        lms.work().await;
        lms.work().await;
        assert!(lms.courses().await.is_empty());
        assert_eq!(lms.records.count("courses").await, 0);
        assert_eq!(lms.records.count("imports").await, 0);
    }

    async fn l2_l6_one_that_fails_holds_up_no_other(on: On) {
        let (lms, author, ann, course) = with_course(on).await;
        let bob = lms.person("bob", "Bob", "Ray", "learner").await;
        lms.assign(&author, course, "bob").await;
        let mut players = Vec::new();
        for learner in [&ann, &bob] {
            let mut player = lms.launch(learner, course).await;
            player.call(Call::Initialize, "", "");
            player.report(&[("cmi.core.lesson_status", "completed")]);
            player.send().await;
            players.push(player);
        }
        // Nobody posts, and the cloud loses Ann's registration, which is asked for first.
        lms.back.always(Meddling::Cut);
        let ids = lms.records.texts("SELECT id AS t FROM registrations ORDER BY key").await;
        let _: Done = lms
            .cloud
            .call("registration.deleteRegistration", Params::new().with("regid", &ids[0]))
            .await;
        lms.cloud.later(40 * 60);
        lms.campus.work_once().await;
        let page = author.get(&format!("/courses/{course}/results")).await;
        assert_eq!(page.result_of("bob")[0], "complete");
        lms.later(SOON).await;
        lms.agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s63_s65_s66_a_silent_launch_is_closed_and_posted() {
    let (lms, author, ann, course) = with_course(On::Sqlite).await;
    let mut player = lms.launch(&ann, course).await;
    player.call(Call::Initialize, "", "");
    player.report(&[("cmi.core.score.raw", "60"), ("cmi.core.lesson_status", "passed")]);
    player.send().await;
    lms.cloud.run_jobs().await;
    let posted = lms.back.count("/postback");
    // The browser is gone, without an exit. Nothing comes back but what the cloud does by itself.
    drop(player);
    lms.line.always(Meddling::Cut);
    lms.cloud.later(11 * 60);
    lms.cloud.run_jobs().await;
    assert_eq!(lms.back.count("/postback"), posted + 1, "the closing is posted");
    let page = author.get(&format!("/courses/{course}/results")).await;
    assert_eq!(page.result_of("ann"), ["complete", "passed", "60 %"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn s65_a_silent_launch_is_asked_for() {
    let (lms, author, ann, course) = with_course(On::Sqlite).await;
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
async fn s52_l1_campus_is_down_for_an_hour() {
    let (lms, author, ann, course) = with_course(On::Sqlite).await;
    lms.back.always(Meddling::Refuse(503));
    let mut player = lms.launch(&ann, course).await;
    player.call(Call::Initialize, "", "");
    for score in ["10", "20", "30"] {
        player.report(&[("cmi.core.score.raw", score)]);
        player.send().await;
        lms.cloud.run_jobs().await;
    }
    for _ in 0..12 {
        lms.cloud.later(5 * 60);
        lms.cloud.run_jobs().await;
    }
    assert_eq!(lms.records.count("result_history").await, 0);
    lms.back.always(Meddling::Pass);
    lms.cloud.later(60 * 60);
    lms.cloud.run_jobs().await;
    let page = author.get(&format!("/courses/{course}/results")).await;
    assert_eq!(page.result_of("ann")[2], "30 %");
    lms.agree().await;
}
