//! Postbacks that come again, come late, or come from somebody else.

use lyceum_client::RegistrationId;
use lyceum_client::postback::{Credentials, PostbackKey};
use lyceum_client::wire::params::Params;
use lyceum_client::wire::postback::PostbackInfo;
use runtime::client::Call;
use test_support::Meddling;

use crate::campus::{Browser, On, TestCampus, on_both};

async fn two_learners(on: On) -> (TestCampus, Browser, i64, Vec<String>) {
    let lms = TestCampus::on(on).await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let course = lms.course(&author).await;
    for (login, name) in [("ann", "Ann"), ("bob", "Bob")] {
        let learner = lms.person(login, name, "Lee", "learner").await;
        lms.assign(&author, course, login).await;
        let mut player = lms.launch(&learner, course).await;
        player.call(Call::Initialize, "", "");
        player.report(&[("cmi.core.score.raw", "40"), ("cmi.core.lesson_status", "incomplete")]);
        player.send().await;
    }
    lms.cloud.run_jobs().await;
    let ids = lms.records.texts("SELECT id AS t FROM registrations ORDER BY key").await;
    (lms, author, course, ids)
}

/// A report of the four values.
fn report(id: &str, secs: u32, complete: &str, success: &str, score: &str) -> String {
    format!(
        "<registrationreport format=\"course\" regid=\"{id}\" instanceid=\"0\"><complete>{complete}</complete>\
         <success>{success}</success><totaltime>{secs}</totaltime><score>{score}</score></registrationreport>"
    )
}

fn credentials(lms: &TestCampus, id: &str) -> Credentials {
    PostbackKey::new(lms.config.postback_key.clone()).credentials(&RegistrationId::new(id).unwrap())
}

/// Posts it as the cloud does in its form manner, or with a header; the status of the answer.
async fn post(lms: &TestCampus, report: &str, credentials: Option<&Credentials>, in_form: bool) -> u16 {
    let request = reqwest::Client::new().post(format!("{}/postback", lms.address));
    let request = match (credentials, in_form) {
        (Some(known), true) => {
            let form = Params::new()
                .with("username", &known.name)
                .with("password", &known.password)
                .with("data", report);
            request.header("content-type", "application/x-www-form-urlencoded").body(form.to_urlencoded())
        }
        (Some(known), false) => request
            .basic_auth(&known.name, Some(&known.password))
            .header("content-type", "text/xml")
            .body(report.to_owned()),
        (None, _) => request.header("content-type", "text/xml").body(report.to_owned()),
    };
    request.send().await.unwrap().status().as_u16()
}

on_both! {
    async fn s52_s55_l1_the_same_ten_times_and_in_any_order(on: On) {
        let (lms, author, course, ids) = two_learners(on).await;
        let known = credentials(&lms, &ids[0]);
        let history = lms.records.count("result_history").await;
        let passed = report(&ids[0], 90, "complete", "passed", "80");
        let posts: Vec<_> = (0..10).map(|_| post(&lms, &passed, Some(&known), true)).collect();
        for status in futures_util::future::join_all(posts).await {
            assert_eq!(status, 204);
        }
        let results = format!("/courses/{course}/results");
        assert_eq!(author.get(&results).await.result_of("ann"), ["complete", "passed", "80 %"]);
        assert_eq!(lms.records.count("result_history").await, history + 1, "ten of the same are one");
        // Older ones come late, in both manners; none is taken, and the cloud is to be asked.
        for secs in [60, 3, 30] {
            let late = report(&ids[0], secs, "incomplete", "unknown", "10");
            assert_eq!(post(&lms, &late, Some(&known), secs != 30).await, 204);
        }
        assert_eq!(author.get(&results).await.result_of("ann"), ["complete", "passed", "80 %"]);
        assert_eq!(lms.records.count("registrations WHERE in_doubt = 1").await, 1);
        // The cloud's word is the last: all of that was made up by this test.
        lms.later(60).await;
        assert_eq!(author.get(&results).await.result_of("ann")[2], "40 %");
        lms.agree().await;
    }

    async fn s53_l1_l8_forged_ones_and_those_of_strangers_do_nothing(on: On) {
        let (lms, author, course, ids) = two_learners(on).await;
        let own = credentials(&lms, &ids[0]);
        let history = lms.records.count("result_history").await;
        let forged = report(&ids[0], 900, "complete", "passed", "100");
        let wrong = Credentials { password: format!("{}x", own.password), ..own.clone() };
        let empty = Credentials { name: String::new(), password: String::new() };
        let others = credentials(&lms, &ids[1]);
        let plain = Credentials { password: "s3cretKey of the tests".to_owned(), ..own.clone() };
        for (what, given) in [
            ("none", None),
            ("a wrong password", Some(&wrong)),
            ("empty ones", Some(&empty)),
            ("those of another registration", Some(&others)),
            ("the application's secret", Some(&plain)),
        ] {
            for in_form in [true, false] {
                assert_eq!(post(&lms, &forged, given, in_form).await, 401, "{what}");
            }
        }
        // Known credentials of a registration that is not here: taken note of by nobody, and not asked for again.
        let strange = report("stranger", 900, "complete", "passed", "100");
        assert_eq!(post(&lms, &strange, Some(&credentials(&lms, "stranger")), true).await, 204);
        assert_eq!(post(&lms, &strange, Some(&own), true).await, 401);
        for nonsense in ["", "<registrationreport/>", "<rsp stat=\"ok\"/>", "{}", "\u{0}"] {
            assert!([400, 401].contains(&post(&lms, nonsense, Some(&own), false).await), "{nonsense}");
        }
        assert_eq!(lms.records.count("result_history").await, history);
        assert_eq!(lms.records.count("registrations").await, 2);
        let page = author.get(&format!("/courses/{course}/results")).await;
        for login in ["ann", "bob"] {
            assert_eq!(page.result_of(login)[2], "40 %", "{login}");
        }
        lms.agree().await;
    }
}

/// The cloud posts results of the registration as the configuration says now.
async fn assert_posts_here(lms: &TestCampus, id: &str) {
    let asked = Params::new().with("regid", id);
    let there: PostbackInfo = lms.cloud.call("registration.getPostbackInfo", asked).await;
    let there = there.settings.unwrap();
    assert_eq!(there.credentials, Some(credentials(lms, id)));
    assert_eq!(there.url, format!("{}/postback", lms.config.postback_url));
    assert_eq!(there.format, lyceum_client::ResultsFormat::Full);
}

on_both! {
    async fn s50_s53_a_change_of_the_configuration_reaches_registrations_that_are_there(on: On) {
        let (mut lms, _, _, ids) = two_learners(on).await;
        // The application has another secret now, and so all postbacks other credentials.
        lms.config.postback_key = "made from another secret".to_owned().into();
        let restarted = lms.restarted().await;
        restarted.work_once().await;
        for id in &ids {
            assert_posts_here(&lms, id).await;
        }
        // Once is enough, and registrations that are new had them from the start.
        assert_eq!(lms.line.count("updatePostbackInfo"), ids.len());
        restarted.work_once().await;
        assert_eq!(lms.line.count("updatePostbackInfo"), ids.len());
    }

    async fn s36_s50_s53_a_change_of_the_configuration_before_a_registration_is_confirmed(on: On) {
        let mut lms = TestCampus::on(on).await;
        let author = lms.person("author", "Otto", "Thor", "author").await;
        let ann = lms.person("ann", "Ann", "Lee", "learner").await;
        let course = lms.course(&author).await;
        lms.assign(&author, course, "ann").await;
        lms.line.always(Meddling::CutAnswer);
        assert_eq!(ann.get(&format!("/learn/{course}/launch")).await.status, 503);
        lms.line.always(Meddling::Pass);
        let ids = lms.registrations().await;
        assert_eq!(ids.len(), 1, "made with the settings of then");
        lms.config.postback_key = "made from another secret".to_owned().into();
        let restarted = lms.restarted().await;
        lms.cloud.later(6 * 60);
        restarted.work_once().await;
        assert_posts_here(&lms, &ids[0]).await;
        lms.agree().await;
    }
}
