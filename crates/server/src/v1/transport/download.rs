//! Files that leave as attachments: nothing of a package is ever shown on this origin.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A file on its way.
pub(crate) struct Download {
    /// The name to keep it under, in any characters.
    pub(crate) file_name: String,
    /// Its type.
    pub(crate) content_type: String,
    /// Its length.
    pub(crate) content_length: u64,
    /// Its bytes.
    pub(crate) body: Body,
}

impl Download {
    pub(crate) fn into_response(self) -> Response {
        let mut response = Response::new(self.body);
        let headers = response.headers_mut();
        let mut put = |name: HeaderName, text: &str| {
            // All of them are made of printable ASCII.
            if let Ok(value) = HeaderValue::from_str(text) {
                headers.insert(name, value);
            }
        };
        put(header::CONTENT_TYPE, &self.content_type);
        put(header::CONTENT_LENGTH, &self.content_length.to_string());
        put(header::CONTENT_DISPOSITION, &attachment(&self.file_name));
        response
    }
}

/// What RFC 8187 leaves as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `Content-Disposition` (RFC 6266). A name that needs other characters comes twice: in ASCII for old clients, which cut
/// out what stands between the first quotes, and whole.
fn attachment(file_name: &str) -> String {
    let name: String = file_name.chars().map(|c| if is_kept(c) { c } else { '_' }).collect();
    let ascii: String = name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    if ascii == name {
        return format!("attachment; filename=\"{ascii}\"");
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(&name, PLAIN))
}

/// Whether a character may stand in a file's name wherever it is kept, and in a header without escapes.
fn is_kept(c: char) -> bool {
    !c.is_control() && !matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%')
}

#[cfg(test)]
mod tests {
    use test_case::test_case;

    use super::attachment;

    #[test_case("a b.zip", "attachment; filename=\"a b.zip\""; "plain")]
    #[test_case("a/..\\b\"\r\n%41.zip", "attachment; filename=\"a_.._b____41.zip\""; "what would break out")]
    #[test_case(
        "\u{fc}b\u{1f600}.zip",
        "attachment; filename=\"_b_.zip\"; filename*=UTF-8''%C3%BCb%F0%9F%98%80.zip";
        "other characters"
    )]
    fn names(name: &str, expected: &str) {
        assert_eq!(attachment(name), expected);
    }
}
