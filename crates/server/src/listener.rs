//! Our accept loop: `axum::serve` sets no header timeout, so half a request line would hold a connection
//! (and a graceful end) for ever.

use std::{future::Future, net::SocketAddr, time::Duration};

use axum::{Router, body::Body, extract::Request};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

use crate::stall_guard::StallGuard;

/// A request's head must be complete within this time; an idle kept-alive connection ends after it.
const HEAD_TIMEOUT: Duration = Duration::from_secs(75);
/// A request or answer body that moves no byte for this long ends.
const STALL_TIMEOUT: Duration = Duration::from_secs(60);
/// Old clients put long texts into the query (V1 spec §1.7): at least 64 KiB of request line.
const MAX_HEAD_BYTES: usize = 256 * 1024;
/// Requests under way at the end of the server get this long.
const GRACE: Duration = Duration::from_secs(10);

/// The address of the other end of the connection, as a request extension.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Serves `router` on `listener` until `end` resolves, then lets running requests finish for a while.
pub async fn serve(listener: TcpListener, router: Router, end: impl Future<Output = ()>) {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_HEAD_BYTES)
        .pipeline_flush(true);
    builder.http2().timer(TokioTimer::new()).max_header_list_size(MAX_HEAD_BYTES as u32);

    let connections = GracefulShutdown::new();
    let mut end = std::pin::pin!(end);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, mostly: the next accept may work again.
                    tracing::warn!(%error, "could not accept a connection");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut end => break,
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "could not set TCP_NODELAY");
        }
        let service = router.clone().map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            request.map(|body| Body::new(StallGuard::new(body, STALL_TIMEOUT)))
        });
        let connection = builder
            .serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(service))
            .into_owned();
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, %peer, "connection ended early");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(GRACE, connections.shutdown()).await.is_err() {
        tracing::warn!("some connections were still busy at the end and have been closed");
    }
}
