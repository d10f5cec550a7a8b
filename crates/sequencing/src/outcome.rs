//! What a request led to.

use crate::exception::Exception;
use crate::tree::ActivityId;

/// Result of the Overall Sequencing Process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Open this activity; its attempt has begun or goes on.
    Deliver(ActivityId),
    /// The session is over.
    Ended,
    /// Nothing is open and the session goes on: the learner chooses. The exception says why nothing was found.
    Choosing(Option<Exception>),
    /// The request was refused before anything changed; what is open stays open.
    Refused(Exception),
}
