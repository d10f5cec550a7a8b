//! Ids that the service counts.

use std::fmt;

/// A text that should have been a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a number from 0 upward")]
pub struct InvalidNumber;

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidNumber;

            /// Digits only: no sign, no space.
            fn from_str(text: &str) -> Result<Self, InvalidNumber> {
                if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(InvalidNumber);
                }
                text.parse().map(Self).map_err(|_| InvalidNumber)
            }
        }
    )*};
}

numbers! {
    /// A version of a course (`versionid`), from 0 upward.
    VersionNumber(u32);
    /// An instance of a registration (`instanceid`), from 0 upward.
    InstanceNumber(u32);
    /// A launch (`launchid`): a decimal number from a sequence, never used twice.
    LaunchId(i64);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_digits() {
        assert_eq!("12".parse(), Ok(VersionNumber(12)));
        assert_eq!(LaunchId(7_001_234).to_string(), "7001234");
        for text in ["", "+1", "-1", " 1", "1.0", "latest", "99999999999"] {
            assert_eq!(text.parse::<VersionNumber>(), Err(InvalidNumber), "{text}");
        }
    }
}
