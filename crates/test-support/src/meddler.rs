//! A bad line to a good server: passes requests on, and does something else with them when told to.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::{BodyExt, Either, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, client, server};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meddling {
    /// It is passed on, and so is the answer.
    Pass,
    /// It is not passed on; this status is the answer.
    Refuse(u16),
    /// It is not passed on; the connection is closed.
    Cut,
    /// It is passed on and done; this status is the answer.
    LoseAnswer(u16),
    /// It is passed on and done; the connection is closed without an answer.
    CutAnswer,
    /// It is passed on and done; there never is an answer.
    Hang,
    /// It is not passed on, and there never is an answer.
    Stall,
}

#[derive(Debug)]
struct State {
    /// For requests in which a text occurs, before all others.
    chosen: Vec<(String, Meddling)>,
    next: VecDeque<Meddling>,
    then: Meddling,
    seen: Vec<(String, Meddling)>,
    target: String,
}

/// Listens on a port of its own and passes everything on to one server; it ends when dropped.
#[derive(Debug)]
pub struct Meddler {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    /// What came in so far: address and, of forms, the body.
    came: watch::Sender<Vec<String>>,
    task: JoinHandle<()>,
}

impl Meddler {
    /// Passes everything on to the server at `target`, `host:port`.
    pub async fn before(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        let state = State {
            chosen: Vec::new(),
            next: VecDeque::new(),
            then: Meddling::Pass,
            seen: Vec::new(),
            target: target.to_owned(),
        };
        let state = Arc::new(Mutex::new(state));
        let came = watch::Sender::new(Vec::new());
        let task = tokio::spawn(accept(listener, Arc::clone(&state), came.clone()));
        Self { address, state, came, task }
    }

    /// Passes everything on to another server from now on.
    pub fn turn_to(&self, target: &str) {
        target.clone_into(&mut self.state.lock().expect("no panic while locked").target);
    }

    /// Where it listens, as the beginning of a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What happens to the next requests, one each.
    pub fn next(&self, meddling: impl IntoIterator<Item = Meddling>) {
        self.state.lock().expect("no panic while locked").next.extend(meddling);
    }

    /// What happens to the next request with `text` in its address or, where it is a form, in its body. It is asked before
    /// [`next`](Self::next), in the order of these calls.
    pub fn when(&self, text: &str, meddling: Meddling) {
        self.state.lock().expect("no panic while locked").chosen.push((text.to_owned(), meddling));
    }

    /// Waits until a request with `text` in its address or form has come in, now or earlier.
    pub async fn has_come(&self, text: &str) {
        let mut came = self.came.subscribe();
        let found = came.wait_for(|came| came.iter().any(|request| request.contains(text))).await;
        drop(found.expect("this end lives"));
    }

    /// How many requests with `text` in their address or form have come in.
    pub fn count(&self, text: &str) -> usize {
        self.came.borrow().iter().filter(|request| request.contains(text)).count()
    }

    /// What happens to all others from now on.
    pub fn always(&self, meddling: Meddling) {
        self.state.lock().expect("no panic while locked").then = meddling;
    }

    /// What happened to the requests so far: path with query, and what was done.
    pub fn seen(&self) -> Vec<(String, Meddling)> {
        self.state.lock().expect("no panic while locked").seen.clone()
    }
}

impl Drop for Meddler {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>, came: watch::Sender<Vec<String>>) {
    let mut connections = tokio::task::JoinSet::new(); // ends with the task, so that no connection outlives it
    while let Ok((stream, _)) = listener.accept().await {
        let (state, came) = (Arc::clone(&state), came.clone());
        connections.spawn(async move {
            let service = service_fn(|request| handle(request, &state, &came));
            // An error is a connection that either side closed, which is what these tests are about.
            let _ = server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

/// A body as it comes, or one that was read to be looked into.
type Passed = Either<Incoming, Full<Bytes>>;

async fn handle(
    request: Request<Incoming>,
    state: &Mutex<State>,
    came: &watch::Sender<Vec<String>>,
) -> Result<Response<Full<Bytes>>, io::Error> {
    let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let (request, form) = with_form(request).await?;
    let (meddling, target) = {
        let mut state = state.lock().expect("no panic while locked");
        let chosen = state.chosen.iter().position(|(text, _)| path.contains(text) || form.contains(text));
        let meddling = match chosen {
            Some(at) => state.chosen.remove(at).1,
            None => state.next.pop_front().unwrap_or(state.then),
        };
        state.seen.push((path.clone(), meddling));
        (meddling, state.target.clone())
    };
    came.send_modify(|came| came.push(format!("{path} {form}")));
    match meddling {
        Meddling::Pass => pass_on(request, &target).await,
        Meddling::Refuse(code) => {
            // Read to its end, so that the client is told and not cut off.
            let _ = request.into_body().collect().await;
            Ok(status(code))
        }
        Meddling::Cut => Err(io::Error::other("cut on request")),
        Meddling::LoseAnswer(code) => pass_on(request, &target).await.map(|_| status(code)),
        Meddling::CutAnswer => {
            pass_on(request, &target).await?;
            Err(io::Error::other("cut on request"))
        }
        Meddling::Hang => {
            pass_on(request, &target).await?;
            std::future::pending().await
        }
        Meddling::Stall => std::future::pending().await,
    }
}

/// Reads the body of a form, which is short; any other stays as it comes.
async fn with_form(request: Request<Incoming>) -> Result<(Request<Passed>, String), io::Error> {
    let kind = request.headers().get("content-type").and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return Ok((request.map(Either::Left), String::new()));
    }
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let form = String::from_utf8_lossy(&body).into_owned();
    Ok((Request::from_parts(head, Either::Right(Full::new(body))), form))
}

fn status(code: u16) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(b"<html>not the service</html>")));
    *response.status_mut() = StatusCode::from_u16(code).expect("a status");
    response
}

/// The body goes through as it comes; the answer is kept whole.
async fn pass_on(request: Request<Passed>, target: &str) -> Result<Response<Full<Bytes>>, io::Error> {
    let stream = TcpStream::connect(target).await?;
    let (mut sender, connection) =
        client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let answer = async {
        let (head, body) = sender.send_request(request).await?.into_parts();
        Ok::<_, hyper::Error>(Response::from_parts(head, Full::new(body.collect().await?.to_bytes())))
    };
    tokio::pin!(connection, answer);
    tokio::select! {
        answer = &mut answer => answer.map_err(io::Error::other),
        ended = &mut connection => {
            ended.map_err(io::Error::other)?;
            answer.await.map_err(io::Error::other)
        }
    }
}
