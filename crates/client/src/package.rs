//! A package on its way to the cloud: where it comes from, and how far it is.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream};
use tokio::io::AsyncRead;
use tokio::sync::watch;
use tokio_util::io::ReaderStream;

use crate::transport::{Failure, Pieces};

/// A file is read in pieces of this size; no more of it than a few are in memory at once.
const PIECE: usize = 64 << 10;

/// A package to import. Nothing of it is kept in memory or on disk: it is read as fast as the cloud takes it.
pub struct Package {
    name: String,
    source: Source,
    on_progress: Option<ProgressFn>,
}

type ProgressFn = Arc<dyn Fn(Progress) + Send + Sync>;

enum Source {
    File(PathBuf),
    Bytes(Bytes),
    /// Pieces that come once, and their number of bytes where that is known.
    Stream(Pieces, Option<u64>),
}

/// How much of a package is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Bytes that were handed to the network.
    pub sent_bytes: u64,
    /// Bytes of the whole package, where that is known.
    pub total_bytes: Option<u64>,
}

impl Package {
    /// A file. It can be sent again, should the connection break.
    pub fn file(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Self::new(&name.unwrap_or_default(), Source::File(path.to_owned()))
    }

    /// Bytes in memory.
    pub fn bytes(name: &str, bytes: impl Into<Bytes>) -> Self {
        Self::new(name, Source::Bytes(bytes.into()))
    }

    /// Pieces as they come, for instance the body of a request that the LMS gets. Their total need not be known.
    pub fn stream<S, B, E>(name: &str, pieces: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes> + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let pieces = pieces.map_ok(Into::into).map_err(io::Error::other);
        Self::new(name, Source::Stream(Box::pin(pieces), None))
    }

    /// What a reader gives.
    pub fn reader(name: &str, reader: impl AsyncRead + Send + 'static) -> Self {
        Self::stream(name, ReaderStream::with_capacity(reader, PIECE))
    }

    /// The number of bytes of a stream or reader, where it is known beforehand.
    #[must_use]
    pub fn with_total(mut self, bytes: u64) -> Self {
        if let Source::Stream(_, total) = &mut self.source {
            *total = Some(bytes);
        }
        self
    }

    /// Is told how far it is, after each piece. It should do little: the upload waits for it.
    #[must_use]
    pub fn on_progress(mut self, tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(tell));
        self
    }

    fn new(name: &str, source: Source) -> Self {
        // The cloud takes the last part of the name; quotes and line breaks would end the header.
        let name: String =
            name.chars().map(|c| if c.is_control() || "\"\\/".contains(c) { '_' } else { c }).collect();
        let name = if name.trim().is_empty() { "package.zip".to_owned() } else { name };
        Self { name, source, on_progress: None }
    }

    /// The same package once more, where it can be read once more.
    pub(crate) fn again(&self) -> Option<Self> {
        let source = match &self.source {
            Source::File(path) => Source::File(path.clone()),
            Source::Bytes(bytes) => Source::Bytes(bytes.clone()),
            Source::Stream(..) => return None,
        };
        Some(Self { name: self.name.clone(), source, on_progress: self.on_progress.clone() })
    }
}

impl std::fmt::Debug for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Package").field("name", &self.name).finish_non_exhaustive()
    }
}

/// How far the body of a request is, seen from outside.
#[derive(Clone)]
pub(crate) struct Sending(Arc<watch::Sender<State>>, Arc<Mutex<Option<io::Error>>>);

/// What of a body is sent.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct State {
    sent_bytes: u64,
    is_whole: bool,
}

impl Sending {
    fn new() -> Self {
        Self(Arc::new(watch::Sender::new(State::default())), Arc::default())
    }

    /// Wakes with each piece.
    pub(crate) fn subscribe(&self) -> watch::Receiver<State> {
        self.0.subscribe()
    }

    /// Whether everything was handed to the network.
    pub(crate) fn is_whole(&self) -> bool {
        self.0.borrow().is_whole
    }

    /// What a failure means when one knows how much was sent: half a form is no form.
    pub(crate) fn judge(&self, failure: Failure) -> Failure {
        if let Some(error) = self.1.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Failure::Package(error);
        }
        match failure {
            Failure::Lost(reason) if !self.is_whole() => {
                Failure::NotSent(format!("{reason} (after {} bytes)", self.0.borrow().sent_bytes))
            }
            other => other,
        }
    }

    fn add(&self, bytes: usize) -> u64 {
        self.0.send_modify(|state| state.sent_bytes += bytes as u64);
        self.0.borrow().sent_bytes
    }

    fn end(&self) {
        self.0.send_modify(|state| state.is_whole = true);
    }

    fn fail(&self, error: io::Error) -> io::Error {
        let told = io::Error::new(error.kind(), "the package could not be read");
        *self.1.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        told
    }
}

/// A package as the body of a request.
pub(crate) struct Multipart {
    pub(crate) body: Pieces,
    /// Bytes of the body, where the package's are known.
    pub(crate) total_bytes: Option<u64>,
    pub(crate) sending: Sending,
}

/// A form of one file, as the vendor's libraries send it.
pub(crate) async fn multipart(package: Package, boundary: &str) -> io::Result<Multipart> {
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"filedata\"; filename=\"{}\"\r\n\
         Content-Type: application/zip\r\n\r\n",
        package.name
    );
    let tail = format!("\r\n--{boundary}--\r\n");
    let (pieces, total): (Pieces, Option<u64>) = match package.source {
        Source::File(path) => {
            let file = tokio::fs::File::open(path).await?;
            let bytes = file.metadata().await?.len();
            (Box::pin(ReaderStream::with_capacity(file, PIECE)), Some(bytes))
        }
        Source::Bytes(bytes) => {
            let total = bytes.len() as u64;
            (Box::pin(stream::iter([Ok(bytes)])), Some(total))
        }
        Source::Stream(pieces, total) => (pieces, total),
    };
    let sending = Sending::new();
    let (count, fail, end) = (sending.clone(), sending.clone(), sending.clone());
    let tell = package.on_progress;
    let pieces = pieces
        .inspect_ok(move |piece| {
            let sent_bytes = count.add(piece.len());
            if let Some(tell) = &tell {
                tell(Progress { sent_bytes, total_bytes: total });
            }
        })
        .map_err(move |error| fail.fail(error));
    let total_bytes = total.map(|bytes| bytes + (head.len() + tail.len()) as u64);
    let last = stream::once(async move {
        end.end();
        Ok(Bytes::from(tail))
    });
    let body = stream::once(async move { Ok(Bytes::from(head)) }).chain(pieces).chain(last);
    Ok(Multipart { body: Box::pin(body), total_bytes, sending })
}
