//! `public_url` and `content_url` may have a path (`https://lms.example/lyceum`). A proxy in front may pass that path
//! on or take it off: either way the router sees what follows it.

use axum::{
    extract::Request,
    http::{Uri, uri::PathAndQuery},
};

/// Takes `prefix` (`""` or `/prefix`) off a request's path where it stands there.
pub(crate) fn strip<B>(prefix: &str, mut request: Request<B>) -> Request<B> {
    if let Some(uri) = stripped(prefix, request.uri()) {
        *request.uri_mut() = uri;
    }
    request
}

fn stripped(prefix: &str, uri: &Uri) -> Option<Uri> {
    // The API's old clients double slashes at will.
    let path = uri.path();
    let doubled = path.len() - path.trim_start_matches('/').len();
    let rest = path[doubled.saturating_sub(1)..].strip_prefix(prefix).filter(|_| !prefix.is_empty())?;
    if !rest.is_empty() && !rest.starts_with('/') {
        return None;
    }
    let path = if rest.is_empty() { "/" } else { rest };
    let text = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(text.parse::<PathAndQuery>().ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use test_case::test_case;

    use super::*;

    #[test_case("/lyceum", "/lyceum/api?a=b", "/api?a=b")]
    #[test_case("/lyceum", "/lyceum", "/"; "the prefix alone")]
    #[test_case("/lyceum", "//lyceum//api", "//api"; "doubled slashes")]
    #[test_case("/lyceum", "/api", "/api"; "taken off already")]
    #[test_case("/lyceum", "/lyceums/api", "/lyceums/api"; "another word")]
    #[test_case("", "/api", "/api"; "no prefix")]
    fn prefixes(prefix: &str, path: &str, expected: &str) {
        let request = strip(prefix, Request::get(path).body(()).unwrap());
        assert_eq!(request.uri().to_string(), expected);
    }
}
