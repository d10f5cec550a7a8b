//! The courses of an application.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use platform::Timestamp;
use service::{
    ListedCourse,
    console::{self, CourseKey, CoursesSought, Import, ImportStage},
};

use crate::{
    console::{
        answer::{Failed, Page, Query},
        app_choice::{AppChoice, AppOption},
        asking::Me,
        frame::{Frame, machine, minute},
    },
    services::Services,
};

/// Courses on a page.
const PAGE: usize = 50;
/// An import that ended is told of for so long.
const TOLD_MICROS: i64 = 10 * 60 * 1_000_000;

#[derive(Template)]
#[template(path = "console/courses.html")]
struct CoursesPage {
    frame: Frame,
    app: String,
    apps: Vec<AppOption>,
    total: String,
    is_empty: bool,
    search: String,
    tag: String,
    courses: Vec<Line>,
    news: Option<News>,
    upload: String,
    all: String,
    first: Option<String>,
    next: Option<String>,
    /// The search looked at as many courses as one page may.
    is_cut: bool,
}

struct Line {
    id: String,
    title: String,
    link: String,
    standard: &'static str,
    versions: u32,
    registrations: u64,
    registrations_link: String,
    updated: String,
    machine_updated: String,
    tags: Vec<(String, String)>,
}

/// The latest import in one line.
struct News {
    text: String,
    link: String,
    more: Option<String>,
}

/// `GET console/courses`: `app`, `search`, `tag`, `before`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    Query(query): Query,
) -> Result<Response, Failed> {
    let frame = Frame::of(&me.asking, "courses");
    let choice = AppChoice::of(&services, &query).await?;
    // The courses of the sandbox are copies, which no page shows.
    if choice.app.as_ref().is_some_and(|app| app.sandbox_of.is_some()) {
        return Err(Failed::NotFound);
    }
    let (search, tag) = (query.get("search").unwrap_or_default(), query.get("tag").unwrap_or_default());
    let before = query.get("before").and_then(|key| key.parse().ok()).map(CourseKey);
    let (mut found, mut total, mut news) = (console::CoursesPage::default(), 0, None);
    if let Some(app) = &choice.app {
        let sought = CoursesSought { text: search, tag, before };
        found = console::find_courses(&services.store, app.key, sought, PAGE).await?;
        total = console::count_courses(&services.store, app.key).await?;
        news = latest(&services, &frame, app, services.clock.now()).await?;
    }
    let id = choice.id();
    let here = |more: &[(&str, &str)]| {
        let kept = [("app", id), ("search", search), ("tag", tag)];
        let given = kept.iter().chain(more).filter(|(_, value)| !value.is_empty());
        frame.at("/courses", given.copied())
    };
    let is_cut = found.next.is_some() && found.courses.len() < PAGE;
    let next = found.next.map(|key| here(&[("before", &key.0.to_string())]));
    let page = CoursesPage {
        app: id.to_owned(),
        apps: choice.options(),
        total: frame.with("courses-total", "count", total),
        is_empty: total == 0 && before.is_none(),
        search: search.to_owned(),
        tag: tag.to_owned(),
        courses: found.courses.into_iter().map(|course| line(&frame, id, course)).collect(),
        news,
        upload: frame.at("/courses/upload", [("app", id)]),
        all: frame.at("/courses", [("app", id)]),
        first: before.map(|_| here(&[])),
        next,
        is_cut,
        frame,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

fn line(frame: &Frame, app: &str, listed: ListedCourse) -> Line {
    let ListedCourse { course, tags } = listed;
    let id = course.id.as_str();
    let place = [("app", app), ("course", id)];
    Line {
        link: frame.at("/course", place),
        registrations_link: frame.at("/registrations", place),
        title: if course.title.is_empty() { id.to_owned() } else { course.title.clone() },
        standard: standard(&course.learning_standard),
        versions: course.versions,
        registrations: course.registrations,
        updated: minute(course.updated_at),
        machine_updated: machine(course.updated_at),
        tags: tags
            .into_iter()
            .map(|tag| (frame.at("/courses", [("app", app), ("tag", tag.as_str())]), tag))
            .collect(),
        id: id.to_owned(),
    }
}

/// A learning standard as V1 names it, for people.
fn standard(name: &str) -> &'static str {
    match name {
        "scorm_11" => "SCORM 1.1",
        "scorm_12" => "SCORM 1.2",
        "scorm_2004_2nd_edition" => "SCORM 2004 2nd",
        "scorm_2004_3rd_edition" => "SCORM 2004 3rd",
        "scorm_2004_4th_edition" => "SCORM 2004 4th",
        _ => "",
    }
}

/// What the latest import does, or what came of it a moment ago.
async fn latest(
    services: &Services,
    frame: &Frame,
    app: &service::rows::App,
    now: Timestamp,
) -> Result<Option<News>, Failed> {
    const MOST: u32 = 20;
    let open = console::open_imports(&services.store, app.key, MOST).await?;
    let last = console::list_imports(&services.store, app.key, 1).await?;
    let lately = last.into_iter().find(|last| now.0 - last.ordered_at.0 < TOLD_MICROS);
    let more = open.len().saturating_sub(1);
    let told = open.into_iter().next().or(lately);
    Ok(told.map(|import| {
        let link = frame.at("/import", [("app", app.id.as_str()), ("import", import.id.as_str())]);
        let more = (more > 0).then(|| frame.with("imports-more", "count", more));
        News { text: in_a_line(frame, &import), link, more }
    }))
}

fn in_a_line(frame: &Frame, import: &Import) -> String {
    let file = import.file.as_deref().unwrap_or(&import.course);
    match &import.stage {
        ImportStage::Waiting => frame.with("news-waiting", "file", file),
        ImportStage::Joining { percent } | ImportStage::Reading { percent } => {
            frame.with_all("news-reading", &[("file", file), ("percent", &percent.to_string())])
        }
        ImportStage::Done { title, .. } => frame.with("news-done", "title", title),
        ImportStage::Failed { .. } => frame.with("news-failed", "file", file),
        ImportStage::Canceled => frame.with("news-canceled", "file", file),
    }
}
