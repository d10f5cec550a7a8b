//! The sandbox: courses are played without counting, at hosts that are stricter than this one where somebody asks for it.
//!
//! Whatever is written lies in a hidden application, one for each application and host, which has copies of the courses
//! ([`store::sandbox`]). So lists, reports, counters and postbacks of an application know nothing of it, and no learner
//! of the sandbox is anybody's learner.

mod attempts;
mod begin;
mod course;
mod host;
mod hosts;
mod links;

pub use attempts::{continue_attempt, delete_attempt, delete_attempts, reset_attempt, wipe_old_attempts};
pub use begin::{BeginAttempt, begin_attempt};
pub use course::{AttemptDetail, SandboxCourse, attempt_detail, sandbox_course};
pub use host::{Host, Saving};
pub(crate) use hosts::host_note;
pub use hosts::{LaunchHost, content_host, launch_host};
pub use links::{MakeLink, ShownLink, delete_link, find_link, make_link, play_link};
pub use store::{SandboxLinkKey, sandbox_attempts::SandboxAttempt, sandbox_links::SandboxLink};

use platform::{Rng, Timestamp};
use store::Store;

use crate::{FindRegistrationError, FindVersionError, LaunchError, LoadError, load_attempt::Definitions};

/// What the sandbox works with.
#[derive(Clone, Copy)]
pub struct Sandbox<'a> {
    /// The database.
    pub store: &'a Store,
    /// Definitions of versions.
    pub definitions: &'a Definitions,
    /// For tokens and ids.
    pub rng: &'a dyn Rng,
    /// The present instant.
    pub now: Timestamp,
}

/// Something in the sandbox cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// No such course or version.
    #[error(transparent)]
    Version(#[from] FindVersionError),
    /// There is no such attempt on the course.
    #[error("there is no such attempt")]
    NoAttempt,
    /// A link that expired, was used up, was ended or never was.
    #[error("the link is not good, or no more")]
    NoLink,
    /// A name that cannot be a learner's.
    #[error("a name has at most 255 characters that XML can carry")]
    BadName,
    /// A language that cannot be one.
    #[error("a language is written as `en` or `pt-BR`")]
    BadCulture,
    /// How often or how long a link works.
    #[error("a link works 1 to {} times, and for 1 to {} days", links::MOST_USES, links::MOST_DAYS)]
    BadLimits,
    /// There is too much of something.
    #[error("there are too many links to this course")]
    TooManyLinks,
    /// What is played cannot be launched.
    #[error(transparent)]
    Launch(#[from] LaunchError),
    /// What is stored cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
}

impl From<store::Error> for SandboxError {
    fn from(error: store::Error) -> Self {
        Self::Version(error.into())
    }
}

impl From<FindRegistrationError> for SandboxError {
    fn from(error: FindRegistrationError) -> Self {
        match error {
            FindRegistrationError::Store(error) => error.into(),
            _ => Self::NoAttempt,
        }
    }
}
