//! Languages: every text a person reads comes from a Fluent file under `locales/`.

use std::{collections::BTreeMap, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

/// A language that Lyceum speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Language(usize);

/// The way a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// Resolved texts by id, ready to be put into a page as JSON. A text may hold `{$name}` for its reader to
/// fill in.
pub type Strings = BTreeMap<String, String>;

struct Locale {
    tag: &'static str,
    /// Area and text. An area may have several files.
    files: &'static [(&'static str, &'static str)],
}

/// English first: it is complete, the others fall back to it text by text.
const LOCALES: &[Locale] = &[
    Locale {
        tag: "en",
        files: &[
            ("player", include_str!("../locales/en/player.ftl")),
            ("pages", include_str!("../locales/en/pages.ftl")),
            ("properties", include_str!("../locales/en/properties.ftl")),
            ("warnings", include_str!("../locales/en/warnings.ftl")),
            ("campus", include_str!("../locales/en/campus.ftl")),
            ("console", include_str!("../locales/en/console/frame.ftl")),
            ("console", include_str!("../locales/en/console/courses.ftl")),
            ("console", include_str!("../locales/en/console/course.ftl")),
            ("console", include_str!("../locales/en/console/registrations.ftl")),
            ("console", include_str!("../locales/en/console/registration.ftl")),
            ("console", include_str!("../locales/en/console/log.ftl")),
            ("console", include_str!("../locales/en/console/sandbox.ftl")),
            ("console", include_str!("../locales/en/console/operations.ftl")),
            ("console", include_str!("../locales/en/console/erase.ftl")),
        ],
    },
    Locale {
        tag: "de",
        files: &[
            ("player", include_str!("../locales/de/player.ftl")),
            ("pages", include_str!("../locales/de/pages.ftl")),
            ("properties", include_str!("../locales/de/properties.ftl")),
            ("warnings", include_str!("../locales/de/warnings.ftl")),
            ("campus", include_str!("../locales/de/campus.ftl")),
        ],
    },
];

/// `culture` values of old .NET LMSs that are no language tags.
const CULTURE_ALIASES: &[(&str, &str)] = &[
    ("zh-chs", "zh-hans"),
    ("zh-cht", "zh-hant"),
    ("sr-sp-latn", "sr-latn"),
    ("iw", "he"),
    ("english", "en"),
    ("german", "de"),
];

const RIGHT_TO_LEFT: &[&str] = &["ar", "dv", "fa", "he", "ps", "ur", "yi"];

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<Vec<Vec<(&'static str, Bundle)>>> = LazyLock::new(|| {
    LOCALES
        .iter()
        .map(|locale| locale.files.iter().map(|(area, text)| (*area, bundle(locale.tag, text))).collect())
        .collect()
});

/// Embedded files are checked by a test, so what does not parse is left out here.
fn bundle(tag: &str, text: &str) -> Bundle {
    let resource = match FluentResource::try_new(text.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let language: LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Texts also go into attributes and JSON, where isolation marks would show.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

impl Language {
    /// English.
    pub const ENGLISH: Self = Self(0);

    /// The best language for a launch: the LMS's `culture` first, then the browser's `Accept-Language`,
    /// then English. Unknown values are passed over, never an error.
    #[must_use]
    pub fn choose(culture: Option<&str>, accept_language: Option<&str>) -> Self {
        culture
            .and_then(Self::named)
            .or_else(|| accepted(accept_language.unwrap_or_default()).into_iter().find_map(Self::named))
            .unwrap_or(Self::ENGLISH)
    }

    fn named(name: &str) -> Option<Self> {
        let name = name.trim().replace('_', "-").to_ascii_lowercase();
        let name =
            CULTURE_ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, tag)| tag);
        let primary = name.split('-').next().unwrap_or_default();
        let exact = LOCALES.iter().position(|locale| locale.tag == name);
        exact.or_else(|| LOCALES.iter().position(|locale| locale.tag == primary)).map(Self)
    }

    /// The language tag for `lang` attributes.
    #[must_use]
    pub fn tag(self) -> &'static str {
        LOCALES[self.0].tag
    }

    /// For `dir` attributes.
    #[must_use]
    pub fn direction(self) -> Direction {
        if RIGHT_TO_LEFT.contains(&self.tag()) { Direction::Rtl } else { Direction::Ltr }
    }

    /// One text of an area, e.g. `("player", "exit")`; the id itself when nobody wrote it.
    #[must_use]
    pub fn text(self, area: &str, id: &str) -> String {
        self.text_with(area, id, &[])
    }

    /// One text with values filled in.
    #[must_use]
    pub fn text_with(self, area: &str, id: &str, values: &[(&str, &str)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, *value);
        }
        let own = find(self, area, id, &arguments);
        own.or_else(|| find(Self::ENGLISH, area, id, &arguments)).unwrap_or_else(|| id.to_owned())
    }

    /// All texts of an area, for a page that fills them in by itself.
    #[must_use]
    pub fn strings(self, area: &str) -> Strings {
        let english = LOCALES[0].files.iter().filter(|(name, _)| *name == area);
        english
            .flat_map(|(_, text)| message_ids(text))
            .map(|id| (id.to_owned(), self.text(area, id)))
            .collect()
    }
}

fn find(language: Language, area: &str, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
    let mut bundles = BUNDLES[language.0].iter().filter(|(name, _)| *name == area);
    let (bundle, message) = bundles.find_map(|(_, bundle)| Some((bundle, bundle.get_message(id)?)))?;
    let pattern = message.value()?;
    // A missing value stays as `{$name}`, which is what `strings` promises.
    let mut missing = Vec::new();
    Some(bundle.format_pattern(pattern, Some(arguments), &mut missing).into_owned())
}

/// Ids of the messages of a Fluent file: lines that begin with a letter and hold ` = `.
fn message_ids(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once('=').map(|(id, _)| id.trim()))
}

/// The tags of an `Accept-Language` header, best first.
fn accepted(header: &str) -> Vec<&str> {
    let mut tags: Vec<(&str, f32)> = header
        .split(',')
        .filter_map(|part| {
            let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
            let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.parse().ok())?;
            Some((tag.trim(), weight))
        })
        .collect();
    tags.sort_by(|a, b| b.1.total_cmp(&a.1));
    tags.into_iter().map(|(tag, _)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cultures_of_old_lmss_are_understood() {
        for (culture, tag) in [
            ("de_AT", "de"),
            ("DE-de", "de"),
            ("de-DE_phoneb", "de"),
            ("german", "de"),
            ("German", "de"),
            (" de ", "de"),
            ("en-us", "en"),
            ("zh-CHS", "en"),
            ("", "en"),
            ("-", "en"),
            ("tlh", "en"),
        ] {
            assert_eq!(Language::choose(Some(culture), None).tag(), tag, "{culture}");
        }
    }

    #[test]
    fn the_browsers_languages_are_tried_by_weight() {
        assert_eq!(Language::choose(None, Some("xx, en;q=0.3, de-CH;q=0.9")).tag(), "de");
        assert_eq!(Language::choose(Some("en"), Some("de")).tag(), "en");
        assert_eq!(Language::choose(None, Some("de;q=oops, ,;")).tag(), "en");
    }

    #[test]
    fn no_text_is_written_twice() {
        for locale in LOCALES {
            let mut seen = std::collections::BTreeSet::new();
            for (area, text) in locale.files {
                for id in message_ids(text) {
                    assert!(seen.insert((area, id)), "{}: {area} has `{id}` twice", locale.tag);
                }
            }
        }
    }

    #[test]
    fn every_language_file_parses_and_knows_no_foreign_ids() {
        for locale in LOCALES {
            for (area, text) in locale.files {
                assert!(FluentResource::try_new((*text).to_owned()).is_ok(), "{}/{area}.ftl", locale.tag);
                let english = Language::ENGLISH.strings(area);
                for id in message_ids(text) {
                    assert!(english.contains_key(id), "{}/{area}.ftl: `{id}` is not in English", locale.tag);
                }
            }
        }
    }
}
