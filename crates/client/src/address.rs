//! The address of the service as people write it.

use reqwest::Url;

/// What was given is no address of a service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the cloud's address must be an http or https URL without user, query and fragment: {0}")]
pub struct InvalidAddress(pub(crate) String);

/// The endpoint of the API below a base address. All of these mean the same:
/// `https://host`, `https://host/`, `https://host/EngineWebServices`, `https://host/EngineWebServices/`,
/// and each of them with `/api` at its end.
pub(crate) fn endpoint(base: &str) -> Result<String, InvalidAddress> {
    let bad = |why: &str| InvalidAddress(why.to_owned());
    let url = Url::parse(base.trim()).map_err(|error| bad(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(bad("another scheme is given"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("a user is given"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(bad("a query or fragment is given"));
    }
    let text = url.as_str().trim_end_matches('/');
    let ends_in_api = url.path().trim_end_matches('/').rsplit('/').next() == Some("api");
    Ok(if ends_in_api { text.to_owned() } else { format!("{text}/api") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_the_base() {
        for (base, expected) in [
            ("https://cloud.example.com", "https://cloud.example.com/api"),
            ("https://cloud.example.com/", "https://cloud.example.com/api"),
            (
                "https://cloud.example.com/EngineWebServices",
                "https://cloud.example.com/EngineWebServices/api",
            ),
            (
                "https://cloud.example.com/EngineWebServices/",
                "https://cloud.example.com/EngineWebServices/api",
            ),
            (
                " https://cloud.example.com/EngineWebServices// ",
                "https://cloud.example.com/EngineWebServices/api",
            ),
            (
                "https://cloud.example.com/EngineWebServices/api",
                "https://cloud.example.com/EngineWebServices/api",
            ),
            ("http://localhost:8600/api/", "http://localhost:8600/api"),
            ("http://api/", "http://api/api"),
            ("http://[::1]:8600/lyceum", "http://[::1]:8600/lyceum/api"),
        ] {
            assert_eq!(endpoint(base).as_deref(), Ok(expected), "{base}");
        }
    }

    #[test]
    fn what_is_no_base() {
        for base in
            ["", "localhost:8600", "ftp://x", "/api", "https://u:p@x", "https://x/?a=b", "https://x/#f"]
        {
            assert!(endpoint(base).is_err(), "{base}");
        }
    }
}
