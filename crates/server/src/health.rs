//! `GET /health`: whether this node can answer.

use axum::{extract::State, http::StatusCode};

use crate::services::Services;

/// 200 when the database answers, else 503, so that a load balancer sends requests elsewhere.
pub(crate) async fn health(State(services): State<Services>) -> (StatusCode, &'static str) {
    match services.store.ping().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
