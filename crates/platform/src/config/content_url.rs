//! `content_url`: where player and content are seen, perhaps with a host per course.

use url::Url;

use super::{ConfigError, base_url};
use crate::ContentKey;

/// What stands for the course in a wildcard host.
const COURSE: &str = "{course}";
/// The same as a host name that an address parser accepts.
const STAND_IN: &str = "course-stand-in";

/// The content origin, or the pattern of one origin per course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentUrl {
    /// With [`STAND_IN`] where the pattern has `{course}`.
    url: Url,
    per_course: bool,
}

impl ContentUrl {
    /// Reads `https://content.example/prefix` or `https://{course}.content.example`.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let per_course = text.contains(COURSE);
        let url = base_url("content_url", &text.replacen(COURSE, STAND_IN, 1))?;
        let in_host = url.host_str().is_some_and(|host| host.contains(STAND_IN));
        if per_course && (!in_host || text.matches(COURSE).count() > 1) {
            return Err(ConfigError::new(
                "content_url",
                "may hold `{course}` once and in its host name, like `https://{course}.content.example`",
            ));
        }
        Ok(Self { url, per_course })
    }

    /// Whether each course has an origin of its own.
    pub fn is_per_course(&self) -> bool {
        self.per_course
    }

    /// The address for one course, without a final `/`.
    pub fn for_course(&self, key: &ContentKey) -> String {
        let url = self.url.as_str().trim_end_matches('/');
        if self.per_course { url.replacen(STAND_IN, &host_label(key), 1) } else { url.to_owned() }
    }

    /// The path prefix, `""` or `/prefix`.
    pub fn path_prefix(&self) -> &str {
        self.url.path().trim_end_matches('/')
    }

    /// The address as it is configured, with `{course}` where each course has a host of its own.
    pub fn pattern(&self) -> String {
        self.url.as_str().trim_end_matches('/').replacen(STAND_IN, COURSE, 1)
    }

    /// The host name, with a stand-in for the course where each has its own.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }
}

/// Host names ignore letter case and forbid `_`, so the key is written as hex.
fn host_label(key: &ContentKey) -> String {
    use std::fmt::Write as _;
    let mut label = String::from("c");
    for byte in key.as_str().bytes().take(28) {
        // Writing to a String does not fail.
        let _ = write!(label, "{byte:02x}");
    }
    label
}
