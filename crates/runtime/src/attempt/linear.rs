//! SCORM 1.1 and 1.2 have no sequencing: activities stand in a row, and prerequisites decide which may be entered.

use super::Attempt;
use crate::prerequisites::ItemStatus;
use crate::results::{Completion, Success};

impl Attempt {
    /// Where a launch begins: at the activity that was left open, else at the first that may be entered.
    pub(super) fn linear_start(&self) -> Option<usize> {
        let resume = self.state.resume_at.filter(|index| self.opens_something(*index));
        resume.or_else(|| self.definition.launchable().find(|index| self.may_enter(*index)))
    }

    /// The next activity after `from` that may be entered.
    pub(super) fn linear_next(&self, from: usize) -> Option<usize> {
        self.definition.launchable().filter(|index| *index > from).find(|index| self.may_enter(*index))
    }

    /// The last activity before `from` that may be entered.
    pub(super) fn linear_previous(&self, from: usize) -> Option<usize> {
        self.definition.launchable().rev().filter(|index| *index < from).find(|index| self.may_enter(*index))
    }

    /// What choosing an activity opens: itself, or the first below it that may be entered.
    pub(super) fn linear_choice(&self, target: usize) -> Option<usize> {
        if self.opens_something(target) {
            return self.may_enter(target).then_some(target);
        }
        self.definition
            .launchable()
            .filter(|index| self.lies_within(*index, target))
            .find(|index| self.may_enter(*index))
    }

    fn opens_something(&self, index: usize) -> bool {
        self.definition.activities.get(index).is_some_and(|activity| activity.resource.is_some())
    }

    /// Prerequisites of the activity and of all above it hold.
    pub(super) fn may_enter(&self, index: usize) -> bool {
        let status = |id: &str| self.definition.find(id).map(|found| self.item_status(found));
        self.path_up(index).all(|at| {
            self.definition.activities[at].prerequisites.as_ref().is_none_or(|wanted| wanted.holds(&status))
        })
    }

    /// Status of an item as prerequisites see it; that of a cluster is rolled up.
    fn item_status(&self, index: usize) -> ItemStatus {
        if self.opens_something(index) {
            return match self.state.activities[index].counted() {
                Some(data) => match data.lesson_status() {
                    "passed" => ItemStatus::Passed,
                    "completed" => ItemStatus::Completed,
                    "failed" => ItemStatus::Failed,
                    "browsed" => ItemStatus::Browsed,
                    "incomplete" => ItemStatus::Incomplete,
                    _ => ItemStatus::NotAttempted,
                },
                None => ItemStatus::NotAttempted,
            };
        }
        let all = self.linear_roll_up(index);
        match (all.success, all.completion) {
            (Success::Passed, _) => ItemStatus::Passed,
            (Success::Failed, _) => ItemStatus::Failed,
            (_, Completion::Complete) => ItemStatus::Completed,
            (_, Completion::Incomplete) => ItemStatus::Incomplete,
            _ => ItemStatus::NotAttempted,
        }
    }
}
