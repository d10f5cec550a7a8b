//! References of a manifest: the `xml:base` chain (manifest → resources → resource → file) and what they lead to.
//! IMS Content Packaging 1.1.4, 4.4.2; RFC 3986, 5.2.

use crate::file_index::FileIndex;
use crate::warning::{Code, Warnings};

/// Where references start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Base {
    /// A path from the top of the zip, unescaped by nobody yet.
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
    pub(crate) index: &'a FileIndex,
    /// Folder of the manifest.
    pub(crate) root: &'a str,
}

impl References<'_> {
    /// The base below `base` after an `xml:base`.
    pub(crate) fn base(&self, base: &Base, xml_base: &str, line: u32, warnings: &mut Warnings) -> Base {
        if xml_base.is_empty() {
            return base.clone();
        }
        self.join(base, xml_base, line, warnings)
    }

    /// What `reference` means under `base`; `None` where it is empty.
    pub(crate) fn target(&self, base: &Base, reference: &str, line: u32, warnings: &mut Warnings) -> Target {
        let reference = reference.trim();
        let (path, tail) = split_tail(reference);
        let joined = self.join(base, path, line, warnings);
        let path = match joined {
            Base::Elsewhere(address) => {
                return Target { address: format!("{address}{tail}"), file: None, inside: false };
            }
            Base::Inside(path) => path,
        };
        let decoded = percent_decoded(&path);
        // In this order: as an address, as a name with per cent signs, as a name with `?` or `#`, with the
        // slash that the base forgot.
        if let Some(found) = self.index.find(&decoded) {
            if !found.exact {
                let text = format!("`{decoded}` is `{}` in the package", found.name);
                warnings.at(Code::FileNameCase, line, text);
            }
            return inside(found.name, tail);
        }
        let whole = match self.join(base, reference, line, &mut Warnings::new("", &Default::default())) {
            Base::Inside(whole) => whole,
            Base::Elsewhere(_) => path.clone(),
        };
        for (literal, tail) in [(&path, tail), (&whole, "")] {
            if let Some(found) = self.index.find(literal) {
                warnings.at(Code::EncodedName, line, format!("`{reference}` is the file `{}`", found.name));
                return inside(found.name, tail);
            }
        }
        if let Base::Inside(folder) = base
            && !folder.is_empty()
            && !folder.ends_with('/')
        {
            let slashed = Base::Inside(format!("{folder}/"));
            if let Base::Inside(path) = self.join(&slashed, split_tail(reference).0, line, warnings)
                && let Some(found) = self.index.find(&percent_decoded(&path))
            {
                let text = format!("xml:base `{folder}` means the folder `{folder}/`");
                warnings.at(Code::BaseWithoutSlash, line, text);
                return inside(found.name, tail);
            }
        }
        Target { address: format!("{}{tail}", escaped(&decoded)), file: None, inside: true }
    }

    /// RFC 3986, 5.2.2, with the package in place of a server.
    fn join(&self, base: &Base, reference: &str, line: u32, warnings: &mut Warnings) -> Base {
        let reference = reference.trim();
        if let Some(scheme) = scheme(reference) {
            return Base::Elsewhere(format!("{scheme}{}", &reference[scheme.len()..]));
        }
        let mut reference = reference.to_owned();
        if reference.contains('\\') {
            warnings.at(Code::Backslash, line, format!("`{reference}` is written with backslashes"));
            reference = reference.replace('\\', "/");
        }
        if reference.starts_with("//") {
            // The scheme of the page that loads it.
            return Base::Elsewhere(reference);
        }
        match base {
            Base::Elsewhere(address) => Base::Elsewhere(join_address(address, &reference)),
            Base::Inside(folder) => {
                let path = match reference.strip_prefix('/') {
                    Some(path) => {
                        warnings.at(Code::AbsolutePath, line, format!("`{reference}` begins with a slash"));
                        format!("{}{path}", self.root)
                    }
                    None => {
                        format!("{}{reference}", &folder[..folder.rfind('/').map_or(0, |slash| slash + 1)])
                    }
                };
                let (path, escaped) = without_dots(&path);
                if escaped {
                    warnings.at(
                        Code::OutsidePackage,
                        line,
                        format!("`{reference}` leads out of the package"),
                    );
                }
                Base::Inside(path)
            }
        }
    }
}

fn inside(name: &str, tail: &str) -> Target {
    let address = format!("{}{tail}", escaped(&crate::find_manifest::slashes(name)));
    Target { address, file: Some(name.to_owned()), inside: true }
}

/// `http:` and its like. One letter is a drive of Windows, not a scheme.
fn scheme(reference: &str) -> Option<&str> {
    let colon = reference.find(':')?;
    let scheme = &reference[..colon];
    let proper = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    proper.then_some(&reference[..=colon])
}

/// A path and its query and fragment.
fn split_tail(reference: &str) -> (&str, &str) {
    reference.split_at(reference.find(['?', '#']).unwrap_or(reference.len()))
}

fn join_address(address: &str, reference: &str) -> String {
    let address = split_tail(address).0;
    let host = address.find("//").map_or(0, |at| at + 2);
    let path = host + address[host..].find('/').unwrap_or(address.len() - host);
    if reference.is_empty() {
        return address.to_owned();
    }
    let path = match (reference.starts_with('/'), address[path..].rfind('/')) {
        (true, _) => reference.to_owned(),
        (false, Some(slash)) => format!("{}{reference}", &address[path..=path + slash]),
        (false, None) => format!("/{reference}"),
    };
    let (bare, tail) = split_tail(&path);
    format!(
        "{}/{}{tail}",
        &address[..host + address[host..].find('/').unwrap_or(address.len() - host)],
        without_dots(bare).0
    )
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
        let found = references.target(&base, href, 1, &mut warnings);
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
    fn missing_files_keep_their_address() {
        assert_eq!(target(&[], "", &[], "no/where.htm?x"), ("no/where.htm?x".to_owned(), None, vec![]));
    }
}
