//! A content address that somebody opened without its player: it would find no API there, and nothing would be saved.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use platform::Config;
use ui::Language;

use super::content::{missing, unavailable, value};
use crate::services::Services;

/// Whether a course file is opened by its address, and not by the course or its player.
pub(super) fn is_without_player(headers: &HeaderMap) -> bool {
    value(headers, "sec-fetch-dest") == Some("document")
        && matches!(value(headers, "sec-fetch-site"), Some("none" | "cross-site"))
}

/// A page that offers to open the course in the player.
pub(super) fn page(config: &Config, key: &str, headers: &HeaderMap) -> Response {
    let language = Language::choose(None, value(headers, "accept-language"));
    // The key has been looked up, so it holds nothing that needs escaping.
    let action = format!("{}/player-open/{key}", config.content_url.path_prefix());
    let html = format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title}</title><style>body{{font:1.1rem/1.5 system-ui,sans-serif;\
         max-width:36rem;margin:10vh auto;padding:0 1rem;color-scheme:light dark}}button{{font:inherit;\
         padding:.4em 1em}}</style><main><h1>{title}</h1><p>{}</p><form method=\"post\" action=\"{action}\">\
         <button>{}</button></form></main></html>",
        language.tag(),
        language.text("player", "without-player-text"),
        language.text("player", "without-player-open"),
        title = language.text("player", "without-player"),
    );
    let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// `POST player-open/{key}`: a look at the course in the player, of which nothing is kept. Who knows the key can read
/// the course's files anyway.
pub(super) async fn open(State(services): State<Services>, Path(key): Path<String>) -> Response {
    let now = services.clock.now();
    match service::preview_content(&services.store, services.rng.as_ref(), &key, now).await {
        Ok(Some(player)) => {
            let url = service::player_url(&services.config, &player.content_key, &player.token);
            let headers = [(header::LOCATION, url), (header::CACHE_CONTROL, "no-store".to_owned())];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Ok(None) => missing(),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a look at a course could not begin");
            unavailable()
        }
    }
}
