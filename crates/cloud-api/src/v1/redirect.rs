//! `redirecturl`: where a browser goes with a result (spec §1.6), and on leaving the player (§7.1).

use std::fmt::Write as _;

use super::error::Fault;

/// Appends parameters to the query of a URL; its own query and fragment stay.
pub fn append(url: &str, pairs: &[(&str, &str)]) -> String {
    let (base, fragment) = match url.split_once('#') {
        Some((base, fragment)) => (base, Some(fragment)),
        None => (url, None),
    };
    let mut out = base.to_owned();
    for (name, value) in pairs {
        if !out.contains('?') {
            out.push('?');
        } else if !out.ends_with(['?', '&']) {
            out.push('&');
        }
        encode_component(name, &mut out);
        out.push('=');
        encode_component(value, &mut out);
    }
    if let Some(fragment) = fragment {
        out.push('#');
        out.push_str(fragment);
    }
    out
}

/// The URL to go to after a failure.
pub fn append_failure(url: &str, fault: &Fault) -> String {
    append(url, &[("success", "false"), ("errcode", &fault.code.to_string()), ("msg", &fault.message)])
}

/// The URL as it may stand in a `Location` header: what is not printable ASCII is escaped.
pub fn for_header(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_graphic() {
            out.push(char::from(byte));
        } else {
            push_escape(byte, &mut out);
        }
    }
    out
}

/// Whether a browser may be sent there: an absolute http or https URL, nothing that runs as script.
pub fn is_web_url(url: &str) -> bool {
    let scheme = |name: &str| url.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let rest = if scheme("https://") {
        url.get(8..)
    } else if scheme("http://") {
        url.get(7..)
    } else {
        None
    };
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#', '\\']))
}

/// Where the player goes when the learner leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExitTarget {
    /// To this address, exactly as given.
    Url(String),
    /// A page that closes its window.
    Closer,
    /// A blank page.
    Blank,
    /// A page that says the course is over; also when nothing was asked for (spec §12 no. 38).
    Message,
}

impl ExitTarget {
    /// Reads `redirecturl` of launch and preview: a URL, or one of the keywords, also in the forms
    /// `closer.html` and `closer.htm`. Anything else is no place to send a browser to.
    pub fn parse(redirecturl: Option<&str>) -> Self {
        let Some(text) = redirecturl.map(str::trim) else { return Self::Message };
        if is_web_url(text) {
            return Self::Url(text.to_owned());
        }
        let word = text.trim_start_matches('/').to_ascii_lowercase();
        match word.split(['.', '?']).next().unwrap_or_default() {
            "closer" => Self::Closer,
            "blank" => Self::Blank,
            _ => Self::Message,
        }
    }
}

fn encode_component(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => push_escape(byte, out),
        }
    }
}

fn push_escape(byte: u8, out: &mut String) {
    // Writing into a String cannot fail.
    let _ = write!(out, "%{byte:02X}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_query_and_fragment() {
        let pairs = [("success", "true"), ("location", "default/a b&c.zip")];
        assert_eq!(append("http://x/y", &pairs), "http://x/y?success=true&location=default%2Fa%20b%26c.zip");
        assert_eq!(append("http://x/y?a=1#f", &[("k", "v")]), "http://x/y?a=1&k=v#f");
        assert_eq!(append("http://x/y?", &[("k", "v")]), "http://x/y?k=v");
        assert_eq!(append("http://x/y?a&", &[("k", "ë")]), "http://x/y?a&k=%C3%AB");
    }

    #[test]
    fn failure_names_code_and_text() {
        assert_eq!(
            append_failure("http://x/", &Fault::new(2, "not a zip")),
            "http://x/?success=false&errcode=2&msg=not%20a%20zip"
        );
    }

    #[test]
    fn header_is_ascii() {
        assert_eq!(for_header("http://x/ë?a=%20b c\r\n"), "http://x/%C3%AB?a=%20b%20c%0D%0A");
    }

    #[test]
    fn reads_the_keywords() {
        let url = "https://lms.example/back?c=7&u=Zoë";
        assert_eq!(ExitTarget::parse(Some(url)), ExitTarget::Url(url.into()));
        assert_eq!(ExitTarget::parse(None), ExitTarget::Message);
        for (text, target) in [
            ("closer", ExitTarget::Closer),
            ("closer.html", ExitTarget::Closer),
            ("closer.htm", ExitTarget::Closer),
            ("Blank", ExitTarget::Blank),
            ("message", ExitTarget::Message),
            ("/", ExitTarget::Message),
            ("javascript:alert(1)", ExitTarget::Message),
            ("http://", ExitTarget::Message),
            ("http:///evil", ExitTarget::Message),
        ] {
            assert_eq!(ExitTarget::parse(Some(text)), target, "{text}");
        }
    }
}
