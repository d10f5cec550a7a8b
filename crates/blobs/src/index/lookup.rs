//! Finding the file that a request means.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use super::{Entry, PackageIndex};

/// Which rule found a file, in the order they are tried. Authors test on Windows, so names in pages and names in the
/// zip differ in letter case and accents; the first rule that finds exactly one file wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The name as it was requested.
    Exact,
    /// The name after percent-decoding.
    PercentDecoded,
    /// The same characters composed another way (NFC against NFD).
    Normalized,
    /// The only name that differs in letter case alone. Worth a note.
    CaseInsensitive,
}

impl Rule {
    /// All rules in their order.
    pub const ALL: [Rule; 4] = [Rule::Exact, Rule::PercentDecoded, Rule::Normalized, Rule::CaseInsensitive];
}

/// A file and the rule that found it.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The file.
    pub entry: &'a Entry,
    /// How it was found.
    pub rule: Rule,
}

impl PackageIndex {
    /// Finds a file by the path of a request (still percent-encoded, without query).
    pub fn find(&self, path: &str) -> Option<Found<'_>> {
        Rule::ALL.into_iter().find_map(|rule| self.find_by(rule, path).map(|entry| Found { entry, rule }))
    }

    /// The file of exactly this name.
    pub fn find_exact(&self, name: &str) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|entry| entry.name.as_str().cmp(name)).ok()?;
        self.entries.get(at)
    }

    /// The file that one of this name takes the place of: the one of exactly this name, or the only one that differs in
    /// letter case or composition alone, since a request for either name would find it.
    pub fn find_alike(&self, name: &str) -> Option<&Entry> {
        self.find_exact(name).or_else(|| only(self.folded_alike(&fold(name))))
    }

    fn find_by(&self, rule: Rule, path: &str) -> Option<&Entry> {
        let path = path.trim_start_matches('/');
        match rule {
            Rule::Exact => self.find_exact(path),
            Rule::PercentDecoded => match decoded(path) {
                Cow::Borrowed(_) => None,
                Cow::Owned(name) => self.find_exact(&name),
            },
            Rule::Normalized => {
                let wanted: String = decoded(path).nfc().collect();
                let same = |entry: &&Entry| entry.name.nfc().eq(wanted.chars());
                only(self.folded_alike(&fold(&wanted)).filter(same))
            }
            Rule::CaseInsensitive => only(self.folded_alike(&fold(&decoded(path)))),
        }
    }

    /// Entries whose names fold to `folded`. The folded names are built when first asked for: most courses never are.
    fn folded_alike(&self, folded: &str) -> impl Iterator<Item = &Entry> {
        let table = self.folded.get_or_init(|| {
            let names = self.entries.iter().zip(0_u32..);
            let mut table: Vec<_> = names.map(|(entry, at)| (fold(&entry.name).into(), at)).collect();
            table.sort();
            table
        });
        let from = table.partition_point(|(name, _)| **name < *folded);
        let rest = table.get(from..).unwrap_or_default();
        let alike: Vec<_> = rest.iter().take_while(|(name, _)| **name == *folded).collect();
        alike.into_iter().filter_map(|(_, at)| self.entries.get(*at as usize))
    }
}

fn decoded(path: &str) -> Cow<'_, str> {
    percent_decode_str(path).decode_utf8().unwrap_or(Cow::Borrowed(path))
}

/// Composed and in small letters: what two names must share to be taken for each other.
pub(crate) fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfc().flat_map(char::to_lowercase).nfc().collect()
}

fn only<'a>(mut entries: impl Iterator<Item = &'a Entry>) -> Option<&'a Entry> {
    let first = entries.next()?;
    entries.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use test_case::test_case;

    use super::*;
    use crate::index::{Method, Text};
    use crate::key::{BlobId, Key, Kind};

    fn index(names: &[&str]) -> PackageIndex {
        let entry = |name: &&str| Entry {
            name: (*name).to_owned(),
            size_bytes: 0,
            packed_bytes: 0,
            crc32: 0,
            offset: 0,
            method: Method::Stored,
            media_offset: None,
            text: Text::Unknown,
            declares_charset: false,
            layer: 0,
        };
        let package = Key::new(Kind::Package, BlobId::from_random([1; 16]));
        PackageIndex::new(package, 0, 0, names.iter().map(entry).collect(), Vec::new())
    }

    const NAMES: &[&str] = &[
        "index.html",
        "Sub/Page One.HTML",
        "a%20b.js",
        "a b.js",
        "caf\u{e9}.png",
        "nai\u{308}ve.txt",
        "Twice.js",
        "twice.js",
        "\u{1e9e}.txt",
    ];

    #[test_case("index.html", Some(("index.html", Rule::Exact)); "exact")]
    #[test_case("/index.html", Some(("index.html", Rule::Exact)); "leading slash")]
    #[test_case("a%20b.js", Some(("a%20b.js", Rule::Exact)); "a name that looks encoded")]
    #[test_case("a%20%62.js", Some(("a b.js", Rule::PercentDecoded)); "percent decoded")]
    #[test_case("cafe%CC%81.png", Some(("caf\u{e9}.png", Rule::Normalized)); "nfd asked, nfc there")]
    #[test_case("na%C3%AFve.txt", Some(("nai\u{308}ve.txt", Rule::Normalized)); "nfc asked, nfd there")]
    #[test_case("sub/page%20one.html", Some(("Sub/Page One.HTML", Rule::CaseInsensitive)); "letter case")]
    #[test_case("CAFE%CC%81.PNG", Some(("caf\u{e9}.png", Rule::CaseInsensitive)); "case and accents")]
    #[test_case("TWICE.js", None; "ambiguous case")]
    #[test_case("twice.js", Some(("twice.js", Rule::Exact)); "exact wins over case")]
    #[test_case("nothing.js", None; "absent")]
    #[test_case("%FF.js", None; "not UTF-8")]
    fn finds(path: &str, expected: Option<(&str, Rule)>) {
        let index = index(NAMES);
        assert_eq!(index.find(path).map(|found| (found.entry.name.as_str(), found.rule)), expected);
    }
}
