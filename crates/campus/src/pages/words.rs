//! The texts of all pages, in the language of the browser that asks. They lie in the language files of `ui`.

use ui::{Direction, Language};

use super::asking;

/// The area of the language files.
const AREA: &str = "campus";

/// A language, to say things in.
#[derive(Clone, Copy)]
pub(crate) struct Words(Language);

impl Words {
    /// The words for the request under way; English outside of one.
    pub(crate) fn here() -> Self {
        Self(asking::language())
    }

    pub(crate) fn say(self, id: &str) -> String {
        self.0.text(AREA, id)
    }

    pub(crate) fn with(self, id: &str, name: &str, value: &str) -> String {
        self.0.text_with(AREA, id, &[(name, value)])
    }

    pub(crate) fn with2(self, id: &str, one: (&str, &str), two: (&str, &str)) -> String {
        self.0.text_with(AREA, id, &[one, two])
    }

    /// A message of the records: the id of a text, perhaps with details behind it, or what the cloud said.
    pub(crate) fn message(self, stored: &str) -> String {
        let (id, details) = stored.split_once(' ').unwrap_or((stored, ""));
        match (id, self.say(id)) {
            (id, text) if text == id => stored.to_owned(),
            (_, text) if details.is_empty() => text,
            (_, text) => format!("{text} ({details})"),
        }
    }

    /// For `lang`.
    pub(crate) fn language(self) -> &'static str {
        self.0.tag()
    }

    /// For `dir`.
    pub(crate) fn direction(self) -> &'static str {
        match self.0.direction() {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn messages_of_the_records_are_said_in_words() {
        let words = Words::here();
        assert_eq!(words.message("upload-broke-off"), words.say("upload-broke-off"));
        assert_eq!(
            words.message("advice-not-a-zip no end of central directory"),
            format!("{} (no end of central directory)", words.say("advice-not-a-zip"))
        );
        assert_eq!(words.message("Reading the manifest"), "Reading the manifest");
        assert_eq!(words.message(""), "");
    }

    /// Every text of a page is in the language files: a template has tags and calls, and no words of its own.
    #[test]
    fn templates_hold_no_texts() {
        for (name, template) in files("templates") {
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
            let words: Vec<&str> =
                text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).collect();
            let allowed: &[&str] = if name == "base.html" { &["Campus", "Campus"] } else { &[] };
            assert_eq!(words, allowed, "{name}");
        }
    }

    #[test]
    fn every_text_is_there_in_every_language_and_is_used() {
        let english = Language::ENGLISH.strings(AREA);
        let german = Language::choose(Some("de"), None);
        let mut used = BTreeSet::new();
        for (_, text) in files("templates").into_iter().chain(files("src")) {
            used.extend(text.split('"').skip(1).step_by(1).map(str::to_owned));
        }
        for (id, text) in &english {
            let is_made = ["event-", "role-"].iter().any(|made| id.starts_with(made));
            assert!(is_made || used.contains(id), "`{id}` is not used");
            let translated = german.text(AREA, id);
            assert!(translated != *text || text.len() < 14, "`{id}` is not in German");
        }
        for call in [".say(\"", ".with(\"", ".with2(\"", "Input(\"", "input(\""] {
            for (name, text) in files("templates").into_iter().chain(files("src")) {
                if name == "words.rs" {
                    continue;
                }
                for id in text.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                    assert!(english.contains_key(id), "{name}: `{id}` is in no language file");
                }
            }
        }
    }

    /// All files under a folder of the crate.
    fn files(folder: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.file_name().unwrap().to_string_lossy().into_owned();
                    found.push((name, fs::read_to_string(path).unwrap()));
                }
            }
        }
        found
    }
}
