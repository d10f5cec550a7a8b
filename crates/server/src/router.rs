//! Which path leads where, on each of the two origins.

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::{from_fn, from_fn_with_state, map_response},
    response::Response,
    routing::get,
};
use tower::ServiceBuilder;

use crate::{
    access_log::{self, AccessLog},
    assets, console, health, metrics, panics, path_prefix, player, properties,
    services::Services,
    v1,
};

/// Headers of answers that set none of their own: nothing of this origin is a page by accident.
const INERT: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox"),
    (header::REFERRER_POLICY, "no-referrer"),
];

/// The origin of API, console and health.
pub(crate) fn api(services: &Services) -> Router {
    let router = Router::new()
        .route("/health", get(health::health))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .with_state(services.clone())
        .merge(properties::routes(services))
        .merge(console::routes(services))
        .fallback(nothing_here)
        .layer(from_fn_with_state(Arc::new(services.clone()), v1::intercept))
        .layer(map_response(|mut response: Response| async move {
            add_missing(response.headers_mut(), &INERT);
            response
        }));
    let prefix = services.config.public_url.path().trim_end_matches('/').to_owned();
    dressed("api", prefix, services, router)
}

/// What is told to whoever measures: on an address of its own, for nobody has to sign in.
pub(crate) fn metrics(services: &Services) -> Router {
    Router::new()
        .route("/metrics", get(metrics::page))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .fallback(nothing_here)
        .with_state(services.clone())
}

/// The origin of player and course files.
pub(crate) fn content(services: &Services) -> Router {
    let router = player::routes(services)
        .route("/player-assets/{hash}/{file}", get(assets::asset_file))
        .fallback(nothing_here)
        .layer(map_response(|mut response: Response| async move {
            // Course files say themselves what they are; a policy would break them (player rules §3).
            add_missing(response.headers_mut(), &INERT[..1]);
            response
        }));
    let prefix = services.config.content_url.path_prefix().to_owned();
    dressed("content", prefix, services, router)
}

/// What every request goes through, outermost last.
fn dressed(origin: &'static str, prefix: String, services: &Services, router: Router) -> Router {
    let log = AccessLog {
        origin,
        prefix: prefix.as_str().into(),
        meters: services.http.clone(),
        trusted_proxies: services.config.trusted_proxies.clone().into(),
        rng: services.rng.clone(),
    };
    // A router matches before its own layers run, so what changes the path stands around it.
    let router = ServiceBuilder::new()
        .map_request(move |request: Request| path_prefix::strip(&prefix, request))
        .service(router.layer(from_fn(panics::layer)));
    Router::new().fallback_service(router).layer(from_fn_with_state(log, access_log::layer))
}

async fn nothing_here() -> (StatusCode, &'static str) {
    (StatusCode::NOT_FOUND, "There is nothing at this address.\n")
}

fn add_missing(headers: &mut HeaderMap, defaults: &[(HeaderName, &'static str)]) {
    for (name, value) in defaults {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}
