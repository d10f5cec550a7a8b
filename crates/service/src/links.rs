//! Every link that leaves the service: made from `public_url` and `content_url`, never from a request's `Host`.

use platform::{Config, ContentKey, LaunchToken, WelcomeToken};

/// The player of a launch. Token and course are in the address, so that nothing depends on a cookie.
#[must_use]
pub fn player_url(config: &Config, content_key: &ContentKey, token: &LaunchToken) -> String {
    format!("{}/player/{}/", config.content_url.for_course(content_key), token.as_str())
}

/// The page on which a course's attributes are changed.
#[must_use]
pub fn properties_url(config: &Config, token: &str) -> String {
    format!("{}/course-properties/{token}", config.public_url.as_str().trim_end_matches('/'))
}

/// The first page of the console.
#[must_use]
pub fn console_url(config: &Config) -> String {
    format!("{}/console/", config.public_url.as_str().trim_end_matches('/'))
}

/// The page of the console on which a password is set, once.
#[must_use]
pub fn welcome_url(config: &Config, token: &WelcomeToken) -> String {
    format!("{}welcome/{}", console_url(config), token.as_str())
}

/// The path on the content origin that a version's files lie under, ending in `/`.
#[must_use]
pub fn content_base(config: &Config, content_key: &ContentKey) -> String {
    format!("{}/content/{}/", config.content_url.path_prefix(), content_key)
}

#[cfg(test)]
mod tests {
    use platform::{SeededRng, config::RawConfig};

    use super::*;

    fn config(content_url: &str) -> Config {
        let raw = RawConfig {
            data_dir: Some("/data".into()),
            content_url: Some(content_url.to_owned()),
            ..RawConfig::default()
        };
        Config::from_raw(raw).unwrap()
    }

    #[test]
    fn links_follow_the_configured_address() {
        let rng = SeededRng::new(1);
        let (key, token) = (ContentKey::random(&rng), LaunchToken::random(&rng));
        let plain = config("https://learn.example/lms/");
        assert_eq!(
            player_url(&plain, &key, &token),
            format!("https://learn.example/lms/player/{}/", token.as_str())
        );
        assert_eq!(content_base(&plain, &key), format!("/lms/content/{key}/"));
        let hosts = config("https://{course}.learn.example");
        let url = player_url(&hosts, &key, &token);
        assert!(url.starts_with("https://c") && url.contains(".learn.example/player/"), "{url}");
        assert_ne!(url, player_url(&hosts, &ContentKey::random(&rng), &token));
    }
}
