//! Who did what.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};

use super::answer::{Page, PageError};
use super::session::Administrator;
use super::view::{self, Frame};
use super::words::Words;
use crate::Campus;
use crate::records::events;

#[derive(Template)]
#[template(path = "log.html")]
struct LogPage {
    frame: Frame,
    events: Vec<Line>,
}

struct Line {
    at: String,
    actor: String,
    /// In words.
    what: String,
    kind: String,
    subject: String,
    detail: String,
}

pub(crate) async fn page(
    State(campus): State<Campus>,
    Administrator(user): Administrator,
) -> Result<Response, PageError> {
    let mut tx = campus.records().begin_read().await?;
    let events = events::list(&mut tx)
        .await?
        .into_iter()
        .map(|event| Line {
            at: view::at(Some(event.at)),
            actor: event.actor,
            what: Words::here().say(&format!("event-{}", event.kind.replace(['.', '_'], "-"))),
            kind: event.kind,
            subject: event.subject,
            detail: event.detail,
        })
        .collect();
    Ok(Page(LogPage { frame: Frame::of(&user, "log"), events }).into_response())
}
