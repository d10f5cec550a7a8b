//! `rustici.course.properties`, `/widget`, and the page that both lead to (V1 spec §4.2).

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use cloud_api::v1::{attributes::Attributes, params::Params, signature};

use super::harness::{Api, NOW, Reply, SECRET};

/// Where the browser is sent, below the API's origin.
fn page_of(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::FOUND, "{}", reply.body);
    let location = reply.header(header::LOCATION);
    let path = location.strip_prefix("http://localhost:8600").unwrap();
    assert!(path.starts_with("/course-properties/") && path.len() > 80, "{path}");
    path.to_owned()
}

async fn open(api: &Api, query: &str) -> String {
    page_of(&api.get(&api.signed("course.properties", &Params::from_urlencoded(query))).await)
}

async fn load(api: &Api, path: &str) -> Reply {
    api.send(Request::get(path).body(Body::empty()).unwrap()).await
}

async fn post(api: &Api, path: &str, fields: &Params) -> Reply {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(fields.to_urlencoded()))
        .unwrap();
    api.send(request).await
}

/// What the hidden field of a page holds.
fn seen(page: &str) -> String {
    let start = page.find("name=\"seen\" value=\"").unwrap() + 19;
    page[start..start + page[start..].find('"').unwrap()].replace("&#38;", "&").replace("&amp;", "&")
}

async fn value(api: &Api, name: &str) -> String {
    let all: Attributes = api.call("course.getAttributes", "courseid=c").await.unwrap();
    all.0.into_iter().find(|(known, _)| known == name).unwrap().1
}

fn widget(appid: &str, more: &str, secret: &str) -> String {
    let mut params = Params::from_urlencoded(more);
    params.push("appid", appid);
    params.push("ts", cloud_api::v1::timestamp::Timestamp(NOW).to_compact());
    let signature = signature::sign(secret, &params);
    params.with("sig", signature).to_urlencoded()
}

#[tokio::test]
async fn three_addresses_lead_to_the_page() {
    let api = Api::new().await;
    api.with_course("c|1", "Golf").await;
    let mut pages = vec![open(&api, "courseid=c|1&editor=latest").await];
    for (path, package) in [
        ("/widget", "ApiCourseId|c|1"),
        ("/EngineWebServices/widget", "ApiCourseId|c|1"),
        ("/EngineWebServices//widget/", "AppId|A!PackageId|c|1"),
    ] {
        let query = widget("A", &format!("action=properties.view&package={package}&editor=0"), SECRET);
        pages.push(page_of(&load(&api, &format!("{path}?{query}")).await));
    }
    for path in pages {
        let page = load(&api, &path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("<h1>Golf</h1>") && page.body.contains("Version 0"), "{}", page.body);
        assert_eq!(page.header(header::CACHE_CONTROL), "no-store");
        assert_eq!(page.header(header::REFERRER_POLICY), "no-referrer");
        assert!(
            !page.headers.contains_key("x-frame-options") && !page.headers.contains_key(header::SET_COOKIE)
        );
        let policy = page.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.contains("frame-src 'none'") && !policy.contains("frame-ancestors"), "{policy}");
        assert!(policy.contains("script-src http://localhost:8600/properties-assets/"), "{policy}");
    }
}

#[tokio::test]
async fn every_documented_error() {
    let api = Api::new().await;
    api.with_course("c", "Golf").await;
    let call = async |query: &str| {
        api.get(&api.signed("course.properties", &Params::from_urlencoded(query))).await.body
    };
    assert!(call("").await.contains("code=\"203\""));
    assert!(call("courseid=none").await.contains("<err code=\"1\" msg=\"Could not find course [none] "));
    assert!(
        call("courseid=c&editor=4")
            .await
            .contains("<err code=\"2\" msg=\"Could not find course [c], versionid [4] ")
    );
    assert!(call("courseid=c&editor=newest").await.contains("code=\"205\""));
    let good = "action=properties.view&package=ApiCourseId|c";
    for (appid, query, secret, code) in [
        ("", good, SECRET, 101),
        ("B", good, SECRET, 102),
        ("A", good, "another", 104),
        ("A", "action=properties.view", SECRET, 203),
        ("A", "package=ApiCourseId|c", SECRET, 200),
        ("A", "action=properties.view&package=c", SECRET, 205),
        ("A", "action=properties.view&package=AppId|B!PackageId|c", SECRET, 205),
        ("A", "action=properties.view&package=ApiCourseId|none", SECRET, 1),
        ("A", "action=properties.view&package=ApiCourseId|c&editor=4", SECRET, 2),
    ] {
        let reply = load(&api, &format!("/widget?{}", widget(appid, query, secret))).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert!(reply.body.contains(&format!("<err code=\"{code}\"")), "{query}: {}", reply.body);
    }
    // A person sees a page.
    let request = Request::get(format!("/widget?{}", widget("A", good, "another")))
        .header("sec-fetch-mode", "navigate")
        .body(Body::empty())
        .unwrap();
    assert!(api.send(request).await.body.starts_with("<!doctype html>"));
}

#[tokio::test]
async fn what_is_changed_is_saved_and_nothing_else() {
    let api = Api::new().await;
    api.with_course("c", "Golf").await;
    let path = open(&api, "courseid=c").await;
    let page = load(&api, &path).await.body;
    // Somebody else changes one thing meanwhile.
    api.xml("course.updateAttributes", "courseid=c&desiredWidth=111").await;
    let fields = Params::new()
        .with("seen", seen(&page))
        .with("title", "Golf & <more>")
        .with("showHelp", "false")
        .with("showHelp", "true")
        .with("showNavBar", "false")
        .with("showNavBar", "true")
        .with("desiredWidth", "0")
        .with("statusRollupMode", "6")
        .with("scormVersion", "scorm_12");
    let saved = post(&api, &path, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let location = saved.header(header::LOCATION).strip_prefix("http://localhost:8600").unwrap();
    assert!(location.ends_with("?saved=3"), "{location}");
    let page = load(&api, location).await.body;
    assert!(page.contains("Saved: 3 settings changed."), "{page}");
    assert!(page.contains("<h1>Golf &#38; &#60;more&#62;</h1>"), "{page}");
    for (name, expected) in [
        ("title", "Golf & <more>"),
        ("showHelp", "true"),
        ("desiredWidth", "111"),
        ("statusRollupMode", "6"),
        ("showNavBar", "true"),
    ] {
        assert_eq!(value(&api, name).await, expected, "{name}");
    }
}

#[tokio::test]
async fn wrong_values_are_told_beside_their_fields_and_lose_nothing() {
    let api = Api::new().await;
    api.with_course("c", "Golf").await;
    let path = open(&api, "courseid=c").await;
    let seen_at_first = seen(&load(&api, &path).await.body);
    let fields = Params::new()
        .with("seen", seen_at_first.as_str())
        .with("title", "")
        .with("desiredWidth", "wide")
        .with("desiredHeight", "77")
        .with("thresholdScore", "80")
        .with("statusRollupMode", "9")
        .with("scormVersion", "scorm_2004_4th_edition");
    let page = post(&api, &path, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "Please enter a whole number from 0 to 100000.",
        "Please enter a number from 0 to 1, such as 0.8.",
        "Please enter a text of at most 255 characters.",
        "value=\"wide\"",
        "value=\"77\"",
        "aria-invalid=\"true\"",
        "<a href=\"#field-desiredWidth\">Desired width</a>",
    ] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    assert_eq!(seen(&page.body), seen_at_first);
    assert_eq!(value(&api, "desiredHeight").await, "0");
    // What only the package can judge.
    let fields = Params::new().with("seen", "").with("scormVersion", "scorm_2004_4th_edition");
    let page = post(&api, &path, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("href=\"#field-scormVersion\""), "{}", page.body);
}

#[tokio::test]
async fn one_setting_goes_back_to_its_default_and_the_rest_stays_as_typed() {
    let api = Api::new().await;
    api.with_course("c", "Golf").await;
    api.xml("course.updateAttributes", "courseid=c&desiredWidth=111").await;
    let path = open(&api, "courseid=c").await;
    let seen_at_first = seen(&load(&api, &path).await.body);
    let fields = Params::new()
        .with("seen", seen_at_first.as_str())
        .with("desiredWidth", "112")
        .with("desiredHeight", "5")
        .with("reset", "desiredWidth");
    let page = post(&api, &path, &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("“Desired width” is back at its default."), "{}", page.body);
    assert!(page.body.contains("name=\"desiredHeight\" value=\"5\""), "{}", page.body);
    assert!(page.body.contains("name=\"desiredWidth\" value=\"0\""), "{}", page.body);
    assert_eq!(value(&api, "desiredWidth").await, "111");
    let fields =
        Params::new().with("seen", seen(&page.body)).with("desiredWidth", "0").with("desiredHeight", "5");
    assert!(post(&api, &path, &fields).await.header(header::LOCATION).ends_with("?saved=2"));
    assert_eq!(
        (value(&api, "desiredWidth").await, value(&api, "desiredHeight").await),
        ("0".into(), "5".into())
    );
}

#[tokio::test]
async fn the_search_works_without_script() {
    let api = Api::new().await;
    api.with_course("c", "Golf").await;
    let path = open(&api, "courseid=c").await;
    let page = load(&api, &format!("{path}?q=TABLE+width")).await.body;
    assert!(page.contains("field-courseStructureWidth") && !page.contains("field-showHelp"), "{page}");
    let page = load(&api, &format!("{path}?q=%22%3E%3Cscript%3E")).await.body;
    assert!(page.contains("No setting matches this search.") && !page.contains("\"><script>"), "{page}");
    assert!(page.contains("value=\"&#34;&#62;&#60;script&#62;\""), "{page}");
}

#[tokio::test]
async fn hostile_texts_stay_texts() {
    let api = Api::new().await;
    let hostile = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    api.with_course(hostile, hostile).await;
    let query = Params::new()
        .with("courseid", hostile)
        .with("cssurl", "https://lms.example/a.css\"><script>alert(2)</script>")
        .with("notificationframesrc", "https://lms.example/n\"><script>alert(3)</script>");
    let page = page_of(&api.get(&api.signed("course.properties", &query)).await);
    let reply = load(&api, &page).await;
    assert_eq!(reply.body.matches("<script").count(), 1, "{}", reply.body);
    assert!(!reply.body.contains("<img"), "{}", reply.body);
    let typed = Params::new().with("desiredWidth", hostile);
    let again = post(&api, &page, &typed).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.matches("<script").count() == 1 && !again.body.contains("<img"), "{}", again.body);
}

#[tokio::test]
async fn style_sheet_and_notification_of_the_lms() {
    let api = Api::new().await;
    api.with_course("c", "Golf").await;
    let both = "courseid=c&stylesheet=https://css.example/a/b.css%3Fv=1&notificationframesrc=https://lms.example/n%3Fa=b";
    let page = load(&api, &open(&api, both).await).await;
    assert!(
        page.body.contains("<link rel=\"stylesheet\" href=\"https://css.example/a/b.css?v=1\">"),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("<iframe class=\"notified\" src=\"https://lms.example/n?a=b\""),
        "{}",
        page.body
    );
    let policy = page.header(header::CONTENT_SECURITY_POLICY);
    assert!(
        policy.contains(" https://css.example/a/b.css;") && policy.contains("frame-src https://lms.example;"),
        "{policy}"
    );
    let neither = "courseid=c&cssurl=javascript:alert(1)&notificationframesrc=javascript:parent.alert(1)";
    let page = load(&api, &open(&api, neither).await).await;
    assert!(!page.body.contains("javascript:") && !page.body.contains("<iframe"), "{}", page.body);
}

#[tokio::test]
async fn a_session_is_one_courses_and_ends() {
    let api = Api::new().await;
    api.with_course("c", "Golf").await;
    let path = open(&api, "courseid=c").await;
    api.later(2 * 3600 - 1);
    let page = load(&api, &path).await.body;
    let start = page.find("method=\"post\" action=\"http://localhost:8600").unwrap() + 43;
    let renewed = &page[start..start + page[start..].find('"').unwrap()];
    api.later(2);
    for gone in [path.as_str(), "/course-properties/x", "/course-properties/%3Cscript%3E"] {
        let reply = load(&api, gone).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{gone}");
        assert!(reply.body.contains("This page has expired"), "{}", reply.body);
        assert_eq!(post(&api, gone, &Params::new()).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(load(&api, renewed).await.status, StatusCode::OK);
    api.xml("course.deleteCourse", "courseid=c").await;
    assert_eq!(load(&api, renewed).await.status, StatusCode::NOT_FOUND);
    let large = "x".repeat(300 << 10);
    assert_eq!(
        post(&api, renewed, &Params::new().with("title", large)).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn what_was_typed_into_a_page_that_expired_is_shown_again() {
    let api = Api::new().await;
    api.with_course("c", "Golf").await;
    let path = open(&api, "courseid=c").await;
    let page = load(&api, &path).await.body;
    let fields = Params::new()
        .with("seen", seen(&page))
        .with("title", "Golf & <b>more</b>")
        .with("desiredWidth", "wide")
        .with("desiredHeight", "0")
        .with("showHelp", "false")
        .with("showHelp", "true");
    api.later(2 * 3600 + 1);
    let reply = post(&api, &path, &fields).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    for part in [
        "This page has expired",
        "Nothing was saved.",
        "<li>Title: <strong>Golf &#38; &#60;b&#62;more&#60;/b&#62;</strong></li>",
        "<li>Desired width: <strong>wide</strong></li>",
        "<strong>Yes</strong></li>",
    ] {
        assert!(reply.body.contains(part), "{part}: {}", reply.body);
    }
    assert_eq!(reply.body.matches("<li>").count(), 3, "what nobody touched is not there: {}", reply.body);
    assert_eq!(value(&api, "title").await, "Golf");
    // Whoever makes up a link cannot put words on our page.
    let made_up = post(&api, "/course-properties/x", &fields).await;
    assert!(!made_up.body.contains("wide"), "{}", made_up.body);
}

#[tokio::test]
async fn the_page_speaks_the_browsers_language() {
    let api = Api::new().await;
    api.with_course("c", "Golf").await;
    let request = Request::get(open(&api, "courseid=c").await)
        .header(header::ACCEPT_LANGUAGE, "de-AT,en;q=0.5")
        .body(Body::empty())
        .unwrap();
    let page = api.send(request).await.body;
    assert!(page.contains("<html lang=\"de\"") && page.contains("Änderungen speichern"), "{page}");
}
