//! Paths of course files as callers write them.

/// The name by which `getFileStructure` calls the top of a course. Callers put it before the paths they send back.
pub const COURSE_ROOT: &str = "course root";

/// A path brought into the form of names in a package: parts joined by `/`. `None` where it names no file whatever the
/// course holds: it climbs, holds control characters, or nothing is left of it.
pub(crate) fn asset_path(path: &str) -> Option<String> {
    if path.chars().any(char::is_control) {
        return None;
    }
    let parts: Vec<&str> = path.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.is_empty() || parts.contains(&"..") {
        return None;
    }
    Some(parts.join("/"))
}

/// The folder of a manifest, with its closing slash; empty where that is the top.
pub(crate) fn folder_of(manifest_path: &str) -> &str {
    manifest_path.rfind('/').map_or("", |at| &manifest_path[..=at])
}

/// What a normal path may mean, the likeliest first: as it is; below the name of the top; below the manifest's folder,
/// which is the course's root where a package has one folder around everything.
pub(crate) fn meanings(path: &str, folder: &str) -> Vec<String> {
    let inner = path.split_once('/').filter(|(top, _)| *top == COURSE_ROOT).map(|(_, rest)| rest);
    let mut meanings: Vec<String> = [Some(path), inner].into_iter().flatten().map(str::to_owned).collect();
    if !folder.is_empty() {
        let below: Vec<String> = meanings.iter().map(|path| format!("{folder}{path}")).collect();
        meanings.extend(below);
    }
    meanings
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use test_case::test_case;

    use super::*;

    #[test_case("a/b.htm", Some("a/b.htm"); "plain")]
    #[test_case("\\a\\.\\b.htm", Some("a/b.htm"); "backslashes and a dot")]
    #[test_case("course root\\b c.htm", Some("course root/b c.htm"); "below the name of the top")]
    #[test_case("../a", None; "climbs")]
    #[test_case("a/..\\b", None; "climbs with a backslash")]
    #[test_case("a..b/...", Some("a..b/..."); "dots in names")]
    #[test_case("/", None; "nothing")]
    #[test_case("a\0b", None; "control characters")]
    #[test_case("%2e%2e/a", Some("%2e%2e/a"); "what looks encoded is a name")]
    fn normal_form(path: &str, expected: Option<&str>) {
        assert_eq!(asset_path(path).as_deref(), expected);
    }

    #[test]
    fn several_meanings() {
        assert_eq!(meanings("a", ""), ["a"]);
        assert_eq!(meanings("course root/a", "top/"), ["course root/a", "a", "top/course root/a", "top/a"]);
        assert_eq!((folder_of("imsmanifest.xml"), folder_of("a/b/imsmanifest.xml")), ("", "a/b/"));
    }

    proptest! {
        #[test]
        fn no_path_leads_out(path in "(\\PC|[./\\\\]|\\.\\.){0,20}") {
            if let Some(path) = asset_path(&path) {
                prop_assert!(!path.is_empty() && !path.contains('\\'));
                prop_assert!(path.split('/').all(|part| !matches!(part, "" | "." | "..")));
                // The normal form is one.
                prop_assert_eq!(asset_path(&path), Some(path.clone()));
                prop_assert!(meanings(&path, "top/").contains(&path));
            }
        }
    }
}
