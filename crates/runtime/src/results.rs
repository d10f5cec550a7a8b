//! What reports are made of. Unknown is `None`, never 0.

use cmi::{Centiseconds, Timestamp};

use crate::pins::Mode;

/// Completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Completion {
    /// Done.
    Complete,
    /// Begun.
    Incomplete,
    /// Not known.
    #[default]
    Unknown,
}

/// Success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Success {
    /// Passed.
    Passed,
    /// Failed.
    Failed,
    /// Not known.
    #[default]
    Unknown,
}

/// All results of one instance of a registration.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// The course level.
    pub course: CourseResult,
    /// The tree of activities.
    pub root: ActivityResult,
    /// The launch that is running or ran last.
    pub launch: Option<LaunchResult>,
}

/// The course level: what `course` reports, lists and postbacks show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CourseResult {
    /// Completion; never falls back unless `allowCompleteStatusChange`.
    pub completion: Completion,
    /// Success; never falls back from passed unless `allowCompleteStatusChange`.
    pub success: Success,
    /// Scaled score, -1 to 1.
    pub score: Option<f64>,
    /// Measured time the content was open, over all launches.
    pub total_time: Centiseconds,
}

/// One launch, as its history shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct LaunchResult {
    /// Public id.
    pub launch: String,
    /// State of the course at the end of this launch.
    pub completion: Completion,
    /// See `completion`.
    pub success: Success,
    /// Scaled score at the end of this launch.
    pub score: Option<f64>,
    /// Measured time of this launch alone.
    pub tracked: Centiseconds,
    /// When the player's script started.
    pub started: Timestamp,
    /// When the learner left, or the server closed it; `None` while running.
    pub ended: Option<Timestamp>,
    /// Time of the last entry.
    pub last_entry: Timestamp,
}

/// One activity with those below.
#[derive(Debug, Clone, PartialEq)]
pub struct ActivityResult {
    /// Identifier of the item.
    pub identifier: String,
    /// Title.
    pub title: String,
    /// Attempts on it.
    pub attempts: u32,
    /// Attempt completion.
    pub completion: Completion,
    /// Primary objective.
    pub success: Success,
    /// Normalized measure, -1 to 1.
    pub score: Option<f64>,
    /// Measured time over all attempts.
    pub time_across_attempts: Centiseconds,
    /// Measured time of this attempt; `None` for what has no run time.
    pub time: Option<Centiseconds>,
    /// Whether the attempt is suspended.
    pub suspended: bool,
    /// Objectives of the activity; the primary one first.
    pub objectives: Vec<ObjectiveResult>,
    /// Run-time data of SCOs and assets.
    pub runtime: Option<Box<RuntimeResult>>,
    /// Activities below.
    pub children: Vec<ActivityResult>,
}

/// One objective of an activity (tracking, not run-time data).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ObjectiveResult {
    /// Identifier; empty for an unnamed primary objective.
    pub id: String,
    /// The one that rolls up.
    pub primary: bool,
    /// Satisfied or not, where known.
    pub satisfied: Option<bool>,
    /// Normalized measure, where known.
    pub measure: Option<f64>,
}

/// Run-time data as the `full` report shows it. Texts are those of the data model; `None` was never set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RuntimeResult {
    /// `completed`, `incomplete`, `not attempted`, `unknown`, `browsed`.
    pub completion_status: String,
    /// Success.
    pub success: Success,
    /// Whether the learner takes it for credit.
    pub credit: bool,
    /// `ab-initio`, `resume` or empty.
    pub entry: String,
    /// `time-out`, `suspend`, `logout`, `normal` or empty.
    pub exit: String,
    /// How it is taken.
    pub mode: Mode,
    /// `audio_level`, `language`, `delivery_speed`, `audio_captioning`.
    pub learner_preference: [Option<String>; 4],
    /// Bookmark.
    pub location: Option<String>,
    /// Progress.
    pub progress_measure: Option<String>,
    /// -1 to 1.
    pub score_scaled: Option<f64>,
    /// Raw score as set.
    pub score_raw: Option<String>,
    /// Least raw score as set.
    pub score_min: Option<String>,
    /// Greatest raw score as set.
    pub score_max: Option<String>,
    /// Sum of the session times that content reported.
    pub total_time: Centiseconds,
    /// Measured time.
    pub time_tracked: Centiseconds,
    /// What content stored.
    pub suspend_data: Option<String>,
    /// Comments by the learner.
    pub comments_from_learner: Vec<CommentResult>,
    /// Comments by the system.
    pub comments_from_lms: Vec<CommentResult>,
    /// Questions and their answers.
    pub interactions: Vec<InteractionResult>,
    /// Objectives that content reported.
    pub objectives: Vec<RuntimeObjectiveResult>,
    /// Needed progress, as the manifest says.
    pub completion_threshold: Option<String>,
    /// `dataFromLMS`.
    pub launch_data: Option<String>,
    /// Id of the learner as content saw it.
    pub learner_id: String,
    /// First and last name as pinned, in this order.
    pub learner_name: String,
    /// As the manifest says.
    pub max_time_allowed: Option<String>,
    /// Score needed to pass.
    pub scaled_passing_score: Option<String>,
    /// As the manifest says.
    pub time_limit_action: Option<String>,
}

/// One comment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommentResult {
    /// The text.
    pub value: String,
    /// Where in the content.
    pub location: Option<String>,
    /// When, as content wrote it.
    pub date_time: Option<String>,
}

/// One interaction, in the forms of SCORM 2004.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InteractionResult {
    /// Identifier.
    pub id: String,
    /// `true-false`, `choice`, …
    pub kind: Option<String>,
    /// Identifiers of its objectives.
    pub objectives: Vec<String>,
    /// When, as content wrote it.
    pub timestamp: Option<String>,
    /// Right answers, with `[,]` and `[.]`.
    pub correct_responses: Vec<String>,
    /// Weighting.
    pub weighting: Option<String>,
    /// The answer, with `[,]` and `[.]`.
    pub learner_response: Option<String>,
    /// `correct`, `incorrect`, `unanticipated`, `neutral` or a number.
    pub result: Option<String>,
    /// How long it took.
    pub latency: Option<Centiseconds>,
    /// Description.
    pub description: Option<String>,
}

/// One objective of the run-time data.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RuntimeObjectiveResult {
    /// Identifier.
    pub id: String,
    /// -1 to 1.
    pub score_scaled: Option<f64>,
    /// As set.
    pub score_raw: Option<String>,
    /// As set.
    pub score_min: Option<String>,
    /// As set.
    pub score_max: Option<String>,
    /// Success.
    pub success: Success,
    /// `completed`, `incomplete`, `not attempted`, `unknown`, `browsed`.
    pub completion_status: String,
    /// Progress.
    pub progress_measure: Option<String>,
    /// Description.
    pub description: Option<String>,
}
