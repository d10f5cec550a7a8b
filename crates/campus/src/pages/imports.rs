//! A package under way: a page that says how far it is, and can be left and come back to.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};

use super::answer::{Page, PageError};
use super::session::Author;
use super::view::{Chip, Frame};
use super::words::Words;
use crate::Campus;
use crate::doing::Failed;
use crate::records::courses;
use crate::records::imports::{self, ImportState};

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    frame: Frame,
    course: i64,
    title: String,
    file_name: String,
    state: Chip,
    is_open: bool,
    /// Whether it arrived is not known; nobody need wait for that.
    is_in_doubt: bool,
    has_succeeded: bool,
    percent: u32,
    message: String,
    warnings: Vec<String>,
}

pub(crate) async fn page(
    State(campus): State<Campus>,
    Author(user): Author,
    Path(import): Path<i64>,
) -> Result<Response, PageError> {
    let mut tx = campus.records().begin_read().await?;
    let import = imports::find(&mut tx, import).await?.ok_or(Failed::NotFound)?;
    let course = courses::find(&mut tx, import.course).await?.ok_or(Failed::NotFound)?;
    Ok(Page(ImportPage {
        frame: Frame::of(&user, "courses"),
        state: Chip::of_import(&import),
        course: course.key,
        title: course.title,
        is_open: import.is_open(),
        is_in_doubt: import.is_open() && import.token.is_none() && import.doubt_at.is_some(),
        has_succeeded: import.state == ImportState::Succeeded,
        file_name: import.file_name,
        percent: import.percent,
        message: Words::here().message(&import.message),
        warnings: import.warnings,
    })
    .into_response())
}
