//! The demo's start page. It works without script, by loading it again; with script news appear by themselves.

use std::time::Duration;

use askama::Template;
use axum::{
    Form, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use cloud_api::v1::{
    report::CourseReport,
    values::{Completion, Success},
};
use tokio_util::sync::CancellationToken;
use ui::{Direction, Language};

use super::lms::{Course, Demo, Postback};

/// How long the page waits for news in one request.
const WAIT: Duration = Duration::from_secs(25);

const HEADERS: [(HeaderName, &str); 3] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
];

#[derive(Clone)]
struct Shared {
    demo: Demo,
    end: CancellationToken,
}

pub(super) fn routes(demo: Demo, end: CancellationToken) -> Router {
    let asset = |content_type: &'static str, text: &'static str| {
        get(move || async move { ([(header::CONTENT_TYPE, content_type)], text) })
    };
    Router::new()
        .route("/", get(|State(shared): State<Shared>| async move { Redirect::to(&shared.demo.start_url()) }))
        .route("/demo", get(start))
        .route("/demo/live", get(live))
        .route("/demo/launch/{course}", get(launch))
        .route("/demo/start-over", post(start_over))
        .route_service("/demo/postback", demo.postbacks_endpoint())
        .route("/demo/demo.css", asset("text/css; charset=utf-8", include_str!("assets/demo.css")))
        .route("/demo/demo.js", asset("text/javascript; charset=utf-8", include_str!("assets/demo.js")))
        .route("/demo/icon.svg", asset("image/svg+xml", include_str!("assets/icon.svg")))
        .with_state(Shared { demo, end })
}

/// Texts of the page in the browser's language.
struct Words(Language);

impl Words {
    fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self(Language::choose(None, accepted))
    }

    fn say(&self, id: &str) -> String {
        self.0.text("demo", id)
    }

    fn lang(&self) -> &'static str {
        self.0.tag()
    }

    fn dir(&self) -> &'static str {
        match self.0.direction() {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }

    fn completion(&self, report: &CourseReport) -> String {
        self.say(match report.complete {
            Completion::Complete => "complete",
            Completion::Incomplete => "incomplete",
            Completion::Unknown => "not-known",
        })
    }

    fn success(&self, report: &CourseReport) -> String {
        self.say(match report.success {
            Success::Passed => "passed",
            Success::Failed => "failed",
            Success::Unknown => "not-known",
        })
    }

    fn score(&self, report: &CourseReport) -> String {
        let Some(score) = report.score else { return self.say("not-known") };
        let percent = format!("{}", (score * 10.0).round() / 10.0);
        self.0.text_with("demo", "percent", &[("percent", &percent)])
    }

    /// The time of day, in UTC.
    fn clock(&self, at: &platform::Timestamp) -> String {
        let secs = at.0.div_euclid(1_000_000).rem_euclid(86_400);
        format!("{:02}:{:02}:{:02}", secs / 3600, secs / 60 % 60, secs % 60)
    }

    fn time(&self, report: &CourseReport) -> String {
        let secs = report.total_time_secs;
        let (minutes, rest) = (format!("{:02}", secs / 60), format!("{:02}", secs % 60));
        self.0.text_with("demo", "minutes-seconds", &[("minutes", &minutes), ("seconds", &rest)])
    }
}

#[derive(Template)]
#[template(path = "demo.html")]
struct Page {
    words: Words,
    changes: u64,
    courses: Vec<Course>,
    postbacks: Vec<Postback>,
}

/// The part of the page that changes; also sent alone.
#[derive(Template)]
#[template(path = "demo_news.html")]
struct News {
    words: Words,
    changes: u64,
    courses: Vec<Course>,
    postbacks: Vec<Postback>,
}

impl News {
    fn of(demo: &Demo, words: Words) -> Self {
        // The number first: what changes while the rest is read is asked for again.
        let changes = *demo.changes().borrow();
        Self { words, changes, courses: demo.courses(), postbacks: demo.postbacks() }
    }
}

async fn start(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    for course in shared.demo.courses() {
        if let Err(error) = shared.demo.refresh(course.id).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "could not ask for a result");
        }
    }
    let News { words, changes, courses, postbacks } = News::of(&shared.demo, Words::of(&headers));
    page(&Page { words, changes, courses, postbacks })
}

#[derive(serde::Deserialize)]
struct After {
    #[serde(default)]
    after: u64,
}

/// The changing part, as soon as there is something newer than the page has.
async fn live(
    State(shared): State<Shared>,
    Query(After { after }): Query<After>,
    headers: HeaderMap,
) -> Response {
    let mut changes = shared.demo.changes();
    tokio::select! {
        _ = changes.wait_for(|count| *count > after) => {}
        () = tokio::time::sleep(WAIT) => {}
        () = shared.end.cancelled() => {}
    }
    page(&News::of(&shared.demo, Words::of(&headers)))
}

/// Signs the launch now and sends the browser there.
async fn launch(State(shared): State<Shared>, Path(course): Path<String>, headers: HeaderMap) -> Response {
    if !knows(&shared.demo, &course) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match shared.demo.launch(&course, Words::of(&headers).lang()) {
        Ok(redirect) => (HEADERS, redirect).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

#[derive(serde::Deserialize)]
struct Which {
    course: String,
}

async fn start_over(State(shared): State<Shared>, Form(Which { course }): Form<Which>) -> Response {
    if !knows(&shared.demo, &course) {
        return StatusCode::NOT_FOUND.into_response();
    }
    if let Err(error) = shared.demo.start_over(&course).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "could not reset the registration");
    }
    (HEADERS, Redirect::to(&shared.demo.start_url())).into_response()
}

fn knows(demo: &Demo, course: &str) -> bool {
    demo.courses().iter().any(|known| known.id == course)
}

fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (HEADERS, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a page could not be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
