//! The texts of all pages: they lie in the language files of `ui`.

use ui::{Direction, Language};

/// The area of the language files.
const AREA: &str = "console";

/// A language, to say things in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words(Language);

impl Words {
    /// English: the only one that the console is written in.
    pub(super) const HERE: Self = Self(Language::ENGLISH);

    pub(super) fn say(self, id: &str) -> String {
        self.0.text(AREA, id)
    }

    pub(super) fn with(self, id: &str, name: &str, value: &str) -> String {
        self.0.text_with(AREA, id, &[(name, value)])
    }

    /// A text with several values in it.
    pub(super) fn with_all(self, id: &str, values: &[(&str, &str)]) -> String {
        self.0.text_with(AREA, id, values)
    }

    /// For `lang`.
    pub(super) fn tag(self) -> &'static str {
        self.0.tag()
    }

    /// For `dir`.
    pub(super) fn direction(self) -> &'static str {
        match self.0.direction() {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}
