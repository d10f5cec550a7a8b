//! What the pages know of the request that is answered: its language, and the page it came from.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use ui::Language;

use super::session::is_path;
use crate::Campus;

struct Asking {
    language: Language,
    /// A path of Campus.
    came_from: Option<String>,
}

tokio::task_local! {
    static ASKING: Asking;
}

/// Remembers it while the request is answered.
pub(crate) async fn remember(State(campus): State<Campus>, request: Request, next: Next) -> Response {
    let asking = Asking::of(request.headers(), &campus.config().public_url);
    ASKING.scope(asking, next.run(request)).await
}

impl Asking {
    fn of(headers: &HeaderMap, public_url: &str) -> Self {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self { language: Language::choose(None, accepted), came_from: came_from(headers, public_url) }
    }
}

/// The language that the browser prefers; English outside of a request.
pub(crate) fn language() -> Language {
    ASKING.try_with(|asking| asking.language).unwrap_or(Language::ENGLISH)
}

/// The page from which a form was sent or a link followed, else the first one.
pub(crate) fn way_back() -> String {
    ASKING.try_with(|asking| asking.came_from.clone()).ok().flatten().unwrap_or_else(|| "/".to_owned())
}

fn came_from(headers: &HeaderMap, public_url: &str) -> Option<String> {
    let path = headers.get(header::REFERER)?.to_str().ok()?.strip_prefix(public_url)?;
    is_path(path).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_campus_are_gone_back_to() {
        let from = |referer: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::REFERER, referer.parse().unwrap());
            came_from(&headers, "http://campus.example")
        };
        assert_eq!(from("http://campus.example/courses/7").as_deref(), Some("/courses/7"));
        assert_eq!(from("http://campus.example.evil/courses/7"), None);
        assert_eq!(from("https://elsewhere/courses/7"), None);
        assert_eq!(from("http://campus.example//elsewhere/courses/7"), None);
        assert_eq!(came_from(&HeaderMap::new(), "http://campus.example"), None);
    }
}
