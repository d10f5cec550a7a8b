//! Run-time data of the activities: every element, and the interactions as a table.

use cloud_api::v1::report::{FullActivity, Interaction};

use super::Asked;
use crate::console::results::grouped;

/// A value of more characters is folded.
const SHORT: usize = 160;
/// Of a folded value so many are shown.
const BEGINNING: usize = 80;
/// Elements and interactions of one activity that are shown among all activities; by itself it shows all.
const AMONG_ALL: usize = 300;

pub(super) struct Data {
    pub(super) activities: Vec<Activity>,
    /// Where all activities are, when one is shown by itself.
    pub(super) all: Option<String>,
}

/// The run-time data of one activity.
pub(super) struct Activity {
    pub(super) id: String,
    pub(super) title: String,
    /// Where the activity is shown by itself.
    pub(super) alone: String,
    pub(super) count: String,
    pub(super) elements: Vec<Element>,
    pub(super) interactions: Vec<Answer>,
    /// Elements and interactions that are not among those shown.
    pub(super) left_out: usize,
}

pub(super) struct Element {
    pub(super) name: String,
    pub(super) value: Value,
}

/// A value; one that is long is folded.
pub(super) enum Value {
    Short(String),
    Long { beginning: String, length: String, whole: String },
}

impl Value {
    pub(super) fn of(asked: &Asked<'_>, text: &str) -> Self {
        if text.chars().nth(SHORT).is_none() {
            return Self::Short(text.to_owned());
        }
        let length = grouped(text.chars().count() as u64);
        Self::Long {
            beginning: text.chars().take(BEGINNING).chain(['\u{2026}']).collect(),
            length: asked.frame.with("reg-characters", "count", length),
            whole: text.to_owned(),
        }
    }
}

/// An interaction.
pub(super) struct Answer {
    pub(super) id: String,
    pub(super) description: String,
    pub(super) kind: String,
    pub(super) response: Value,
    pub(super) correct: Vec<String>,
    pub(super) result: String,
    pub(super) result_kind: &'static str,
    pub(super) latency: String,
    pub(super) timestamp: String,
    pub(super) weighting: String,
    pub(super) objectives: String,
}

pub(super) fn part(asked: &Asked<'_>) -> Data {
    let data = asked.data;
    let alone = asked.query.get("activity");
    let most = if alone.is_some() { usize::MAX } else { AMONG_ALL };
    let mut activities = Vec::new();
    if let Some(root) = &data.report {
        add(asked, root, alone, most, &mut activities);
    }
    Data { activities, all: alone.map(|_| asked.part("data", &[])) }
}

fn add(asked: &Asked<'_>, activity: &FullActivity, alone: Option<&str>, most: usize, to: &mut Vec<Activity>) {
    if alone.is_none_or(|alone| alone == activity.id) {
        let elements = asked.data.activities.iter().find(|data| data.id == activity.id);
        let elements = elements.map_or(&[] as &[_], |data| data.elements.as_slice());
        let interactions = activity.runtime.as_ref().map_or(&[] as &[_], |runtime| &runtime.interactions);
        if !(elements.is_empty() && interactions.is_empty()) {
            let left_out = elements.len().saturating_sub(most) + interactions.len().saturating_sub(most);
            to.push(Activity {
                id: activity.id.clone(),
                title: activity.title.clone(),
                alone: asked.part("data", &[("activity", activity.id.as_str())]),
                count: asked.frame.with("reg-elements", "count", grouped(elements.len() as u64)),
                elements: elements
                    .iter()
                    .take(most)
                    .map(|(name, value)| Element { name: name.clone(), value: Value::of(asked, value) })
                    .collect(),
                interactions: interactions.iter().take(most).map(|one| answer(asked, one)).collect(),
                left_out,
            });
        }
    }
    for child in &activity.children {
        add(asked, child, alone, most, to);
    }
}

fn answer(asked: &Asked<'_>, interaction: &Interaction) -> Answer {
    Answer {
        id: interaction.id.clone(),
        description: interaction.description.clone(),
        kind: interaction.r#type.clone(),
        response: Value::of(asked, &interaction.learner_response),
        correct: interaction.correct_responses.clone(),
        result_kind: match interaction.result.as_str() {
            "correct" => "good",
            "incorrect" | "wrong" => "bad",
            _ => "plain",
        },
        result: interaction.result.clone(),
        latency: interaction.latency.clone(),
        timestamp: interaction.timestamp.clone(),
        weighting: interaction.weighting.clone(),
        objectives: interaction.objectives.join(", "),
    }
}
