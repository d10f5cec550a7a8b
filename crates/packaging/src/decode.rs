//! Bytes of an XML file to text: byte-order mark, UTF-16 without one, declaration, UTF-8, then windows-1252.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Text and what was odd about its encoding.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) oddity: Option<String>,
}

/// Never fails: what no encoding fits is read as windows-1252, where every byte is a character.
pub(crate) fn decode(bytes: &[u8]) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return certain(encoding, &bytes[mark..], "its byte-order mark");
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return certain(encoding, bytes, "its first bytes");
    }
    match declared(bytes) {
        // The declaration itself was just read as bytes, so it cannot be UTF-16.
        Some(Declared { encoding: Some(encoding), .. }) if encoding != UTF_16LE && encoding != UTF_16BE => {
            match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
                Some(text) => Decoded { text: text.into_owned(), oddity: None },
                None => guess(bytes, Some(format!("its text is not {}, as it declares", encoding.name()))),
            }
        }
        Some(Declared { name, .. }) => {
            guess(bytes, Some(format!("it declares the encoding `{name}`, which it cannot be")))
        }
        None => guess(bytes, None),
    }
}

fn certain(encoding: &'static Encoding, bytes: &[u8], sign: &str) -> Decoded {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let oddity = damaged.then(|| format!("it is not proper {}, as {sign} say", encoding.name()));
    Decoded { text: text.into_owned(), oddity }
}

fn guess(bytes: &[u8], oddity: Option<String>) -> Decoded {
    let (encoding, oddity) = match (std::str::from_utf8(bytes), oddity) {
        (Ok(_), oddity) => (UTF_8, oddity),
        (Err(_), Some(oddity)) => (WINDOWS_1252, Some(format!("{oddity}; windows-1252 was assumed"))),
        (Err(_), None) => (WINDOWS_1252, Some("it is not UTF-8; windows-1252 was assumed".to_owned())),
    };
    Decoded { text: encoding.decode_without_bom_handling(bytes).0.into_owned(), oddity }
}

/// XML begins with `<`: a NUL beside it gives UTF-16 away.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, ..] => Some(UTF_16LE),
        [0, b'<', ..] => Some(UTF_16BE),
        _ => None,
    }
}

struct Declared {
    name: String,
    encoding: Option<&'static Encoding>,
}

/// The `encoding` of `<?xml … ?>`.
fn declared(bytes: &[u8]) -> Option<Declared> {
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace())?;
    let head = &bytes[start..bytes.len().min(start + 200)];
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let end = head.windows(2).position(|w| w == b"?>")?;
    let head = String::from_utf8_lossy(&head[..end]);
    let value = head.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let name = value[1..].split(quote).next()?.trim().to_owned();
    Some(Declared { encoding: Encoding::for_label(name.as_bytes()), name })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, to: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to).collect()
    }

    #[test]
    fn proper_text_in_every_encoding() {
        let plain = "<a>Größe ✓</a>";
        for bytes in [
            plain.as_bytes().to_vec(),
            format!("\u{feff}{plain}").into_bytes(),
            utf16(&format!("\u{feff}{plain}"), u16::to_le_bytes),
            utf16(&format!("\u{feff}{plain}"), u16::to_be_bytes),
            utf16(plain, u16::to_le_bytes),
            utf16(plain, u16::to_be_bytes),
        ] {
            assert_eq!(decode(&bytes), Decoded { text: plain.to_owned(), oddity: None });
        }
    }

    #[test]
    fn the_declaration_counts() {
        let decoded = decode(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>Gr\xf6\xdfe</a>");
        assert!(decoded.text.ends_with("<a>Größe</a>"));
        assert_eq!(decoded.oddity, None);
        let decoded = decode(b"<?xml version='1.0' encoding = \"shift_jis\" ?><a>\x83e\x83X\x83g</a>");
        assert!(decoded.text.ends_with("<a>テスト</a>"));
    }

    #[test]
    fn declarations_that_lie() {
        let decoded = decode(b"<?xml version='1.0' encoding='UTF-8'?><a>Gr\xf6\xdfe</a>");
        assert!(decoded.text.ends_with("<a>Größe</a>"));
        assert_eq!(
            decoded.oddity.as_deref(),
            Some("its text is not UTF-8, as it declares; windows-1252 was assumed")
        );
        let decoded = decode("<?xml version='1.0' encoding='UTF-16'?><a>Größe</a>".as_bytes());
        assert!(decoded.text.ends_with("<a>Größe</a>"));
        assert_eq!(decoded.oddity.as_deref(), Some("it declares the encoding `UTF-16`, which it cannot be"));
        assert!(decode(b"<?xml encoding='klingon'?><a/>").oddity.is_some());
    }

    #[test]
    fn no_declaration() {
        let decoded = decode(b"<a>\x93quoted\x94</a>");
        assert_eq!(decoded.text, "<a>“quoted”</a>");
        assert_eq!(decoded.oddity.as_deref(), Some("it is not UTF-8; windows-1252 was assumed"));
        assert_eq!(decode(b""), Decoded { text: String::new(), oddity: None });
    }
}
