//! Which file of a package is the manifest, and which standard an entry file belongs to.

use std::borrow::Cow;

use crate::warning::{Code, Warnings};
use crate::{Limits, NoCourse, PackageFiles};

/// Where the manifest lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Name as the zip spells it.
    pub(crate) name: String,
    /// Its folder with slashes, `""` or with one at the end.
    pub(crate) root: String,
}

const MANIFEST: &str = "imsmanifest.xml";

/// A standard whose packages are recognised and not read yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherStandard {
    /// `tincan.xml`.
    TinCan,
    /// `cmi5.xml`.
    Cmi5,
    /// A course description, `.crs`.
    Aicc,
}

impl std::fmt::Display for OtherStandard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::TinCan => "Tin Can (xAPI)",
            Self::Cmi5 => "cmi5",
            Self::Aicc => "AICC",
        })
    }
}

/// The manifest nearest to the top.
pub(crate) fn find_manifest(
    files: &dyn PackageFiles,
    limits: &Limits,
) -> Result<(Found, Warnings), NoCourse> {
    let names = files.names();
    let mut manifests: Vec<(usize, Cow<'_, str>, &str)> = Vec::new();
    let mut other: Option<(&str, OtherStandard)> = None;
    for name in &names {
        let path = slashes(name);
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        if path.starts_with("__MACOSX/") {
            continue; // copies that the Mac's Finder adds, never content
        }
        if file.eq_ignore_ascii_case(MANIFEST) {
            let depth = folder.split('/').filter(|part| !part.is_empty()).count();
            manifests.push((depth, path, name));
        } else if let Some(standard) = standard_of(file) {
            other = other.or(Some((name, standard)));
        }
    }
    // Nearest to the top; among those the exact name, then the alphabet.
    manifests
        .sort_by(|a, b| (a.0, !a.1.ends_with(MANIFEST), &a.1).cmp(&(b.0, !b.1.ends_with(MANIFEST), &b.1)));
    let Some((depth, path, name)) = manifests.first() else {
        return Err(match other {
            Some((file, standard)) => NoCourse::NotSupportedYet { standard, file: file.to_owned() },
            None if names.is_empty() => NoCourse::Empty,
            None => NoCourse::NoManifest,
        });
    };
    let mut warnings = Warnings::new(*name, limits);
    let root = path[..path.len() - MANIFEST.len()].to_owned();
    if !path.ends_with(MANIFEST) {
        warnings.whole(Code::ManifestName, format!("the manifest should be called `{MANIFEST}`"));
    }
    if name.contains('\\') {
        warnings.whole(Code::ManifestName, "file names in the zip are written with backslashes");
    }
    if *depth > 0 {
        warnings.whole(Code::NestedManifest, format!("the manifest lies in the folder `{root}`"));
    }
    if manifests.len() > 1 {
        let others: Vec<&str> = manifests.iter().skip(1).take(5).map(|(_, path, _)| &**path).collect();
        let text = format!("not used: {}", others.join(", "));
        warnings.whole(Code::SeveralManifests, text);
    }
    if let Some((file, standard @ (OtherStandard::TinCan | OtherStandard::Cmi5))) = other {
        warnings.file(
            Code::OtherStandardToo,
            file,
            None,
            format!("the package also claims to be {standard}"),
        );
    }
    Ok((Found { name: (*name).to_owned(), root }, warnings))
}

fn standard_of(file: &str) -> Option<OtherStandard> {
    let file = file.to_ascii_lowercase();
    match file.as_str() {
        "tincan.xml" => Some(OtherStandard::TinCan),
        "cmi5.xml" => Some(OtherStandard::Cmi5),
        _ if file.ends_with(".crs") => Some(OtherStandard::Aicc),
        _ => None,
    }
}

/// A zip name with slashes.
pub(crate) fn slashes(name: &str) -> Cow<'_, str> {
    let name = name.trim_start_matches("./").trim_start_matches(['/', '\\']);
    if name.contains('\\') { name.replace('\\', "/").into() } else { name.into() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn find(names: &[&str]) -> Result<(String, String, Vec<u16>), NoCourse> {
        let files: BTreeMap<String, Vec<u8>> = names.iter().map(|n| ((*n).to_owned(), Vec::new())).collect();
        find_manifest(&files, &Limits::default())
            .map(|(found, w)| (found.name, found.root, w.into_vec().iter().map(|w| w.number).collect()))
    }

    #[test]
    fn where_manifests_lie() {
        for (names, name, root, codes) in [
            (vec!["a.html", "imsmanifest.xml"], "imsmanifest.xml", "", vec![]),
            (vec!["course/imsmanifest.xml"], "course/imsmanifest.xml", "course/", vec![101]),
            (vec!["a/b/imsmanifest.xml", "a/b/c.html"], "a/b/imsmanifest.xml", "a/b/", vec![101]),
            (vec!["IMSManifest.XML"], "IMSManifest.XML", "", vec![103]),
            (vec!["a\\imsmanifest.xml"], "a\\imsmanifest.xml", "a/", vec![103, 101]),
            (vec!["a/imsmanifest.xml", "imsmanifest.xml"], "imsmanifest.xml", "", vec![102]),
            (vec!["b/imsmanifest.xml", "a/imsmanifest.xml"], "a/imsmanifest.xml", "a/", vec![101, 102]),
            (vec!["ImsManifest.xml", "imsmanifest.xml"], "imsmanifest.xml", "", vec![102]),
            (vec!["__MACOSX/imsmanifest.xml", "a/imsmanifest.xml"], "a/imsmanifest.xml", "a/", vec![101]),
            (vec!["imsmanifest.xml", "tincan.xml"], "imsmanifest.xml", "", vec![104]),
            (vec!["/imsmanifest.xml"], "/imsmanifest.xml", "", vec![]),
            (vec!["./a/imsmanifest.xml"], "./a/imsmanifest.xml", "a/", vec![101]),
            (vec!["imsmanifest.xml", "sound.au"], "imsmanifest.xml", "", vec![]),
        ] {
            assert_eq!(find(&names), Ok((name.to_owned(), root.to_owned(), codes)), "{names:?}");
        }
    }

    #[test]
    fn no_manifest() {
        assert_eq!(find(&[]), Err(NoCourse::Empty));
        assert_eq!(find(&["index.html"]), Err(NoCourse::NoManifest));
        for (name, standard) in [
            ("tincan.xml", OtherStandard::TinCan),
            ("x/cmi5.xml", OtherStandard::Cmi5),
            ("COURSE.CRS", OtherStandard::Aicc),
        ] {
            let expected = NoCourse::NotSupportedYet { standard, file: name.to_owned() };
            assert_eq!(find(&["index.html", name]), Err(expected));
        }
    }
}
