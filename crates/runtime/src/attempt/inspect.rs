//! What an attempt holds, for people who look into it: more than reports tell, and nothing that anybody computes with.

use cmi::{Edition, Tree};

use super::Attempt;
use super::state::Session;
use crate::pins::GlobalObjective;
use crate::run_data::Model;

impl Attempt {
    /// The run-time data of an activity, every element with its value, in the order of their names and records. Empty
    /// where the activity was never opened.
    #[must_use]
    pub fn elements(&self, identifier: &str) -> Vec<(String, String)> {
        let found = self.definition.find(identifier).and_then(|index| self.data(index));
        let Some(data) = found else { return Vec::new() };
        let (tree, session, total) = match &data.model {
            Model::Scorm12(model) => (&model.tree, &model.session, model.total_time.timespan()),
            Model::Scorm2004(model) => (&model.tree, &model.session, model.total_time.duration()),
        };
        let prefix = if matches!(data.model, Model::Scorm12(_)) { "cmi.core." } else { "cmi." };
        let mode = if matches!(data.model, Model::Scorm12(_)) { "lesson_mode" } else { "mode" };
        let credit = if session.credit { "credit" } else { "no-credit" };
        let mut elements = Vec::new();
        for (name, value) in
            [("credit", credit), ("entry", &*session.entry), (mode, &*session.mode), ("total_time", &*total)]
        {
            elements.push(([prefix, name].concat(), value.to_owned()));
        }
        flatten(tree, "", &mut elements);
        elements
    }

    /// What is known of the objectives that activities share, in the order of their names.
    #[must_use]
    pub fn known_objectives(&self) -> Vec<GlobalObjective> {
        let (Some(tree), Some(state)) = (self.tree.as_deref(), self.state.tracking()) else {
            return Vec::new();
        };
        let of = |id: &String| {
            let status = state.global(tree, id).unwrap_or_default();
            GlobalObjective {
                id: id.clone(),
                satisfied: status.satisfied,
                measure: status.measure,
                completed: status.completed,
                progress_measure: status.progress,
                score_raw: status.score_raw,
                score_min: status.score_min,
                score_max: status.score_max,
            }
        };
        tree.global_ids().iter().map(of).collect()
    }

    /// Buckets of shared data by their names.
    pub fn shared_buckets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.state.shared_data.iter().map(|(id, value)| (id.as_str(), value.as_str()))
    }

    /// The session of the activity that is open: `not initialized`, `running` or `terminated`.
    #[must_use]
    pub fn session(&self) -> Option<&'static str> {
        Some(match self.state.open.as_ref()?.session {
            Session::NotInitialized => "not initialized",
            Session::Running => "running",
            Session::Terminated => "terminated",
        })
    }
}

/// What an error number means, in the words of the standard; empty for a number that it does not know.
#[must_use]
pub fn error_meaning(edition: Edition, number: u16) -> &'static str {
    cmi::error_string(edition, &number.to_string())
}

fn flatten(tree: &Tree, within: &str, elements: &mut Vec<(String, String)>) {
    for (name, value) in &tree.values {
        elements.push(([within, name].concat(), value.clone()));
    }
    for (name, records) in &tree.lists {
        for (at, record) in records.iter().enumerate() {
            flatten(record, &[within, name, ".", &at.to_string(), "."].concat(), elements);
        }
    }
}
