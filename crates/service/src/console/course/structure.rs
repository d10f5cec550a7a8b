//! What is in a version, and what was odd about its package.

use runtime::{Activity, Edition, ResourceKind};
use serde::Deserialize;
use store::Store;

use super::ShownCourse;
use crate::load_attempt::{Definitions, LoadError};

/// The tree of a version and the warnings of its import.
#[derive(Clone, Debug)]
pub struct CourseStructure {
    /// Its activities in the order of the tree, each before those below it; no more than were wanted.
    pub activities: Vec<ShownActivity>,
    /// How many there are.
    pub all: usize,
    /// What was odd, in the order it was found.
    pub warnings: Vec<Warning>,
}

/// An activity of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownActivity {
    /// Its title.
    pub title: String,
    /// Identifier of the item.
    pub identifier: String,
    /// How many activities lie above it.
    pub depth: usize,
    /// What it is.
    pub kind: ActivityKind,
    /// What the manifest says of it beyond what holds where it says nothing.
    pub facts: Vec<(Fact, String)>,
}

/// What an activity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActivityKind {
    /// It holds others.
    Group,
    /// Content that looks for the API.
    Sco,
    /// Content that does not.
    Asset,
}

/// Something that a manifest says of an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The file or address that it opens.
    Opens,
    /// What is appended to that.
    Parameters,
    /// `cmi.launch_data`.
    LaunchData,
    /// Mastery score of SCORM 1.2, 0 to 100.
    MasteryScore,
    /// The scaled passing score.
    PassingScore,
    /// The progress measure that completes it.
    CompletionThreshold,
    /// How long it may take, as an interval of SCORM.
    MaxTime,
    /// What happens then.
    TimeLimitAction,
    /// It has prerequisites; no value.
    Prerequisites,
    /// It is not in the table of contents; no value.
    Hidden,
    /// Sequencing control modes by their names in the manifest; empty where there is neither flow nor choice.
    ControlMode,
    /// How many rules of each kind.
    Rules,
    /// How many attempts may begin.
    AttemptLimit,
    /// Identifiers of its objectives.
    Objectives,
    /// How many of its children are chosen.
    SelectCount,
    /// Its children are shuffled; no value.
    Shuffled,
    /// Nothing is tracked; no value.
    Untracked,
}

/// Something odd about a package, as it is kept with its version.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Warning {
    /// Its stable number.
    pub number: u16,
    /// What, in plain words.
    pub text: String,
    /// The package's file it is about; empty for the package as a whole.
    #[serde(default)]
    pub file: String,
    /// Line in that file, from 1.
    #[serde(default)]
    pub line: Option<u32>,
}

/// Warnings in their stored form. What is no list has none.
pub(super) fn warnings(json: &str) -> Vec<Warning> {
    serde_json::from_str(json).unwrap_or_default()
}

/// The tree of the version that is shown, up to `limit` activities, and its warnings.
///
/// # Errors
/// When the version is gone, or cannot be read.
pub async fn course_structure(
    store: &Store,
    definitions: &Definitions,
    of: &ShownCourse,
    limit: usize,
) -> Result<CourseStructure, LoadError> {
    let mut tx = store.begin_read().await?;
    let definition = definitions.get(&mut tx, of.version.key).await?.definition;
    let json = store::course_versions::find_warnings(&mut tx, of.version.key).await?;
    drop(tx);
    let is_2004 = !matches!(definition.edition, Edition::Scorm11 | Edition::Scorm12);
    let mut activities: Vec<ShownActivity> = Vec::new();
    for activity in definition.activities.iter().take(limit) {
        // A parent stands before its children.
        let depth =
            activity.parent.and_then(|parent| activities.get(parent)).map_or(0, |above| above.depth + 1);
        activities.push(ShownActivity {
            title: activity.title.clone(),
            identifier: activity.identifier.clone(),
            depth,
            kind: match activity.resource.as_ref().map(|resource| resource.kind) {
                None => ActivityKind::Group,
                Some(ResourceKind::Sco) => ActivityKind::Sco,
                Some(ResourceKind::Asset) => ActivityKind::Asset,
            },
            facts: facts(activity, is_2004),
        });
    }
    Ok(CourseStructure {
        activities,
        all: definition.activities.len(),
        warnings: warnings(&json.unwrap_or_default()),
    })
}

fn facts(activity: &Activity, is_2004: bool) -> Vec<(Fact, String)> {
    let mut facts = Vec::new();
    if let Some(resource) = &activity.resource {
        let (opens, parameters) = match resource.href.split_once('?') {
            Some((file, parameters)) => (file, Some(parameters)),
            None => (resource.href.as_str(), None),
        };
        facts.push((Fact::Opens, opens.to_owned()));
        facts.extend(parameters.map(|parameters| (Fact::Parameters, parameters.to_owned())));
    }
    let launch = &activity.launch_data;
    facts.extend(launch.data_from_lms.clone().map(|data| (Fact::LaunchData, data)));
    facts.extend(launch.mastery_score.map(|score| (Fact::MasteryScore, score.to_string())));
    facts.extend(launch.scaled_passing_score.map(|score| (Fact::PassingScore, score.to_string())));
    if launch.completion_threshold.completed_by_measure {
        let least = launch.completion_threshold.min_progress_measure.to_string();
        facts.push((Fact::CompletionThreshold, least));
    }
    facts.extend(launch.max_time_allowed.map(|time| (Fact::MaxTime, time.duration())));
    facts.extend(launch.time_limit_action.map(|action| (Fact::TimeLimitAction, action.name().to_owned())));
    if activity.prerequisites.is_some() {
        facts.push((Fact::Prerequisites, String::new()));
    }
    if !activity.visible {
        facts.push((Fact::Hidden, String::new()));
    }
    if is_2004 {
        sequencing_facts(activity, &mut facts);
    }
    facts
}

/// What the sequencing book has a word for.
fn sequencing_facts(activity: &Activity, facts: &mut Vec<(Fact, String)>) {
    let sequencing = &activity.sequencing;
    let mode = sequencing.control_mode;
    if !activity.children.is_empty() {
        let modes = [
            (mode.flow, "flow"),
            (mode.choice, "choice"),
            (mode.forward_only, "forwardOnly"),
            (!mode.choice_exit, "choiceExit=false"),
        ];
        let on: Vec<_> = modes.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
        facts.push((Fact::ControlMode, on.join(", ")));
    }
    let rules = [
        ("preConditionRule", sequencing.pre_condition_rules.len()),
        ("exitConditionRule", sequencing.exit_rules.len()),
        ("postConditionRule", sequencing.post_condition_rules.len()),
        ("rollupRule", sequencing.rollup_rules.len()),
    ];
    let rules = rules.iter().filter(|(_, count)| *count > 0);
    let rules: Vec<_> = rules.map(|(name, count)| format!("{name} {count}")).collect();
    if !rules.is_empty() {
        facts.push((Fact::Rules, rules.join(", ")));
    }
    let limit = sequencing.limit_conditions.attempt_limit;
    facts.extend(limit.map(|limit| (Fact::AttemptLimit, limit.to_string())));
    let objectives = std::iter::once(&sequencing.primary_objective).chain(&sequencing.objectives);
    let named: Vec<&str> = objectives.filter_map(|objective| objective.id.as_deref()).collect();
    if !named.is_empty() {
        facts.push((Fact::Objectives, named.join(", ")));
    }
    let randomization = sequencing.randomization;
    facts.extend(randomization.select_count.map(|count| (Fact::SelectCount, count.to_string())));
    if randomization.reorder_children {
        facts.push((Fact::Shuffled, String::new()));
    }
    if !sequencing.delivery_controls.tracked {
        facts.push((Fact::Untracked, String::new()));
    }
}
