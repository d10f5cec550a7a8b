//! How an attempt stands, for people to look at.

use runtime::{ActivityResult, Attempt, Centiseconds, Completion, GlobalObjective, ObjectiveResult, Success};

/// Everything that is shown of an attempt at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// `playing`, `choosing` or `ended`; empty before anything happened.
    pub state: &'static str,
    /// Session of the activity that is open.
    pub session: Option<&'static str>,
    /// Completion of the course.
    pub completion: Completion,
    /// Success of the course.
    pub success: Success,
    /// Scaled score of the course.
    pub score: Option<f64>,
    /// Measured time with content open.
    pub time: Centiseconds,
    /// What the page offers: controls that are enabled.
    pub offers: Vec<&'static str>,
    /// Activities in the order of the course.
    pub activities: Vec<ActivityStanding>,
    /// Objectives that activities share.
    pub shared_objectives: Vec<GlobalObjective>,
    /// Buckets of shared data: id and value.
    pub buckets: Vec<(String, String)>,
}

/// One activity.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityStanding {
    /// Identifier.
    pub identifier: String,
    /// Title.
    pub title: String,
    /// 0 is the course.
    pub depth: u32,
    /// Whether it is open.
    pub current: bool,
    /// Attempts on it.
    pub attempts: u32,
    /// Completion.
    pub completion: Completion,
    /// Success.
    pub success: Success,
    /// Scaled score.
    pub score: Option<f64>,
    /// Whether its attempt is suspended.
    pub suspended: bool,
    /// Objectives, the primary one first.
    pub objectives: Vec<ObjectiveResult>,
    /// Run-time data: element and value.
    pub elements: Vec<(String, String)>,
}

impl Standing {
    pub(super) fn of(attempt: &Attempt) -> Self {
        let results = attempt.results();
        let view = attempt.view();
        let is_on = attempt.launch().is_some();
        let mut activities = Vec::new();
        let current = view.current.as_deref().filter(|_| !attempt.ended());
        add(attempt, &results.root, 0, current, &mut activities);
        let offered = view.controls.all().into_iter().filter(|(_, control)| control.enabled);
        Self {
            state: if is_on { view.state.name() } else { "" },
            session: attempt.session(),
            completion: results.course.completion,
            success: results.course.success,
            score: results.course.score,
            time: results.course.total_time,
            offers: offered.filter(|_| is_on).map(|(name, _)| name).collect(),
            activities,
            shared_objectives: attempt.known_objectives(),
            buckets: attempt.shared_buckets().map(|(id, value)| (id.to_owned(), value.to_owned())).collect(),
        }
    }
}

fn add(
    attempt: &Attempt,
    result: &ActivityResult,
    depth: u32,
    current: Option<&str>,
    all: &mut Vec<ActivityStanding>,
) {
    all.push(ActivityStanding {
        identifier: result.identifier.clone(),
        title: result.title.clone(),
        depth,
        current: current == Some(result.identifier.as_str()),
        attempts: result.attempts,
        completion: result.completion,
        success: result.success,
        score: result.score,
        suspended: result.suspended,
        objectives: result.objectives.clone(),
        elements: attempt.elements(&result.identifier),
    });
    for child in &result.children {
        add(attempt, child, depth + 1, current, all);
    }
}
