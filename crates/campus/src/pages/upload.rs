//! A package comes in, by either way of the guide.

use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use http_in::Part;
use lyceum_client::Package;

use super::answer::PageError;
use super::session::Author;
use crate::Campus;
use crate::doing::Failed;
use crate::doing::bring_course::{self, Answered};
use crate::records::imports;

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
    request: Request,
) -> Result<Redirect, PageError> {
    let unreadable = |_| Failed::Input("upload-broke-off");
    let (head, body) = request.into_parts();
    let http_in::Body::Multipart(mut form) =
        http_in::Body::open(&head.headers, body).await.map_err(unreadable)?
    else {
        return Err(Failed::Input("input-package").into());
    };
    form.limit_patience(super::FORM_BYTES);
    let mut course = None;
    while let Some(part) = form.next().await.map_err(unreadable)? {
        match part {
            Part::Field { name, value } if name == "course" => course = value.parse().ok(),
            Part::Field { .. } => {}
            Part::File(file) => {
                let name = file.name.clone();
                let (course, import) = bring_course::await_package(&campus, &user, course, &name).await?;
                let package = Package::stream(&name, file.into_stream());
                bring_course::send_on(&campus, &course, import, package).await?;
                return Ok(Redirect::to(&format!("/imports/{import}")));
            }
        }
    }
    Err(Failed::Input("input-package").into())
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
