//! Entries: the only thing that changes an attempt.

use std::fmt;

use cmi::Timestamp;

use crate::pins::Pins;

/// One thing that happened, numbered within its launch.
///
/// The first entry of a launch is number 1, a [`EntryKind::Launched`]. Entries that the server adds of its own
/// accord ([`EntryKind::Closed`], both resets) take no number: they carry that of the entry they follow,
/// since the browser goes on counting without knowing of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Counts from 1 within the launch.
    pub number: u64,
    /// When it happened, by the clock of whoever made the entry.
    pub at: Timestamp,
    /// What happened.
    pub what: EntryKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryKind {
    /// The player's script started: everything the engine reads from outside during this launch.
    Launched(Box<Pins>),
    /// `LMSInitialize` or `Initialize` was accepted.
    Initialize,
    /// `LMSSetValue` or `SetValue` was accepted.
    SetValue {
        /// As content spelt it.
        element: String,
        /// As content gave it.
        value: String,
    },
    /// As `SetValue`, given as the difference to the value that the element has: the first `keep_start` and the last
    /// `keep_end` bytes stay, `middle` stands between them. Keeps large suspend data off the wire.
    ChangeValue {
        /// As content spelt it.
        element: String,
        /// Bytes kept at the front.
        keep_start: u32,
        /// Bytes kept at the end.
        keep_end: u32,
        /// What stands between.
        middle: String,
    },
    /// `LMSCommit` or `Commit`.
    Commit,
    /// `LMSFinish` or `Terminate`.
    Terminate,
    /// The content frame is gone; a session still open ends here.
    ContentUnloaded,
    /// A navigation request of the learner, of content or of an exit action.
    Navigate(Request),
    /// Sign of life: the time up to here was spent with the content open.
    Heartbeat,
    /// The server closed a silent launch. Provisional: a later entry of the same launch undoes it.
    Closed,
    /// Everything the learner did is forgotten, by request from outside.
    Reset,
    /// What is known of the objectives that activities share is forgotten, by request from outside.
    ObjectivesReset,
}

impl EntryKind {
    /// Whether the player may send it. The others are the server's own.
    #[must_use]
    pub fn is_from_player(&self) -> bool {
        !matches!(self, Self::Launched(_) | Self::Closed | Self::Reset | Self::ObjectivesReset)
    }
}

/// A navigation request, as the Sequencing book names them, and leaving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Begin the session; sent by the player itself once content can be shown.
    Start,
    /// Go on after a suspend; `Start` falls back to it and the other way round.
    ResumeAll,
    /// To the next activity.
    Continue,
    /// To the activity before.
    Previous,
    /// To the named activity.
    Choice(String),
    /// To the named activity, whatever the rules say (SCORM 2004 4th Edition).
    Jump(String),
    /// Leave the activity.
    Exit,
    /// Leave the course, its attempt ended.
    ExitAll,
    /// Leave the course, to go on later.
    SuspendAll,
    /// Leave the activity as if it had not been attempted.
    Abandon,
    /// Leave the course as if it had not been attempted.
    AbandonAll,
    /// The Leave control: suspend or exit as `returnToLmsAction` says.
    ReturnToLms,
}

impl Request {
    /// Reads the player's spelling: `continue`, `choice:ITEM-1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "start" => Self::Start,
            "resumeAll" => Self::ResumeAll,
            "continue" => Self::Continue,
            "previous" => Self::Previous,
            "exit" => Self::Exit,
            "exitAll" => Self::ExitAll,
            "suspendAll" => Self::SuspendAll,
            "abandon" => Self::Abandon,
            "abandonAll" => Self::AbandonAll,
            "returnToLms" => Self::ReturnToLms,
            _ => match text.split_once(':')? {
                ("choice", target) => Self::Choice(target.to_owned()),
                ("jump", target) => Self::Jump(target.to_owned()),
                _ => return None,
            },
        })
    }

    /// The player's spelling without the target.
    #[must_use]
    pub fn name(&self) -> &'static str {
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
            Self::ReturnToLms => "returnToLms",
        }
    }

    /// The activity named by a choice or jump.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::Choice(target) | Self::Jump(target) => Some(target),
            _ => None,
        }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        if let Some(target) = self.target() {
            f.write_str(":")?;
            f.write_str(target)?;
        }
        Ok(())
    }
}
