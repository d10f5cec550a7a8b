//! The list of courses, and the form for a new one.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};

use super::answer::{Page, PageError};
use super::session::Author;
use super::view::{Chip, Frame};
use crate::Campus;
use crate::UploadWay;
use crate::records::courses::CourseState;
use crate::records::imports::ImportState;
use crate::records::{assignments, courses, imports};

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
    /// How many are to take it.
    learners: String,
    /// The newest package that is under way or failed.
    import: Option<ImportChip>,
}

struct ImportChip {
    key: i64,
    kind: &'static str,
    text: String,
}

pub(crate) async fn page(State(campus): State<Campus>, Author(user): Author) -> Result<Response, PageError> {
    let frame = Frame::of(&user, "courses");
    let mut tx = campus.records().begin_read().await?;
    let mut rows = Vec::new();
    for course in courses::list(&mut tx).await? {
        let newest = imports::list(&mut tx, course.key).await?.into_iter().next();
        let learners = assignments::of_course(&mut tx, course.key).await?.len();
        rows.push(Row {
            key: course.key,
            title: course.title,
            is_ready: course.state == CourseState::Ready,
            learners: match learners {
                0 => frame.say("learners-0"),
                1 => frame.say("learners-1"),
                more => frame.with("learners-more", "count", more),
            },
            import: newest.filter(|import| import.state != ImportState::Succeeded).map(|import| {
                let Chip { kind, text } = Chip::of_import(&import);
                ImportChip { key: import.key, kind, text }
            }),
        });
    }
    let posts_to_cloud = campus.config().upload_way == UploadWay::Browser;
    let page = Courses { frame, courses: rows, posts_to_cloud };
    Ok(super::upload::may_post_to_cloud(&campus, Page(page).into_response()))
}
