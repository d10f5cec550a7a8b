//! The tests of the repository that bear the id of a row.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A test: its name or title, and its file from the root of the repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Test {
    pub(crate) name: String,
    pub(crate) file: String,
}

/// All tests with ids, by id.
pub(crate) fn all(root: &Path) -> BTreeMap<String, Vec<Test>> {
    let mut by_id: BTreeMap<String, Vec<Test>> = BTreeMap::new();
    let mut files = Vec::new();
    for folder in ["crates", "web/tests", "xtask/src"] {
        walk(&root.join(folder), &mut files);
    }
    files.sort();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let names =
            if path.extension().is_some_and(|kind| kind == "rs") { in_rust(&text) } else { in_script(&text) };
        let file = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        for name in names {
            for id in ids(&name) {
                by_id.entry(id).or_default().push(Test { name: name.clone(), file: file.clone() });
            }
        }
    }
    by_id
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            if !path.ends_with("node_modules") && !path.ends_with("assets") {
                walk(&path, files);
            }
        } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "mjs") {
            files.push(path);
        }
    }
}

/// Functions right below an attribute of a test, and those that `on_both!` makes a test for each database of.
fn in_rust(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut above = "";
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")) {
        let is_test = (above.starts_with("#[") && above.contains("test"))
            || (line.starts_with("async fn ") && line.contains("(on: On)") && text.contains("on_both! {"));
        if let (true, Some((_, rest))) = (is_test, line.split_once("fn ")) {
            names.extend(rest.split(['(', '<']).next().map(str::to_owned));
        }
        above = line;
    }
    names
}

/// Titles of stories: texts that begin with an id.
fn in_script(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for quote in ['"', '`', '\''] {
        // Every other piece stands between two quotes; where one is not closed the pieces are shifted, so all are tried.
        names.extend(
            text.split(quote)
                .filter(|piece| !piece.contains('\n') && !ids(piece).is_empty())
                .map(str::to_owned),
        );
    }
    names
}

/// The ids that a name begins with: `s36_s37_l2_a_title` or `s36, s37: a title`.
pub(crate) fn ids(name: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut rest = name;
    loop {
        let end = rest.find(['_', ' ', ',', ':']).unwrap_or(rest.len());
        let (id, after) = rest.split_at(end);
        let digits = match id.as_bytes().first() {
            Some(b's') if id.len() == 3 => &id[1..],
            Some(b'l') if id.len() == 2 => &id[1..],
            _ => return ids,
        };
        if after.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return ids;
        }
        ids.push(id.to_owned());
        rest = after.trim_start_matches(['_', ' ', ',', ':']);
    }
}
