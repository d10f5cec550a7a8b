//! Ids of courses, registrations and learners: yours, kept by the cloud as they are.

mod scheme;

use std::fmt;

use cloud_api::v1::values::{MAX_ID_CHARS, check_id};

pub use scheme::{Guid, IdScheme};

/// A text that cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// It is empty.
    #[error("an id may not be empty")]
    Empty,
    /// It has more than 255 characters.
    #[error("an id may have at most {MAX_ID_CHARS} characters")]
    TooLong,
    /// It holds a character that would not come back from the cloud.
    #[error("an id may not hold control characters")]
    Character,
}

fn check(id: &str) -> Result<(), InvalidId> {
    if id.is_empty() {
        return Err(InvalidId::Empty);
    }
    if id.chars().count() > MAX_ID_CHARS {
        return Err(InvalidId::TooLong);
    }
    check_id("id", id).map_err(|_| InvalidId::Character)
}

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Checks a text: 1 to 255 characters, none of them a control character. Nothing is trimmed.
            ///
            /// # Errors
            /// See [`InvalidId`].
            pub fn new(id: impl Into<String>) -> Result<Self, InvalidId> {
                let id = id.into();
                check(&id)?;
                Ok(Self(id))
            }

            /// The id of a thing that your system knows by `key`.
            ///
            /// # Errors
            /// When the scheme's text is no id, for instance too long.
            pub fn of<K: IdScheme + ?Sized>(key: &K) -> Result<Self, InvalidId> {
                Self::new(key.to_id())
            }

            /// The key behind the id, when it is of this scheme.
            pub fn key<K: IdScheme>(&self) -> Option<K> {
                K::from_id(&self.0)
            }

            /// The id as it is sent.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = InvalidId;

            fn try_from(id: &str) -> Result<Self, InvalidId> {
                Self::new(id)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(id: String) -> Result<Self, InvalidId> {
                Self::new(id)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

id_type!(
    /// Id of a course. Generate and store it before the import; it stays the same for all versions.
    CourseId
);
id_type!(
    /// Id of a registration: one learner in one course.
    RegistrationId
);
id_type!(
    /// Id of a learner. Use a stable key of your own, never an e-mail address or a user name: both change, and courses
    /// get to see it.
    LearnerId
);
