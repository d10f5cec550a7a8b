//! The player's pages, as a browser and whoever else fetches links see them.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use cloud_api::v1::{launch::LaunchHistory, params::Params, simple::Done};
use tower::ServiceExt as _;

use super::harness::Api;
use crate::player;

struct Page {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    html: String,
}

impl Page {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

async fn page(api: &Api, path: &str, languages: &str) -> Page {
    let request = Request::get(path).header(header::ACCEPT_LANGUAGE, languages).body(Body::empty()).unwrap();
    let response = player::routes(&api.services).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let html = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Page { status: parts.status, headers: parts.headers, html: String::from_utf8(html).unwrap() }
}

async fn launched(more: &str) -> (Api, String) {
    let api = Api::new().await;
    api.with_course("c1", "Course One").await;
    let create = "courseid=c1&regid=r1&learnerid=ann&fname=Ann&lname=Lee";
    assert_eq!(api.call("registration.createRegistration", create).await, Ok(Done));
    let query = format!("regid=r1&redirecturl=message{more}");
    let reply = api.get(&api.signed("registration.launch", &Params::from_urlencoded(&query))).await;
    let location = reply.header(header::LOCATION).strip_prefix("http://127.0.0.1:8601").unwrap().to_owned();
    (api, location)
}

#[tokio::test]
async fn pages_run_our_scripts_only_and_say_nothing_of_the_token() {
    let (api, path) = launched("").await;
    let shell = page(&api, &path, "en").await;
    assert_eq!(shell.status, StatusCode::OK);
    let frame = page(&api, &format!("{path}frame"), "en").await;
    assert_eq!(frame.status, StatusCode::OK);
    let token = path.trim_matches('/').rsplit('/').next().unwrap();
    for page in [&shell, &frame] {
        assert!(!page.html.contains(token));
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("permissions-policy"), "unload=*");
        assert_eq!(page.header("origin-agent-cluster"), "?1");
        assert_eq!((page.header("x-frame-options"), page.header("cross-origin-opener-policy")), ("", ""));
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{policy}");
        assert!(policy.contains("trusted-types 'none'") && !policy.contains("frame-ancestors"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert!(!page.html.contains("style=") && !page.html.contains("<style"));
    }
    assert!(!shell.header("content-security-policy").contains("wasm"));
    assert!(frame.header("content-security-policy").contains("'wasm-unsafe-eval'"));
    assert!(frame.header("content-security-policy").contains("frame-src *;"));
}

#[tokio::test]
async fn looking_begins_nothing() {
    let (api, path) = launched("").await;
    for _ in 0..3 {
        page(&api, &path, "en").await;
        page(&api, &format!("{path}frame"), "en").await;
    }
    let history = api.call::<LaunchHistory>("registration.getLaunchHistory", "regid=r1").await.unwrap();
    assert!(history.launches.is_empty());
}

#[tokio::test]
async fn the_lms_chooses_the_language_then_the_browser() {
    let (api, path) = launched("&culture=de_AT").await;
    let german = page(&api, &path, "en").await;
    assert!(german.html.contains("<html lang=\"de\" dir=\"ltr\">"), "{}", german.html);
    let (api, path) = launched("&culture=tlh").await;
    assert!(page(&api, &path, "de-CH,en;q=0.5").await.html.contains("<html lang=\"de\""));
    assert!(page(&api, &path, "fr").await.html.contains("<html lang=\"en\""));
}

#[tokio::test]
async fn a_style_sheet_of_the_lms_is_linked_and_allowed() {
    let (api, path) = launched("&cssurl=https%3A%2F%2Flms.example%2Fplayer.css%3Fv%3D1").await;
    let shell = page(&api, &path, "en").await;
    let frame = page(&api, &format!("{path}frame"), "en").await;
    for page in [&shell, &frame] {
        // By script: a host that does not answer must not hold up the page.
        assert!(page.html.contains("data-css=\"https://lms.example/player.css?v=1\""), "{}", page.html);
        assert!(!page.html.contains("href=\"https://lms"), "{}", page.html);
        let policy = page.header("content-security-policy");
        assert!(policy.contains("style-src 'self' https://lms.example/player.css;"), "{policy}");
    }
    let (api, path) = launched("&cssurl=ftp%3A%2F%2Flms.example%2Fplayer.css").await;
    let shell = page(&api, &path, "en").await;
    assert!(!shell.html.contains("data-css") && !shell.header("content-security-policy").contains("lms"));
}

#[tokio::test]
async fn only_pages_that_are_named_may_frame_the_player() {
    let (mut api, path) = launched("").await;
    let mut config = platform::Config::clone(&api.services.config);
    config.frame_ancestors = vec!["https://lms.example".to_owned(), "https://*.campus.example".to_owned()];
    api.services.config = std::sync::Arc::new(config);
    for path in [path.clone(), format!("{path}frame")] {
        let page = page(&api, &path, "en").await;
        let policy = page.header("content-security-policy");
        assert!(
            policy.ends_with("; frame-ancestors 'self' https://lms.example https://*.campus.example"),
            "{policy}"
        );
    }
}

#[tokio::test]
async fn refusals_speak_the_language_of_the_launch() {
    let (api, path) = launched("&culture=de").await;
    let request = Request::post(format!("{path}journal")).body(Body::from("rubbish")).unwrap();
    let response = player::routes(&api.services).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    assert!(text.contains("gespeichert"), "{text}");
}

#[tokio::test]
async fn links_that_lead_nowhere_are_pages_in_words() {
    let (api, _) = launched("").await;
    for path in ["/player/nothing/", "/player/nothing/frame", "/player/%3Cscript%3E/", "/player/%00/"] {
        let page = page(&api, path, "de").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.html.contains("data-state=\"error\"") && page.html.contains("Link"), "{}", page.html);
        assert!(!page.html.contains("<script"), "{}", page.html);
    }
}
