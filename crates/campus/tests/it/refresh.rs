//! Results asked for, by the button, for many at once, and by a program.

use campus::Refresh;

use crate::campus::{TestCampus, between, number};

#[tokio::test(flavor = "multi_thread")]
async fn s54_results_are_asked_for_one_by_one_together_and_from_the_command_line() {
    let lms = TestCampus::start().await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let course = lms.course(&author).await;
    lms.assign(&author, course, "ann").await;
    let results = format!("/courses/{course}/results");
    let mut player = lms.launch(&ann, course).await;
    player.call(runtime::client::Call::Initialize, "", "");
    let registration = number(between(&author.get(&results).await.text, "href=\"/registrations/", "\""));
    let id = registered_id(&lms).await;

    // No job runs: nothing is posted, so each score below was asked for.
    for (score, way) in [("10", 0), ("20", 1), ("30", 2), ("40", 3), ("50", 4)] {
        player.report(&[("cmi.core.score.raw", score)]);
        player.send().await;
        let asked = match way {
            0 => {
                let path = format!("/registrations/{registration}");
                author.post(&format!("{path}/refresh"), &[]).await.redirected(&path);
                1
            }
            1 => {
                author.post(&format!("/courses/{course}/refresh"), &[]).await.redirected(&results);
                1
            }
            2 => lms.campus.refresh(&Refresh::Registration(id.clone())).await.unwrap(),
            3 => lms.campus.refresh(&Refresh::Course(course)).await.unwrap(),
            _ => lms.campus.refresh(&Refresh::All).await.unwrap(),
        };
        assert_eq!(asked, 1);
        assert_eq!(author.get(&results).await.result_of("ann")[2], format!("{score} %"));
    }
    assert!(lms.campus.refresh(&Refresh::Course(course + 1)).await.is_err());
    assert!(lms.campus.refresh(&Refresh::Registration("nobody".to_owned())).await.is_err());
}

/// The id of the only registration in the cloud.
async fn registered_id(lms: &TestCampus) -> String {
    let list: lyceum_client::wire::registration::RegistrationList =
        lms.cloud.call("registration.getRegistrationList", Default::default()).await;
    list.0[0].registration.id.clone()
}
