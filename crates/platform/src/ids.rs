//! Ids that callers choose: opaque, case-sensitive, unique within an application.

use std::fmt;

/// Longest id, in Unicode scalar values.
const MAX_CHARS: usize = 255;

/// Why a text cannot be an id. Nothing is trimmed or normalised to make it one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// An id has at least one character.
    #[error("an id may not be empty")]
    Empty,
    /// V1 allows 255 characters.
    #[error("an id may have at most 255 characters, this one has {0}")]
    TooLong(usize),
    /// XML 1.0 has no way to write this character, so no answer could name the id.
    #[error("an id may not hold the character U+{:04X}, which XML 1.0 forbids", u32::from(*.0))]
    Character(char),
}

/// The production `Char` of XML 1.0.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

fn check(text: &str) -> Result<(), InvalidId> {
    if text.is_empty() {
        return Err(InvalidId::Empty);
    }
    if let Some(bad) = text.chars().find(|&c| !is_xml_char(c)) {
        return Err(InvalidId::Character(bad));
    }
    let length = text.chars().count();
    if length > MAX_CHARS {
        return Err(InvalidId::TooLong(length));
    }
    Ok(())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Takes `text` as it is, or says why it cannot be an id.
            pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
                let text = text.into();
                check(&text)?;
                Ok(Self(text))
            }

            /// The id as the caller wrote it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    )*};
}

ids! {
    /// An application: what signs a request (`appid`).
    AppId;
    /// A course within an application (`courseid`).
    CourseId;
    /// A registration within an application (`regid`).
    RegistrationId;
    /// A learner within an application (`learnerid`).
    LearnerId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_xml_text_of_255_characters_is_an_id_as_it_stands() {
        for text in [" spaces stay ", "a/b\\c", "kurs-äöü-課程", &"課".repeat(255), "tab\there"] {
            assert_eq!(CourseId::new(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_xml_cannot_carry_is_refused() {
        assert_eq!(CourseId::new(""), Err(InvalidId::Empty));
        assert_eq!(CourseId::new("a\0b"), Err(InvalidId::Character('\0')));
        assert_eq!(CourseId::new("a\u{FFFF}"), Err(InvalidId::Character('\u{FFFF}')));
        assert_eq!(CourseId::new("x".repeat(256)), Err(InvalidId::TooLong(256)));
        assert_eq!(
            InvalidId::Character('\u{1}').to_string(),
            "an id may not hold the character U+0001, which XML 1.0 forbids"
        );
    }
}
