//! What encoding a text member has, found while its bytes pass by.

use crate::index::Text;
use crate::mime;

/// Browsers look for a declaration within this many bytes.
const HEAD_BYTES: usize = 1024;

/// Watches the bytes of one member.
pub(super) struct Sniffer {
    watches: bool,
    ascii: bool,
    valid: bool,
    /// Bytes of a character that the last piece cut.
    cut: [u8; 4],
    cut_bytes: usize,
    head: Vec<u8>,
}

impl Sniffer {
    pub(super) fn new() -> Self {
        Self {
            watches: false,
            ascii: true,
            valid: true,
            cut: [0; 4],
            cut_bytes: 0,
            head: Vec::with_capacity(HEAD_BYTES),
        }
    }

    /// Begins the next member.
    pub(super) fn restart(&mut self, name: &str) {
        self.watches = mime::takes_charset(mime::by_name(name));
        (self.ascii, self.valid, self.cut_bytes) = (true, true, 0);
        self.head.clear();
    }

    pub(super) fn take(&mut self, mut bytes: &[u8]) {
        if !self.watches {
            return;
        }
        let wanted = HEAD_BYTES - self.head.len();
        self.head.extend_from_slice(&bytes[..bytes.len().min(wanted)]);
        self.ascii = self.ascii && bytes.is_ascii();
        // Complete the cut character byte by byte: at most three rounds.
        while self.valid && self.cut_bytes > 0 {
            let Some((&next, rest)) = bytes.split_first() else { return };
            self.cut[self.cut_bytes] = next;
            self.cut_bytes += 1;
            bytes = rest;
            match std::str::from_utf8(&self.cut[..self.cut_bytes]) {
                Ok(_) => self.cut_bytes = 0,
                Err(error) if error.error_len().is_none() => {}
                Err(_) => self.valid = false,
            }
        }
        if !self.valid || self.ascii {
            return;
        }
        if let Err(error) = std::str::from_utf8(bytes) {
            let rest = &bytes[error.valid_up_to()..];
            match error.error_len() {
                None if rest.len() < self.cut.len() => {
                    self.cut[..rest.len()].copy_from_slice(rest);
                    self.cut_bytes = rest.len();
                }
                _ => self.valid = false,
            }
        }
    }

    /// The verdict: the text's encoding, and whether the text declares one itself.
    pub(super) fn verdict(&self) -> (Text, bool) {
        if !self.watches {
            return (Text::Unknown, false);
        }
        let text = match (self.ascii, self.valid && self.cut_bytes == 0) {
            (true, _) => Text::Ascii,
            (false, true) => Text::Utf8,
            (false, false) => Text::Other,
        };
        (text, declares(&self.head))
    }
}

/// A byte order mark, `<meta charset>` or its `http-equiv` form, an XML declaration, or `@charset`.
fn declares(head: &[u8]) -> bool {
    let bom =
        head.starts_with(b"\xef\xbb\xbf") || head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let has = |word: &[u8]| head.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word));
    bom || has(b"charset") || (head.starts_with(b"<?xml") && has(b"encoding"))
}

#[cfg(test)]
mod tests {
    use test_case::test_case;

    use super::*;

    #[test_case("a.html", b"<p>plain", Text::Ascii, false; "ascii")]
    #[test_case("a.html", "<p>\u{20ac}\u{1f600}\u{e9}".as_bytes(), Text::Utf8, false; "utf8")]
    #[test_case("a.html", b"<META HTTP-EQUIV=x content='text/html; CharSet=windows-1252'>\xe9", Text::Other, true; "meta")]
    #[test_case("a.js", "\u{feff}var x='\u{e9}'".as_bytes(), Text::Utf8, true; "byte order mark")]
    #[test_case("a.css", b"@charset 'x';", Text::Ascii, true; "css")]
    #[test_case("a.html", b"<p>\xe9t\xe9", Text::Other, false; "latin")]
    #[test_case("a.html", b"<p>cut \xe2\x82", Text::Other, false; "cut at the end")]
    #[test_case("a.png", b"\x89PNG charset", Text::Unknown, false; "not text")]
    fn verdicts(name: &str, bytes: &[u8], text: Text, declares: bool) {
        for piece in 1..=bytes.len() {
            let mut sniffer = Sniffer::new();
            sniffer.restart(name);
            bytes.chunks(piece).for_each(|piece| sniffer.take(piece));
            assert_eq!(sniffer.verdict(), (text, declares), "pieces of {piece}");
        }
    }
}
