//! Keeps the multipart reader from gathering what it cannot use.
//!
//! multer takes all that its stream has before it looks at any of it, and looks for the end of a part's head
//! without a limit. So this stream hands out small pieces, pauses after each, and ends with an error when
//! nothing was made of the last 64 KiB.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use axum_core::{
    BoxError,
    body::{Body, BodyDataStream},
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};

const PIECE_BYTES: usize = 32 * 1024;
const MAX_UNUSED_BYTES: usize = 64 * 1024;

/// Tells the stream that what it gave was used.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress {
    unused: Arc<AtomicUsize>,
    total: Arc<AtomicUsize>,
}

impl Progress {
    pub(crate) fn made(&self) {
        self.unused.store(0, Ordering::Relaxed);
    }

    /// Whether any byte of the body has come.
    pub(crate) fn is_untouched(&self) -> bool {
        self.total.load(Ordering::Relaxed) == 0
    }
}

/// The body in small pieces; see the module.
pub(crate) struct Paced {
    body: BodyDataStream,
    left: Bytes,
    pause: bool,
    progress: Progress,
}

impl Paced {
    pub(crate) fn new(body: Body, progress: Progress) -> Self {
        Self { body: body.into_data_stream(), left: Bytes::new(), pause: false, progress }
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.pause) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        while self.left.is_empty() {
            match self.body.poll_next_unpin(cx) {
                Poll::Ready(Some(Ok(bytes))) => self.left = bytes,
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error.into()))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
        let len = self.left.len().min(PIECE_BYTES);
        let piece = self.left.split_to(len);
        self.pause = true;
        self.progress.total.fetch_add(len, Ordering::Relaxed);
        if self.progress.unused.fetch_add(len, Ordering::Relaxed) + len > MAX_UNUSED_BYTES {
            return Poll::Ready(Some(Err("the head of a form part is too long".into())));
        }
        Poll::Ready(Some(Ok(piece)))
    }
}
