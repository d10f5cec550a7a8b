//! What the head of a request says beyond its parameters.

use axum::http::{HeaderMap, Method, header};

/// The parts of a request's head that methods ask for.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    /// The host and port that the client spoke to, as it says. For upload tokens and exports alone, whose clients put
    /// it into their own base URL; our links are made from the configuration.
    pub(crate) host: Option<String>,
    /// Whether a person will see the answer: then a failure is a page and not an XML document.
    pub(crate) is_navigation: bool,
    /// `User-Agent`, for the log of calls.
    pub(crate) user_agent: String,
    /// The languages of that person's browser.
    pub(crate) accept_language: String,
}

impl Head {
    pub(crate) fn of(method: &Method, headers: &HeaderMap) -> Self {
        let text = |name: header::HeaderName| {
            headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        Self {
            host: Some(text(header::HOST)).filter(|host| !host.is_empty()),
            user_agent: text(header::USER_AGENT),
            is_navigation: *method != Method::HEAD && is_navigation(headers),
            accept_language: text(header::ACCEPT_LANGUAGE),
        }
    }
}

/// Newer browsers say so; of older ones the first media type is HTML. The Java library's default begins with
/// HTML as well, but goes on with a GIF, which no browser asks for.
fn is_navigation(headers: &HeaderMap) -> bool {
    let text =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_ascii_lowercase);
    match text("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => text("accept").is_some_and(|accept| {
            accept.trim_start().starts_with("text/html") && !accept.contains("image/gif")
        }),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn is_navigation(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        Head::of(&Method::GET, &headers).is_navigation
    }

    #[test]
    fn browsers_and_libraries_are_told_apart() {
        assert!(is_navigation(&[("sec-fetch-mode", "navigate")]));
        assert!(is_navigation(&[("accept", "text/html,application/xhtml+xml,*/*;q=0.8")]));
        assert!(!is_navigation(&[("sec-fetch-mode", "cors"), ("accept", "text/html")]));
        assert!(!is_navigation(&[("accept", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2")]));
        assert!(!is_navigation(&[("accept", "*/*")]));
        assert!(!is_navigation(&[]));
    }
}
