//! One line per request, and the request's id in every other line it causes.
//!
//! Tokens stand in the paths of the player, of the property editor and of links to the console, signatures and personal
//! data stand in queries: a path loses its token, and of a query only the values of harmless parameters are written.

use std::{fmt::Write as _, sync::Arc, time::Instant};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Uri},
    middleware::Next,
    response::Response,
};
use ipnet::IpNet;
use platform::Rng;
use tracing::Instrument as _;

use crate::{
    client_address::ClientAddress,
    metrics::{Class, HttpMeters},
    request_id,
};

/// What the layer needs.
#[derive(Clone)]
pub(crate) struct AccessLog {
    /// `api` or `content`.
    pub(crate) origin: &'static str,
    /// The path of the origin's address, before that of the request.
    pub(crate) prefix: Arc<str>,
    /// Where requests are counted.
    pub(crate) meters: Arc<HttpMeters>,
    pub(crate) trusted_proxies: Arc<[IpNet]>,
    pub(crate) rng: Arc<dyn Rng>,
}

/// Parameters whose values may be written; of all others only the name.
const HARMLESS: [&str; 6] = ["method", "appid", "ts", "format", "applib", "resultsformat"];
/// What is written of a query at most.
const MAX_QUERY_CHARS: usize = 512;

/// The outermost layer of both routers.
pub(crate) async fn layer(State(log): State<AccessLog>, request: Request, next: Next) -> Response {
    let from = ClientAddress::of(request.extensions(), request.headers(), &log.trusted_proxies);
    let id = request_id::choose(request.headers(), from.is_proxied, log.rng.as_ref());
    let method = request.method().clone();
    let class = Class::of(log.origin, &log.prefix, request.uri().path());
    let target = target(request.uri());
    let begun = Instant::now();
    let span = tracing::info_span!("request", request.id = id);
    let mut response = request_id::scope(id.clone(), next.run(request)).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(request_id::HEADER, value);
    }
    let took = begun.elapsed();
    log.meters.note(class, response.status(), took);
    let client = from.client.map(|address| address.to_string());
    span.in_scope(|| {
        tracing::info!(
            target: "lyceum::access",
            origin = log.origin,
            client,
            method = method.as_str(),
            target,
            status = response.status().as_u16(),
            duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "answered"
        );
    });
    response
}

/// Path and query of an address without its secrets.
fn target(uri: &Uri) -> String {
    let mut text = without_token(uri.path());
    let Some(query) = uri.query().filter(|query| !query.is_empty()) else { return text };
    let start = text.len();
    for (n, pair) in query.split('&').enumerate() {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let is_harmless = HARMLESS.iter().any(|harmless| harmless.eq_ignore_ascii_case(name));
        let between = if n == 0 { '?' } else { '&' };
        // Writing to a String does not fail.
        let _ = write!(text, "{between}{name}={}", if is_harmless || value.is_empty() { value } else { "…" });
        if text.len() - start > MAX_QUERY_CHARS {
            text.push_str("&…");
            break;
        }
    }
    text
}

/// What stands in front of a token.
const BEFORE_TOKENS: [&str; 5] = ["player", "course-properties", "welcome", "shared-log", "try"];

/// The path with every segment behind such a word taken out, wherever a prefix puts it: the prefix may end in that
/// word.
fn without_token(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    let follows = |at: usize| {
        at.checked_sub(1)
            .and_then(|before| parts.get(before))
            .is_some_and(|word| BEFORE_TOKENS.contains(word))
    };
    let shown = |(at, part): (usize, &&'_ str)| {
        if follows(at) && !part.is_empty() && !BEFORE_TOKENS.contains(part) {
            String::from("…")
        } else {
            (*part).to_owned()
        }
    };
    parts.iter().enumerate().map(shown).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use test_case::test_case;

    use super::*;

    #[test_case("/player/s3cr3t/journal?x=s3cr3t", "/player/…/journal?x=…")]
    #[test_case("/p/player/s3cr3t", "/p/player/…"; "with a prefix")]
    #[test_case("/player/player/s3cr3t/start", "/player/player/…/start"; "with a prefix of the same name")]
    #[test_case("/player/", "/player/"; "without token")]
    #[test_case("/x/course-properties/s3cr3t?saved=1", "/x/course-properties/…?saved=…"; "the property editor")]
    #[test_case("/console/welcome/s3cr3t", "/console/welcome/…"; "a link to the console")]
    #[test_case("/console/try/s3cr3t?x=s3cr3t", "/console/try/…?x=…"; "a link to the sandbox")]
    #[test_case("/console/shared-log/s3cr3t/step?at=3", "/console/shared-log/…/step?at=…"; "a link to a log")]
    #[test_case(
        "/api?method=rustici.debug.ping&Sig=s3cr3t&urlpass=s3cr3t",
        "/api?method=rustici.debug.ping&Sig=…&urlpass=…"
    )]
    #[test_case("/api?s3cr3tless", "/api?s3cr3tless="; "a name alone")]
    #[test_case("/content/k/a.js", "/content/k/a.js")]
    fn secrets_are_not_written(uri: &str, expected: &str) {
        assert_eq!(target(&uri.parse().unwrap()), expected);
    }

    #[test]
    fn long_queries_are_cut() {
        let uri = format!("/api?{}", "a=b&".repeat(10_000)).parse().unwrap();
        assert!(target(&uri).len() < 600);
    }
}
