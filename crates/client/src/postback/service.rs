//! The endpoint for postbacks as a `tower` service.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Buf as _;
use http::{Method, Request, Response, StatusCode, header};
use http_body::Body;
use http_body_util::BodyExt as _;
use tower_service::Service;

use super::receive::{Expected, Receipt, Receiver};
use crate::ResultSink;

/// The longest body that is read. A full report of a large course has a few hundred kilobytes.
const MAX_BODY_BYTES: usize = 4 << 20;
/// A body that takes longer is not read on.
const MAX_BODY_TIME: Duration = Duration::from_secs(30);

/// The endpoint for postbacks: bounded, and quick to answer. Mount it where the settings' URL leads, outside of what
/// asks for a session or a form token.
pub struct PostbackService<E, S> {
    receiver: Arc<Receiver<E, S>>,
    max_body_bytes: usize,
}

/// The answer under way.
pub type PostbackFuture = Pin<Box<dyn Future<Output = Result<Response<String>, Infallible>> + Send>>;

impl<E: Expected, S: ResultSink> PostbackService<E, S> {
    /// An endpoint that checks by `expected` and keeps in `sink`.
    pub fn new(expected: E, sink: S) -> Self {
        Self { receiver: Arc::new(Receiver::new(expected, sink)), max_body_bytes: MAX_BODY_BYTES }
    }

    /// Another limit than 4 MiB.
    #[must_use]
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }
}

impl<E, S> Clone for PostbackService<E, S> {
    fn clone(&self) -> Self {
        Self { receiver: Arc::clone(&self.receiver), max_body_bytes: self.max_body_bytes }
    }
}

impl<E, S> std::fmt::Debug for PostbackService<E, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostbackService")
            .field("max_body_bytes", &self.max_body_bytes)
            .finish_non_exhaustive()
    }
}

impl<E, S, B> Service<Request<B>> for PostbackService<E, S>
where
    E: Expected + 'static,
    S: ResultSink + 'static,
    B: Body + Send + 'static,
    B::Data: Send,
{
    type Response = Response<String>;
    type Error = Infallible;
    type Future = PostbackFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> PostbackFuture {
        let Self { receiver, max_body_bytes } = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            if head.method != Method::POST {
                let mut response = answer(StatusCode::METHOD_NOT_ALLOWED);
                response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("POST"));
                return Ok(response);
            }
            let receipt = match tokio::time::timeout(MAX_BODY_TIME, read(body, max_body_bytes)).await {
                Ok(Ok(body)) => {
                    let text = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
                    receiver.receive(text(header::CONTENT_TYPE), text(header::AUTHORIZATION), &body).await
                }
                Ok(Err(receipt)) => receipt,
                Err(_) => Receipt::NotUnderstood,
            };
            Ok(answer(receipt.status()))
        })
    }
}

fn answer(status: StatusCode) -> Response<String> {
    let mut response = Response::new(String::new());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

/// The whole body, if it is not too long. What is too long is not read to its end.
async fn read<B: Body>(body: B, max: usize) -> Result<Vec<u8>, Receipt> {
    if body.size_hint().lower() > max as u64 {
        return Err(Receipt::TooLong);
    }
    let mut body = std::pin::pin!(body);
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return Err(Receipt::NotUnderstood) };
        let Ok(mut data) = frame.into_data() else { continue };
        if bytes.len() + data.remaining() > max {
            return Err(Receipt::TooLong);
        }
        while data.has_remaining() {
            let piece = data.chunk();
            bytes.extend_from_slice(piece);
            let taken = piece.len();
            data.advance(taken);
        }
    }
    Ok(bytes)
}
