//! `frame_ancestors`: who may show the player in a frame.

use url::Url;

use super::{ConfigError, Texts};

const KEY: &str = "frame_ancestors";

/// Origins like `https://lms.example`, also with a star for the first name of the host. What is given ends up in a header, so it is taken apart and put together again.
pub(super) fn parse(texts: Option<Texts>) -> Result<Vec<String>, ConfigError> {
    let texts = texts.map(Texts::into_vec).unwrap_or_default();
    let wrong = |text: &str| {
        let problem = format!(
            "must be a list of origins like `https://lms.example` or `https://*.lms.example`, `{text}` is none"
        );
        ConfigError::new(KEY, problem)
    };
    texts.iter().map(|text| origin(text).ok_or_else(|| wrong(text))).collect()
}

fn origin(text: &str) -> Option<String> {
    let (scheme, host) = text.split_once("://")?;
    let (star, host) = match host.strip_prefix("*.") {
        Some(host) => ("*.", host),
        None => ("", host),
    };
    let url = Url::parse(&format!("{scheme}://{host}")).ok()?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| !host.contains('*'))
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if !plain {
        return None;
    }
    let origin = url.origin().ascii_serialization();
    Some(origin.replacen("://", &format!("://{star}"), 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, ConfigError> {
        parse(Some(Texts::One(text.to_owned())))
    }

    #[test]
    fn origins_are_read() {
        assert_eq!(parse(None), Ok(vec![]));
        assert_eq!(
            read("https://LMS.example/, http://localhost:8700,https://*.campus.example").unwrap(),
            ["https://lms.example", "http://localhost:8700", "https://*.campus.example"]
        );
    }

    #[test]
    fn nothing_else_gets_into_a_header() {
        for text in [
            "lms.example",
            "*",
            "https://*",
            "https://a.*.example",
            "https://lms.example/path",
            "https://user@lms.example",
            "https://lms.example; script-src *",
            "javascript://x",
            "'self'",
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.starts_with("`frame_ancestors` must be"), "{error}");
        }
    }
}
