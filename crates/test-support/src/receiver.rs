//! A receiver of postbacks that misbehaves on request, and remembers what it got.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Either, Full};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::header::LOCATION;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// What the receiver does with a request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// This status and body.
    Status(u16, String),
    /// 302 to that address.
    Redirect(String),
    /// Reads the request and never answers.
    Hang,
    /// Answers after a while.
    Slow(Duration, Box<Answer>),
    /// Answers once it is notified.
    Held(Arc<Notify>, Box<Answer>),
    /// 200 with that many bytes.
    Huge(u64),
    /// Reads the request and closes the connection.
    Close,
}

impl Answer {
    /// 200 without a body.
    pub fn ok() -> Self {
        Self::Status(200, String::new())
    }

    /// That status without a body.
    pub fn status(code: u16) -> Self {
        Self::Status(code, String::new())
    }
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Received {
    /// Method.
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
}

impl Received {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

#[derive(Debug)]
struct State {
    /// Answers for the next requests; then `default` for ever.
    next: VecDeque<Answer>,
    default: Answer,
    requests: Vec<Received>,
}

/// A server on a port of its own; it ends when dropped.
#[derive(Debug)]
pub struct Receiver {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    count: watch::Receiver<usize>,
    task: JoinHandle<()>,
}

impl Receiver {
    /// Answers 200 until told otherwise.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        let state = State { next: VecDeque::new(), default: Answer::ok(), requests: Vec::new() };
        let state = Arc::new(Mutex::new(state));
        let (told, count) = watch::channel(0);
        let task = tokio::spawn(accept(listener, Arc::clone(&state), Arc::new(told)));
        Self { address, state, count, task }
    }

    /// The address of `path`, which begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What to answer to the next requests, one each, before the default.
    pub fn answer_next(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state.lock().expect("no panic while locked").next.extend(answers);
    }

    /// What to answer when nothing else is said.
    pub fn answer_always(&self, answer: Answer) {
        self.state.lock().expect("no panic while locked").default = answer;
    }

    /// Everything so far.
    pub fn requests(&self) -> Vec<Received> {
        self.state.lock().expect("no panic while locked").requests.clone()
    }

    /// Waits until `count` requests have arrived, at most half a minute, and returns all.
    pub async fn await_requests(&self, count: usize) -> Vec<Received> {
        let mut arrived = self.count.clone();
        let waited =
            tokio::time::timeout(Duration::from_secs(30), arrived.wait_for(|seen| *seen >= count)).await;
        let requests = self.requests();
        match waited {
            Ok(Ok(_)) => requests,
            _ => panic!("{} requests arrived of {count}: {requests:#?}", requests.len()),
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>, told: Arc<watch::Sender<usize>>) {
    let mut connections = tokio::task::JoinSet::new(); // ends with the task, so that no connection outlives it
    while let Ok((stream, _)) = listener.accept().await {
        let (state, told) = (Arc::clone(&state), Arc::clone(&told));
        connections.spawn(async move {
            let service = service_fn(|request| handle(request, &state, &told));
            // An error is a connection that either side closed, which is what these tests are about.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn handle(
    request: Request<Incoming>,
    state: &Mutex<State>,
    told: &watch::Sender<usize>,
) -> Result<Response<Either<Full<Bytes>, Zeros>>, io::Error> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let path = parts.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let received = Received { method: parts.method, path, headers: parts.headers, body };
    let mut answer = {
        let mut state = state.lock().expect("no panic while locked");
        state.requests.push(received);
        told.send_replace(state.requests.len());
        state.next.pop_front().unwrap_or_else(|| state.default.clone())
    };
    loop {
        answer = match answer {
            Answer::Slow(delay, then) => {
                tokio::time::sleep(delay).await;
                *then
            }
            Answer::Held(until, then) => {
                until.notified().await;
                *then
            }
            _ => break,
        };
    }
    let full = |text: String| Either::Left(Full::new(Bytes::from(text)));
    let response = match answer {
        Answer::Status(code, body) => {
            let mut response = Response::new(full(body));
            *response.status_mut() = StatusCode::from_u16(code).expect("a status");
            response
        }
        Answer::Redirect(to) => {
            let mut response = Response::new(full(String::new()));
            *response.status_mut() = StatusCode::FOUND;
            response.headers_mut().insert(LOCATION, to.parse().expect("an address"));
            response
        }
        Answer::Huge(bytes) => Response::new(Either::Right(Zeros(bytes))),
        Answer::Hang | Answer::Slow(..) | Answer::Held(..) => std::future::pending().await,
        Answer::Close => return Err(io::Error::other("closed on request")),
    };
    Ok(response)
}

/// A body of that many zeros, made as it is read.
#[derive(Debug)]
struct Zeros(u64);

impl Body for Zeros {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        const PIECE: &[u8] = &[b'0'; 1 << 14];
        let piece = usize::try_from(self.0).unwrap_or(usize::MAX).min(PIECE.len());
        self.0 -= piece as u64;
        std::task::Poll::Ready((piece > 0).then(|| Ok(Frame::data(Bytes::from_static(&PIECE[..piece])))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    async fn post(receiver: &Receiver, body: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(receiver.address).await?;
        let head = format!(
            "POST /back?x=1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }

    #[tokio::test]
    async fn answers_as_told_and_remembers() {
        let receiver = Receiver::start().await;
        receiver.answer_next([
            Answer::status(500),
            Answer::Redirect("http://x/".to_owned()),
            Answer::Huge(100_000),
            Answer::Close,
        ]);
        assert!(post(&receiver, "one").await.unwrap().starts_with("HTTP/1.1 500"));
        assert!(post(&receiver, "two").await.unwrap().contains("location: http://x/"));
        assert!(post(&receiver, "three").await.unwrap().len() > 100_000);
        assert_eq!(post(&receiver, "four").await.unwrap_or_default(), "");
        assert!(post(&receiver, "five").await.unwrap().starts_with("HTTP/1.1 200"));
        let requests = receiver.await_requests(5).await;
        let texts: Vec<String> = requests.iter().map(Received::text).collect();
        assert_eq!(texts, ["one", "two", "three", "four", "five"]);
        assert_eq!(requests[0].path, "/back?x=1");
    }

    #[tokio::test]
    async fn hangs_while_others_are_served() {
        let receiver = Receiver::start().await;
        receiver.answer_next([Answer::Hang]);
        let hanging = post(&receiver, "patience");
        tokio::select! {
            answer = hanging => panic!("answered: {answer:?}"),
            _ = receiver.await_requests(1) => {}
        }
        assert!(post(&receiver, "next").await.unwrap().starts_with("HTTP/1.1 200"));
    }
}
