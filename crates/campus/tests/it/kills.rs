//! `kill -9` of a Campus at the worst moments. What was begun is finished, or given up, by the next one on the same
//! records.

use lyceum_client::wire::params::Params;
use platform::Clock as _;
use runtime::client::Call;
use test_server::TestServer;
use test_support::{Meddling, scorm12_single};
use tokio::sync::mpsc;

use crate::campus::{Browser, On, TestCampus, between, number, on_both};
use crate::process::Process;

/// Longer than a request takes from reserving to confirming.
const SOON: u64 = 6 * 60;
/// Longer than anything stays in doubt.
const LATER: u64 = 16 * 60;

/// A Campus whose time is the present, so that a process of its own can stand beside it.
async fn present(on: On) -> TestCampus {
    let cloud = TestServer::new().await;
    cloud.clock.set(platform::SystemClock.now());
    TestCampus::beside(cloud, on).await
}

async fn with_course(on: On) -> (TestCampus, Browser, Browser, i64) {
    let lms = present(on).await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let course = lms.course(&author).await;
    lms.assign(&author, course, "ann").await;
    (lms, author, ann, course)
}

/// Launches at a process that is killed when the call to make the registration has got so far.
async fn killed_at_create(lms: &TestCampus, ann: &Browser, course: i64, meddling: Meddling) {
    let process = Process::start(lms).await;
    lms.line.when("createRegistration", meddling);
    let browser = process.browser(ann);
    let launch = tokio::spawn(async move { browser.try_get(&format!("/learn/{course}/launch")).await });
    lms.line.has_come("createRegistration").await;
    if meddling == Meddling::Hang {
        while lms.registrations().await.is_empty() {
            tokio::task::yield_now().await;
        }
    }
    process.kill().await;
    assert!(launch.await.unwrap().is_none(), "nothing was answered");
    assert_eq!(lms.records.count("registrations WHERE state = 'reserved'").await, 1);
}

on_both! {
    async fn s14_s36_s37_l2_killed_between_reserve_and_create(on: On) {
        let (lms, _, ann, course) = with_course(on).await;
        killed_at_create(&lms, &ann, course, Meddling::Stall).await;
        assert!(lms.registrations().await.is_empty(), "the cloud never heard of it");
        // Too early: it might still be under way.
        lms.work().await;
        assert_eq!(lms.records.count("registrations WHERE state = 'reserved'").await, 1);
        lms.later(SOON).await;
        lms.agree().await;
        assert_eq!(lms.registrations().await.len(), 1);
        lms.launch(&ann, course).await;
        assert_eq!(lms.registrations().await.len(), 1);
    }

    async fn s36_s37_s39_l2_killed_between_create_and_confirm(on: On) {
        let (lms, _, ann, course) = with_course(on).await;
        killed_at_create(&lms, &ann, course, Meddling::Hang).await;
        let made = lms.registrations().await;
        assert_eq!(made.len(), 1, "the cloud has it");
        // The learner does not wait for the sweeper.
        lms.launch(&ann, course).await;
        lms.agree().await;
        lms.later(SOON).await;
        lms.agree().await;
        assert_eq!(lms.registrations().await, made);
    }
}

/// Sends the first half of a package through a process, and gives what sends the rest.
async fn half_sent(lms: &TestCampus, process: &Process, author: &Browser) -> mpsc::Sender<Vec<u8>> {
    let mut body = Browser::head_of_upload("golf.zip");
    let package = scorm12_single().build();
    let (first, _) = package.split_at(package.len() / 2);
    body.extend(first);
    let (pieces, sent) = mpsc::channel(4);
    pieces.send(body).await.unwrap();
    let browser = process.browser(author);
    tokio::spawn(async move { browser.try_upload(sent).await });
    lms.line.has_come("importCourseAsync").await;
    pieces
}

on_both! {
    async fn s14_s16_s30_l2_killed_while_a_package_comes_through(on: On) {
        let lms = present(on).await;
        let author = lms.person("author", "Otto", "Thor", "author").await;
        let process = Process::start(&lms).await;
        let rest = half_sent(&lms, &process, &author).await;
        process.kill().await;
        drop(rest);
        assert_eq!(lms.records.count("imports WHERE state = 'awaited'").await, 1);
        assert!(lms.courses().await.is_empty(), "half a package is none");
        // The author sees that it is not known, then that it failed, and tries again with the same course.
        lms.later(SOON).await;
        let page = author.get("/imports/1").await.text;
        assert!(page.contains("is on its way"), "{page}");
        lms.later(LATER).await;
        let page = author.get("/imports/1").await.text;
        assert!(page.contains("never arrived"), "{page}");
        let course = number(between(&page, "href=\"/courses/", "\""));
        author.upload(Some(course), "golf.zip", scorm12_single().build()).await;
        lms.work().await;
        lms.agree().await;
        assert_eq!(lms.courses().await.len(), 1);
    }

    async fn s15_s16_s32_l2_killed_before_the_token_was_stored(on: On) {
        let lms = present(on).await;
        let author = lms.person("author", "Otto", "Thor", "author").await;
        let process = Process::start(&lms).await;
        lms.line.when("importCourseAsync", Meddling::Hang);
        let rest = half_sent(&lms, &process, &author).await;
        let package = scorm12_single().build();
        rest.send(package[package.len() / 2..].to_vec()).await.unwrap();
        rest.send(b"\r\n--b--\r\n".to_vec()).await.unwrap();
        drop(rest);
        while lms.courses().await.is_empty() {
            lms.cloud.run_jobs().await;
        }
        process.kill().await;
        assert_eq!(lms.records.count("imports WHERE token IS NULL").await, 1);
        lms.later(SOON).await;
        lms.later(60).await;
        lms.agree().await;
        assert_eq!(lms.courses().await[0].1, 1, "one version");
        assert!(author.get("/imports/1").await.text.contains("The course is ready"));
    }

    async fn s16_s23_s32_l2_killed_while_a_browser_posts_to_the_cloud(on: On) {
        let lms = present(on).await;
        let author = lms.person("author", "Otto", "Thor", "author").await;
        let process = Process::start(&lms).await;
        let browser = process.browser(&author);
        let awaited = browser.post("/imports/await", &[("file_name", "golf.zip")]).await.text;
        let import = number(between(&awaited, "{\"import\":", "}"));
        let link = browser.post(&format!("/imports/{import}/link"), &[]).await.text;
        process.kill().await;
        browser.post_to_cloud(between(&link, "\"url\":\"", "\""), scorm12_single().build()).await;
        // The browser cannot tell Campus its token, and is closed.
        lms.later(60).await;
        assert_eq!(lms.records.count("imports WHERE state = 'awaited'").await, 1);
        lms.later(LATER).await;
        lms.agree().await;
        assert_eq!(lms.courses().await[0].1, 1);
    }

    async fn s50_s52_l1_killed_while_it_takes_a_postback(on: On) {
        let (lms, author, ann, course) = with_course(on).await;
        let mut player = lms.launch(&ann, course).await;
        player.call(Call::Initialize, "", "");
        player.report(&[("cmi.core.score.raw", "70"), ("cmi.core.lesson_status", "passed")]);
        player.send().await;
        let process = Process::start(&lms).await;
        lms.back.turn_to(&process.host);
        // The postback gets as far as the records and no further.
        let held = lms.records.hold("UPDATE registrations SET state = state").await;
        let posting = tokio::spawn({
            let jobs = lms.cloud.services().jobs();
            async move { jobs::run_until_idle(&jobs).await.unwrap() }
        });
        lms.back.has_come("/postback").await;
        process.kill().await;
        drop(held);
        posting.await.unwrap();
        assert_eq!(lms.records.count("result_history").await, 0, "it was not taken");
        // The next Campus gets it again.
        lms.back.turn_to(lms.address.trim_start_matches("http://"));
        lms.cloud.later(60 * 60);
        lms.cloud.run_jobs().await;
        let page = author.get(&format!("/courses/{course}/results")).await;
        assert_eq!(page.result_of("ann"), ["complete", "passed", "70 %"]);
        assert_eq!(lms.records.count("result_history").await, 1, "once");
        lms.agree().await;
    }

    async fn s50_s52_l1_killed_before_it_answered_a_postback(on: On) {
        let (lms, author, ann, course) = with_course(on).await;
        let mut player = lms.launch(&ann, course).await;
        player.call(Call::Initialize, "", "");
        player.report(&[("cmi.core.lesson_status", "completed")]);
        player.send().await;
        // It was taken in, and the cloud never learned.
        lms.back.when("/postback", Meddling::CutAnswer);
        lms.cloud.run_jobs().await;
        assert_eq!(lms.records.count("result_history").await, 1);
        lms.cloud.later(60 * 60);
        lms.cloud.run_jobs().await;
        assert_eq!(lms.back.count("/postback"), 2);
        assert_eq!(lms.records.count("result_history").await, 1, "once");
        let page = author.get(&format!("/courses/{course}/results")).await;
        assert_eq!(page.result_of("ann")[0], "complete");
        let params = Params::new().with("regid", &lms.registrations().await[0]);
        let _: lyceum_client::wire::simple::Exists = lms.cloud.call("registration.exists", params).await;
        lms.agree().await;
    }
}
