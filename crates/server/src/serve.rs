//! The listeners, their routers, and the work in the background, from start to a graceful end.

use std::{io, net::SocketAddr};

use http_in::LenientQuery;
use jobs::Runner;
use listener::Patience;
use platform::{Config, ConfigError, config::RawConfig};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{router, services::Services};

/// A port cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Somebody else listens there.
    #[error("`{key}`: {address} is in use by another program; stop it or choose another port")]
    Busy {
        /// The configuration key.
        key: &'static str,
        /// The address.
        address: SocketAddr,
    },
    /// Anything else.
    #[error("`{key}`: cannot listen on {address}: {source}")]
    Other {
        /// The configuration key.
        key: &'static str,
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
}

/// The ports of a server, bound.
#[derive(Debug)]
pub struct Listeners {
    api: TcpListener,
    content: TcpListener,
    metrics: Option<TcpListener>,
}

impl Listeners {
    /// Binds `listen`, `content_listen` and, where it is given, `metrics_listen`. A port of 0 is any free one; the configuration that comes back has the
    /// ports that were got, in its links too.
    ///
    /// # Errors
    /// When the configuration is wrong or a port cannot be had.
    pub async fn bind(mut raw: RawConfig) -> Result<(Self, Config), BindError> {
        let config = Config::from_raw(raw.clone())?;
        let (api, api_address) = bind("listen", config.listen).await?;
        let (content, content_address) = bind("content_listen", config.content_listen).await?;
        let metrics = match config.metrics_listen {
            Some(address) => Some(bind("metrics_listen", address).await?),
            None => None,
        };
        raw.listen = Some(api_address.to_string());
        raw.content_listen = Some(content_address.to_string());
        raw.metrics_listen = metrics.as_ref().map(|(_, address)| address.to_string());
        let metrics = metrics.map(|(listener, _)| listener);
        Ok((Self { api, content, metrics }, Config::from_raw(raw)?))
    }
}

/// Binds one address, and gives the one that was got: a port of 0 is any free one.
///
/// # Errors
/// When the port cannot be had; the sentence names the key.
pub async fn bind(key: &'static str, address: SocketAddr) -> Result<(TcpListener, SocketAddr), BindError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AddrInUse => BindError::Busy { key, address },
        _ => BindError::Other { key, address, source },
    };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// A server that is about to run.
pub struct Server {
    services: Services,
    has_jobs: bool,
}

impl Server {
    /// A server over opened services.
    pub fn new(services: Services) -> Self {
        Self { services, has_jobs: true }
    }

    /// Leaves queue and outbox alone: for tests, which work on them step by step.
    #[must_use]
    pub fn without_jobs(mut self) -> Self {
        self.has_jobs = false;
        self
    }

    /// Runs until `end` is cancelled, then lets requests under way finish for a while.
    pub async fn run(self, listeners: Listeners, end: CancellationToken) {
        let Self { services, has_jobs } = self;
        let api_calls = services.api_calls.clone();
        let jobs = has_jobs.then(|| Runner::start(services.jobs()));
        let patience = Patience::default();
        let (api, content) = (router::api(&services), router::content(&services));
        let lenient = LenientQuery::new;
        let api = listener::serve_over(listeners.api, api, patience, end.clone(), lenient);
        let content = listener::serve_over(listeners.content, content, patience, end.clone(), lenient);
        let metrics = async {
            if let Some(listener) = listeners.metrics {
                listener::serve(listener, router::metrics(&services), patience, end).await;
            }
        };
        tokio::join!(api, content, metrics);
        if let Some(jobs) = jobs {
            jobs.stop().await;
        }
        api_calls.flush().await;
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, extract::RawQuery, routing::get};
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
    };

    use super::*;

    #[tokio::test]
    async fn a_query_that_nobody_escaped_is_read() {
        let (listener, address) = bind("listen", ([127, 0, 0, 1], 0).into()).await.unwrap();
        let router = Router::new()
            .route("/query", get(|RawQuery(query): RawQuery| async { query.unwrap_or_default() }));
        let patience = Patience::default();
        tokio::spawn(async move {
            listener::serve_over(listener, router, patience, CancellationToken::new(), LenientQuery::new)
                .await;
        });
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = "GET /query?a=\"b\"#<c>,[d]|{e} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("a=%22b%22%23%3Cc%3E,[d]|{e}"), "{answer}");
    }
}
