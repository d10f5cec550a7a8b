//! The cookie that says who is signed in.

use axum::http::{HeaderMap, HeaderValue, header};
use platform::{Config, SessionToken};
use service::console::{SESSION_LONGEST, cookie};

/// Where the address is `https`, the browser takes a cookie of this name from this host alone, over TLS alone: no page
/// of a neighbouring host, such as the courses', can put another in its place.
const SECURE: &str = "__Host-lyceum_console";
const PLAIN: &str = "lyceum_console";

/// The token that the browser sent.
pub(super) fn token<'h>(config: &Config, headers: &'h HeaderMap) -> Option<&'h str> {
    let name = if is_secure(config) { SECURE } else { PLAIN };
    let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookie(values, name)
}

/// The cookie that signs a browser in.
pub(super) fn begin(config: &Config, token: &SessionToken) -> Option<HeaderValue> {
    set(config, token.as_str(), SESSION_LONGEST.as_secs())
}

/// The cookie that signs it out.
pub(super) fn end(config: &Config) -> Option<HeaderValue> {
    set(config, "", 0)
}

/// `Lax`: a link to the console in a mail is followed by somebody who is signed in.
fn set(config: &Config, token: &str, age: u64) -> Option<HeaderValue> {
    let more = format!("HttpOnly; SameSite=Lax; Max-Age={age}");
    let cookie = if is_secure(config) {
        format!("{SECURE}={token}; Path=/; Secure; {more}")
    } else {
        let folder = config.public_url.path().trim_end_matches('/');
        format!("{PLAIN}={token}; Path={folder}/console; {more}")
    };
    HeaderValue::from_str(&cookie).ok()
}

fn is_secure(config: &Config) -> bool {
    config.public_url.scheme() == "https"
}

#[cfg(test)]
mod tests {
    use platform::{SeededRng, config::RawConfig};

    use super::*;

    #[test]
    fn the_cookie_is_as_strict_as_the_address_allows() {
        let token = SessionToken::random(&SeededRng::new(1));
        let cookie = |url: &str| {
            let raw = RawConfig {
                data_dir: Some("/d".into()),
                public_url: Some(url.to_owned()),
                ..RawConfig::default()
            };
            let cookie = begin(&Config::from_raw(raw).unwrap(), &token).unwrap();
            cookie.to_str().unwrap().replace(token.as_str(), "T")
        };
        assert_eq!(
            cookie("https://lms.example/lyceum"),
            "__Host-lyceum_console=T; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=2592000"
        );
        assert_eq!(
            cookie("http://lms.example/lyceum/"),
            "lyceum_console=T; Path=/lyceum/console; HttpOnly; SameSite=Lax; Max-Age=2592000"
        );
    }
}
