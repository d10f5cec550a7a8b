//! A body that ends with an error when no byte has moved for a while: a stalled upload must not hold a
//! connection and its buffers for ever.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep};

/// Wraps a request body; see the module.
pub(crate) struct StallGuard {
    body: Incoming,
    patience: Duration,
    deadline: Pin<Box<Sleep>>,
    waiting: bool,
}

impl StallGuard {
    pub(crate) fn new(body: Incoming, patience: Duration) -> Self {
        Self { body, patience, deadline: Box::pin(tokio::time::sleep(patience)), waiting: false }
    }
}

impl Body for StallGuard {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            self.waiting = false;
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        // The clock runs only while somebody waits for the client, not while the server is busy.
        if !self.waiting {
            let deadline = Instant::now() + self.patience;
            self.deadline.as_mut().reset(deadline);
            self.waiting = true;
        }
        match self.deadline.as_mut().poll(cx) {
            Poll::Ready(()) => {
                let error = format!("the request body made no progress for {} s", self.patience.as_secs());
                Poll::Ready(Some(Err(error.into())))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

use std::future::Future as _;
