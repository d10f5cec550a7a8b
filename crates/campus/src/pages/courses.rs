//! The list of courses, and the form for a new one.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};

use super::answer::{Page, PageError};
use super::session::Author;
use super::view::Frame;
use crate::Campus;
use crate::UploadWay;
use crate::records::courses::CourseState;
use crate::records::{courses, imports};

#[derive(Template)]
#[template(path = "courses.html")]
struct Courses {
    frame: Frame,
    courses: Vec<Row>,
    posts_to_cloud: bool,
}

struct Row {
    key: i64,
    title: String,
    is_ready: bool,
    /// The newest package that is under way or failed.
    import: Option<(i64, &'static str)>,
}

pub(crate) async fn page(State(campus): State<Campus>, Author(user): Author) -> Result<Response, PageError> {
    let mut tx = campus.records().begin_read().await?;
    let mut rows = Vec::new();
    for course in courses::list(&mut tx).await? {
        let newest = imports::list(&mut tx, course.key).await?.into_iter().next();
        rows.push(Row {
            key: course.key,
            title: course.title,
            is_ready: course.state == CourseState::Ready,
            import: newest.and_then(|import| match import.state {
                imports::ImportState::Succeeded => None,
                imports::ImportState::Failed => Some((import.key, "failed")),
                _ => Some((import.key, "on its way")),
            }),
        });
    }
    let posts_to_cloud = campus.config().upload_way == UploadWay::Browser;
    let page = Courses { frame: Frame::of(&user), courses: rows, posts_to_cloud };
    Ok(super::upload::may_post_to_cloud(&campus, Page(page).into_response()))
}
