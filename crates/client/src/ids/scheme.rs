//! How your keys become ids, and back.

use std::fmt;

use crate::random::{Random, hex};

/// A key of your system that can stand as an id. Numbers, GUIDs and texts do, and tuples of them; for anything else
/// write the two functions.
///
/// Different keys must give different texts, and the text of a key may never change.
///
/// ```
/// use lyceum_client::{CourseId, Guid, RegistrationId};
///
/// let course = CourseId::of(&4711)?;
/// assert_eq!(course.as_str(), "4711");
///
/// // One registration for each learner and course, without a column for it.
/// let registration = RegistrationId::of(&("ada", 4711))?;
/// assert_eq!(registration.as_str(), "ada.4711");
/// assert_eq!(registration.key(), Some(("ada".to_owned(), 4711)));
/// # Ok::<(), lyceum_client::InvalidId>(())
/// ```
pub trait IdScheme {
    /// The text of this key.
    fn to_id(&self) -> String;

    /// The key of a text; `None` when it is not one of this scheme.
    fn from_id(id: &str) -> Option<Self>
    where
        Self: Sized;
}

macro_rules! integers {
    ($($integer:ty),*) => {
        $(impl IdScheme for $integer {
            fn to_id(&self) -> String {
                self.to_string()
            }

            fn from_id(id: &str) -> Option<Self> {
                // `+7` and `007` are numbers, but not the ids of any.
                id.parse().ok().filter(|number: &Self| number.to_string() == id)
            }
        })*
    };
}

integers!(i32, i64, i128, u32, u64, u128);

impl IdScheme for String {
    fn to_id(&self) -> String {
        self.clone()
    }

    fn from_id(id: &str) -> Option<Self> {
        Some(id.to_owned())
    }
}

impl IdScheme for &str {
    fn to_id(&self) -> String {
        (*self).to_owned()
    }

    /// A borrowed text cannot be made; read it as a `String`.
    fn from_id(_: &str) -> Option<Self> {
        None
    }
}

/// A GUID: 16 bytes, written `5d0c6f0e-3b1a-4c59-9a64-0f2f7c1e88aa`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Guid(pub [u8; 16]);

impl Guid {
    /// A new random one (version 4).
    pub fn random(random: &dyn Random) -> Self {
        let mut bytes = [0; 16];
        random.fill(&mut bytes);
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        Self(bytes)
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = hex(&self.0);
        for (at, part) in [0..8, 8..12, 12..16, 16..20, 20..32].into_iter().enumerate() {
            if at > 0 {
                f.write_str("-")?;
            }
            f.write_str(&digits[part])?;
        }
        Ok(())
    }
}

impl IdScheme for Guid {
    fn to_id(&self) -> String {
        self.to_string()
    }

    fn from_id(id: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        let digits: Vec<u8> = id.bytes().filter(|byte| *byte != b'-').collect();
        if digits.len() != 32 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes)).filter(|guid| guid.to_string() == id)
    }
}

macro_rules! composites {
    ($($name:ident $at:tt),*) => {
        /// Composite keys: the parts joined by `.`; a `.` or `~` within a part is escaped.
        impl<$($name: IdScheme),*> IdScheme for ($($name,)*) {
            fn to_id(&self) -> String {
                [$(escape(&self.$at.to_id())),*].join(".")
            }

            fn from_id(id: &str) -> Option<Self> {
                let mut parts = id.split('.');
                let key = ($($name::from_id(&unescape(parts.next()?)?)?,)*);
                parts.next().is_none().then_some(key)
            }
        }
    };
}

composites!(A 0, B 1);
composites!(A 0, B 1, C 2);

fn escape(part: &str) -> String {
    part.replace('~', "~0").replace('.', "~1")
}

fn unescape(part: &str) -> Option<String> {
    let mut text = String::with_capacity(part.len());
    let mut rest = part.chars();
    while let Some(character) = rest.next() {
        text.push(match character {
            '~' => match rest.next()? {
                '0' => '~',
                '1' => '.',
                _ => return None,
            },
            other => other,
        });
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_that_are_no_keys() {
        assert_eq!(u64::from_id("007"), None);
        assert_eq!(i64::from_id("+7"), None);
        assert_eq!(Guid::from_id("5D0C6F0E-3b1a-4c59-9a64-0f2f7c1e88aa"), None);
        assert_eq!(Guid::from_id("5d0c6f0e3b1a4c599a640f2f7c1e88aa"), None);
        assert_eq!(Guid::from_id("é"), None);
        assert_eq!(<(u64, u64)>::from_id("1.2.3"), None);
        assert_eq!(<(u64, u64)>::from_id("1"), None);
        assert_eq!(<(String, u64)>::from_id("a~.1"), None);
    }

    proptest! {
        #[test]
        fn keys_come_back(number in any::<i64>(), bytes in any::<[u8; 16]>(), text in ".{0,20}", other in "[.~a]{0,6}") {
            prop_assert_eq!(i64::from_id(&number.to_id()), Some(number));
            prop_assert_eq!(Guid::from_id(&Guid(bytes).to_id()), Some(Guid(bytes)));
            let key = (text.clone(), other.clone());
            prop_assert_eq!(<(String, String)>::from_id(&key.to_id()), Some(key));
            let key = (Guid(bytes), other, number);
            prop_assert_eq!(<(Guid, String, i64)>::from_id(&key.to_id()), Some(key));
        }

        #[test]
        fn different_keys_have_different_ids(a in "[.~a]{0,4}", b in "[.~a]{0,4}", c in "[.~a]{0,4}", d in "[.~a]{0,4}") {
            let (one, two) = ((a, b), (c, d));
            prop_assert_eq!(one.to_id() == two.to_id(), one == two);
        }
    }
}
