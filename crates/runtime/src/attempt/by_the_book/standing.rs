//! What tracking comes to: for reports, lists and the table of contents.

use sequencing::{ObjectiveStatus, Tree, TreeState};

use super::super::state::Course;
use super::{Attempt, id};
use crate::results::{ActivityResult, Completion, ObjectiveResult, Success};

fn completion(completed: Option<bool>) -> Completion {
    match completed {
        Some(true) => Completion::Complete,
        Some(false) => Completion::Incomplete,
        None => Completion::Unknown,
    }
}

fn success(satisfied: Option<bool>) -> Success {
    match satisfied {
        Some(true) => Success::Passed,
        Some(false) => Success::Failed,
        None => Success::Unknown,
    }
}

/// Completion and success.
pub(super) fn of(status: &ObjectiveStatus) -> (Completion, Success) {
    (completion(status.completed), success(status.satisfied))
}

impl Attempt {
    /// Asks the tracking that results are made of.
    fn counted<T>(&self, question: impl FnOnce(&Tree, &TreeState) -> T) -> Option<T> {
        let tree = self.tree.as_deref()?;
        match &self.state.tree_kept {
            Some(kept) => Some(question(tree, kept)),
            None => Some(question(tree, &*self.state.tracking()?)),
        }
    }

    /// The course is the root of the tree.
    pub(in super::super) fn sequencing_course(&self) -> Course {
        let root = self.counted(|tree, state| state.status(tree, id(0)).primary);
        let Some(root) = root else { return Course::default() };
        Course {
            completion: completion(root.completed),
            success: success(root.satisfied),
            score: root.measure,
        }
    }

    pub(in super::super) fn status_by_the_book(&self, index: usize) -> (Completion, Success) {
        self.counted(|tree, state| of(&state.status(tree, id(index)).primary)).unwrap_or_default()
    }

    /// As [`Self::status_by_the_book`], for all activities.
    pub(in super::super) fn statuses_by_the_book(&self) -> Vec<(Completion, Success)> {
        let Some(tree) = self.tree.as_deref() else { return Vec::new() };
        let word = |(completed, satisfied)| (completion(completed), success(satisfied));
        match (&self.state.tree_kept, &self.state.tree) {
            (Some(kept), _) => tree.activities().map(|at| of(&kept.status(tree, at).primary)).collect(),
            (None, Some(state)) => state.borrow_mut().standings(tree).map(word).collect(),
            (None, None) => vec![Default::default(); tree.len()],
        }
    }

    pub(in super::super) fn fill_by_the_book(&self, index: usize, result: &mut ActivityResult) {
        self.counted(|tree, state| fill(tree, state, index, result));
    }
}

fn fill(tree: &Tree, state: &TreeState, index: usize, result: &mut ActivityResult) {
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
