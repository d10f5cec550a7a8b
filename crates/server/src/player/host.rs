//! Hosts that the sandbox imitates, where they act on requests: slow and broken lines, sessions that end.

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use platform::player_protocol::Refused;
use service::sandbox::{Saving, content_host, launch_host};
use ui::Language;

use crate::services::Services;

/// Before a file is sent. What cannot be looked up is sent at once: the file itself is then missing too.
pub(super) async fn before_a_file(services: &Services, key: &str) {
    let host = content_host(&services.store, &services.live, key).await.unwrap_or_default();
    if let Some(delay) = host.file_delay() {
        tokio::time::sleep(delay).await;
    }
}

/// Before something is saved; an answer stands in for that of the save.
pub(super) async fn before_a_save(services: &Services, token: &str, headers: &HeaderMap) -> Option<Response> {
    let found = launch_host(&services.store, &services.live, token).await.ok()?;
    match found.host.saving(found.began, services.clock.now()) {
        Saving::AtOnce => None,
        Saving::After(delay) => {
            tokio::time::sleep(delay).await;
            None
        }
        Saving::NotNow => Some(StatusCode::BAD_GATEWAY.into_response()),
        Saving::Refused => Some(refused(headers)),
    }
}

/// Whether what the browser kept of an earlier launch is believed.
pub(super) async fn takes_what_was_kept(services: &Services, token: &str) -> bool {
    let found = launch_host(&services.store, &services.live, token).await;
    found.is_ok_and(|found| found.host.takes_what_was_kept())
}

/// Nobody is signed in any more, as such hosts say.
fn refused(headers: &HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let message = Language::choose(None, accepted).text("player", "save-refused-banner");
    let mut response =
        (StatusCode::FORBIDDEN, Json(Refused { error: "session".to_owned(), message })).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
