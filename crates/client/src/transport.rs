//! One request over HTTP, and what its failure means for the call.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use reqwest::{RequestBuilder, Response, StatusCode, redirect};

use crate::package::{Sending, multipart};
use crate::{CallError, Package, Timeouts};

/// Why a request brought no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It did not get to the service as a whole.
    NotSent(String),
    /// It was sent; nothing is known beyond that.
    Lost(String),
    /// Our own package could not be read.
    Package(io::Error),
}

impl Failure {
    /// The failure of a method's call.
    pub(crate) fn of(self, method: &'static str) -> CallError {
        match self {
            Self::NotSent(reason) => CallError::Unreachable { method, reason },
            Self::Lost(reason) => CallError::Unknown { method, reason },
            Self::Package(source) => CallError::Package { method, source },
        }
    }
}

/// The HTTP client.
pub(crate) struct Transport {
    http: reqwest::Client,
    timeouts: Timeouts,
}

impl Transport {
    pub(crate) fn new(timeouts: Timeouts) -> Result<Self, String> {
        let http = reqwest::Client::builder()
            .connect_timeout(timeouts.connect)
            // A redirected POST would come as something else.
            .redirect(redirect::Policy::none())
            .tls_backend_preconfigured(tls().map_err(|error| error.to_string())?)
            .user_agent(concat!("lyceum-client/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(reason)?;
        Ok(Self { http, timeouts })
    }

    /// Posts a form; the answer before its body is read.
    pub(crate) async fn open_form(&self, address: &str, form: String) -> Result<Response, Failure> {
        let request = self
            .http
            .post(address)
            .header("content-type", "application/x-www-form-urlencoded; charset=UTF-8")
            .body(form);
        let sent = tokio::time::timeout(self.timeouts.answer, request.send()).await;
        let answer = sent.map_err(|_| no_answer(self.timeouts.answer))?.map_err(failure)?;
        judged(answer)
    }

    /// Posts a package as a form of one file. There is no limit to how long that takes, as long as it goes on.
    pub(crate) async fn post_package(
        &self,
        address: &str,
        boundary: &str,
        package: Package,
        max: usize,
    ) -> Result<String, Sent> {
        let parts = multipart(package, boundary)
            .await
            .map_err(|error| Sent { failure: Failure::Package(error), whole: false })?;
        let mut request: RequestBuilder = self
            .http
            .post(address)
            .header("content-type", format!("multipart/form-data; boundary={boundary}"));
        if let Some(bytes) = parts.total_bytes {
            request = request.header("content-length", bytes);
        }
        let sending = parts.sending;
        let request = request.body(reqwest::Body::wrap_stream(parts.body));
        let answer = self.while_it_goes_on(request, &sending).await;
        let outcome = match answer {
            Ok(answer) => self.text(answer, max).await,
            Err(failure) => Err(failure),
        };
        outcome.map_err(|failure| Sent { failure: sending.judge(failure), whole: sending.is_whole() })
    }

    async fn while_it_goes_on(
        &self,
        request: RequestBuilder,
        sending: &Sending,
    ) -> Result<Response, Failure> {
        let answer = request.send();
        tokio::pin!(answer);
        let mut progress = sending.subscribe();
        loop {
            tokio::select! {
                answer = &mut answer => return judged(answer.map_err(failure)?),
                Ok(()) = progress.changed() => {}
                () = tokio::time::sleep(self.timeouts.stall) => return Err(no_answer(self.timeouts.stall)),
            }
        }
    }

    /// The whole text of an answer.
    pub(crate) async fn text(&self, mut answer: Response, max: usize) -> Result<String, Failure> {
        let mut body = Vec::new();
        while let Some(chunk) = self.chunk(&mut answer).await? {
            if body.len() + chunk.len() > max {
                return Err(Failure::Lost(format!("its answer is longer than {max} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(String::from_utf8(body)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    /// The next piece of an answer.
    pub(crate) async fn chunk(&self, answer: &mut Response) -> Result<Option<Bytes>, Failure> {
        let chunk = tokio::time::timeout(self.timeouts.answer, answer.chunk()).await;
        let broken = |error| Failure::Lost(format!("its answer broke off: {}", reason(error)));
        chunk.map_err(|_| no_answer(self.timeouts.answer))?.map_err(broken)
    }
}

/// A package that was sent, or a part of it, without an answer.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) failure: Failure,
    /// Whether its last byte was handed to the network.
    pub(crate) whole: bool,
}

/// The pieces of a package.
pub(crate) type Pieces = std::pin::Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

fn no_answer(after: Duration) -> Failure {
    Failure::Lost(format!("no answer within {} s", after.as_secs_f64()))
}

/// The service answers 200 whether it says yes or no; any other status comes from something before it, or from an
/// accident within it.
fn judged(answer: Response) -> Result<Response, Failure> {
    let status = answer.status();
    if status == StatusCode::OK {
        return Ok(answer);
    }
    let said = format!("HTTP status {}", status.as_u16());
    let is_lost = status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT || status.is_success();
    Err(if is_lost {
        Failure::Lost(said)
    } else {
        Failure::NotSent(format!("{said}; is the cloud's address right?"))
    })
}

fn failure(error: reqwest::Error) -> Failure {
    let never_left = error.is_connect() || error.is_builder();
    let reason = reason(error);
    if never_left { Failure::NotSent(reason) } else { Failure::Lost(reason) }
}

/// The innermost cause says what happened; the address holds a signature.
fn reason(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut deepest: &dyn std::error::Error = &error;
    while let Some(inner) = deepest.source() {
        deepest = inner;
    }
    deepest.to_string()
}

/// The program need not have installed a provider of its own.
fn tls() -> Result<rustls::ClientConfig, rustls::Error> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.into() };
    Ok(rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
