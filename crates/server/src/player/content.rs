//! `GET content/{key}/…`: the files of a course version, as they lie in its zip.

use axum::{
    body::Body as HttpBody,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use blobs::{Accept, Body, Member, Served};

use super::{host::before_a_file, without_player};
use crate::services::Services;

pub(super) async fn content(State(services): State<Services>, request: Request) -> Response {
    let head = match *request.method() {
        Method::GET => false,
        Method::HEAD => true,
        _ => return text(StatusCode::METHOD_NOT_ALLOWED, "Course files can only be read.\n"),
    };
    let headers = request.headers();
    // A worker would outlive its course and see the requests of others on this origin.
    if value(headers, "service-worker") == Some("script") && !services.config.content_url.is_per_course() {
        return text(StatusCode::FORBIDDEN, "Service workers are not available to courses here.\n");
    }
    // The router would decode the path, but a name may hold what looks encoded.
    let rest = request.uri().path().trim_start_matches('/').strip_prefix("content/").unwrap_or_default();
    let Some((key, path)) = rest.split_once('/') else { return missing() };
    if path.split('/').any(|part| part == "..") {
        return missing();
    }
    before_a_file(&services, key).await;
    let now = services.clock.now();
    let content = service::course_content(&services.store, &services.blobs, &services.live, key, now).await;
    let content = match content {
        Ok(Some(content)) => content,
        Ok(None) => return missing(),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a package could not be opened");
            return unavailable();
        }
    };
    if without_player::is_without_player(headers) {
        return without_player::page(&services.config, key, headers);
    }
    let accept = Accept {
        gzip: value(headers, "accept-encoding").is_some_and(Accept::allows_gzip),
        range: value(headers, "range"),
        if_range: value(headers, "if-range"),
        if_none_match: value(headers, "if-none-match"),
        head,
    };
    match content.open_member(&services.blobs, path, accept).await {
        Ok(Some(member)) => served(member),
        Ok(None) => missing(),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a course file could not be read");
            unavailable()
        }
    }
}

fn served(member: Member) -> Response {
    let body = match member.body {
        Body::Empty => HttpBody::empty(),
        Body::Bytes(bytes) => HttpBody::from(bytes),
        Body::Stream(stream) => HttpBody::from_stream(stream),
    };
    let mut response = Response::new(body);
    *response.status_mut() = match member.served {
        Served::Whole => StatusCode::OK,
        Served::Partial => StatusCode::PARTIAL_CONTENT,
        Served::NotModified => StatusCode::NOT_MODIFIED,
        Served::RangeNotSatisfiable => StatusCode::RANGE_NOT_SATISFIABLE,
    };
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, text: &str| {
        // Types and tags are made of printable ASCII.
        if let Ok(value) = HeaderValue::from_str(text) {
            headers.insert(name, value);
        }
    };
    put(header::ETAG, &member.etag);
    if member.varies {
        put(header::VARY, "Accept-Encoding");
    }
    if member.served != Served::NotModified {
        put(header::CONTENT_TYPE, &member.content_type);
        put(header::CONTENT_LENGTH, &member.content_length.to_string());
        if member.gzip {
            put(header::CONTENT_ENCODING, "gzip");
        }
        if member.accept_ranges {
            put(header::ACCEPT_RANGES, "bytes");
        }
        if let Some(range) = &member.content_range {
            put(header::CONTENT_RANGE, range);
        }
    }
    // Kept by the browser, asked for again each time: an update shows at once.
    put(header::CACHE_CONTROL, "no-cache");
    // What a page needs to run in the player's frames (player rules §3).
    put(HeaderName::from_static("origin-agent-cluster"), "?1");
    put(HeaderName::from_static("permissions-policy"), "unload=*");
    // A course may look at where it came from, other sites learn nothing of its address.
    put(header::REFERRER_POLICY, "same-origin");
    response
}

pub(super) fn missing() -> Response {
    text(StatusCode::NOT_FOUND, "The course has no such file.\n")
}

pub(super) fn unavailable() -> Response {
    text(StatusCode::SERVICE_UNAVAILABLE, "The file cannot be read at the moment.\n")
}

/// Text and not HTML: content that looks into its frame must not take it for a page of its own.
fn text(status: StatusCode, text: &'static str) -> Response {
    let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (status, plain, text).into_response()
}

pub(super) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
