//! References of a manifest: the `xml:base` chain (manifest → resources → resource → file) and what they lead to.
//! IMS Content Packaging 1.1.4, 4.4.2; RFC 3986, 5.2.

use crate::file_index::FileIndex;
use crate::find_manifest::slashes;
use crate::warning::{Code, Warnings};
use crate::xml::cut;

/// Where references start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Base {
    /// A path from the top of the zip, escapes of URLs still in it.
    Inside(String),
    /// An address on another server.
    Elsewhere(String),
}

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// Escaped for a URL: relative to the top of the zip, or absolute.
    pub(crate) address: String,
    /// The package's file, as the zip spells it.
    pub(crate) file: Option<String>,
    /// Whether it lies in the package at all.
    pub(crate) inside: bool,
}

/// Finds files and says what was odd about a reference.
pub(crate) struct References<'a> {
    pub(crate) index: &'a FileIndex<'a>,
    /// Folder of the manifest.
    pub(crate) root: &'a str,
}

/// What was odd about a reference.
type Oddities = Vec<(Code, String)>;

impl References<'_> {
    /// The base below `base` after an `xml:base`, which may be empty.
    pub(crate) fn base(&self, base: &Base, xml_base: &str, line: u32, warnings: &mut Warnings) -> Base {
        if xml_base.is_empty() {
            return base.clone();
        }
        let (joined, oddities) = self.join(base, xml_base);
        tell(oddities, line, warnings);
        joined.unwrap_or_else(|| base.clone())
    }

    /// What `reference` means under `base`; `None` where it is an address that no player opens.
    pub(crate) fn target(
        &self,
        base: &Base,
        reference: &str,
        line: u32,
        warnings: &mut Warnings,
    ) -> Option<Target> {
        let (bare, tail) = split_tail(reference.trim());
        let (joined, oddities) = self.join(base, bare);
        tell(oddities, line, warnings);
        let path = match joined? {
            Base::Elsewhere(address) => {
                return Some(Target { address: format!("{address}{tail}"), file: None, inside: false });
            }
            Base::Inside(path) => path,
        };
        let decoded = percent_decoded(&path);
        if let Some(found) = self.index.find(&decoded) {
            if !found.exact {
                let text = format!("`{decoded}` is `{}` in the package", found.name);
                warnings.at(Code::FileNameCase, line, text);
            }
            return Some(inside(found.name, tail));
        }
        // Authors forget that names may need escapes, and that the base of a folder ends with a slash.
        if let Some(target) = self.literal(&path, tail).or_else(|| self.literal(&format!("{path}{tail}"), ""))
        {
            let text = format!("`{}` is read as a file name, not as an address", reference.trim());
            warnings.at(Code::EncodedName, line, text);
            return Some(target);
        }
        if let Base::Inside(folder) = base
            && let (Some(Base::Inside(path)), _) = self.join(&Base::Inside(format!("{folder}/")), bare)
            && let Some(target) = self.literal(&percent_decoded(&path), tail)
        {
            let text = format!("xml:base `{folder}` means the folder `{folder}/`");
            warnings.at(Code::BaseWithoutSlash, line, text);
            return Some(target);
        }
        // Escaped dots are dots as well.
        let address = format!("{}{tail}", escaped(&without_dots(&decoded).0));
        Some(Target { address, file: None, inside: true })
    }

    fn literal(&self, path: &str, tail: &str) -> Option<Target> {
        self.index.find(path).map(|found| inside(found.name, tail))
    }

    /// RFC 3986, 5.2.2, with the package in place of a server. `None` for schemes other than the web's:
    /// `file:` leads nowhere, and `javascript:` would run outside the content's frame.
    fn join(&self, base: &Base, reference: &str) -> (Option<Base>, Oddities) {
        let mut oddities = Oddities::new();
        let mut reference = reference.trim().to_owned();
        match scheme(&reference).map(str::to_ascii_lowercase).as_deref() {
            Some("http" | "https") => return (Some(Base::Elsewhere(reference)), oddities),
            Some(_) => {
                let text = format!("`{}` is neither in the package nor on the web", cut(&reference));
                return (None, vec![(Code::UnplayableAddress, text)]);
            }
            None => {}
        }
        if reference.contains('\\') {
            oddities.push((Code::Backslash, format!("`{reference}` is written with backslashes")));
            reference = reference.replace('\\', "/");
        }
        if reference.starts_with("//") {
            // The scheme is the one of the page that loads it.
            return (Some(Base::Elsewhere(reference)), oddities);
        }
        let folder = match base {
            Base::Elsewhere(address) => {
                return (Some(Base::Elsewhere(join_address(address, &reference))), oddities);
            }
            Base::Inside(folder) => &folder[..folder.rfind('/').map_or(0, |slash| slash + 1)],
        };
        let path = match reference.strip_prefix('/') {
            Some(path) => {
                oddities.push((Code::AbsolutePath, format!("`{reference}` begins with a slash")));
                format!("{}{path}", self.root)
            }
            None => format!("{folder}{reference}"),
        };
        let (path, above) = without_dots(&path);
        if above {
            oddities.push((Code::OutsidePackage, format!("`{reference}` leads out of the package")));
        }
        (Some(Base::Inside(path)), oddities)
    }
}

fn tell(oddities: Oddities, line: u32, warnings: &mut Warnings) {
    for (code, text) in oddities {
        warnings.at(code, line, text);
    }
}

fn inside(name: &str, tail: &str) -> Target {
    let address = format!("{}{tail}", escaped(&slashes(name)));
    Target { address, file: Some(name.to_owned()), inside: true }
}

/// `http` and its like. One letter is a drive of Windows, not a scheme.
fn scheme(reference: &str) -> Option<&str> {
    let (scheme, _) = reference.split_once(':')?;
    let proper = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    proper.then_some(scheme)
}

/// A path and its query and fragment.
fn split_tail(reference: &str) -> (&str, &str) {
    reference.split_at(reference.find(['?', '#']).unwrap_or(reference.len()))
}

/// The same for an address on another server.
fn join_address(address: &str, reference: &str) -> String {
    let address = split_tail(address).0;
    if reference.is_empty() {
        return address.to_owned();
    }
    let host = address.find("//").map_or(0, |at| at + 2);
    let (server, path) = address.split_at(address[host..].find('/').map_or(address.len(), |at| host + at));
    let folder = path.rfind('/').map_or("", |slash| &path[..slash]);
    let path =
        if reference.starts_with('/') { reference.to_owned() } else { format!("{folder}/{reference}") };
    format!("{server}/{}", without_dots(&path).0)
}

/// RFC 3986, 5.2.4, without a leading slash; true when `..` led above the top.
fn without_dots(path: &str) -> (String, bool) {
    let mut parts: Vec<&str> = Vec::new();
    let mut escaped = false;
    let mut folder = true;
    for part in path.split('/') {
        folder = matches!(part, "" | "." | "..");
        match part {
            "" | "." => {}
            ".." => escaped |= parts.pop().is_none(),
            part => parts.push(part),
        }
    }
    let mut path = parts.join("/");
    if folder && !path.is_empty() {
        path.push('/');
    }
    (path, escaped)
}

fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let pair = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.filter(|p| byte == b'%' && p.bytes().all(|b| b.is_ascii_hexdigit())) {
            Some(pair) => {
                bytes.push(u8::from_str_radix(pair, 16).unwrap_or(byte));
                rest = &tail[2..];
            }
            None => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    // Not UTF-8: then the per cent signs are meant as they stand.
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

/// A path for use in a URL: everything but unreserved characters and a few harmless ones is escaped.
fn escaped(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => address.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'/' | b'!' | b'$' | b'(' | b')' | b'*' | b'+' | b',' | b'='
            | b'@' => {
                address.push(char::from(byte));
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::Limits;

    fn target(names: &[&str], root: &str, bases: &[&str], href: &str) -> (String, Option<String>, Vec<u16>) {
        let files: BTreeMap<String, Vec<u8>> = names.iter().map(|n| ((*n).to_owned(), Vec::new())).collect();
        let index = FileIndex::new(&files);
        let references = References { index: &index, root };
        let mut warnings = Warnings::new("m", &Limits::default());
        let mut base = Base::Inside(root.to_owned());
        for xml_base in bases {
            base = references.base(&base, xml_base, 1, &mut warnings);
        }
        let found = references.target(&base, href, 1, &mut warnings).unwrap();
        (found.address, found.file, warnings.into_vec().iter().map(|w| w.number).collect())
    }

    #[test]
    fn chains_of_bases() {
        for (root, bases, href, address) in [
            ("", vec![], "a.htm", "a.htm"),
            ("", vec!["x/"], "a.htm", "x/a.htm"),
            ("", vec!["x/", "y/", "z/"], "a.htm", "x/y/z/a.htm"),
            ("", vec!["x/", "", "z/"], "a.htm", "x/z/a.htm"),
            ("", vec!["x/y/", "../z/"], "./a.htm?q=1#f", "x/z/a.htm?q=1#f"),
            ("c/", vec!["x/"], "a.htm", "c/x/a.htm"),
            ("", vec!["http://host/p/"], "a.htm", "http://host/p/a.htm"),
            ("", vec!["http://host/p/", "q/"], "../a.htm?x", "http://host/p/a.htm?x"),
            ("", vec!["http://host"], "a.htm", "http://host/a.htm"),
            ("", vec!["x/", "https://host/"], "/a.htm", "https://host/a.htm"),
            ("", vec!["x/"], "https://host/a.htm?y", "https://host/a.htm?y"),
            ("", vec!["x/"], "//host/a.htm", "//host/a.htm"),
        ] {
            let (found, file, codes) = target(&[], root, &bases, href);
            assert_eq!((found.as_str(), file, codes), (address, None, vec![]), "{bases:?} {href}");
        }
    }

    #[test]
    fn how_files_are_found() {
        for (name, bases, href, address, codes) in [
            ("a.htm", vec![], "a.htm?x=1", "a.htm?x=1", vec![]),
            ("a b.htm", vec![], "a%20b.htm", "a%20b.htm", vec![]),
            ("a b.htm", vec![], "a b.htm", "a%20b.htm", vec![]),
            ("a%20b.htm", vec![], "a%20b.htm", "a%2520b.htm", vec![511]),
            ("100%.htm", vec![], "100%.htm", "100%25.htm", vec![]),
            ("a#b.htm", vec![], "a#b.htm", "a%23b.htm", vec![511]),
            ("A.HTM", vec![], "a.htm", "A.HTM", vec![503]),
            ("x/a.htm", vec![], "x\\a.htm", "x/a.htm", vec![504]),
            ("x\\a.htm", vec![], "x/a.htm", "x/a.htm", vec![]),
            ("x/a.htm", vec![], "/x/a.htm", "x/a.htm", vec![510]),
            ("x/a.htm", vec!["x"], "a.htm", "x/a.htm", vec![507]),
            ("a.htm", vec![], "../../a.htm", "a.htm", vec![505]),
            ("ü.htm", vec![], "ü.htm", "%C3%BC.htm", vec![]),
            ("ü.htm", vec![], "%C3%BC.htm", "%C3%BC.htm", vec![]),
        ] {
            let found = target(&[name], "", &bases, href);
            assert_eq!(found, (address.to_owned(), Some(name.to_owned()), codes), "{name} {href}");
        }
    }

    #[test]
    fn other_schemes_are_not_played() {
        let files = BTreeMap::new();
        let index = FileIndex::new(&files);
        let references = References { index: &index, root: "" };
        for address in ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "file:///C:/a.htm"] {
            let mut warnings = Warnings::new("m", &Limits::default());
            assert_eq!(references.target(&Base::Inside(String::new()), address, 1, &mut warnings), None);
            assert_eq!(warnings.into_vec()[0].number, 512);
        }
    }

    #[test]
    fn missing_files_keep_their_address() {
        for (href, address) in [("no/where.htm?x", "no/where.htm?x"), ("%2e%2e/%2E./x", "x")] {
            assert_eq!(target(&[], "", &[], href), (address.to_owned(), None, vec![]));
        }
    }
}
