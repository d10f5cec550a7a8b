//! The page's texts in the browser's language.

use axum::http::{HeaderMap, header};
use cloud_api::v1::attributes::{Attribute, Kind};
use ui::{Direction, Language};

use super::groups::choices_of;

/// The area of the language files.
const AREA: &str = "properties";

/// A language.
#[derive(Clone, Copy)]
pub(crate) struct Words(Language);

impl Words {
    /// The language of the console.
    pub(crate) const ENGLISH: Self = Self(Language::ENGLISH);

    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self(Language::choose(None, accepted))
    }

    pub(crate) fn say(self, id: &str) -> String {
        self.0.text(AREA, id)
    }

    pub(crate) fn with(self, id: &str, name: &str, value: &str) -> String {
        self.0.text_with(AREA, id, &[(name, value)])
    }

    pub(crate) fn label(self, attribute: &Attribute) -> String {
        self.say(&format!("label-{}", attribute.name))
    }

    pub(crate) fn help(self, attribute: &Attribute) -> String {
        self.say(&format!("help-{}", attribute.name))
    }

    /// A value in words.
    pub(crate) fn value(self, attribute: &Attribute, value: &str) -> String {
        match attribute.kind {
            Kind::Bool => self.say(if value == "true" { "yes" } else { "no" }),
            Kind::Enumeration { .. } if value == "0" => self.say("not-set"),
            Kind::Enumeration { .. } | Kind::Words(_) | Kind::Standard => {
                self.say(&format!("choice-{}-{value}", choices_of(attribute.name)))
            }
            Kind::Int { .. } | Kind::Fraction | Kind::Text => value.to_owned(),
        }
    }

    /// What a value must be.
    pub(crate) fn expected(self, attribute: &Attribute) -> String {
        match attribute.kind {
            Kind::Int { min, max } => {
                let (min, max) = (min.to_string(), max.to_string());
                self.0.text_with(AREA, "expected-whole", &[("min", &min), ("max", &max)])
            }
            Kind::Fraction => self.say("expected-fraction"),
            Kind::Text => self.say("expected-text"),
            Kind::Bool | Kind::Enumeration { .. } | Kind::Words(_) | Kind::Standard => {
                self.say("expected-choice")
            }
        }
    }

    /// How many attributes were saved.
    pub(crate) fn saved(self, count: usize) -> String {
        match count {
            0 => self.say("saved-none"),
            1 => self.say("saved-one"),
            more => self.with("saved-many", "count", &more.to_string()),
        }
    }

    pub(crate) fn tag(self) -> &'static str {
        self.0.tag()
    }

    pub(crate) fn direction(self) -> &'static str {
        match self.0.direction() {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}
