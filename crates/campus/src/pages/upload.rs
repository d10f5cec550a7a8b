//! A package comes in, by either way of the guide.

use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use futures_util::StreamExt as _;
use lyceum_client::Package;
use tokio::sync::mpsc;

use super::answer::PageError;
use super::session::Author;
use crate::Campus;
use crate::doing::Failed;
use crate::doing::bring_course::{self, Answered};
use crate::records::imports;

/// Pieces of a package in memory between the author's connection and the cloud's.
const PIECES: usize = 4;

#[derive(serde::Deserialize)]
pub(crate) struct Coming {
    file_name: String,
    /// Absent for a new course.
    course: Option<i64>,
}

#[derive(serde::Serialize)]
struct Awaited {
    import: i64,
}

/// The author's browser is about to post a package to the cloud.
pub(crate) async fn await_package(
    State(campus): State<Campus>,
    Author(user): Author,
    Form(coming): Form<Coming>,
) -> Result<Response, PageError> {
    let (_, import) = bring_course::await_package(&campus, &user, coming.course, &coming.file_name).await?;
    Ok(Json(Awaited { import }).into_response())
}

/// The link to post it to: for the script that asked, at this moment.
pub(crate) async fn link(
    State(campus): State<Campus>,
    Author(user): Author,
    Path(import): Path<i64>,
) -> Result<Response, PageError> {
    Ok(bring_course::link(&campus, &user, import).await?.answer().into_response())
}

#[derive(serde::Deserialize)]
pub(crate) struct FromCloud {
    token: Option<String>,
    code: Option<u32>,
}

/// What the cloud answered to the author's browser.
pub(crate) async fn answer(
    State(campus): State<Campus>,
    Author(user): Author,
    Path(import): Path<i64>,
    Form(told): Form<FromCloud>,
) -> Result<Redirect, PageError> {
    let import = {
        let mut tx = campus.records().begin_read().await?;
        imports::find(&mut tx, import).await?.ok_or(Failed::NotFound)?
    };
    let answered = match (&told.token, told.code) {
        (Some(token), _) => Answered::Token(token),
        (None, Some(code)) => Answered::Refused(code),
        (None, None) => Answered::Broken,
    };
    bring_course::answered(&campus, &user, &import, answered).await?;
    Ok(Redirect::to(&format!("/imports/{}", import.key)))
}

/// A package on its way through Campus: it is sent on while it comes in, and lies nowhere as a whole.
pub(crate) async fn submit(
    State(campus): State<Campus>,
    Author(user): Author,
    mut form: Multipart,
) -> Result<Redirect, PageError> {
    let unreadable = |_| Failed::Input("upload-broke-off");
    let mut course = None;
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        let Some(file_name) = field.file_name().map(str::to_owned) else {
            if field.name() == Some("course") {
                course = field.text().await.map_err(unreadable)?.parse().ok();
            }
            continue;
        };
        if file_name.is_empty() {
            break;
        }
        let (course, import) = bring_course::await_package(&campus, &user, course, &file_name).await?;
        let (pieces, sent_on) = mpsc::channel(PIECES);
        let package = Package::stream(&file_name, received(sent_on));
        let sending = bring_course::send_on(&campus, &course, import, package);
        let receiving = async move {
            while let Some(piece) = field.chunk().await.transpose() {
                let is_last = piece.is_err();
                // The sender ends early when the cloud has refused.
                if pieces.send(piece).await.is_err() || is_last {
                    break;
                }
            }
        };
        let (sent, ()) = tokio::join!(sending, receiving);
        sent?;
        return Ok(Redirect::to(&format!("/imports/{import}")));
    }
    Err(Failed::Input("input-package").into())
}

/// What comes through a channel, as a stream.
fn received<T: Send + 'static>(
    channel: mpsc::Receiver<T>,
) -> impl futures_util::Stream<Item = T> + Send + 'static {
    futures_util::stream::unfold(channel, |mut channel| async move {
        channel.recv().await.map(|piece| (piece, channel))
    })
    .boxed()
}

/// A page from which the browser posts to the cloud may connect there.
pub(crate) fn may_post_to_cloud(campus: &Campus, mut response: Response) -> Response {
    let cloud = campus.config().cloud_browser_url.split('/').take(3).collect::<Vec<_>>().join("/");
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {cloud}; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
