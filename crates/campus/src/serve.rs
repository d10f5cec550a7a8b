//! Campus on its port: pages, postbacks and work, until the end.

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::{conn::auto, graceful::GracefulShutdown};
use hyper_util::service::TowerToHyperService;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::Campus;

/// A request's head must be complete within this time.
const HEAD: Duration = Duration::from_secs(75);
/// Requests under way at the end get this long.
const GRACE: Duration = Duration::from_secs(10);

impl Campus {
    /// Serves on a listener until `end`, and works meanwhile.
    pub async fn serve(&self, listener: TcpListener, end: CancellationToken) {
        let working = tokio::spawn({
            let (campus, end) = (self.clone(), end.clone());
            async move { campus.work(end).await }
        });
        accept(listener, self.routes(), end).await;
        // It ends by the same token; a panic in it was reported where it happened.
        let _ = working.await;
    }
}

/// An accept loop of our own: `axum::serve` waits for ever for half a request.
async fn accept(listener: TcpListener, router: Router, end: CancellationToken) {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    builder.http2().timer(TokioTimer::new());
    let connections = GracefulShutdown::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "could not accept a connection");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = end.cancelled() => break,
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, connections.shutdown()).await;
}
