//! Pages that keep up by themselves: a script asks for them again and again, and is sent one only when it changed.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

/// What the script knows, and what it is told to know from now on: a digest of the page.
pub const SEEN: HeaderName = HeaderName::from_static("page-seen");

/// A page has no more bytes than this.
const PAGE_BYTES: usize = 64 << 20;

/// A layer: an answer to a script that knows the page already is empty (204).
pub async fn only_changes(request: Request, next: Next) -> Response {
    let Some(seen) = request.headers().get(SEEN).cloned() else { return next.run(request).await };
    let (mut parts, body) = next.run(request).await.into_parts();
    if parts.status != StatusCode::OK {
        return Response::from_parts(parts, body);
    }
    let Ok(bytes) = to_bytes(body, PAGE_BYTES).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if seen == digest.as_str() {
        return StatusCode::NO_CONTENT.into_response();
    }
    if let Ok(value) = HeaderValue::from_str(&digest) {
        parts.headers.insert(SEEN, value);
    }
    Response::from_parts(parts, Body::from(bytes))
}
