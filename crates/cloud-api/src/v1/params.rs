//! Request parameters: an ordered multi-map of decoded names and values.
//!
//! Names are kept exactly as sent, since the signature is made over them, and are found without
//! regard to case, since the libraries of twenty years do not agree on `postbackurl` or
//! `postbackUrl`. A parameter with an empty value counts as not supplied.

use std::fmt::Write as _;

/// The parameters of one request: query, urlencoded body and non-file multipart fields together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params {
    pairs: Vec<(String, String)>,
}

impl Params {
    /// No parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a query string or an urlencoded body.
    pub fn from_urlencoded(text: impl AsRef<[u8]>) -> Self {
        let mut params = Self::new();
        params.extend_urlencoded(text);
        params
    }

    /// Adds what a query string or an urlencoded body holds. Raw characters that should have been
    /// escaped are taken as they are, and so is a `%` that begins no escape: some clients build
    /// their query by pasting.
    pub fn extend_urlencoded(&mut self, text: impl AsRef<[u8]>) {
        for pair in text.as_ref().split(|b| *b == b'&').filter(|pair| !pair.is_empty()) {
            let (name, value) = match pair.iter().position(|b| *b == b'=') {
                Some(at) => (pair.get(..at).unwrap_or_default(), pair.get(at + 1..).unwrap_or_default()),
                None => (pair, &[][..]),
            };
            self.pairs.push((form_decode(name), form_decode(value)));
        }
    }

    /// Adds one parameter.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.pairs.push((name.into(), value.into()));
    }

    /// Adds all parameters of another part of the request.
    pub fn extend(&mut self, more: Params) {
        self.pairs.extend(more.pairs);
    }

    /// Adds one parameter; for building a request.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.push(name, value);
        self
    }

    /// The value of a parameter, or `None` when it is absent or empty. Of several the one whose
    /// name is spelt exactly wins, then the first.
    pub fn get(&self, name: &str) -> Option<&str> {
        let supplied = |same: fn(&str, &str) -> bool| {
            self.pairs.iter().find(|(n, v)| !v.is_empty() && same(n, name)).map(|(_, v)| v.as_str())
        };
        supplied(|a, b| a == b).or_else(|| supplied(str::eq_ignore_ascii_case))
    }

    /// The first of several names that is supplied.
    pub fn get_any(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.get(name))
    }

    /// All non-empty values of a parameter, in the order sent.
    pub fn get_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .filter(move |(n, v)| !v.is_empty() && n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }

    /// Whether a parameter was sent at all, even empty. Matters where empty means "remove".
    pub fn is_present(&self, name: &str) -> bool {
        self.pairs.iter().any(|(n, _)| n.eq_ignore_ascii_case(name))
    }

    /// Every name and value as sent.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }

    /// Whether there are no parameters.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The number of parameters, repeated ones counted each.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// As a query string or urlencoded body.
    pub fn to_urlencoded(&self) -> String {
        let mut text = String::new();
        for (name, value) in &self.pairs {
            if !text.is_empty() {
                text.push('&');
            }
            form_encode(name, &mut text);
            text.push('=');
            form_encode(value, &mut text);
        }
        text
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Params {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self { pairs: pairs.into_iter().map(|(n, v)| (n.into(), v.into())).collect() }
    }
}

/// Decodes `application/x-www-form-urlencoded`; what is not UTF-8 becomes U+FFFD.
pub fn form_decode(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => match tail.split_first_chunk::<2>() {
                Some((digits, after)) if digits.iter().all(u8::is_ascii_hexdigit) => {
                    bytes.push(hex_value(digits[0]) << 4 | hex_value(digits[1]));
                    rest = after;
                }
                _ => bytes.push(b'%'),
            },
            other => bytes.push(*other),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Encodes one name or value for a query string or an urlencoded body.
pub fn form_encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                // Writing into a String cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

/// The value of one hexadecimal digit; 0 for anything else.
pub(crate) fn hex_value(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn decodes_as_a_form() {
        let params = Params::from_urlencoded("a=1+2&b=%C3%AB&c&=x&&appid%20=q&d=100%&e=%zz%4");
        let all: Vec<_> = params.iter().collect();
        assert_eq!(
            all,
            [("a", "1 2"), ("b", "ë"), ("c", ""), ("", "x"), ("appid ", "q"), ("d", "100%"), ("e", "%zz%4")]
        );
    }

    #[test]
    fn takes_raw_characters() {
        let params = Params::from_urlencoded("redirecturl=http://x/y?z=1,[2]|'\"&n=é");
        assert_eq!(params.get("redirecturl"), Some("http://x/y?z=1,[2]|'\""));
        assert_eq!(params.get("n"), Some("é"));
    }

    #[test]
    fn finds_without_regard_to_case_and_empty_is_absent() {
        let params =
            Params::from_urlencoded("PostbackUrl=&postbackURL=x&tags=&file=a&File=b&courseId=1&courseid=2");
        assert_eq!(params.get("postbackurl"), Some("x"));
        assert_eq!(params.get("courseid"), Some("2"));
        assert_eq!(params.get("tags"), None);
        assert!(params.is_present("TAGS"));
        assert_eq!(params.get_all("file").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(params.get_any(&["tag", "token", "FILE"]), Some("a"));
    }

    proptest! {
        #[test]
        fn round_trips(pairs in proptest::collection::vec((".{0,20}", "\\PC{0,255}|.{0,40}"), 0..6)) {
            let params: Params = pairs.into_iter().collect();
            prop_assert_eq!(Params::from_urlencoded(params.to_urlencoded()), params);
        }

        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Params::from_urlencoded(&bytes);
        }
    }
}
