//! The key of a property editor's page: what the page may change and how it looks, sealed, so that it stands in the
//! page's address and nowhere else. No cookie is needed, and every node can read it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cloud_api::v1::{request::Properties, values::Which};
use platform::{InstallationKey, Rng, Sealed, SecretText, Timestamp};
use serde::{Deserialize, Serialize};
use store::{AppKey, Store};

use crate::find_version::{FindVersionError, find_version};

/// What the seal is for.
const PURPOSE: &str = "session of a property editor";
/// How long a page may lie open before it is saved.
const IDLE_MICROS: i64 = 2 * 3600 * 1_000_000;
/// How long a signed link leads on, however often the page is loaded or saved.
const LIFE_MICROS: i64 = 12 * 3600 * 1_000_000;

/// What a page may change, and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditorSession {
    app: i64,
    course: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    /// Style sheet of the LMS (`cssurl`), not yet judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub css_url: Option<String>,
    /// `notificationframesrc`, not yet judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notification_url: Option<String>,
    /// When the signed link was followed, in microseconds.
    begun: i64,
    /// When the page was last loaded or saved, in microseconds.
    seen: i64,
}

/// There is no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSession {
    /// There was one, and its time is over.
    #[error("the session is over")]
    Over,
    /// The token is none of ours.
    #[error("the token seals no session")]
    Unknown,
}

impl EditorSession {
    /// The session that a token seals.
    ///
    /// # Errors
    /// See [`NoSession`].
    pub fn open(key: &InstallationKey, token: &str, now: Timestamp) -> Result<Self, NoSession> {
        let session = Self::unseal(key, token).ok_or(NoSession::Unknown)?;
        let is_alive = now.0 <= session.seen + IDLE_MICROS && now.0 <= session.begun + LIFE_MICROS;
        is_alive.then_some(session).ok_or(NoSession::Over)
    }

    fn unseal(key: &InstallationKey, token: &str) -> Option<Self> {
        let sealed = Sealed(URL_SAFE_NO_PAD.decode(token).ok()?);
        let text = key.open(&sealed, PURPOSE).ok()?;
        serde_json::from_str(text.expose()).ok()
    }

    /// A token for the page as it is loaded at `now`.
    #[must_use]
    pub fn token(&self, key: &InstallationKey, rng: &dyn Rng, now: Timestamp) -> String {
        let session = Self { seen: now.0, ..self.clone() };
        // Plain data of our own always has a JSON form.
        let text = SecretText::new(serde_json::to_string(&session).unwrap_or_default());
        URL_SAFE_NO_PAD.encode(key.seal(&text, PURPOSE, rng).0)
    }

    /// The application.
    #[must_use]
    pub fn app(&self) -> AppKey {
        AppKey(self.app)
    }

    /// The course's id.
    #[must_use]
    pub fn course_id(&self) -> &str {
        &self.course
    }

    /// The version; `None` is whatever is the latest.
    #[must_use]
    pub fn version(&self) -> Option<Which> {
        self.version.map(Which::Number)
    }
}

/// Begins a session for a course that is there.
///
/// # Errors
/// When there is no such course or version, or the database cannot be read.
pub async fn begin_editing(
    store: &Store,
    app: AppKey,
    request: &Properties,
    now: Timestamp,
) -> Result<EditorSession, FindVersionError> {
    let mut tx = store.begin_read().await?;
    find_version(&mut tx, app, &request.course_id, request.version).await?;
    Ok(EditorSession {
        app: app.0,
        course: request.course_id.clone(),
        version: match request.version {
            Some(Which::Number(number)) => Some(number),
            Some(Which::Latest) | None => None,
        },
        css_url: request.css_url.clone(),
        notification_url: request.notification_url.clone(),
        begun: now.0,
        seen: now.0,
    })
}

#[cfg(test)]
mod tests {
    use platform::SeededRng;

    use super::*;

    const HOUR: i64 = 3600 * 1_000_000;

    #[test]
    fn a_token_opens_its_session_for_a_while_and_nothing_else() {
        let (key, rng) = (InstallationKey::from_bytes(&[7; 32]), SeededRng::new(1));
        let session = EditorSession {
            app: 1,
            course: "c/ü".into(),
            version: Some(2),
            css_url: Some("http://x".into()),
            notification_url: None,
            begun: 0,
            seen: 0,
        };
        let token = session.token(&key, &rng, Timestamp(0));
        assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        assert_eq!(EditorSession::open(&key, &token, Timestamp(2 * HOUR)), Ok(session.clone()));
        assert_eq!(EditorSession::open(&key, &token, Timestamp(2 * HOUR + 1)), Err(NoSession::Over));
        // Whoever goes on working goes on, but not for ever.
        let token = session.token(&key, &rng, Timestamp(11 * HOUR));
        assert!(EditorSession::open(&key, &token, Timestamp(12 * HOUR)).is_ok());
        assert_eq!(EditorSession::open(&key, &token, Timestamp(12 * HOUR + 1)), Err(NoSession::Over));
        let unknown = Err(NoSession::Unknown);
        for wrong in ["", "x", "ü", &token[1..], &token[..token.len() - 2]] {
            assert_eq!(EditorSession::open(&key, wrong, Timestamp(11 * HOUR)), unknown, "{wrong}");
        }
        let other = InstallationKey::from_bytes(&[8; 32]);
        assert_eq!(EditorSession::open(&other, &token, Timestamp(11 * HOUR)), unknown);
        // A secret that was sealed for something else is no session.
        let secret = key.seal(&SecretText::new("{}"), "row", &rng);
        assert_eq!(EditorSession::open(&key, &URL_SAFE_NO_PAD.encode(secret.0), Timestamp(0)), unknown);
    }
}
