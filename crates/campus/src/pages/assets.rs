//! Styles, scripts and icon.

use axum::Router;
use axum::http::header;
use axum::routing::get;

use crate::Campus;

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

pub(super) fn routes() -> Router<Campus> {
    let asset = |content_type: &'static str, text: &'static str| {
        get(move || async move {
            ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "max-age=300")], text)
        })
    };
    Router::new()
        .route("/assets/tokens.css", asset("text/css; charset=utf-8", ui::TOKENS))
        .route("/assets/pages.css", asset("text/css; charset=utf-8", ui::PAGES))
        .route("/assets/page.js", asset(JAVASCRIPT, ui::PAGE_SCRIPT))
        .route("/assets/campus.js", asset(JAVASCRIPT, include_str!("../../assets/campus.js")))
        .route("/assets/icon.svg", asset("image/svg+xml", include_str!("../../assets/icon.svg")))
}
