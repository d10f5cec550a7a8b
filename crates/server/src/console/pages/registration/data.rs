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
/// Characters of folded values that a page of all activities has; an activity by itself has all of its own.
const UNFOLDED: usize = 256 * 1024;

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
    /// Whether there was no room for all of a value.
    pub(super) is_cut: bool,
}

pub(super) struct Element {
    pub(super) name: String,
    pub(super) value: Value,
}

/// A value; one that is long is folded, and without its end where there is no room for it.
pub(super) enum Value {
    Short(String),
    Long { beginning: String, length: String, whole: Option<String> },
}

/// Characters that folded values may still have, so that a page of many long values can be opened.
pub(super) struct Room(usize);

impl Room {
    /// That of a page whose values are few.
    pub(super) const ENOUGH: Self = Self(usize::MAX);

    /// A value as far as there is room for it.
    pub(super) fn show(&mut self, asked: &Asked<'_>, text: &str) -> Value {
        if text.chars().nth(SHORT).is_none() {
            return Value::Short(text.to_owned());
        }
        let count = text.chars().count();
        let left = self.0.checked_sub(count);
        self.0 = left.unwrap_or(self.0);
        Value::Long {
            beginning: beginning(text, BEGINNING),
            length: asked.frame.with("reg-characters", "count", grouped(count as u64)),
            whole: left.map(|_| text.to_owned()),
        }
    }
}

/// The first characters, and a sign that there are more.
fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => [&text[..end], "\u{2026}"].concat(),
        None => text.to_owned(),
    }
}

/// An interaction, in short; all of it stands among the elements.
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
    let mut room = if alone.is_some() { Room::ENOUGH } else { Room(UNFOLDED) };
    let mut activities = Vec::new();
    if let Some(root) = &data.report {
        add(asked, root, alone, &mut room, &mut activities);
    }
    Data { activities, all: alone.map(|_| asked.part("data", &[])) }
}

fn add(
    asked: &Asked<'_>,
    activity: &FullActivity,
    alone: Option<&str>,
    room: &mut Room,
    to: &mut Vec<Activity>,
) {
    let most = if alone.is_some() { usize::MAX } else { AMONG_ALL };
    if alone.is_none_or(|alone| alone == activity.id) {
        let elements = asked.data.activities.iter().find(|data| data.id == activity.id);
        let elements = elements.map_or(&[] as &[_], |data| data.elements.as_slice());
        let interactions = activity.runtime.as_ref().map_or(&[] as &[_], |runtime| &runtime.interactions);
        if !(elements.is_empty() && interactions.is_empty()) {
            let left_out = elements.len().saturating_sub(most) + interactions.len().saturating_sub(most);
            let count = asked.frame.with("reg-elements", "count", grouped(elements.len() as u64));
            let shown = elements.iter().take(most);
            let interactions = interactions.iter().take(most).map(|one| answer(asked, one, room)).collect();
            let elements: Vec<Element> = shown
                .map(|(name, value)| Element { name: name.clone(), value: room.show(asked, value) })
                .collect();
            to.push(Activity {
                id: activity.id.clone(),
                title: activity.title.clone(),
                alone: asked.part("data", &[("activity", activity.id.as_str())]),
                count,
                is_cut: elements
                    .iter()
                    .any(|element| matches!(element.value, Value::Long { whole: None, .. })),
                elements,
                interactions,
                left_out,
            });
        }
    }
    for child in &activity.children {
        add(asked, child, alone, room, to);
    }
}

fn answer(asked: &Asked<'_>, interaction: &Interaction, room: &mut Room) -> Answer {
    let short = |text: &str| beginning(text, SHORT);
    Answer {
        id: short(&interaction.id),
        description: short(&interaction.description),
        kind: short(&interaction.r#type),
        response: room.show(asked, &interaction.learner_response),
        correct: interaction.correct_responses.iter().map(|pattern| short(pattern)).collect(),
        result_kind: match interaction.result.as_str() {
            "correct" => "good",
            "incorrect" | "wrong" => "bad",
            _ => "plain",
        },
        result: short(&interaction.result),
        latency: short(&interaction.latency),
        timestamp: short(&interaction.timestamp),
        weighting: short(&interaction.weighting),
        objectives: short(&interaction.objectives.join(", ")),
    }
}
