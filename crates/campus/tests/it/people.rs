//! Who may see what.

use crate::campus::{Browser, On, PASSWORD, TestCampus};

#[tokio::test(flavor = "multi_thread")]
async fn l8_nobody_sees_what_is_not_theirs() {
    let lms = TestCampus::start().await;
    let author = lms.person("author", "Otto", "Thor", "author").await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let bob = lms.person("bob", "Bob", "Ray", "learner").await;
    let course = lms.course(&author).await;
    lms.assign(&author, course, "ann").await;
    lms.launch(&ann, course).await.leave().await;

    for path in ["/courses", "/people", "/log", "/registrations/1", "/imports/1"]
        .into_iter()
        .map(str::to_owned)
        .chain([
            format!("/courses/{course}"),
            format!("/courses/{course}/results"),
            format!("/courses/{course}/results.csv"),
        ])
    {
        assert_eq!(ann.get(&path).await.status, 404, "{path}");
        let stranger = lms.browser().get(&path).await;
        assert_eq!(stranger.status, 303, "{path}");
        assert!(stranger.location.unwrap().starts_with("/sign-in?then="), "{path}");
    }
    for path in ["/people", "/log"] {
        assert_eq!(author.get(path).await.status, 404, "{path}");
    }
    // Bob was not assigned the course: no launch, no result.
    assert_eq!(bob.get(&format!("/learn/{course}/launch")).await.status, 404);
    assert_eq!(bob.get(&format!("/learn/{course}/back")).await.status, 404);
    assert_eq!(
        author.post("/registrations/1/override", &[("success", "passed"), ("reason", "x")]).await.status,
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn l8_a_form_of_another_site_does_nothing() {
    let lms = TestCampus::start().await;
    let admin = lms.admin().await;
    let form = "login=eve&first_name=E&last_name=E&role=administrator&password=123456789012";
    let request = admin
        .client()
        .post(format!("{}/people", lms.address))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(form);
    assert_eq!(admin.send(request).await.status, 403);
    assert!(!admin.get("/people").await.text.contains("eve"));
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_gets_slow_and_deactivated_people_are_out() {
    let lms = TestCampus::start().await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let eve = lms.browser();
    for _ in 0..5 {
        let answer = eve.post("/sign-in", &[("login", "ann"), ("password", "wrong")]).await;
        assert!(answer.text.contains("Name or password are wrong"), "{}", answer.text);
    }
    let answer = eve.post("/sign-in", &[("login", "ann"), ("password", PASSWORD)]).await;
    assert!(answer.text.contains("Too many tries"), "{}", answer.text);

    assert_eq!(ann.get("/").await.status, 200);
    let admin = lms.admin().await;
    let page = admin.get("/people").await.text;
    let ann_form = &page[page.find("ann, learner").unwrap()..];
    let path = crate::campus::between(ann_form, "action=\"", "\"");
    admin
        .post(path, &[("first_name", "Ann"), ("last_name", "Lee"), ("role", "learner")])
        .await
        .redirected("/people");
    assert_eq!(ann.get("/").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_remains_who_can_administrate() {
    let lms = TestCampus::start().await;
    let admin = lms.admin().await;
    let answer = admin
        .post("/people/1", &[("first_name", ""), ("last_name", "A"), ("role", "learner"), ("active", "on")])
        .await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("Somebody has to remain"), "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_administrators_who_demote_each_other_at_once_one_remains() {
    let lms = TestCampus::on(On::Postgres).await;
    let (one, two) = (lms.admin().await, lms.person("two", "Una", "Two", "administrator").await);
    let demote = |by: Browser, key: i64| {
        let form = [("first_name", "N."), ("last_name", "N."), ("role", "learner"), ("active", "on")];
        tokio::spawn(async move { by.post(&format!("/people/{key}"), &form).await.status })
    };
    let held = lms.records.hold("UPDATE users SET active = active").await;
    let demotions = [demote(one, 2), demote(two, 1)];
    lms.records.wait_for_waiting(2).await;
    drop(held);
    let mut statuses = Vec::new();
    for demotion in demotions {
        statuses.push(demotion.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    assert_eq!(lms.records.count("users WHERE role = 'administrator'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn s07_a_new_name_reaches_the_next_launch() {
    let lms = TestCampus::start().await;
    let admin = lms.admin().await;
    let ann = lms.person("ann", "Ann", "Lee", "learner").await;
    let course = lms.course(&admin).await;
    lms.assign(&admin, course, "ann").await;
    lms.launch(&ann, course).await.leave().await;
    let page = admin.get("/people").await.text;
    let ann_form = &page[page.find("ann, learner").unwrap()..];
    let path = crate::campus::between(ann_form, "action=\"", "\"").to_owned();
    let form = [("first_name", "Anna"), ("last_name", "Leigh"), ("role", "learner"), ("active", "on")];
    admin.post(&path, &form).await.redirected("/people");
    let mut player = lms.launch(&ann, course).await;
    player.call(runtime::client::Call::Initialize, "", "");
    let name = player.call(runtime::client::Call::GetValue, "cmi.core.student_name", "");
    assert_eq!(name, "Leigh, Anna");
}

#[tokio::test(flavor = "multi_thread")]
async fn s06_l5_courses_get_an_id_that_says_nothing_and_never_changes() {
    let lms = TestCampus::start().await;
    let admin = lms.admin().await;
    let ann = lms.person("ann@example.com", "Ann", "Lee", "learner").await;
    let course = lms.course(&admin).await;
    lms.assign(&admin, course, "ann@example.com").await;
    let id = async || {
        let mut player = lms.launch(&ann, course).await;
        player.call(runtime::client::Call::Initialize, "", "");
        let id = player.call(runtime::client::Call::GetValue, "cmi.core.student_id", "");
        player.leave().await;
        id
    };
    let before = id().await;
    assert_eq!(before, lms.records.texts("SELECT id AS t FROM users WHERE first_name = 'Ann'").await[0]);
    assert_eq!(before.len(), 36, "a GUID: {before}");
    let people = admin.get("/people").await.text;
    let form = &people[people.find("ann@example.com, learner").unwrap()..];
    let path = crate::campus::between(form, "action=\"", "\"").to_owned();
    let form = [("first_name", "Anna"), ("last_name", "Leigh"), ("role", "author"), ("active", "on")];
    admin.post(&path, &form).await.redirected("/people");
    assert_eq!(id().await, before);
}
