//! Answers that carry a link.

use http::{HeaderValue, Response, StatusCode, header};

use super::SignedUrl;
use crate::json;

/// Sends the browser to a link: 302, kept by no cache, named to nobody as referrer.
///
/// With the feature `axum` it is an answer of a handler as it stands.
///
/// ```
/// # fn link(cloud: &lyceum_client::Cloud, id: &lyceum_client::RegistrationId) -> http::Response<String> {
/// let launch = cloud.registrations().launch(id).return_to("https://lms.example/back");
/// launch.redirect().into_response()
/// # }
/// ```
#[derive(Debug)]
#[must_use = "the browser goes nowhere until this is answered"]
pub struct LaunchRedirect(pub(super) SignedUrl);

/// Gives a link to a script that asked for it at the moment it needs it: `{"url":"…","expires":"…"}`, kept by no cache.
#[derive(Debug)]
#[must_use = "the script gets nothing until this is answered"]
pub struct LinkAnswer(pub(super) SignedUrl);

impl LaunchRedirect {
    /// The answer, with an empty body.
    pub fn into_response<B: Default>(self) -> Response<B> {
        let mut response = private(StatusCode::FOUND, B::default());
        // A signed address is made of form-encoded text.
        if let Ok(mut location) = HeaderValue::from_str(self.0.hand_out()) {
            location.set_sensitive(true);
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}

impl LinkAnswer {
    /// The answer.
    pub fn into_response<B: From<String>>(self) -> Response<B> {
        let body = json::object(&[("url", self.0.hand_out()), ("expires", &self.0.expires().to_xml())]);
        let mut response = private(StatusCode::OK, B::from(body));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }
}

fn private<B>(status: StatusCode, body: B) -> Response<B> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

#[cfg(feature = "axum")]
impl axum_core::response::IntoResponse for LaunchRedirect {
    fn into_response(self) -> axum_core::response::Response {
        LaunchRedirect::into_response(self)
    }
}

#[cfg(feature = "axum")]
impl axum_core::response::IntoResponse for LinkAnswer {
    fn into_response(self) -> axum_core::response::Response {
        LinkAnswer::into_response(self)
    }
}
