//! A bad line to a good server: passes requests on, and does something else with them when told to.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, client, server};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
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
}

#[derive(Debug)]
struct State {
    next: VecDeque<Meddling>,
    then: Meddling,
    seen: Vec<(String, Meddling)>,
}

/// Listens on a port of its own and passes everything on to one server; it ends when dropped.
#[derive(Debug)]
pub struct Meddler {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Meddler {
    /// Passes everything on to the server at `target`, `host:port`.
    pub async fn before(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        let state = State { next: VecDeque::new(), then: Meddling::Pass, seen: Vec::new() };
        let state = Arc::new(Mutex::new(state));
        let task = tokio::spawn(accept(listener, Arc::clone(&state), target.to_owned()));
        Self { address, state, task }
    }

    /// Where it listens, as the beginning of a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What happens to the next requests, one each.
    pub fn next(&self, meddling: impl IntoIterator<Item = Meddling>) {
        self.state.lock().expect("no panic while locked").next.extend(meddling);
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

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>, target: String) {
    let mut connections = tokio::task::JoinSet::new(); // ends with the task, so that no connection outlives it
    while let Ok((stream, _)) = listener.accept().await {
        let (state, target) = (Arc::clone(&state), target.clone());
        connections.spawn(async move {
            let service = service_fn(|request| handle(request, &state, &target));
            // An error is a connection that either side closed, which is what these tests are about.
            let _ = server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn handle(
    request: Request<Incoming>,
    state: &Mutex<State>,
    target: &str,
) -> Result<Response<Full<Bytes>>, io::Error> {
    let path = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let meddling = {
        let mut state = state.lock().expect("no panic while locked");
        let meddling = state.next.pop_front().unwrap_or(state.then);
        state.seen.push((path, meddling));
        meddling
    };
    match meddling {
        Meddling::Pass => pass_on(request, target).await,
        Meddling::Refuse(code) => {
            // Read to its end, so that the client is told and not cut off.
            let _ = request.into_body().collect().await;
            Ok(status(code))
        }
        Meddling::Cut => Err(io::Error::other("cut on request")),
        Meddling::LoseAnswer(code) => pass_on(request, target).await.map(|_| status(code)),
        Meddling::CutAnswer => {
            pass_on(request, target).await?;
            Err(io::Error::other("cut on request"))
        }
        Meddling::Hang => {
            pass_on(request, target).await?;
            std::future::pending().await
        }
    }
}

fn status(code: u16) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(b"<html>not the service</html>")));
    *response.status_mut() = StatusCode::from_u16(code).expect("a status");
    response
}

/// The body goes through as it comes; the answer is kept whole.
async fn pass_on(request: Request<Incoming>, target: &str) -> Result<Response<Full<Bytes>>, io::Error> {
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
