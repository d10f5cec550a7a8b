//! One POST to the outside, guarded.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};

use super::guard::{Blocked, TargetPolicy};

/// How long a receiver may take for its whole answer (V1 spec §6.3).
const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// What is kept of an answer.
const MAX_ANSWER_BYTES: usize = 4 * 1024;

/// The HTTP client for requests to URLs that callers gave.
#[derive(Clone)]
pub struct Outbound {
    client: reqwest::Client,
    policy: TargetPolicy,
}

/// What to send.
#[derive(Clone)]
pub struct Post {
    /// Absolute http or https URL, used unchanged.
    pub url: String,
    /// Header names and values; may hold credentials, so there is no `Debug`.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer of the receiver, whatever its status.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// HTTP status.
    pub status: u16,
    /// The first bytes of the answer's body, lossily decoded.
    pub body: String,
    /// `Retry-After` in seconds, as it came; a date there is not looked at.
    pub retry_after: Option<Duration>,
}

/// Why there is no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DeliveryFailure {
    /// The configuration forbids this target.
    #[error(transparent)]
    Blocked(#[from] Blocked),
    /// The URL is not an absolute http or https URL with a host.
    #[error("`{0}` is not an http or https address")]
    BadUrl(String),
    /// Not resolved, not connected, broken off or too slow.
    #[error("{0}")]
    Unreachable(String),
}

impl Outbound {
    /// A client that keeps to `policy`.
    ///
    /// # Errors
    /// When the TLS configuration cannot be built.
    pub fn new(policy: TargetPolicy) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .dns_resolver(Arc::new(GuardedResolver { policy: policy.clone() }))
            .tls_backend_preconfigured(tls_configuration())
            .user_agent(concat!("Lyceum/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, policy })
    }

    /// Sends one POST and reads at most a few KB of the answer.
    ///
    /// # Errors
    /// See [`DeliveryFailure`]; an answer with an error status is `Ok`.
    pub async fn post(&self, post: Post) -> Result<Delivery, DeliveryFailure> {
        let url = self.checked_url(&post.url)?;
        let mut request = self.client.post(url).body(post.body);
        for (name, value) in post.headers {
            request = request.header(name, value);
        }
        let mut answer = request.send().await.map_err(failure)?;
        let status = answer.status().as_u16();
        let retry_after = answer.headers().get(reqwest::header::RETRY_AFTER);
        let retry_after = retry_after.and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let mut body = Vec::new();
        // The status decides; an answer body that breaks off is only less to show.
        while let Ok(Some(chunk)) = answer.chunk().await {
            let room = MAX_ANSWER_BYTES - body.len();
            body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if body.len() == MAX_ANSWER_BYTES {
                break;
            }
        }
        Ok(Delivery {
            status,
            body: String::from_utf8_lossy(&body).into_owned(),
            retry_after: retry_after.map(Duration::from_secs),
        })
    }

    /// The resolver is not asked about literal addresses, so they are judged here.
    fn checked_url(&self, text: &str) -> Result<Url, DeliveryFailure> {
        let bad = || DeliveryFailure::BadUrl(without_credentials(text));
        let url = Url::parse(text).map_err(|_| bad())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(bad());
        }
        let literal = match url.host().ok_or_else(bad)? {
            url::Host::Domain(_) => None,
            url::Host::Ipv4(v4) => Some(IpAddr::V4(v4)),
            url::Host::Ipv6(v6) => Some(IpAddr::V6(v6)),
        };
        if let Some(address) = literal {
            self.policy.judge(url.host_str().unwrap_or_default(), address)?;
        }
        Ok(url)
    }
}

fn failure(error: reqwest::Error) -> DeliveryFailure {
    let mut cause: Option<&dyn std::error::Error> = Some(&error);
    while let Some(inner) = cause {
        if let Some(blocked) = inner.downcast_ref::<Blocked>() {
            return DeliveryFailure::Blocked(blocked.clone());
        }
        cause = inner.source();
    }
    if error.is_timeout() {
        return DeliveryFailure::Unreachable(format!("no answer within {} s", TIMEOUT.as_secs()));
    }
    // The URL may hold credentials; the innermost cause says what happened.
    let error = error.without_url();
    let mut deepest: &dyn std::error::Error = &error;
    while let Some(inner) = deepest.source() {
        deepest = inner;
    }
    DeliveryFailure::Unreachable(deepest.to_string())
}

fn without_credentials(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, rest)) => format!("…@{rest}"),
        None => text.to_owned(),
    }
}

fn tls_configuration() -> rustls::ClientConfig {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.into() };
    rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
}

/// Resolves names by the system and drops what the policy forbids.
struct GuardedResolver {
    policy: TargetPolicy,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = self.policy.clone();
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let mut blocked = None;
            let mut allowed = Vec::new();
            for address in found {
                match policy.judge(&host, address.ip()) {
                    Ok(()) => allowed.push(address),
                    Err(refusal) => blocked = Some(refusal),
                }
            }
            match blocked {
                Some(refusal) if allowed.is_empty() => Err(refusal.into()),
                _ => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}
