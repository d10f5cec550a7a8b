//! Our accept loop, for the cloud and for Campus: `axum::serve` sets no header timeout, so half a request line would hold
//! a connection (and a graceful end) for ever. Decision 1 says more.

mod stall_guard;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body, extract::Request};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use stall_guard::GuardedBody;
pub use stall_guard::GuardedStream;

/// Old clients put long texts into the query (V1 spec §1.7): at least 64 KiB of request line.
const MAX_HEAD_BYTES: u32 = 256 * 1024;

/// How long a connection may take for what.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// A request's head must be complete within this time; an idle kept-alive connection ends after it.
    pub head: Duration,
    /// A request or answer that moves no byte for this long ends.
    pub stall: Duration,
    /// Requests under way at the end of the server get this long.
    pub grace: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(75), stall: Duration::from_secs(60), grace: Duration::from_secs(10) }
    }
}

/// The address of the other end of the connection, as a request extension.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Serves `router` on `listener` until `end` is cancelled, then lets running requests finish for a while.
pub async fn serve(listener: TcpListener, router: Router, patience: Patience, end: CancellationToken) {
    serve_over(listener, router, patience, end, |stream| stream).await;
}

/// The same over connections that `dress` puts something around.
pub async fn serve_over<S>(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    end: CancellationToken,
    dress: impl Fn(GuardedStream) -> S,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let builder = connection_builder(patience);
    let connections = GracefulShutdown::new();
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
            () = end.cancelled() => break,
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "could not set TCP_NODELAY");
        }
        let was_asked = Arc::new(AtomicBool::new(false));
        let asked = was_asked.clone();
        let service = router.clone().map_request(move |mut request: Request<Incoming>| {
            asked.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(Peer(peer));
            request.map(|body| Body::new(GuardedBody::new(body, patience.stall)))
        });
        let stream = TokioIo::new(dress(GuardedStream::new(stream, patience.stall)));
        let connection = builder.serve_connection(stream, TowerToHyperService::new(service)).into_owned();
        let connection = connections.watch(connection);
        let end = end.clone();
        tokio::spawn(async move {
            let mut connection = std::pin::pin!(connection);
            let outcome = tokio::select! {
                outcome = connection.as_mut() => outcome,
                () = end.cancelled() => match was_asked.load(Ordering::Relaxed) {
                    true => connection.await,
                    // hyper would wait for the rest of a first request's head.
                    false => return,
                },
            };
            if let Err(error) = outcome {
                tracing::debug!(%error, %peer, "connection ended early");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(patience.grace, connections.shutdown()).await.is_err() {
        tracing::warn!("some connections were still busy at the end and have been closed");
    }
}

fn connection_builder(patience: Patience) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        // Not `pipeline_flush`: with it hyper gathers an answer without bound while its reader is slow.
        .max_buf_size(MAX_HEAD_BYTES as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(MAX_HEAD_BYTES)
        .keep_alive_interval(patience.head)
        .keep_alive_timeout(patience.stall);
    builder
}

#[cfg(test)]
mod tests {
    use std::{sync::atomic::AtomicUsize, time::Instant};

    use axum::routing::{get, post};
    use futures_util::StreamExt as _;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
        task::JoinHandle,
    };

    use super::*;

    const LONG: Duration = Duration::from_secs(30);
    const PIECES: usize = 1000;
    const SHORT: Duration = Duration::from_millis(100);

    struct Running {
        address: SocketAddr,
        end: CancellationToken,
        task: JoinHandle<()>,
        /// Pieces of the large answer that were made.
        sent: Arc<AtomicUsize>,
    }

    async fn start(patience: Patience) -> Running {
        let sent = Arc::new(AtomicUsize::new(0));
        let sending = sent.clone();
        // More than every buffer on the way; not endless, so that a failure does not eat the machine.
        let large = move || async move {
            let pieces = futures_util::stream::iter(0..PIECES).map(move |_| {
                sending.fetch_add(1, Ordering::Relaxed);
                Ok::<_, std::io::Error>("x".repeat(1 << 16))
            });
            Body::from_stream(pieces)
        };
        let router = Router::new()
            .route("/", get(|| async { "hello" }))
            .route("/large", get(large))
            .route("/read", post(|body: axum::body::Bytes| async move { body.len().to_string() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let end = CancellationToken::new();
        let task = tokio::spawn(serve(listener, router, patience, end.clone()));
        Running { address, end, task, sent }
    }

    /// What the server says to these bytes until it closes the connection.
    async fn say(address: SocketAddr, bytes: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn patience(head: Duration, stall: Duration) -> Patience {
        Patience { head, stall, grace: LONG }
    }

    #[tokio::test]
    async fn half_a_head_and_an_idle_connection_are_closed() {
        let server = start(patience(SHORT, LONG)).await;
        assert!(!say(server.address, "GET / HT").await.contains("200 OK"));
        // Kept alive after its answer, then idle.
        assert!(say(server.address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.ends_with("hello"));
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_ends_its_request() {
        let server = start(patience(LONG, SHORT)).await;
        let head = "POST /read HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc";
        assert!(say(server.address, head).await.starts_with("HTTP/1.1 4"));
    }

    #[tokio::test]
    async fn an_answer_that_nobody_reads_ends() {
        let server = start(patience(LONG, SHORT)).await;
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let mut first = [0; 16];
        stream.read_exact(&mut first).await.unwrap();
        // No more is read: buffers fill, and the end of the server does not wait for this reader.
        server.end.cancel();
        let begun = Instant::now();
        server.task.await.unwrap();
        assert!(begun.elapsed() < LONG, "the end waited for a reader who does not read");
        assert!(server.sent.load(Ordering::Relaxed) < PIECES, "everything was buffered");
        drop(stream);
    }

    #[tokio::test]
    async fn half_a_request_does_not_delay_the_end() {
        let server = start(patience(LONG, LONG)).await;
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(b"GET / HT").await.unwrap();
        assert!(
            say(server.address, "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                .await
                .contains("200")
        );
        server.end.cancel();
        let begun = Instant::now();
        server.task.await.unwrap();
        assert!(begun.elapsed() < LONG);
        assert!(TcpStream::connect(server.address).await.is_err());
    }
}
