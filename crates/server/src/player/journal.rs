//! `POST player/{token}/journal`: a batch of entries, as `runtime` encodes it.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use platform::player_protocol::{Acknowledged, JournalStatus};
use service::{PlayError, Standing};

use super::refused::refused;
use crate::services::Services;

pub(super) async fn journal(
    State(services): State<Services>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(body) = body else { return refused(&PlayError::Limit, &headers) };
    let now = services.clock.now();
    let answer = match service::apply_journal(&services.store, &services.live, &token, &body, now).await {
        Ok(answer) => answer,
        // The course may have been deleted under the page, which is no fault of the request: it is told, and stops.
        Err(PlayError::Gone) => return answered(gone()),
        Err(error) => return refused(&error, &headers),
    };
    answered(Acknowledged {
        status: match answer.status {
            Standing::Ok => JournalStatus::Ok,
            Standing::Frozen => JournalStatus::Frozen,
            Standing::Closed => JournalStatus::Closed,
        },
        acknowledged: answer.acknowledged,
        digest: format!("{:016x}", answer.digest),
        next: answer.state.as_ref().map(|_| answer.acknowledged + 1),
        state: answer.state.map(|state| STANDARD.encode(state)),
        message: None,
    })
}

fn gone() -> Acknowledged {
    Acknowledged {
        status: JournalStatus::Gone,
        acknowledged: 0,
        digest: format!("{:016x}", 0),
        state: None,
        next: None,
        message: None,
    }
}

fn answered(answer: Acknowledged) -> Response {
    let mut response = Json(answer).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
