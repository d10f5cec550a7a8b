//! `POST player/{token}/journal`: a batch of entries, as `runtime` encodes it.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use platform::player_protocol::{Acknowledged, JournalStatus};
use service::{Acknowledgement, PlayError, Standing};
use tracing::Instrument as _;

use super::{
    host::before_a_save,
    refused::{refused_in, unread},
};
use crate::services::Services;

pub(super) async fn journal(
    State(services): State<Services>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return unread(&rejection, &headers),
    };
    if let Some(instead) = before_a_save(&services, &token, &headers).await {
        return instead;
    }
    let now = services.clock.now();
    // A task of its own: who closes a page or a browser does not wait for the answer, and what a connection that is gone
    // had asked for would be dropped half way.
    let (again, whose) = (services.clone(), token.clone());
    let work =
        async move { service::apply_journal(&services.store, &services.live, &token, &body, now).await };
    match tokio::spawn(work.in_current_span()).await {
        Ok(Ok(answer)) => answered(on_the_wire(answer)),
        // The course may have been deleted under the page, which is no fault of the request: it is told, and stops.
        Ok(Err(PlayError::Gone)) => answered(gone()),
        Ok(Err(error)) => refused_in(&again, &whose, &error, &headers).await,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The program ends.
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
    }
}

fn on_the_wire(answer: Acknowledgement) -> Acknowledged {
    Acknowledged {
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
    }
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
