//! The versions of a course.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use service::console::course::{HistoryEntry, course_history};

use super::{Asked, At, Head, look_up, up_to};
use crate::{
    console::{
        answer::{Failed, Page},
        asking::Me,
        frame::{Frame, machine, minute, size},
    },
    services::Services,
};

/// Versions on a page.
const PAGE: u32 = 25;

#[derive(Template)]
#[template(path = "console/course/versions.html")]
struct VersionsPage {
    frame: Frame,
    head: Head,
    versions: Vec<Line>,
    older: Option<String>,
}

struct Line {
    name: String,
    number: u32,
    is_latest: bool,
    title: String,
    standard: String,
    made: String,
    machine_made: String,
    by: String,
    size: String,
    files: String,
    warnings: usize,
    standing: String,
    changes: Vec<String>,
    structure: String,
    address: String,
    delete: String,
}

/// `GET console/course/versions`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
) -> Result<Response, Failed> {
    let At { frame, shown, head } = look_up(&services, &me, &asked, "/versions").await?;
    let before = asked.given("before").and_then(|number| number.parse().ok());
    let mut history = course_history(&services.store, &shown, before, PAGE + 1).await?;
    let has_older = history.len() > PAGE as usize;
    history.truncate(PAGE as usize);
    let older = history.last().filter(|_| has_older).map(|entry| entry.version.number.0.to_string());
    let page = VersionsPage {
        older: older.map(|number| head.links.to("/versions", &[("before", &number)])),
        versions: history.into_iter().map(|entry| line(&frame, &head, shown.latest.0, entry)).collect(),
        head,
        frame,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

fn line(frame: &Frame, head: &Head, latest: u32, entry: HistoryEntry) -> Line {
    let version = entry.version;
    let number = version.number.0;
    let change = |change: &service::console::course::FileChange| {
        let id = if change.is_deletion() { "version-files-deleted" } else { "version-files-stored" };
        let said = frame.with_all(id, &[("count", &change.files.to_string()), ("at", &minute(change.at))]);
        match change.by.as_str() {
            "" => said,
            by => format!("{said} {}", frame.with("version-by", "who", by)),
        }
    };
    Line {
        name: frame.with("past-version", "number", number),
        number,
        is_latest: number == latest,
        title: version.title,
        standard: version.standard,
        made: minute(version.created_at),
        machine_made: machine(version.created_at),
        by: match entry.made_by.as_str() {
            "" => frame.say("version-by-api"),
            login => frame.with("version-by-user", "who", login),
        },
        size: size(version.size_bytes),
        files: frame.with("version-files", "count", version.files),
        warnings: entry.warnings,
        standing: up_to(frame, entry.standing),
        changes: entry.changes.iter().map(change).collect(),
        structure: head.links.version("/structure", number),
        address: head.links.version("", number),
        delete: head.links.version("/versions/delete", number),
    }
}
