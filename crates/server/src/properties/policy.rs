//! What the page may load: its own style and script, the style sheet that the LMS named, and the frame that tells the
//! LMS that the page was loaded. Any page may frame it: whoever knows its address is meant to.

use platform::Config;
use url::Url;

use super::assets;
use crate::player::StyleSheet;

/// The page's content security policy.
pub(super) fn policy(config: &Config, css: Option<&StyleSheet>, notified: Option<&Notified>) -> String {
    let own = format!("{}/{}/", config.public_url.as_str().trim_end_matches('/'), assets::folder());
    let (styles, more) = css.map_or(("", ""), |css| (css.source.as_str(), css.origin.as_str()));
    let frames = notified.map_or("'none'", |notified| notified.origin.as_str());
    // Answers of the API lie on the same origin, so scripts come from their folder alone.
    format!(
        "default-src 'none'; script-src {own}; style-src {own}{styles}; img-src data:{more}; font-src 'self'{more}; \
         frame-src {frames}; form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; \
         trusted-types 'none'"
    )
}

/// What is shown in the hidden frame (`notificationframesrc`): a page of the LMS that reaches its own window by
/// `parent.parent`.
pub(super) struct Notified {
    pub(super) address: String,
    origin: String,
}

impl Notified {
    /// Absolute web addresses; anything else is left out.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let address = Url::parse(text.trim()).ok()?;
        // A policy would read a star as any host.
        let names_a_host = address.host_str().is_some_and(|host| !host.contains('*'));
        if !matches!(address.scheme(), "http" | "https") || !names_a_host {
            return None;
        }
        Some(Self { origin: address.origin().ascii_serialization(), address: address.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_lms_names_cannot_widen_the_policy() {
        let notified = Notified::parse("https://lms.example/a;script-src *?x=1#y").unwrap();
        assert_eq!(notified.origin, "https://lms.example");
        for wrong in [
            "https://*/b",
            "https://*.example/",
            "javascript:parent.x()",
            "/relative",
            "data:text/html,x",
            "",
        ] {
            assert!(Notified::parse(wrong).is_none(), "{wrong}");
        }
    }
}
