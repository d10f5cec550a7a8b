//! Names in a zip: which characters their bytes mean, and which shapes are refused.

mod legacy;

pub use legacy::Encoding;

use rawzip::extra_fields::{ExtraFieldId, ExtraFields};

use crate::limits::Limits;

/// Why a name is refused. No path is ever made from it; but a name that climbs or hides is not one an author meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameProblem {
    /// It is empty.
    #[error("it is empty")]
    Empty,
    /// It has a `..` in it.
    #[error("it climbs out of its folder with `..`")]
    Climbs,
    /// It begins with `/` or `\`.
    #[error("it is an absolute path")]
    Absolute,
    /// It begins with a drive letter.
    #[error("it names a drive")]
    Drive,
    /// It holds NUL or another control character.
    #[error("it holds control characters")]
    Control,
    /// It is longer than the limit.
    #[error("it is too long")]
    TooLong,
    /// It lies deeper than the limit.
    #[error("it is nested too deeply")]
    TooDeep,
}

/// Where the meaning of a name's bytes comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// ASCII, the UTF-8 flag, or a Unicode-path extra field.
    Declared,
    /// Valid UTF-8 without the flag.
    Utf8WithoutFlag,
    /// Taken for cp437 until the manifest shows otherwise.
    Guessed,
}

/// The characters of a name. `raw` are its bytes in the central directory.
pub(crate) fn decode(raw: &[u8], utf8_flag: bool, extra: ExtraFields<'_>) -> (String, Meaning) {
    if let Some(name) = unicode_path(raw, extra) {
        return (name, Meaning::Declared);
    }
    match std::str::from_utf8(raw) {
        Ok(name) if utf8_flag || name.is_ascii() => (name.to_owned(), Meaning::Declared),
        Ok(name) => (name.to_owned(), Meaning::Utf8WithoutFlag),
        Err(_) => (Encoding::Cp437.decode(raw), Meaning::Guessed),
    }
}

/// The Unicode-path extra field 0x7075 (APPNOTE 4.6.9): version 1, CRC-32 of the name it belongs to, UTF-8. A field
/// whose CRC does not fit was left behind by a tool that renamed the entry.
fn unicode_path(raw: &[u8], extra: ExtraFields<'_>) -> Option<String> {
    let mut fields = extra;
    let (_, field) = fields.find(|(id, _)| *id == ExtraFieldId::INFO_ZIP_UNICODE_PATH)?;
    let (version, rest) = field.split_first()?;
    let (crc, name) = rest.split_first_chunk::<4>()?;
    let fits = *version == 1 && u32::from_le_bytes(*crc) == crc32fast::hash(raw);
    let name = std::str::from_utf8(name).ok().filter(|name| !name.is_empty())?;
    fits.then(|| name.to_owned())
}

/// A name that passed, and what was done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shaped {
    pub(crate) name: String,
    pub(crate) backslashes: bool,
    pub(crate) folder: bool,
    /// A part ends with a dot or a space, which Windows would drop.
    pub(crate) trailing: bool,
}

/// Judges the shape of a name and brings it into the one form: parts joined by single slashes.
pub(crate) fn shape(name: &str, limits: &Limits) -> Result<Shaped, NameProblem> {
    if name.len() > limits.name_bytes {
        return Err(NameProblem::TooLong);
    }
    if name.chars().any(char::is_control) {
        return Err(NameProblem::Control);
    }
    let backslashes = name.contains('\\');
    let slashed = if backslashes { name.replace('\\', "/") } else { name.to_owned() };
    if slashed.starts_with('/') {
        return Err(NameProblem::Absolute);
    }
    if let [letter, b':', ..] = slashed.as_bytes()
        && letter.is_ascii_alphabetic()
    {
        return Err(NameProblem::Drive);
    }
    if slashed.split('/').any(|part| part == "..") {
        return Err(NameProblem::Climbs);
    }
    let parts: Vec<_> = slashed.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.len() > limits.name_depth + 1 {
        return Err(NameProblem::TooDeep);
    }
    let folder = slashed.ends_with('/') || slashed.ends_with("/.");
    if parts.is_empty() && !folder && slashed != "." {
        return Err(NameProblem::Empty);
    }
    let trailing = parts.iter().any(|part| part.ends_with(['.', ' ']));
    Ok(Shaped { name: parts.join("/"), backslashes, folder: folder || parts.is_empty(), trailing })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use test_case::test_case;

    use super::*;

    #[test_case("a/b.html", Ok("a/b.html"); "plain")]
    #[test_case("a\\b.html", Ok("a/b.html"); "backslash")]
    #[test_case("./a//b", Ok("a/b"); "dots and double slashes")]
    #[test_case("a/..b/c..", Ok("a/..b/c.."); "dots within a part")]
    #[test_case("../a", Err(NameProblem::Climbs); "climbs")]
    #[test_case("a\\..\\..\\b", Err(NameProblem::Climbs); "climbs by backslash")]
    #[test_case("/etc/passwd", Err(NameProblem::Absolute); "absolute")]
    #[test_case("\\\\host\\share", Err(NameProblem::Absolute); "unc")]
    #[test_case("c:\\x", Err(NameProblem::Drive); "drive")]
    #[test_case("a\0b", Err(NameProblem::Control); "nul")]
    #[test_case("a\nb", Err(NameProblem::Control); "newline")]
    #[test_case("", Err(NameProblem::Empty); "empty")]
    fn shapes(name: &str, expected: Result<&str, NameProblem>) {
        let got = shape(name, &Limits::default()).map(|shaped| shaped.name);
        assert_eq!(got, expected.map(str::to_owned));
    }

    #[test]
    fn long_and_deep_names() {
        let limits = Limits::default();
        assert_eq!(shape(&"x".repeat(1025), &limits), Err(NameProblem::TooLong));
        assert_eq!(shape(&"x/".repeat(66), &limits), Err(NameProblem::TooDeep));
        assert!(shape("end./x", &limits).unwrap().trailing);
        assert!(shape("folder/", &limits).unwrap().folder);
    }

    #[test]
    fn the_unicode_path_field_counts_when_its_crc_fits() {
        let raw = b"caf\x82.txt";
        let mut field = vec![0x75, 0x70, 14, 0, 1];
        field.extend_from_slice(&crc32fast::hash(raw).to_le_bytes());
        field.extend_from_slice("caf\u{e9}.txt".as_bytes());
        assert_eq!(decode(raw, false, ExtraFields::new(&field)).0, "caf\u{e9}.txt");
        field[5] ^= 1;
        let (name, meaning) = decode(raw, false, ExtraFields::new(&field));
        assert_eq!((name.as_str(), meaning), ("caf\u{e9}.txt", Meaning::Guessed));
    }

    proptest! {
        #[test]
        fn any_bytes_are_judged_without_panic(
            raw in proptest::collection::vec(any::<u8>(), 0..80),
            extra in proptest::collection::vec(any::<u8>(), 0..80),
            flag: bool,
        ) {
            let (name, _) = decode(&raw, flag, ExtraFields::new(&extra));
            if let Ok(shaped) = shape(&name, &Limits::default()) {
                prop_assert!(!shaped.name.starts_with('/') && !shaped.name.contains('\\'));
                prop_assert!(shaped.name.split('/').all(|part| part != ".." && part != "."));
            }
        }
    }
}
