//! From a package to a result, and what people decide about it.

use runtime::client::Call;
use test_support::Meddling;

use crate::campus::{TestCampus, between, number};

#[tokio::test(flavor = "multi_thread")]
async fn s10_s11_s16_s18_s20_s39_s41_s50_s51_s56_s60_s63_l7_from_package_to_override() {
    let lms = TestCampus::start().await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let course = lms.course(&author).await;
    lms.assign(&author, course, "ann").await;

    let page = ann.get("/").await.text;
    assert!(page.contains("Single SCO"), "{page}");
    // S60: no page holds a signature.
    assert!(!page.contains("sig="), "{page}");
    let mut player = lms.launch(&ann, course).await;
    player.call(Call::Initialize, "", "");
    player.report(&[("cmi.core.score.raw", "70"), ("cmi.core.lesson_status", "failed")]);
    player.send().await;
    // The cloud posts by itself; nobody asks.
    lms.cloud.run_jobs().await;
    let results = format!("/courses/{course}/results");
    let page = author.get(&results).await;
    assert_eq!(page.result_of("ann"), ["not known", "failed", "70 %"]);

    // S63: the learner closes the browser without an exit; what was reported is here.
    player.report(&[("cmi.core.score.raw", "90"), ("cmi.core.lesson_status", "passed")]);
    player.send().await;
    drop(player);
    lms.cloud.run_jobs().await;
    let page = author.get(&results).await;
    assert_eq!(page.result_of("ann"), ["complete", "passed", "90 %"]);

    let admin = lms.admin().await;
    let registration = number(between(&page.text, "href=\"/registrations/", "\""));
    let path = format!("/registrations/{registration}");
    let decided = [("success", "failed"), ("score", "10"), ("reason", "Copied from a neighbour")];
    admin.post(&format!("{path}/override"), &decided).await.redirected(&path);
    assert_eq!(author.get(&results).await.result_of("ann"), ["complete", "failed", "10 %"]);
    let detail = author.get(&path).await.text;
    assert!(detail.contains("Copied from a neighbour") && detail.contains("90 %"), "{detail}");
    assert!(admin.get("/log").await.text.contains("result.overridden"));

    admin.post(&format!("{path}/revert"), &[]).await.redirected(&path);
    assert_eq!(author.get(&results).await.result_of("ann"), ["complete", "passed", "90 %"]);

    let csv = author.get(&format!("{results}.csv")).await;
    assert!(csv.text.contains("\"Ann Lee\",\"ann\",\"\",\"complete\",\"passed\",\"90\""), "{}", csv.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn s57_s58_s59_the_way_back_shows_the_final_result() {
    let lms = TestCampus::start().await;
    let admin = lms.admin().await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let course = lms.course(&admin).await;
    lms.assign(&admin, course, "ann").await;
    let mut player = lms.launch(&ann, course).await;
    player.call(Call::Initialize, "", "");
    player.report(&[("cmi.core.lesson_status", "completed")]);
    player.leave().await;
    // No job has run: the postback is not out yet.
    let page = ann.get(&format!("/learn/{course}/back")).await.text;
    assert_eq!(between(&page, "data-value=\"completion\">", "<"), "complete");
}

#[tokio::test(flavor = "multi_thread")]
async fn s09_reports_render_while_the_cloud_is_down() {
    let lms = TestCampus::start().await;
    lms.line.always(Meddling::Cut);
    let admin = lms.admin().await;
    for path in ["/", "/courses", "/people", "/log"] {
        assert_eq!(admin.get(path).await.status, 200, "{path}");
    }
    let answer = admin.upload(None, "golf.zip", vec![0; 1000]).await;
    let import = answer.location.unwrap();
    let page = admin.get(&import).await.text;
    assert!(page.contains("looking whether the package arrived"), "{page}");
    let course = number(between(&admin.get("/courses").await.text, "href=\"/courses/", "\""));
    // Reports do not even try to ask it.
    let asked = lms.line.seen().len();
    for path in ["/", "/courses", &format!("/courses/{course}"), &format!("/courses/{course}/results")] {
        assert_eq!(admin.get(path).await.status, 200, "{path}");
    }
    assert_eq!(admin.get(&format!("/courses/{course}/results.csv")).await.status, 200);
    assert_eq!(lms.line.seen().len(), asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn s17_s21_a_broken_package_gets_a_kind_sentence_and_another_try() {
    let lms = TestCampus::start().await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let import = author.upload(None, "notes.zip", b"not a zip at all".to_vec()).await.location.unwrap();
    lms.cloud.run_jobs().await;
    lms.campus.work_once().await;
    let page = author.get(&import).await.text;
    assert!(page.contains("This file is not a zip file"), "{page}");
    let course = number(between(&page, "href=\"/courses/", "\""));
    let again = author.upload(Some(course), "golf.zip", test_support::scorm12_single().build()).await;
    lms.cloud.run_jobs().await;
    lms.campus.work_once().await;
    assert!(author.get(&again.location.unwrap()).await.text.contains("The course is ready"));
    // The package's title, and then one of ours that a new version does not replace.
    let path = format!("/courses/{course}");
    assert!(author.get(&path).await.text.contains("<h1>Single SCO</h1>"));
    author.post(&format!("{path}/title"), &[("title", "Golf <for> all")]).await.redirected(&path);
    author.upload(Some(course), "golf2.zip", test_support::scorm12_single().build()).await;
    lms.cloud.run_jobs().await;
    lms.campus.work_once().await;
    assert!(author.get(&path).await.text.contains("<h1>Golf &#60;for&#62; all</h1>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn s23_s25_s27_the_browser_gets_a_link_at_submit() {
    let lms = TestCampus::start().await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    assert!(!author.get("/courses").await.text.contains("sig="));
    let awaited = author.post("/imports/await", &[("file_name", "golf.zip")]).await.text;
    let import = number(between(&awaited, "{\"import\":", "}"));
    let answer = author.post(&format!("/imports/{import}/link"), &[]).await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    let url = between(&answer.text, "\"url\":\"", "\"");
    // What the browser does with it.
    let mut body =
        b"--b\r\nContent-Disposition: form-data; name=\"filedata\"; filename=\"golf.zip\"\r\n\r\n".to_vec();
    body.extend(test_support::scorm12_single().build());
    body.extend(b"\r\n--b--\r\n");
    let reply = author
        .client()
        .post(url)
        .header("origin", &lms.address)
        .header("content-type", "multipart/form-data; boundary=b")
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(reply.headers()["access-control-allow-origin"], "*");
    let reply = reply.text().await.unwrap();
    let token = between(&reply, "<id>", "</id>");
    author
        .post(&format!("/imports/{import}/answer"), &[("token", token)])
        .await
        .redirected(&format!("/imports/{import}"));
    lms.cloud.run_jobs().await;
    lms.campus.work_once().await;
    assert!(author.get(&format!("/imports/{import}")).await.text.contains("The course is ready"));
}

#[tokio::test(flavor = "multi_thread")]
async fn s38_s40_registered_at_assignment_where_the_course_says_so() {
    let lms = TestCampus::start().await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    lms.person("ann", "Ann", "Lee", "learner").await;
    let course = lms.course(&author).await;
    let path = format!("/courses/{course}");
    author.post(&format!("{path}/register-at"), &[("register_at", "assignment")]).await.redirected(&path);
    lms.assign(&author, course, "ann").await;
    assert!(author.get(&path).await.text.contains("<td>yes</td>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn l6_deletions_reach_the_cloud() {
    let lms = TestCampus::start().await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let course = lms.course(&author).await;
    lms.assign(&author, course, "ann").await;
    lms.launch(&ann, course).await.leave().await;
    assert_eq!(registrations(&lms).await, 1);
    let path = format!("/courses/{course}");
    let page = author.get(&path).await.text;
    let learner = between(&page, "name=\"learner\" value=\"", "\"").to_owned();
    author.post(&format!("{path}/unassign"), &[("learner", &learner)]).await.redirected(&path);
    lms.campus.work_once().await;
    assert_eq!(registrations(&lms).await, 0);
    author.post(&format!("{path}/delete"), &[]).await.redirected("/courses");
    let list: lyceum_client::wire::course::CourseList =
        lms.cloud.call("course.getCourseList", Default::default()).await;
    assert!(list.0.is_empty());
    assert_eq!(author.get(&path).await.status, 404);
}

async fn registrations(lms: &TestCampus) -> usize {
    let list: lyceum_client::wire::registration::RegistrationList =
        lms.cloud.call("registration.getRegistrationList", Default::default()).await;
    list.0.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn s60_s61_s62_every_launch_is_made_at_its_moment_and_written_down() {
    let lms = TestCampus::start().await;
    let admin = lms.admin().await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let course = lms.course(&admin).await;
    lms.assign(&admin, course, "ann").await;
    // By redirection and by a script: each time another link, good from this moment on.
    let redirected = ann.get(&format!("/learn/{course}/launch")).await;
    assert_eq!(redirected.headers["cache-control"], "no-store");
    lms.cloud.later(60);
    let asked = ann.post(&format!("/learn/{course}/link"), &[]).await;
    assert_eq!(asked.headers["cache-control"], "no-store");
    let link = between(&asked.text, "\"url\":\"", "\"");
    assert_ne!(Some(link), redirected.location.as_deref());
    test_server::Player::open(link, lms.cloud.clock.clone()).await;
    let launches = "SELECT actor || ' ' || detail AS t FROM events WHERE kind = 'course.launched'";
    let expected = format!("ann {}", lms.registrations().await[0]);
    assert_eq!(lms.records.texts(launches).await, [expected.clone(), expected]);
    assert!(admin.get("/log").await.text.contains("Launched a course"));
    // The first one is too old by now.
    lms.cloud.later(15 * 60);
    let old = reqwest::get(redirected.location.unwrap()).await.unwrap().text().await.unwrap();
    assert!(!old.contains("/content/"), "{old}");
    for path in ["/", &format!("/learn/{course}/back")] {
        assert!(!ann.get(path).await.text.contains("sig="), "{path}");
    }
}
