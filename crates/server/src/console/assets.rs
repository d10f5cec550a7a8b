//! Styles, scripts and icon of the pages. Their address holds a hash, so that they can be kept for ever.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use platform::Config;
use sha2::{Digest as _, Sha256};

const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// Name, kind and text. The first three are the house's, the others what the console adds.
const FILES: &[(&str, &str, &str)] = &[
    ("tokens.css", CSS, ui::TOKENS),
    ("pages.css", CSS, ui::PAGES),
    ("page.js", JAVASCRIPT, ui::PAGE_SCRIPT),
    ("console.css", CSS, include_str!("assets/console.css")),
    ("courses.css", CSS, include_str!("assets/courses.css")),
    ("sandbox.css", CSS, include_str!("assets/sandbox.css")),
    ("upload.js", JAVASCRIPT, include_str!("assets/upload.js")),
    ("course.css", CSS, include_str!("assets/course.css")),
    ("properties.js", JAVASCRIPT, crate::properties::SCRIPT),
    ("registrations.css", CSS, include_str!("assets/registrations.css")),
    ("operations.css", CSS, include_str!("assets/operations.css")),
    ("log.css", CSS, include_str!("assets/log.css")),
    ("copy.js", JAVASCRIPT, include_str!("assets/copy.js")),
    ("log.js", JAVASCRIPT, include_str!("assets/log.js")),
    ("step.js", JAVASCRIPT, include_str!("assets/step.js")),
    ("icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
];

static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    FILES.iter().for_each(|(_, _, text)| hash.update(text));
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
});

/// The folder as pages name it.
pub(super) fn folder(config: &Config) -> String {
    format!("{}/console-assets/{}", config.public_url.path().trim_end_matches('/'), *HASH)
}

/// `GET console-assets/{hash}/{file}`.
pub(super) async fn file(Path((hash, name)): Path<(String, String)>) -> Response {
    let found = FILES.iter().find(|(file, ..)| *file == name).filter(|_| hash == *HASH);
    let Some((_, kind, text)) = found else {
        return (StatusCode::NOT_FOUND, "There is no such file; load its page again.\n").into_response();
    };
    let kept = "public, max-age=31536000, immutable";
    ([(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, kept)], *text).into_response()
}
