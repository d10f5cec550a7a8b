//! Connections on which nothing moves end with an error: a stalled upload, or a reader who does not read, must not
//! hold a connection and its buffers for ever.

use std::{
    future::Future as _,
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep},
};

/// Counts while somebody waits for the other side, not while the server is busy.
struct Deadline {
    patience: Duration,
    sleep: Pin<Box<Sleep>>,
    is_running: bool,
}

impl Deadline {
    fn new(patience: Duration) -> Self {
        Self { patience, sleep: Box::pin(tokio::time::sleep(patience)), is_running: false }
    }

    /// Something moved.
    fn stop(&mut self) {
        self.is_running = false;
    }

    /// Nothing moved: ready when that has been so for too long.
    fn poll_over(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.is_running {
            let at = Instant::now() + self.patience;
            self.sleep.as_mut().reset(at);
            self.is_running = true;
        }
        self.sleep.as_mut().poll(cx)
    }
}

/// A request body that ends with an error when no byte has come for a while.
pub(crate) struct GuardedBody {
    body: Incoming,
    deadline: Deadline,
}

impl GuardedBody {
    pub(crate) fn new(body: Incoming, patience: Duration) -> Self {
        Self { body, deadline: Deadline::new(patience) }
    }
}

impl Body for GuardedBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            self.deadline.stop();
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        ready!(self.deadline.poll_over(cx));
        let secs = self.deadline.patience.as_secs();
        Poll::Ready(Some(Err(format!("the request body made no progress for {secs} s").into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A connection whose writes fail when the other side has taken no byte for a while.
pub struct GuardedStream {
    stream: TcpStream,
    deadline: Deadline,
}

impl GuardedStream {
    pub(crate) fn new(stream: TcpStream, patience: Duration) -> Self {
        Self { stream, deadline: Deadline::new(patience) }
    }

    fn guard<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.deadline.stop();
            return written;
        }
        ready!(self.deadline.poll_over(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for GuardedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for GuardedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.guard(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.guard(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.guard(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let ended = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.guard(cx, ended)
    }
}
