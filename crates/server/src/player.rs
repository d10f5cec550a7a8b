//! The content origin: what the player's script asks for, and the files of courses. It reads and sets no cookie.

mod content;
mod host;
mod journal;
mod pages;
mod refused;
mod start;
mod without_player;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{any, get, post},
};

use crate::services::Services;

pub(crate) use pages::StyleSheet;

/// A batch at most: what one launch may write is bounded too, see `runtime::Limits`.
const JOURNAL_BYTES: usize = 8 << 20;
/// What browser storage brings to a start: the player's page takes at most half of it along.
const START_BYTES: usize = 8 << 20;

/// Everything of this origin but the player's scripts.
pub fn routes(services: &Services) -> Router {
    Router::new()
        .route("/player/{token}/", get(pages::shell))
        .route("/player/{token}/frame", get(pages::frame))
        .route("/player/{token}/start", post(start::start).layer(DefaultBodyLimit::max(START_BYTES)))
        .route("/player/{token}/journal", post(journal::journal).layer(DefaultBodyLimit::max(JOURNAL_BYTES)))
        .route("/player-open/{key}", post(without_player::open))
        .route("/content/{key}/", get(content::content))
        .route("/content/{key}/{*path}", any(content::content))
        .with_state(services.clone())
}
