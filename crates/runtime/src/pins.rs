//! What a launch pins: everything the engine reads from outside, so that a journal replays alone.

use crate::behaviour::Behaviour;
use crate::learner::Learner;

/// The contents of the first entry of every launch.
#[derive(Debug, Clone, PartialEq)]
pub struct Pins {
    /// Public id of the launch.
    pub launch: String,
    /// [`crate::ENGINE_VERSION`] of whoever made the entry.
    pub engine: u32,
    /// Version of the course that is played.
    pub course_version: u32,
    /// The package attributes.
    pub behaviour: Behaviour,
    /// Who learns.
    pub learner: Learner,
    /// How the course is taken; see [`crate::Attempt::next_mode`].
    pub mode: Mode,
    /// Whether the learner gets credit. Review and browse never give any.
    pub credit: bool,
    /// Objectives known from outside the registration (`objectivesGlobalToSystem`), in the order of their ids.
    pub global_objectives: Vec<GlobalObjective>,
    /// Shared data known from outside the registration, by bucket.
    pub shared_data: Vec<(String, String)>,
    /// Seed of random order and selection.
    pub seed: u64,
    /// Seconds between two signs of life: what bounds the measured time.
    pub heartbeat_secs: u32,
}

/// `cmi.core.lesson_mode`, `cmi.mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Taken.
    #[default]
    Normal,
    /// Looked at without credit.
    Browse,
    /// Looked at again after completion.
    Review,
}

impl Mode {
    /// As content reads it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Browse => "browse",
            Self::Review => "review",
        }
    }
}

/// What is known of an objective that several activities, or several courses, share. `None` is unknown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GlobalObjective {
    /// Identifier of the shared objective.
    pub id: String,
    /// Satisfied or not.
    pub satisfied: Option<bool>,
    /// Normalized measure, -1 to 1.
    pub measure: Option<f64>,
    /// Completed or not (4th Edition).
    pub completed: Option<bool>,
    /// Progress, 0 to 1 (4th Edition).
    pub progress_measure: Option<f64>,
    /// Raw score (4th Edition).
    pub score_raw: Option<f64>,
    /// Least raw score (4th Edition).
    pub score_min: Option<f64>,
    /// Greatest raw score (4th Edition).
    pub score_max: Option<f64>,
}
