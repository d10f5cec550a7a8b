//! Credentials for each registration, from one key.

use cloud_api::v1::postback::{AuthType, Credentials, PostbackSettings};
use cloud_api::v1::values::ResultsFormat;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::receive::Expected;
use crate::random::hex;
use crate::{RegistrationId, Secret};

/// The name that postbacks are sent under. It says nothing; the password does.
const NAME: &str = "postback";

/// Makes the credentials of every registration's postbacks. Keep the key as you keep the application's secret: who has
/// it can forge results. With another key, set the postbacks of open registrations anew.
#[derive(Debug, Clone)]
pub struct PostbackKey {
    key: Secret,
}

impl PostbackKey {
    /// A key, best of 32 random bytes in any notation.
    pub fn new(key: impl Into<Secret>) -> Self {
        Self { key: key.into() }
    }

    /// The credentials of one registration.
    #[expect(clippy::missing_panics_doc, clippy::expect_used, reason = "HMAC takes keys of any length")]
    pub fn credentials(&self, id: &RegistrationId) -> Credentials {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.key.expose().as_bytes()).expect("a key of any length");
        mac.update(b"postback of ");
        mac.update(id.as_str().as_bytes());
        Credentials { name: NAME.to_owned(), password: hex(&mac.finalize().into_bytes()) }
    }

    /// Settings for a registration: its results go to `url` with its credentials, in the four values of the course.
    pub fn settings(&self, id: &RegistrationId, url: impl Into<String>) -> PostbackSettings {
        PostbackSettings {
            url: url.into(),
            auth: AuthType::HttpBasic,
            credentials: Some(self.credentials(id)),
            format: ResultsFormat::Course,
        }
    }
}

impl Expected for PostbackKey {
    type Error = std::convert::Infallible;

    async fn credentials(&self, id: &RegistrationId) -> Result<Option<Credentials>, Self::Error> {
        Ok(Some(Self::credentials(self, id)))
    }
}
