//! What learner, content and rules ask for.

use crate::tree::ActivityId;

/// A navigation request (book 5.6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NavigationRequest {
    /// Begin a session.
    Start,
    /// Begin a session where the last one was suspended.
    ResumeAll,
    /// To the next activity.
    Continue,
    /// To the activity before.
    Previous,
    /// To the named activity. A target that does not exist is the caller's to refuse.
    Choice(ActivityId),
    /// To the named activity, whatever choice and flow allow (4th Edition).
    Jump(ActivityId),
    /// Leave the activity.
    Exit,
    /// Leave the course; all attempts end.
    ExitAll,
    /// Leave the course, to go on later.
    SuspendAll,
    /// Leave the activity; its attempt is not ended.
    Abandon,
    /// Leave the course; no attempt is ended.
    AbandonAll,
}

impl NavigationRequest {
    /// As content spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::ResumeAll => "resumeAll",
            Self::Continue => "continue",
            Self::Previous => "previous",
            Self::Choice(_) => "choice",
            Self::Jump(_) => "jump",
            Self::Exit => "exit",
            Self::ExitAll => "exitAll",
            Self::SuspendAll => "suspendAll",
            Self::Abandon => "abandon",
            Self::AbandonAll => "abandonAll",
        }
    }
}

/// A termination request (book 4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TerminationRequest {
    Exit,
    ExitAll,
    SuspendAll,
    Abandon,
    AbandonAll,
    /// Only from post-condition rules.
    ExitParent,
}

/// A sequencing request (book 4.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SequencingRequest {
    Start,
    ResumeAll,
    Continue,
    Previous,
    Choice(ActivityId),
    Jump(ActivityId),
    Retry,
    Exit,
}
