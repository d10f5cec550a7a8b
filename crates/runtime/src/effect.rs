//! What an entry wants to have done outside the attempt.

use crate::pins::GlobalObjective;

/// To be performed in the transaction that stores the entry.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Completion, success or score of the course changed: post at once.
    ResultsChanged,
    /// Content committed: a changed run-time detail may be posted now.
    Committed,
    /// Content finished, or was gone.
    ActivityEnded,
    /// The learner left the course, or the server closed the launch: always post.
    SessionEnded,
    /// An entry came after the server's close: the launch is open again.
    Reopened,
    /// The launch wrote an objective shared beyond the registration.
    GlobalObjective(GlobalObjective),
    /// The launch wrote a bucket of data shared beyond the registration.
    SharedData {
        /// The bucket.
        id: String,
        /// Its new contents.
        value: String,
    },
}
