//! Launching: a link made at the click, answered as a redirect, never printed (S56 to S62, S25).

use axum::body::Body;
use lyceum_client::{Cloud, RegistrationId, Settings, code};
use test_server::Player;

use crate::cloud::{TestCloud, clock, course, settings};

async fn registered() -> (TestCloud, RegistrationId) {
    let lms = TestCloud::start().await;
    lms.import(&course("golf")).await;
    let new = lms.registration("r", &course("golf"));
    lms.cloud.registrations().create(&new).await.unwrap();
    (lms, new.id)
}

#[tokio::test]
async fn s56_s60_s61_l3_launching_is_a_redirect_that_nothing_keeps() {
    let (lms, id) = registered().await;
    let launch =
        lms.cloud.registrations().launch(&id).return_to("https://lms.example/back?r=1").language("fr");
    let answer: http::Response<Body> = launch.redirect().into_response();
    assert_eq!(answer.status(), 302);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
    assert!(answer.headers()["location"].is_sensitive());
    assert!(!format!("{answer:?}").contains("sig="), "{answer:?}");
    // The same as the answer of an axum handler.
    let launch = lms.cloud.registrations().launch(&id).then_close();
    let answer = axum::response::IntoResponse::into_response(launch.redirect());
    let link = answer.headers()["location"].to_str().unwrap().to_owned();
    assert!(link.starts_with(&lms.server.endpoint()), "{link}");
    Player::open(&link, lms.server.clock.clone()).await;
}

#[tokio::test]
async fn s57_the_browser_returns_to_the_lms_with_its_reference() {
    let (lms, id) = registered().await;
    let back = "https://lms.example/back?reg=r&u=Zoë#top";
    let link = lms.cloud.registrations().launch(&id).return_to(back).link();
    let player = Player::open(link.hand_out(), lms.server.clock.clone()).await;
    let exit = &player.started.exit;
    assert!(matches!(exit, platform::player_protocol::Exit::Redirect { url } if url == back), "{exit:?}");
}

#[tokio::test]
async fn s58_s59_at_the_return_page_the_result_is_there() {
    let (lms, id) = registered().await;
    let link = lms.cloud.registrations().launch(&id).return_to("https://lms.example/back").link();
    let mut player = Player::open(link.hand_out(), lms.server.clock.clone()).await;
    player.call(runtime::client::Call::Initialize, "", "");
    player.report(&[("cmi.core.lesson_status", "passed")]);
    player.leave().await;
    let result = lms.cloud.registrations().result(&id).await.unwrap();
    assert_eq!(result.summary.completion, lyceum_client::Completion::Complete);
}

#[tokio::test]
async fn s25_s60_s62_a_link_is_made_for_the_moment() {
    let (lms, id) = registered().await;
    let link = lms.cloud.registrations().launch(&id).link();
    let at = clock(&lms.server);
    use lyceum_client::Clock as _;
    assert!(!link.is_expired(at.now()));
    lms.server.later(16 * 60);
    assert!(link.is_expired(at.now()));
    let body = reqwest::get(link.hand_out()).await.unwrap().text().await.unwrap();
    assert!(body.contains(&format!("code=\"{}\"", code::TIMESTAMP_EXPIRED)), "{body}");
    let link = lms.cloud.registrations().launch(&id).link();
    Player::open(link.hand_out(), lms.server.clock.clone()).await;
}

#[tokio::test]
async fn s56_browsers_may_know_the_cloud_under_another_address() {
    let (lms, id) = registered().await;
    let inside = settings(&lms.server).browser_address("https://cloud.example.com/EngineWebServices/");
    let cloud = Cloud::new(inside).unwrap();
    cloud.debug().auth_ping().await.unwrap();
    let link = cloud.registrations().launch(&id).link();
    assert!(
        link.hand_out().starts_with("https://cloud.example.com/EngineWebServices/api?"),
        "{}",
        link.hand_out()
    );
    let preview = cloud.courses().preview(&course("golf"), None, Some("https://lms.example/"));
    assert!(preview.hand_out().contains("rustici.course.preview"));
}

#[tokio::test]
async fn s29_the_base_address_may_be_written_in_every_way() {
    let lms = TestCloud::start().await;
    let (app, secret) = lms.server.credentials();
    let root = lms.server.endpoint().trim_end_matches("/api").to_owned();
    for path in
        ["", "/", "/api", "/api/", "/EngineWebServices", "/EngineWebServices/", "/EngineWebServices/api"]
    {
        let settings = Settings::new(format!("{root}{path}"), app, lyceum_client::Secret::new(secret));
        let cloud = Cloud::new(settings.clock(clock(&lms.server)).origin("acme.lms.1")).unwrap();
        cloud.debug().auth_ping().await.unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}
