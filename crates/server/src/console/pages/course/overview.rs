//! The first page of a course.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use service::console::course::course_numbers;

use super::{Asked, At, Head, look_up, up_to};
use crate::{
    console::{
        answer::{Failed, Page},
        asking::Me,
        frame::{Frame, minute, size},
    },
    services::Services,
};

#[derive(Template)]
#[template(path = "console/course/overview.html")]
struct OverviewPage {
    frame: Frame,
    head: Head,
    registrations: u64,
    completed: String,
    versions: u32,
    standard: String,
    number: u32,
    made: String,
    updated: String,
    files: u64,
    size: String,
    tags: Vec<String>,
}

/// `GET console/course`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    asked: Asked,
) -> Result<Response, Failed> {
    let At { frame, shown, head } = look_up(&services, &me, &asked, "").await?;
    let numbers = course_numbers(&services.store, &shown).await?;
    let page = OverviewPage {
        registrations: shown.course.registrations,
        completed: up_to(&frame, numbers.completed),
        versions: shown.course.versions,
        standard: shown.version.standard,
        number: shown.version.number.0,
        made: minute(shown.course.created_at),
        updated: minute(shown.course.updated_at),
        files: shown.version.files,
        size: size(shown.version.size_bytes),
        tags: numbers.tags,
        head,
        frame,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}
