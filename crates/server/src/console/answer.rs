//! Answers that all pages share: a page, a failure, the headers.

use std::convert::Infallible;

use askama::Template;
use axum::{
    extract::{FromRequest, FromRequestParts, RawForm, Request},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use cloud_api::v1::params::Params;
use platform::Config;
use service::{console::ConsoleError, rows::StoreError};

use super::{asking::Asking, assets, frame::Frame, see};

/// A page with its status.
pub(super) struct Page<T>(pub(super) StatusCode, pub(super) T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.1.render() {
            Ok(text) => (self.0, Html(text)).into_response(),
            Err(error) => {
                tracing::error!(%error, "a page of the console cannot be written");
                Failed::NotNow.into_response()
            }
        }
    }
}

/// Why there is no page, or not the one that was asked for. What is wrong in a form is no failure: its page says so.
#[derive(Clone, Debug)]
pub(super) enum Failed {
    /// Nobody is signed in; afterwards the browser goes on to `then`, a path below the console.
    SignIn {
        /// Where to go on to.
        then: String,
    },
    /// The role may not.
    Forbidden,
    /// The form stood on another site.
    OtherSite,
    /// There is no such page or thing.
    NotFound,
    /// The form cannot be read.
    Form,
    /// The address takes a form and shows nothing.
    FormOnly,
    /// The address takes no such request.
    Method,
    /// Something of ours, which was logged.
    NotNow,
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "a page of the console cannot be shown");
        Self::NotNow
    }
}

/// For those errors that a form cannot cause, and those that say the same for every form.
impl From<ConsoleError> for Failed {
    fn from(error: ConsoleError) -> Self {
        match error {
            ConsoleError::Store(error) => error.into(),
            ConsoleError::NoUser | ConsoleError::NoLink => Self::NotFound,
            other => {
                tracing::warn!(
                    error = &other as &dyn std::error::Error,
                    "the console could not do something"
                );
                Self::NotNow
            }
        }
    }
}

/// The failure travels to [`dress`], which knows whose page it has to look like.
impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "console/failed.html")]
struct FailedPage {
    frame: Frame,
    heading: String,
    text: String,
}

/// Makes a page of a failure, and adds the headers that every page has.
pub(super) fn dress(config: &Config, asking: &Asking, mut response: Response) -> Response {
    if let Some(failed) = response.extensions_mut().remove::<Failed>() {
        // What the address does take (RFC 9110, 15.5.6).
        let allow = response.headers_mut().remove(header::ALLOW);
        response = page_of(asking, failed);
        response.headers_mut().extend(allow.map(|allow| (header::ALLOW, allow)));
    }
    let headers = response.headers_mut();
    let policy = HeaderValue::try_from(policy(config));
    // A file that leaves as an attachment brings a stricter one.
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(policy.unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'")));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Nothing but the pages' own style, icon and scripts. Scripts come from one folder alone: elsewhere on this origin lie
/// answers of the API that are scripts (JSONP).
fn policy(config: &Config) -> String {
    let origin = config.public_url.origin().ascii_serialization();
    let scripts = format!("{origin}{}/", assets::folder(config));
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types page"
    )
}

fn page_of(asking: &Asking, failed: Failed) -> Response {
    let (status, id) = match failed {
        Failed::SignIn { then } => {
            let query = Params::new().with("then", then).to_urlencoded();
            return see(asking, &format!("/sign-in?{query}")).into_response();
        }
        Failed::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
        Failed::OtherSite => (StatusCode::FORBIDDEN, "other-site"),
        Failed::NotFound => (StatusCode::NOT_FOUND, "not-found"),
        Failed::Form => (StatusCode::BAD_REQUEST, "bad-form"),
        Failed::Method => (StatusCode::METHOD_NOT_ALLOWED, "not-found"),
        Failed::FormOnly => (StatusCode::METHOD_NOT_ALLOWED, "form-only"),
        Failed::NotNow => (StatusCode::SERVICE_UNAVAILABLE, "not-now"),
    };
    let frame = Frame::of(asking, "");
    let (heading, text) = (frame.say(id), frame.say(&format!("{id}-text")));
    match (FailedPage { frame, heading, text }).render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => status.into_response(),
    }
}

/// What the query says.
pub(super) struct Query(pub(super) Params);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(Params::from_urlencoded(parts.uri.query().unwrap_or_default())))
    }
}

/// The fields of a form; those that are absent are empty.
pub(super) struct Fields(Params);

impl Fields {
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_default()
    }

    /// Whether a box is ticked.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some()
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Failed;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failed> {
        let form = RawForm::from_request(request, state).await.map_err(|_| Failed::Form)?;
        Ok(Self(Params::from_urlencoded(form.0)))
    }
}
