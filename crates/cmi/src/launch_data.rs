//! What the manifest hands to the data model of one item.

use crate::time::Centiseconds;

/// What an item's manifest entry says that content can read (`adlcp`, and the parts of sequencing that the data model
/// shows). `None` was not given.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LaunchData {
    /// `adlcp:datafromlms`, `adlcp:dataFromLMS`: `cmi.launch_data`.
    pub data_from_lms: Option<String>,
    /// `adlcp:masteryscore` of SCORM 1.2, 0 to 100: `cmi.student_data.mastery_score`.
    pub mastery_score: Option<f64>,
    /// `adlcp:maxtimeallowed`, `attemptAbsoluteDurationLimit`: `cmi.max_time_allowed`.
    pub max_time_allowed: Option<Centiseconds>,
    /// `adlcp:timelimitaction`, `adlcp:timeLimitAction`.
    pub time_limit_action: Option<TimeLimitAction>,
    /// `adlcp:completionThreshold` (CAM 4th Edition 3.4.1.14).
    pub completion_threshold: CompletionThreshold,
    /// `imsss:minNormalizedMeasure` of a primary objective that is satisfied by measure: `cmi.scaled_passing_score`.
    pub scaled_passing_score: Option<f64>,
    /// Identifiers that `cmi.objectives` begins with, the primary objective first.
    pub objectives: Vec<String>,
}

/// What is to happen when the time is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLimitAction {
    /// `exit,message`
    ExitMessage,
    /// `exit,no message`
    ExitNoMessage,
    /// `continue,message`
    ContinueMessage,
    /// `continue,no message`
    ContinueNoMessage,
}

impl TimeLimitAction {
    /// As the data model spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ExitMessage => "exit,message",
            Self::ExitNoMessage => "exit,no message",
            Self::ContinueMessage => "continue,message",
            Self::ContinueNoMessage => "continue,no message",
        }
    }
}

/// `adlcp:completionThreshold`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CompletionThreshold {
    /// Completion is decided by the progress measure.
    pub completed_by_measure: bool,
    /// The measure that is needed, 0 to 1: `cmi.completion_threshold`.
    pub min_progress_measure: f64,
    /// Weight in the roll-up of progress, 0 to 1 (4th Edition).
    pub progress_weight: f64,
}

impl Default for CompletionThreshold {
    fn default() -> Self {
        Self { completed_by_measure: false, min_progress_measure: 1.0, progress_weight: 1.0 }
    }
}
