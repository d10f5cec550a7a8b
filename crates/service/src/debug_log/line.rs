//! One line of a debug log.

use platform::Timestamp;
use runtime::{Completion, EntryKind, NoteKind, Request, Success};

/// What a line tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LineKind {
    /// The player's script started.
    Launched,
    /// `LMSInitialize`, `Initialize`.
    Initialize,
    /// `LMSSetValue`, `SetValue`.
    SetValue,
    /// `LMSGetValue`, `GetValue`.
    GetValue,
    /// `LMSCommit`, `Commit`.
    Commit,
    /// `LMSFinish`, `Terminate`.
    Terminate,
    /// A call that was answered with an error.
    Refused,
    /// The content frame is gone.
    Unloaded,
    /// A navigation request, and whose it was.
    Navigate(By),
    /// A sign of life.
    Heartbeat,
    /// The server closed the silent launch.
    Closed,
    /// Everything was forgotten, by request from outside.
    Reset,
    /// Shared objectives were forgotten, by request from outside.
    ObjectivesReset,
    /// An activity was opened; the value is its title.
    Opened,
    /// Completion, success or scaled score of the course changed to this.
    Result(Completion, Success, Option<f64>),
    /// Accepted though the standard would not have it.
    Lenient,
    /// Set or chosen by the player of its own accord; the value says why.
    Implied,
    /// The steps that a request went through; the value holds them, with a semicolon between.
    Sequencing,
    /// Server and browser disagreed.
    Difference,
    /// What is offered since now.
    LookAhead,
    /// What the player's page did.
    Control,
}

/// Whose request it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The learner's, at a control of the page.
    Learner,
    /// The content's (`adl.nav.request`), or that of an exit action, carried out by the player once content had finished.
    Player,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: LineKind,
    /// Element, request, identifier of an activity, or empty.
    pub about: String,
    /// Value, reason or steps; a long one is cut.
    pub value: String,
    /// How many characters the value really has.
    pub value_chars: u32,
    /// What the plain words need beside the value: the greatest score, an answer's question; else empty.
    pub beside: String,
    /// The error number that content was answered; 0 is none.
    pub error: u16,
    /// Number of the entry in its launch; 0 for what is no entry.
    pub entry: u64,
    /// How many entries of the launch were applied with this line.
    pub step: u32,
    /// It tells what came of the entry above it.
    pub explains: bool,
    /// An entry that came when the launch could no longer change anything: it was never applied.
    pub late: bool,
    /// Which activity was open, by its place in the course.
    pub activity: Option<u32>,
}

/// Which lines are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// All but signs of life.
    All,
    /// What content called.
    Calls,
    /// What content set.
    Writes,
    /// Status, score and progress: as content set them, as the player implied them, and what the course came to.
    Status,
    /// The way through the course.
    Navigation,
    /// Why it went that way.
    Sequencing,
    /// What was refused or lost.
    Errors,
    /// All with signs of life.
    Everything,
}

impl Show {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::All,
        Self::Calls,
        Self::Writes,
        Self::Status,
        Self::Navigation,
        Self::Sequencing,
        Self::Errors,
        Self::Everything,
    ];

    /// As addresses name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Calls => "calls",
            Self::Writes => "writes",
            Self::Status => "status",
            Self::Navigation => "navigation",
            Self::Sequencing => "sequencing",
            Self::Errors => "errors",
            Self::Everything => "everything",
        }
    }

    /// The one of this name; `All` for any other.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|show| show.as_str() == text).unwrap_or(Self::All)
    }
}

impl LogLine {
    /// Whether a choice of lines takes it in.
    #[must_use]
    pub fn is_shown(&self, show: Show) -> bool {
        use LineKind as K;
        match show {
            Show::Everything => true,
            Show::All => self.kind != K::Heartbeat,
            Show::Calls => self.is_call(),
            Show::Writes => self.kind == K::SetValue,
            Show::Status => match self.kind {
                K::SetValue => is_status(&self.about),
                K::Result(..) | K::Implied | K::Reset => true,
                _ => false,
            },
            Show::Navigation => matches!(
                self.kind,
                K::Launched
                    | K::Opened
                    | K::Navigate(_)
                    | K::Unloaded
                    | K::Closed
                    | K::LookAhead
                    | K::Control
            ),
            Show::Sequencing => {
                matches!(self.kind, K::Navigate(_) | K::Sequencing | K::Implied | K::ObjectivesReset)
            }
            Show::Errors => self.is_error(),
        }
    }

    /// Whether content called.
    #[must_use]
    pub fn is_call(&self) -> bool {
        use LineKind as K;
        matches!(self.kind, K::Initialize | K::SetValue | K::GetValue | K::Commit | K::Terminate | K::Refused)
    }

    /// Whether something was refused, led nowhere or was lost.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.late
            || self.error != 0
            || match self.kind {
                LineKind::Refused | LineKind::Difference => true,
                LineKind::Sequencing => self.outcome().starts_with("refused"),
                _ => false,
            }
    }

    /// Whether the entry that it is, or explains, may have changed the attempt.
    #[must_use]
    pub fn changes(&self) -> bool {
        !self.late && (self.entry > 0 || self.explains)
    }

    /// The last step of a story of sequencing.
    #[must_use]
    pub fn outcome(&self) -> &str {
        self.value.rsplit("; ").next().unwrap_or_default()
    }

    /// About what it takes in memory.
    pub(super) fn bytes(&self) -> u64 {
        (size_of::<Self>() + self.about.len() + self.value.len() + self.beside.len()) as u64
    }
}

/// Whether an element tells of status, score or progress.
fn is_status(element: &str) -> bool {
    let leaf = element.rsplit('.').next().unwrap_or_default();
    let words = ["lesson_status", "completion_status", "success_status", "progress_measure", "status"];
    element.contains(".score.") || words.contains(&leaf)
}

/// What an entry is as a line: kind, what it is about, value.
pub(super) fn of_entry(what: &EntryKind, by: By) -> (LineKind, String, String) {
    let none = String::new;
    match what {
        EntryKind::Launched(pins) => (LineKind::Launched, pins.mode.name().to_owned(), none()),
        EntryKind::Initialize => (LineKind::Initialize, none(), none()),
        EntryKind::SetValue { element, value } => (LineKind::SetValue, element.clone(), value.clone()),
        EntryKind::ChangeValue { element, middle, .. } => {
            (LineKind::SetValue, element.clone(), format!("\u{2026}{middle}\u{2026}"))
        }
        EntryKind::Commit => (LineKind::Commit, none(), none()),
        EntryKind::Terminate => (LineKind::Terminate, none(), none()),
        EntryKind::ContentUnloaded => (LineKind::Unloaded, none(), none()),
        EntryKind::Navigate(request) => {
            let target = request.target().unwrap_or_default().to_owned();
            (LineKind::Navigate(by), request.name().to_owned(), target)
        }
        EntryKind::Heartbeat => (LineKind::Heartbeat, none(), none()),
        EntryKind::Closed => (LineKind::Closed, none(), none()),
        EntryKind::Reset => (LineKind::Reset, none(), none()),
        EntryKind::ObjectivesReset => (LineKind::ObjectivesReset, none(), none()),
    }
}

pub(super) fn of_note(kind: NoteKind) -> LineKind {
    match kind {
        NoteKind::Read => LineKind::GetValue,
        NoteKind::Refused => LineKind::Refused,
        NoteKind::Lenient => LineKind::Lenient,
        NoteKind::Implied => LineKind::Implied,
        NoteKind::Sequencing => LineKind::Sequencing,
        NoteKind::Difference => LineKind::Difference,
        NoteKind::LookAhead => LineKind::LookAhead,
        NoteKind::Control => LineKind::Control,
    }
}

/// Whose request it is: one that the player had in hand anyway is not the learner's.
pub(super) fn whose(request: &Request, pending: &runtime::PendingRequest) -> By {
    use runtime::PendingRequest as P;
    match pending {
        P::Navigate(other) | P::ExitCourse(other) | P::ConfirmExit(other) if other == request => By::Player,
        _ if matches!(request, Request::Start | Request::ResumeAll) => By::Player,
        _ => By::Learner,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_choices() {
        for show in Show::ALL {
            assert_eq!(Show::parse(show.as_str()), show);
        }
        assert_eq!(Show::parse("' OR 1"), Show::All);
    }

    #[test]
    fn elements_of_status() {
        for element in ["cmi.core.lesson_status", "cmi.score.raw", "cmi.objectives.3.success_status"] {
            assert!(is_status(element), "{element}");
        }
        for element in ["cmi.suspend_data", "cmi.interactions.0.result", "cmi.core.session_time", ""] {
            assert!(!is_status(element), "{element}");
        }
    }
}
