//! What tracking comes to: for reports, lists and the table of contents.

use sequencing::ObjectiveStatus;

use super::super::state::Course;
use super::{Attempt, id};
use crate::results::{ActivityResult, Completion, ObjectiveResult, Success};

fn completion(status: &ObjectiveStatus) -> Completion {
    match status.completed {
        Some(true) => Completion::Complete,
        Some(false) => Completion::Incomplete,
        None => Completion::Unknown,
    }
}

fn success(status: &ObjectiveStatus) -> Success {
    match status.satisfied {
        Some(true) => Success::Passed,
        Some(false) => Success::Failed,
        None => Success::Unknown,
    }
}

/// Completion and success.
pub(super) fn of(status: &ObjectiveStatus) -> (Completion, Success) {
    (completion(status), success(status))
}

impl Attempt {
    /// The tracking that results are made of.
    fn counted_tree(&self) -> Option<(&sequencing::Tree, &sequencing::TreeState)> {
        let state = self.state.tree_kept.as_ref().or(self.state.tree.as_ref())?;
        Some((self.tree.as_deref()?, state))
    }

    /// The course is the root of the tree.
    pub(in super::super) fn sequencing_course(&self) -> Course {
        let Some((tree, state)) = self.counted_tree() else { return Course::default() };
        let root = state.status(tree, id(0)).primary;
        Course { completion: completion(&root), success: success(&root), score: root.measure }
    }

    pub(in super::super) fn status_by_the_book(&self, index: usize) -> (Completion, Success) {
        let Some((tree, state)) = self.counted_tree() else { return Default::default() };
        of(&state.status(tree, id(index)).primary)
    }

    pub(in super::super) fn fill_by_the_book(&self, index: usize, result: &mut ActivityResult) {
        let Some((tree, state)) = self.counted_tree() else { return };
        let status = state.status(tree, id(index));
        result.attempts = status.attempts;
        result.suspended = status.suspended;
        result.score = status.primary.measure;
        let objective = |(at, (name, status)): (usize, (Option<&str>, ObjectiveStatus))| ObjectiveResult {
            id: name.unwrap_or_default().to_owned(),
            primary: at == 0,
            satisfied: status.satisfied,
            measure: status.measure,
        };
        result.objectives = state.objectives(tree, id(index)).enumerate().map(objective).collect();
    }
}
