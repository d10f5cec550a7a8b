//! Links and tokens of uploads in the hands of browsers.

use test_support::{Meddling, scorm12_single};

use crate::campus::{Browser, On, TestCampus, between, number, on_both};

async fn two_authors(on: On) -> (TestCampus, Browser, Browser) {
    let lms = TestCampus::on(on).await;
    let one = lms.person("one", "Otto", "Thor", "author").await;
    let two = lms.person("two", "Una", "Two", "author").await;
    (lms, one, two)
}

async fn begin(author: &Browser, course: Option<i64>) -> i64 {
    let course = course.map(|course| course.to_string());
    let mut form = vec![("file_name", "golf.zip")];
    form.extend(course.as_deref().map(|course| ("course", course)));
    let awaited = author.post("/imports/await", &form).await.text;
    number(between(&awaited, "{\"import\":", "}"))
}

/// Posts a package to the cloud by the browser's way; the token.
async fn send(author: &Browser, import: i64) -> String {
    let link = author.post(&format!("/imports/{import}/link"), &[]).await.text;
    let reply = author.post_to_cloud(between(&link, "\"url\":\"", "\""), scorm12_single().build()).await;
    between(&reply, "<id>", "</id>").to_owned()
}

async fn tell(author: &Browser, import: i64, token: &str) -> u16 {
    author.post(&format!("/imports/{import}/answer"), &[("token", token)]).await.status
}

on_both! {
    async fn s23_s27_l8_a_browser_cannot_attach_somebody_elses_import(on: On) {
        let (lms, one, two) = two_authors(on).await;
        let real = begin(&one, None).await;
        let token = send(&one, real).await;
        // The second author claims the first one's import for a course of their own.
        let claimed = begin(&two, None).await;
        assert_eq!(tell(&two, claimed, &token).await, 303);
        assert_eq!(tell(&one, real, &token).await, 303);
        lms.work().await;
        let page = two.get(&format!("/imports/{claimed}")).await.text;
        assert!(page.contains("not for this course"), "{page}");
        assert!(one.get(&format!("/imports/{real}")).await.text.contains("The course is ready"));
        assert_eq!(lms.records.count("courses WHERE state = 'ready'").await, 1);
        lms.agree().await;

        // The same for a course that is there: the claim makes no new version of it.
        let course = number(between(&one.get("/courses").await.text, "href=\"/courses/", "\""));
        let other = begin(&two, None).await;
        let token = send(&two, other).await;
        let claimed = begin(&one, Some(course)).await;
        tell(&one, claimed, &token).await;
        tell(&two, other, &token).await;
        lms.work().await;
        assert!(one.get(&format!("/imports/{claimed}")).await.text.contains("not for this course"));
        lms.agree().await;
        // A real new version is believed; within the same second the same file would be the same import.
        lms.cloud.later(1);
        let next = begin(&one, Some(course)).await;
        let token = send(&one, next).await;
        tell(&one, next, &token).await;
        lms.work().await;
        assert!(one.get(&format!("/imports/{next}")).await.text.contains("The course is ready"));
        lms.agree().await;
    }

    async fn s15_l2_a_token_that_is_none_is_found_out(on: On) {
        let (lms, one, _) = two_authors(on).await;
        let import = begin(&one, None).await;
        send(&one, import).await;
        // It was taken, but the browser says something else.
        tell(&one, import, "no-such-token").await;
        lms.work().await;
        assert!(one.get(&format!("/imports/{import}")).await.text.contains("The course is ready"));
        lms.agree().await;
        let import = begin(&one, None).await;
        tell(&one, import, "no-such-token").await;
        lms.work().await;
        assert!(one.get(&format!("/imports/{import}")).await.text.contains("lost the package"));
        assert_eq!(lms.courses().await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s25_s27_a_link_is_given_once_to_the_one_who_began() {
    let (lms, one, two) = two_authors(On::Sqlite).await;
    let import = begin(&one, None).await;
    let path = format!("/imports/{import}/link");
    assert_eq!(two.post(&path, &[]).await.status, 404, "another author");
    assert_eq!(lms.admin().await.post(&path, &[]).await.status, 404, "the administrator");
    assert_eq!(lms.browser().post(&path, &[]).await.status, 303, "nobody");
    let link = one.post(&path, &[]).await;
    assert_eq!((link.status, link.headers["cache-control"].to_str().unwrap()), (200, "no-store"));
    assert_eq!(one.post(&path, &[]).await.status, 422, "a second time");
    assert_eq!(tell(&two, import, "t").await, 404, "another author's answer");
    // Nor can anybody begin without end.
    let mut last = 200;
    for _ in 0..60 {
        last = one.post("/imports/await", &[("file_name", "golf.zip")]).await.status;
    }
    assert_eq!(last, 422);
    lms.cloud.later(60 * 60 + 1);
    assert_eq!(one.post("/imports/await", &[("file_name", "golf.zip")]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn s32_a_browser_whose_upload_broke_off_is_not_believed_either() {
    let (lms, one, _) = two_authors(On::Sqlite).await;
    // It had arrived: only the answer did not.
    let arrived = begin(&one, None).await;
    send(&one, arrived).await;
    one.post(&format!("/imports/{arrived}/answer"), &[]).await;
    let never = begin(&one, None).await;
    one.post(&format!("/imports/{never}/link"), &[]).await;
    one.post(&format!("/imports/{never}/answer"), &[]).await;
    lms.work().await;
    assert!(one.get(&format!("/imports/{arrived}")).await.text.contains("The course is ready"));
    // It is looked for, and nobody has to wait for that.
    let page = one.get(&format!("/imports/{never}")).await.text;
    assert!(page.contains("is on its way") && page.contains("Try again"), "{page}");
    lms.later(16 * 60).await;
    assert!(one.get(&format!("/imports/{never}")).await.text.contains("never arrived"));
    lms.agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s32_a_package_that_never_arrived_is_not_taken_for_the_one_sent_after_it() {
    let (lms, one, _) = two_authors(On::Sqlite).await;
    let never = begin(&one, None).await;
    one.post(&format!("/imports/{never}/link"), &[]).await;
    one.post(&format!("/imports/{never}/answer"), &[]).await;
    let never = format!("/imports/{never}");
    let course = number(between(&one.get(&never).await.text, "href=\"/courses/", "\""));
    let again = begin(&one, Some(course)).await;
    let token = send(&one, again).await;
    tell(&one, again, &token).await;
    lms.work().await;
    assert!(one.get(&format!("/imports/{again}")).await.text.contains("The course is ready"));
    assert!(one.get(&never).await.text.contains("looking whether the package arrived"));
    lms.later(16 * 60).await;
    assert!(one.get(&never).await.text.contains("never arrived"));
    lms.agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s12_s16_s19_the_page_is_there_before_the_job_runs() {
    let (lms, one, _) = two_authors(On::Sqlite).await;
    // No job of the cloud runs until the test says so.
    let import = one.upload(None, "golf.zip", scorm12_single().build()).await.location.unwrap();
    for _ in 0..3 {
        lms.campus.work_once().await;
        assert!(one.get(&import).await.text.contains("is on its way"));
    }
    assert!(lms.courses().await.is_empty());
    lms.work().await;
    assert!(one.get(&import).await.text.contains("The course is ready"));
}

#[tokio::test(flavor = "multi_thread")]
async fn s17_s26_what_the_cloud_refuses_is_told_kindly_and_can_be_tried_again() {
    let (lms, one, _) = two_authors(On::Sqlite).await;
    // A browser that submitted too late, and one that was refused.
    let mut course = None;
    for (code, words) in [("107", "begun too long ago"), ("104", "refused the package")] {
        let import = begin(&one, course).await;
        one.post(&format!("/imports/{import}/answer"), &[("code", code)]).await;
        let page = one.get(&format!("/imports/{import}")).await.text;
        assert!(page.contains(words), "{page}");
        course = Some(number(between(&page, "href=\"/courses/", "\"")));
    }
    // Something before the cloud refuses what comes through Campus.
    lms.line.always(Meddling::Refuse(404));
    let import = one.upload(course, "golf.zip", scorm12_single().build()).await.location.unwrap();
    assert!(one.get(&import).await.text.contains("cannot be reached"));
    lms.line.always(Meddling::Pass);
    let import = one.upload(course, "golf.zip", scorm12_single().build()).await.location.unwrap();
    lms.work().await;
    assert!(one.get(&import).await.text.contains("The course is ready"));
    lms.agree().await;
    assert_eq!(lms.records.count("courses").await, 1);
}
