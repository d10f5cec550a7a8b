//! One file per page or group of pages.

pub(super) mod account;
pub(super) mod app;
pub(super) mod apps;
pub(super) mod audit;
pub(super) mod course;
pub(super) mod courses;
pub(super) mod erase;
pub(super) mod imports;
pub(super) mod incoming;
pub(super) mod log;
pub(super) mod operations;
pub(super) mod overview;
pub(super) mod registration;
pub(super) mod registrations;
pub(super) mod sandbox;
pub(super) mod sign_in;
pub(super) mod try_out;
pub(super) mod upload;
pub(super) mod users;
pub(super) mod welcome;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};

use super::{asking::Asking, see};

/// Sends the browser to a place of the console with another cookie.
fn see_with(asking: &Asking, path: &str, cookie: Option<HeaderValue>) -> Response {
    let mut response = see(asking, path).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}
