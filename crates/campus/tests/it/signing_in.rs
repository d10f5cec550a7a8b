//! Who guesses, and who only leaves a page open.

use crate::campus::{On, PASSWORD, TestCampus, on_both};

on_both! {
    async fn guesses_at_the_same_moment_are_counted_all_the_same(on: On) {
        let lms = TestCampus::on(on).await;
        lms.person("ann", "Ann", "Lee", "learner").await;
        for login in ["ann", "nobody", &"ü".repeat(255)] {
            let guesses: Vec<_> = (0..20)
                .map(|_| {
                    let (eve, login) = (lms.browser(), login.to_owned());
                    tokio::spawn(async move {
                        let form = [("login", login.as_str()), ("password", "wrong")];
                        eve.post("/sign-in", &form).await.text.contains("Name or password are wrong")
                    })
                })
                .collect();
            let mut looked_at = 0;
            for guess in guesses {
                looked_at += u32::from(guess.await.unwrap());
            }
            assert_eq!(looked_at, 5, "{login}");
        }
        // Who knows the password begins anew.
        lms.cloud.later(2);
        for _ in 0..2 {
            for _ in 0..4 {
                let form = [("login", "ann"), ("password", "wrong")];
                lms.cloud.later(15 * 60);
                assert_eq!(lms.browser().post("/sign-in", &form).await.status, 422);
            }
            lms.cloud.later(15 * 60);
            lms.browser().sign_in(" ANN ", PASSWORD).await;
            assert_eq!(lms.records.count("failed_sign_ins WHERE login = 'ann'").await, 0);
        }
        let long = "x".repeat(256);
        let answer = lms.browser().post("/sign-in", &[("login", &long), ("password", "wrong")]).await;
        assert!(answer.text.contains("Name or password are wrong"), "{}", answer.text);
        assert_eq!(lms.records.count("failed_sign_ins").await, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_only_left_open_does_not_keep_its_session() {
    let lms = TestCampus::start().await;
    let (left, used) = (lms.admin().await, lms.admin().await);
    for _ in 0..13 {
        lms.cloud.later(60 * 60);
        let question = left.client().get(format!("{}/courses", lms.address)).header("page-seen", "nothing");
        left.send(question).await;
        assert_eq!(used.get("/courses").await.status, 200);
    }
    assert_eq!(left.get("/courses").await.status, 303);
}
