//! Looking a path up among the package's files the way authors meant it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::PackageFiles;
use crate::find_manifest::slashes;

/// The package's file names, by their exact and by their folded form.
#[derive(Debug)]
pub(crate) struct FileIndex<'f> {
    exact: BTreeMap<Cow<'f, str>, &'f str>,
    /// `None` where several files fold to the same name: none of them is guessed.
    folded: BTreeMap<Cow<'f, str>, Option<&'f str>>,
}

/// A file and whether its name had to be bent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Match<'f> {
    /// As the zip spells it.
    pub(crate) name: &'f str,
    pub(crate) exact: bool,
}

impl<'f> FileIndex<'f> {
    pub(crate) fn new(files: &'f dyn PackageFiles) -> Self {
        let mut index = Self { exact: BTreeMap::new(), folded: BTreeMap::new() };
        for name in files.names() {
            let path = slashes(name);
            let only = index.folded.entry(fold(path.clone())).or_insert(Some(name));
            if *only != Some(name) {
                *only = None;
            }
            index.exact.entry(path).or_insert(name);
        }
        index
    }

    /// The file of that path, else the only one of that name in another letter case or Unicode form.
    pub(crate) fn find(&self, path: &str) -> Option<Match<'f>> {
        if let Some(name) = self.exact.get(path) {
            return Some(Match { name, exact: true });
        }
        let name = (*self.folded.get(&fold(path.into()))?)?;
        Some(Match { name, exact: false })
    }
}

fn fold(path: Cow<'_, str>) -> Cow<'_, str> {
    if !path.is_ascii() {
        return path.chars().flat_map(char::to_lowercase).nfc().collect::<String>().into();
    }
    if path.bytes().any(|b| b.is_ascii_uppercase()) { path.to_ascii_lowercase().into() } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_then_folded_then_nothing() {
        let files: BTreeMap<String, Vec<u8>> =
            ["a/Index.html", "b.html", "B.html", "w\\x.html", "Gro\u{308}ße.html"]
                .map(|name| (name.to_owned(), Vec::new()))
                .into();
        let index = FileIndex::new(&files);
        let found = |path| index.find(path).map(|m| (m.name, m.exact));
        assert_eq!(found("a/Index.html"), Some(("a/Index.html", true)));
        assert_eq!(found("A/index.HTML"), Some(("a/Index.html", false)));
        assert_eq!(found("B.html"), Some(("B.html", true)));
        assert_eq!(found("b.HTML"), None);
        assert_eq!(found("w/x.html"), Some(("w\\x.html", true)));
        assert_eq!(found("Größe.html"), Some(("Gro\u{308}ße.html", false)));
        assert_eq!(found("c"), None);
    }
}
