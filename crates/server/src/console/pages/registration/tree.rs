//! Results by activity, and objectives.

use cloud_api::v1::report::{FullActivity, RuntimeObjective};
use service::console::registration::GlobalObjective;

use super::{
    Asked, centiseconds,
    data::{Room, Value},
};
use crate::console::results::{Chip, none, rounded, score};

/// Deeper activities are shown like those at this depth.
const DEEPEST: usize = 6;

pub(super) struct Results {
    pub(super) activities: Vec<Activity>,
}

/// A line of the tree.
pub(super) struct Activity {
    pub(super) depth: usize,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) completion: Chip,
    pub(super) success: Chip,
    pub(super) score: String,
    pub(super) progress: String,
    pub(super) attempts: u32,
    /// What content reported of this attempt; nothing for what has no content.
    pub(super) reported: String,
    /// How long it was open over all attempts.
    pub(super) open: String,
    pub(super) is_suspended: bool,
}

pub(super) struct Objectives {
    pub(super) own: Vec<Objective>,
    pub(super) shared: Vec<Shared>,
    pub(super) buckets: Vec<(String, Value)>,
    pub(super) carried: Vec<Shared>,
    pub(super) carried_buckets: Vec<(String, Value)>,
}

/// An objective of an activity, as sequencing and content know it.
pub(super) struct Objective {
    pub(super) activity: String,
    pub(super) id: String,
    pub(super) is_primary: bool,
    /// Whether content reported it; otherwise it is what the player tracks.
    pub(super) is_reported: bool,
    pub(super) completion: Chip,
    pub(super) success: Chip,
    pub(super) score: String,
    pub(super) progress: String,
    pub(super) description: String,
}

/// An objective that several activities or courses share.
pub(super) struct Shared {
    pub(super) id: String,
    pub(super) success: Chip,
    pub(super) measure: String,
    pub(super) completion: Chip,
    pub(super) progress: String,
    pub(super) raw: String,
}

pub(super) fn results(asked: &Asked<'_>) -> Results {
    let mut activities = Vec::new();
    if let Some(root) = &asked.data.report {
        add(asked, root, 0, &mut activities);
    }
    Results { activities }
}

fn add(asked: &Asked<'_>, activity: &FullActivity, depth: usize, to: &mut Vec<Activity>) {
    let frame = asked.frame;
    let primary = activity.objectives.iter().find(|objective| objective.primary);
    let runtime = activity.runtime.as_ref();
    to.push(Activity {
        depth: depth.min(DEEPEST),
        id: activity.id.clone(),
        title: activity.title.clone(),
        completion: Chip::completion(frame, completion_word(activity.completed)),
        success: Chip::success(frame, success_word(activity.satisfied)),
        score: score(primary.and_then(|objective| objective.normalized_measure)),
        progress: score(runtime.and_then(|runtime| runtime.progress_measure)),
        attempts: activity.attempts,
        reported: runtime.map_or_else(none, |runtime| centiseconds(runtime.total_time)),
        open: centiseconds(activity.time_across_attempts),
        is_suspended: activity.suspended,
    });
    for child in &activity.children {
        add(asked, child, depth + 1, to);
    }
}

fn completion_word(completed: Option<bool>) -> &'static str {
    match completed {
        Some(true) => "complete",
        Some(false) => "incomplete",
        None => "unknown",
    }
}

fn success_word(satisfied: Option<bool>) -> &'static str {
    match satisfied {
        Some(true) => "passed",
        Some(false) => "failed",
        None => "unknown",
    }
}

pub(super) fn objectives(asked: &Asked<'_>) -> Objectives {
    let data = asked.data;
    let mut own = Vec::new();
    if let Some(root) = &data.report {
        own_objectives(asked, root, &mut own);
    }
    let shared = |objective: &GlobalObjective| shared(asked, objective);
    let mut room = Room::ENOUGH;
    let mut values = |buckets: &[(String, String)]| {
        buckets.iter().map(|(id, value)| (id.clone(), room.show(asked, value))).collect()
    };
    Objectives {
        own,
        shared: data.objectives.iter().map(shared).collect(),
        buckets: values(&data.buckets),
        carried: data.carried_objectives.iter().map(shared).collect(),
        carried_buckets: values(&data.carried_buckets),
    }
}

fn own_objectives(asked: &Asked<'_>, activity: &FullActivity, to: &mut Vec<Objective>) {
    let frame = asked.frame;
    for objective in &activity.objectives {
        // The unnamed primary objective is the activity's own result, which the tree shows.
        if objective.id.is_empty() && objective.satisfied.is_none() && objective.normalized_measure.is_none()
        {
            continue;
        }
        to.push(Objective {
            activity: activity.title.clone(),
            id: objective.id.clone(),
            is_primary: objective.primary,
            is_reported: false,
            completion: Chip::new("plain", none()),
            success: Chip::success(frame, success_word(objective.satisfied)),
            score: score(objective.normalized_measure),
            progress: none(),
            description: String::new(),
        });
    }
    for objective in activity.runtime.iter().flat_map(|runtime| &runtime.objectives) {
        let completion = match objective.completion_status.as_str() {
            "completed" => "complete",
            "incomplete" => "incomplete",
            _ => "unknown",
        };
        to.push(Objective {
            activity: activity.title.clone(),
            id: objective.id.clone(),
            is_primary: false,
            is_reported: true,
            completion: Chip::completion(frame, completion),
            success: Chip::success(frame, objective.success_status.as_str()),
            score: reported_score(objective),
            progress: score(objective.progress_measure),
            description: objective.description.clone().unwrap_or_default(),
        });
    }
    for child in &activity.children {
        own_objectives(asked, child, to);
    }
}

/// `80 % (8 of 0–10)`: what is known of it.
fn reported_score(objective: &RuntimeObjective) -> String {
    let number = |number: Option<f64>| number.map_or_else(none, |number| rounded(number).to_string());
    match (objective.score_scaled, objective.score_raw) {
        (None, None) => none(),
        (scaled, None) => score(scaled),
        (scaled, raw) => {
            let (raw, min, max) = (number(raw), number(objective.score_min), number(objective.score_max));
            let beside = format!("{raw} [{min}, {max}]");
            scaled.map_or(beside.clone(), |_| format!("{} · {beside}", score(scaled)))
        }
    }
}

fn shared(asked: &Asked<'_>, objective: &GlobalObjective) -> Shared {
    let frame = asked.frame;
    Shared {
        id: objective.id.clone(),
        success: Chip::success(frame, success_word(objective.satisfied)),
        measure: score(objective.measure),
        completion: Chip::completion(frame, completion_word(objective.completed)),
        progress: score(objective.progress_measure),
        raw: objective.score_raw.map_or_else(none, |raw| rounded(raw).to_string()),
    }
}
