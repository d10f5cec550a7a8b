//! The texts of the pages are in the language file, all of them, and nothing else is.

use std::{collections::BTreeSet, fs, path::Path};

use ui::Language;

/// A template has tags and calls, and no words of its own but the name of the product.
#[test]
fn templates_hold_no_texts() {
    for (name, template) in files("templates/console") {
        let mut text = String::new();
        let mut rest = template.as_str();
        while let Some(at) = rest.find(['{', '<']) {
            text.push_str(&rest[..at]);
            let end = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<", ">")]
                .into_iter()
                .find(|(open, _)| rest[at..].starts_with(open));
            let (_, close) = end.unwrap_or_else(|| panic!("{name}: a lone brace"));
            rest = rest[at..].split_once(close).map_or("", |(_, after)| after);
        }
        text.push_str(rest);
        let words: Vec<_> =
            text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).collect();
        let allowed: &[&str] = if name == "base.html" { &["Lyceum", "Lyceum"] } else { &[] };
        assert_eq!(words, allowed, "{name}");
        let unblanked = template.replace(char::is_whitespace, "");
        assert!(
            !unblanked.contains("|safe")
                && !unblanked.contains("|escape(")
                && !template.contains("style=")
                && !template.contains(" on"),
            "{name}"
        );
    }
}

#[test]
fn every_text_is_there_and_is_used() {
    let texts = Language::ENGLISH.strings("console");
    let mut used = BTreeSet::new();
    let ours = files("src/console").into_iter().filter(|(name, _)| name != "harness.rs");
    for (name, text) in files("templates/console").into_iter().chain(ours) {
        used.extend(text.split('"').map(str::to_owned));
        for call in ["frame.say(\"", "frame.with(\"", "Some(\""] {
            let ids = text.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            for id in ids.filter(|id| id.starts_with(|c: char| c.is_ascii_lowercase())) {
                assert!(texts.contains_key(id), "{name}: `{id}` is in no language file");
            }
        }
    }
    for id in texts.keys() {
        let is_made = ["event-", "role-"].iter().any(|made| id.starts_with(made));
        let stem = id.trim_end_matches("-text");
        assert!(is_made || used.contains(id) || used.contains(stem), "`{id}` is not used");
    }
}

fn files(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap() != "texts.rs" {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}
