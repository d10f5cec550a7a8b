//! A postback from its bytes to its place.

use std::future::Future;

use cloud_api::v1::postback::{Credentials, ReceivedPostback};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::{Incoming, RegistrationId, RegistrationResult, ResultSink, Source, Stored};

/// Which credentials a registration's postbacks must carry. [`PostbackKey`](super::PostbackKey) knows by computing;
/// implement it yourself where they are stored.
pub trait Expected: Send + Sync {
    /// Why they cannot be had.
    type Error: std::fmt::Display + Send;

    /// The credentials; `None` for a registration that is not ours.
    fn credentials(
        &self,
        id: &RegistrationId,
    ) -> impl Future<Output = Result<Option<Credentials>, Self::Error>> + Send;
}

/// How a postback was received; it says what to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// Taken in: 204.
    Accepted,
    /// Not a postback: 400.
    NotUnderstood,
    /// Not from our cloud, or not about the registration it has the credentials of: 401.
    NotAuthentic,
    /// Too long: 413.
    TooLong,
    /// Your system is not able to now: 503, and the cloud tries again.
    TryLater,
}

impl Receipt {
    /// The HTTP status to answer with. The cloud tries again after 4xx and 5xx, up to 70 times in half a day.
    pub fn status(self) -> http::StatusCode {
        match self {
            Self::Accepted => http::StatusCode::NO_CONTENT,
            Self::NotUnderstood => http::StatusCode::BAD_REQUEST,
            Self::NotAuthentic => http::StatusCode::UNAUTHORIZED,
            Self::TooLong => http::StatusCode::PAYLOAD_TOO_LARGE,
            Self::TryLater => http::StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// Receives postbacks as a plain function, for a handler of your own.
#[derive(Debug, Clone)]
pub struct Receiver<E, S> {
    expected: E,
    sink: S,
}

impl<E: Expected, S: ResultSink> Receiver<E, S> {
    /// A receiver that checks by `expected` and keeps in `sink`.
    pub fn new(expected: E, sink: S) -> Self {
        Self { expected, sink }
    }

    /// Reads a postback, proves its sender, keeps its result. The arguments are the `Content-Type` and `Authorization`
    /// headers and the body, which the caller has kept short.
    pub async fn receive(
        &self,
        content_type: Option<&str>,
        authorization: Option<&str>,
        body: &[u8],
    ) -> Receipt {
        let Ok(received) = ReceivedPostback::read(content_type, authorization, body) else {
            return Receipt::NotUnderstood;
        };
        let Ok(id) = RegistrationId::new(received.report.regid.as_str()) else {
            return Receipt::NotUnderstood;
        };
        let expected = match self.expected.credentials(&id).await {
            Ok(expected) => expected,
            Err(_) => return Receipt::TryLater,
        };
        if !is_same(expected.as_ref(), received.credentials.as_ref()) {
            return Receipt::NotAuthentic;
        }
        let result = RegistrationResult::from(received.report);
        match self.sink.store(Incoming { id, result, source: Source::Posted }).await {
            Ok(Stored::Kept | Stored::NotOurs) => Receipt::Accepted,
            Err(_) => Receipt::TryLater,
        }
    }
}

/// Whether these are the credentials. It takes as long for wrong ones as for right ones, wherever they differ and
/// however long they are, and as long when none are expected.
fn is_same(expected: Option<&Credentials>, given: Option<&Credentials>) -> bool {
    let digest = |credentials: Option<&Credentials>| {
        let (name, password) = credentials.map_or(("", ""), |c| (c.name.as_str(), c.password.as_str()));
        let mut hash = Sha256::new();
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name);
        hash.update(password);
        hash.finalize()
    };
    let are_equal = digest(expected).ct_eq(&digest(given));
    bool::from(are_equal) & expected.is_some() & given.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_credentials_are_the_same() {
        let of =
            |name: &str, password: &str| Some(Credentials { name: name.into(), password: password.into() });
        assert!(is_same(of("a", "b").as_ref(), of("a", "b").as_ref()));
        for (expected, given) in [
            (of("a", "b"), of("a", "c")),
            (of("a", "bc"), of("ab", "c")),
            (of("a", "b"), None),
            (None, of("a", "b")),
            (None, of("", "")),
            (of("", ""), None),
            (None, None),
        ] {
            assert!(!is_same(expected.as_ref(), given.as_ref()), "{expected:?} {given:?}");
        }
    }
}
