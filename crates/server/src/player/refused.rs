//! Refusals, as the player's script reads them.

use axum::{
    Json,
    extract::rejection::BytesRejection,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use platform::player_protocol::Refused;
use service::PlayError;
use ui::Language;

use crate::services::Services;

/// The answer to a body that could not be read: too large, or cut off, which passes.
pub(super) fn unread(rejection: &BytesRejection, headers: &HeaderMap) -> Response {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => refused(&PlayError::Limit, headers),
        _ => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

/// The answer to a request that cannot be met, in the language of the launch.
pub(super) async fn refused_in(
    services: &Services,
    token: &str,
    error: &PlayError,
    headers: &HeaderMap,
) -> Response {
    // Where nothing is known of the launch, the browser's languages have to do.
    let page = service::launch_page(&services.store, token).await.ok().flatten();
    answer(error, page.and_then(|page| page.culture).as_deref(), headers)
}

/// The answer to a request that cannot be met, in the browser's language.
pub(super) fn refused(error: &PlayError, headers: &HeaderMap) -> Response {
    answer(error, None, headers)
}

/// The sentence is for the learner.
fn answer(error: &PlayError, culture: Option<&str>, headers: &HeaderMap) -> Response {
    let (status, name, text) = match error {
        PlayError::Gone => (StatusCode::NOT_FOUND, "gone", "error-unknown-launch"),
        PlayError::Frozen => (StatusCode::CONFLICT, "frozen", "frozen-text"),
        PlayError::Gap { .. } => (StatusCode::CONFLICT, "gap", "save-refused-banner"),
        PlayError::NotStarted => (StatusCode::CONFLICT, "not-started", "save-refused-banner"),
        PlayError::Malformed => (StatusCode::BAD_REQUEST, "malformed", "save-refused-banner"),
        PlayError::Limit => (StatusCode::PAYLOAD_TOO_LARGE, "limit", "save-refused-banner"),
        PlayError::Newer(_) => (StatusCode::SERVICE_UNAVAILABLE, "newer", "save-offline-banner"),
        PlayError::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "save-offline-banner"),
        PlayError::Damaged(_) => (StatusCode::INTERNAL_SERVER_ERROR, "damaged", "error"),
    };
    match error {
        PlayError::Store(_) | PlayError::Damaged(_) => {
            tracing::error!(error = error as &dyn std::error::Error, "a request of a player failed");
        }
        _ => tracing::debug!(%error, "a request of a player was refused"),
    }
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let message = Language::choose(culture, accepted).text("player", text);
    let mut response = (status, Json(Refused { error: name.to_owned(), message })).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}
