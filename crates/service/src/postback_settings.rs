//! Postback settings between the wire and the database: the password is sealed where it is stored.

use cloud_api::v1::{
    postback::{AuthType, Credentials, PostbackSettings},
    values::ResultsFormat,
};
use platform::{InstallationKey, OpenError, Rng, SecretText};
use store::{
    AppKey,
    registrations::{Postback, Registration},
};

/// The name that the password of a registration is sealed under: it opens for this registration alone.
fn row_name(app: AppKey, regid: &str) -> String {
    format!("postback password of registration {} {regid}", app.0)
}

/// Settings as they are stored with the registration `regid` of `app`.
pub(crate) fn seal_postback(
    settings: &PostbackSettings,
    key: &InstallationKey,
    rng: &dyn Rng,
    app: AppKey,
    regid: &str,
) -> Postback {
    let seal = |credentials: &Credentials| {
        key.seal(&SecretText::new(credentials.password.as_str()), &row_name(app, regid), rng)
    };
    Postback {
        url: settings.url.clone(),
        auth: settings.auth.as_str().to_owned(),
        login: settings.credentials.as_ref().map(|credentials| credentials.name.clone()).unwrap_or_default(),
        password: settings.credentials.as_ref().map(seal),
        format: settings.format.as_str().to_owned(),
    }
}

/// The settings of a registration, `None` when it has none.
///
/// # Errors
/// When the stored password does not open.
pub fn open_postback(
    registration: &Registration,
    key: &InstallationKey,
) -> Result<Option<PostbackSettings>, OpenError> {
    let Some(postback) = &registration.postback else { return Ok(None) };
    let name = row_name(registration.app, registration.id.as_str());
    let credentials = match &postback.password {
        None => None,
        Some(sealed) => Some(Credentials {
            name: postback.login.clone(),
            password: key.open(sealed, &name)?.expose().to_owned(),
        }),
    };
    Ok(Some(PostbackSettings {
        url: postback.url.clone(),
        auth: AuthType::parse(&postback.auth),
        credentials,
        format: ResultsFormat::parse(&postback.format),
    }))
}

/// The host of a postback address, by which deliveries are kept apart. What is no address has a host of its
/// own; its delivery says so.
pub(crate) fn postback_host(url: &str) -> String {
    let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_ascii_lowercase));
    host.unwrap_or_else(|| "invalid".to_owned()).replace('|', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        assert_eq!(postback_host("https://LMS.example:8443/x?y"), "lms.example");
        assert_eq!(postback_host("http://[::1]/"), "[::1]");
        assert_eq!(postback_host("nonsense"), "invalid");
    }
}
