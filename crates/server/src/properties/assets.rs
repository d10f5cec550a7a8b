//! Style and script of the page. Their address holds a hash, so that they can be kept for ever.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("assets/properties.css");
pub(crate) const SCRIPT: &str = include_str!("assets/properties.js");

static HASH: LazyLock<String> = LazyLock::new(|| {
    let hash = Sha256::new().chain_update(STYLE).chain_update(SCRIPT).finalize();
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
});

/// The folder, relative to the top of the API's origin.
pub(super) fn folder() -> String {
    format!("properties-assets/{}", *HASH)
}

/// `GET properties-assets/{hash}/{file}`.
pub(super) async fn file(Path((hash, name)): Path<(String, String)>) -> Response {
    let (kind, text) = match name.as_str() {
        "properties.css" if hash == *HASH => ("text/css; charset=utf-8", STYLE),
        "properties.js" if hash == *HASH => ("text/javascript; charset=utf-8", SCRIPT),
        _ => return (StatusCode::NOT_FOUND, "There is no such file; load its page again.\n").into_response(),
    };
    let kept = "public, max-age=31536000, immutable";
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], text).into_response()
}
