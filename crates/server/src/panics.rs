//! A handler that panics is a fault of ours: its caller gets an answer it can read, and the log has the place.

use std::{any::Any, panic::AssertUnwindSafe};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use cloud_api::v1::{envelope, error::Fault};
use futures_util::FutureExt as _;

use crate::{
    request_id,
    v1::{Endpoint, endpoint},
};

/// Turns a panic into status 500. Callers of the API get an envelope with it: some read the body whatever the
/// status, the others try again.
pub(crate) async fn layer(request: Request, next: Next) -> Response {
    let is_api = endpoint(request.uri().path()) == Some(Endpoint::Api);
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            tracing::error!(panic = words(panic.as_ref()), "a handler panicked");
            failed(is_api)
        }
    }
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without words")
}

fn failed(is_api: bool) -> Response {
    let id = request_id::current();
    let (content_type, text) = if is_api {
        ("text/xml;charset=UTF-8", envelope::fail(&Fault::internal(&id)))
    } else {
        (
            "text/plain; charset=utf-8",
            format!("The server failed; its log has the reason under request {id}.\n"),
        )
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

#[cfg(test)]
mod tests {
    use axum::{Router, middleware::from_fn, routing::get};
    use tower::ServiceExt as _;

    use super::*;

    async fn broken() -> &'static str {
        panic!("boom")
    }

    #[tokio::test]
    async fn a_panic_is_an_answer() {
        let router = Router::new().route("/api", get(broken)).fallback(broken).layer(from_fn(layer));
        for (path, expected) in [("/api", "<rsp stat=\"fail\">"), ("/x", "The server failed")] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
            let body = String::from_utf8(body.to_vec()).unwrap();
            assert!(body.contains(expected) && !body.contains("boom"), "{body}");
        }
    }
}
