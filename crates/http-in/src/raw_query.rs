//! Escapes what a query may not hold, before the HTTP parser refuses it.
//!
//! Some clients of API V1 build the query without any escaping (V1 spec §1.2): quotation marks, angle brackets,
//! letters of Latin-1, a `#` in the middle of a `redirecturl`. In the query of the first request line of a
//! connection these become percent escapes, which decode to what was meant; such clients send one request on
//! each connection, and where a later one begins cannot be known here. All other bytes pass as they are.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A connection whose first request line is read leniently; see the module.
pub struct LenientQuery<S> {
    stream: S,
    place: Place,
    /// Escaped and not yet read.
    waiting: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In the method or path.
    BeforeQuery,
    Query,
    /// Behind the query of the first request line, for the rest of the connection.
    Beyond,
}

/// So much is read at once while the request line lasts.
const PIECE_BYTES: usize = 8 * 1024;

impl<S> LenientQuery<S> {
    /// Over a connection of which nothing was read yet.
    pub fn new(stream: S) -> Self {
        Self { stream, place: Place::BeforeQuery, waiting: Vec::new() }
    }
}

/// Appends a piece of the connection to `out`, with what needs it escaped, and tells where the next piece is.
fn escape(mut place: Place, piece: &[u8], out: &mut Vec<u8>) -> Place {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for (at, byte) in piece.iter().enumerate() {
        match (place, byte) {
            (Place::Beyond, _) => {
                out.extend_from_slice(piece.get(at..).unwrap_or_default());
                return place;
            }
            // A request line without a query has no `?` before its end.
            (_, b'\n' | b'\r') => place = Place::Beyond,
            (Place::BeforeQuery, b'?') => place = Place::Query,
            (Place::Query, b' ') => place = Place::Beyond,
            (Place::Query, b'"' | b'#' | b'<' | b'>' | 0..=0x1f | 0x7f..) => {
                out.push(b'%');
                out.extend(
                    [byte >> 4, byte & 15].map(|digit| HEX.get(usize::from(digit)).copied().unwrap_or(b'0')),
                );
                continue;
            }
            _ => {}
        }
        out.push(*byte);
    }
    place
}

impl<S: AsyncRead + Unpin> AsyncRead for LenientQuery<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.waiting.is_empty() {
            if self.place == Place::Beyond {
                return Pin::new(&mut self.stream).poll_read(cx, buf);
            }
            let mut piece = [0; PIECE_BYTES];
            let mut piece = ReadBuf::new(&mut piece);
            ready!(Pin::new(&mut self.stream).poll_read(cx, &mut piece))?;
            let mut escaped = Vec::with_capacity(piece.filled().len());
            self.place = escape(self.place, piece.filled(), &mut escaped);
            self.waiting = escaped;
        }
        let len = self.waiting.len().min(buf.remaining());
        buf.put_slice(self.waiting.get(..len).unwrap_or_default());
        self.waiting.drain(..len);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for LenientQuery<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    async fn read(sent: &[u8]) -> Vec<u8> {
        let mut read = Vec::new();
        LenientQuery::new(sent).read_to_end(&mut read).await.unwrap();
        read
    }

    #[tokio::test]
    async fn the_first_query_is_escaped_and_nothing_else() {
        let sent =
            b"GET /a\"b?c=\"<1>\"#\xe9,[2]|'{x}%41 HTTP/1.1\r\nHost: \"x\"\r\n\r\nGET /?\"# HTTP/1.1\r\n\r\n";
        let read = read(sent).await;
        assert_eq!(
            String::from_utf8_lossy(&read),
            "GET /a\"b?c=%22%3C1%3E%22%23%E9,[2]|'{x}%41 HTTP/1.1\r\nHost: \"x\"\r\n\r\nGET /?\"# HTTP/1.1\r\n\r\n"
        );
    }

    #[tokio::test]
    async fn other_beginnings_pass_as_they_are() {
        for sent in [
            &b"GET / HTTP/1.1\r\nX: ?\"\r\n\r\n"[..],
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\xff\"?\"",
            b"",
            b"?",
        ] {
            assert_eq!(read(sent).await, sent);
        }
    }

    #[tokio::test]
    async fn pieces_of_any_size_make_the_same_line() {
        let line = format!("GET /?{} HTTP/1.1\r\n", "\"".repeat(3 * PIECE_BYTES));
        let read = read(line.as_bytes()).await;
        assert_eq!(read, line.replace('"', "%22").into_bytes());
    }
}
