//! Answers that all pages share: a page, a failure, the headers.

use askama::Template;
use axum::extract::OriginalUri;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use lyceum_client::CallError;

use super::asking;
use super::view::Frame;
use crate::doing::Failed;

/// A page that renders itself.
pub(crate) struct Page<T>(pub(crate) T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(text) => Html(text).into_response(),
            Err(error) => {
                tracing::error!(%error, "a page could not be made");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// Why there is no page, or not the one that was asked for.
#[derive(Debug)]
pub(crate) enum PageError {
    /// Nobody is signed in; afterwards the browser goes on to `then`.
    SignIn {
        /// A path of Campus.
        then: String,
    },
    /// Something failed.
    Failed(Failed),
}

impl From<Failed> for PageError {
    fn from(failed: Failed) -> Self {
        Self::Failed(failed)
    }
}

impl From<sql::Error> for PageError {
    fn from(error: sql::Error) -> Self {
        Self::Failed(Failed::Records(error))
    }
}

#[derive(Template)]
#[template(path = "failed.html")]
struct FailedPage {
    frame: Frame,
    heading: String,
    text: String,
    /// A path of Campus.
    back: String,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let failed = match self {
            Self::SignIn { then } => {
                let query: String =
                    url::form_urlencoded::Serializer::new(String::new()).append_pair("then", &then).finish();
                return Redirect::to(&format!("/sign-in?{query}")).into_response();
            }
            Self::Failed(failed) => failed,
        };
        let (status, heading, text) = match &failed {
            Failed::NotFound => (StatusCode::NOT_FOUND, "not-found", "not-found-text"),
            Failed::Input(id) => (StatusCode::UNPROCESSABLE_ENTITY, "input-heading", *id),
            Failed::Cloud(error) => cloud(error),
            Failed::Records(_) | Failed::Password => {
                (StatusCode::SERVICE_UNAVAILABLE, "not-now", "not-now-text")
            }
        };
        if status.is_server_error() {
            tracing::error!(error = &failed as &dyn std::error::Error, "a page could not be shown");
        }
        let frame = Frame::of_nobody();
        let (heading, text) = (frame.say(heading), frame.say(text));
        (status, Page(FailedPage { frame, heading, text, back: asking::way_back() })).into_response()
    }
}

/// What a person can do about a call that failed. The cloud's own words are for the log.
fn cloud(error: &CallError) -> (StatusCode, &'static str, &'static str) {
    if error.is_outage() {
        (StatusCode::SERVICE_UNAVAILABLE, "cloud-silent", "cloud-silent-text")
    } else {
        (StatusCode::BAD_GATEWAY, "cloud-refused", "cloud-refused-text")
    }
}

/// For addresses that lead nowhere.
pub(crate) async fn no_page(OriginalUri(_): OriginalUri) -> PageError {
    Failed::NotFound.into()
}

/// Headers of every answer.
pub(crate) async fn protect(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ));
    response
}
