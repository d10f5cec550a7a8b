//! A short name for every request: in each line of the log that it causes, in its answer's `x-request-id`, and in
//! what a caller is told when the server fails.

use axum::http::{HeaderMap, HeaderName};
use platform::Rng;

/// The header that carries it.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken over from a proxy.
const MAX_CHARS: usize = 64;

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request that the current task answers, `-` outside of one.
pub(crate) fn current() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_else(|_| "-".to_owned())
}

/// Answers a request under `id`.
pub(crate) async fn scope<F: Future>(id: String, answer: F) -> F::Output {
    CURRENT.scope(id, answer).await
}

/// The id that a trusted proxy gave, else a new one.
pub(crate) fn choose(headers: &HeaderMap, is_trusted: bool, rng: &dyn Rng) -> String {
    let given = headers.get(HEADER).and_then(|value| value.to_str().ok());
    match given.filter(|id| is_trusted && is_plain(id)) {
        Some(id) => id.to_owned(),
        None => format!("{:016x}", rng.next_u64()),
    }
}

fn is_plain(id: &str) -> bool {
    (1..=MAX_CHARS).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use platform::SeededRng;

    use super::*;

    #[tokio::test]
    async fn a_strangers_id_is_not_taken() {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, HeaderValue::from_static("from-the-proxy"));
        let rng = SeededRng::new(1);
        assert_eq!(choose(&headers, true, &rng), "from-the-proxy");
        assert_eq!(choose(&headers, false, &rng).len(), 16);
        headers.insert(HEADER, HeaderValue::from_static("a b"));
        assert_eq!(choose(&headers, true, &rng).len(), 16);
    }

    #[tokio::test]
    async fn the_current_request_is_known_inside_it_only() {
        assert_eq!(scope("x".to_owned(), async { current() }).await, "x");
        assert_eq!(current(), "-");
    }
}
