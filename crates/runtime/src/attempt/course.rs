//! Completion, success and score of the course, which never fall back unless the behaviour allows it.

use super::state::Course;
use super::{Applied, Attempt};
use crate::effect::Effect;
use crate::pins::Mode;
use crate::results::{Completion, Success};

impl Attempt {
    /// Compares what the activities come to now with what the course was, after every entry.
    pub(super) fn update_course(&mut self, applied: &mut Applied) {
        let Some(pins) = self.state.launch.as_ref().map(|launch| &launch.pins) else { return };
        // Review changes no status and no score.
        if pins.mode == Mode::Review {
            return;
        }
        let before = self.state.course;
        let after = keep_best(before, self.course_now(), pins.behaviour.allow_complete_status_change);
        if before != after {
            self.state.course = after;
            applied.effects.push(Effect::ResultsChanged);
        }
    }

    /// What the activities come to now.
    fn course_now(&self) -> Course {
        if self.definition.edition.is_2004() {
            return self.sequencing_course();
        }
        let all = self.linear_roll_up(0);
        Course { completion: all.completion, success: all.success, score: all.score }
    }
}

/// Complete and passed stay, and with them the score of the attempt they were reached in.
fn keep_best(before: Course, now: Course, may_fall_back: bool) -> Course {
    if may_fall_back {
        return now;
    }
    let completion_falls =
        before.completion == Completion::Complete && now.completion != Completion::Complete;
    let success_falls = before.success == Success::Passed && now.success != Success::Passed;
    Course {
        completion: if completion_falls { before.completion } else { now.completion },
        success: if success_falls { before.success } else { now.success },
        score: if completion_falls || success_falls { before.score } else { now.score },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSED: Course =
        Course { completion: Completion::Complete, success: Success::Passed, score: Some(0.9) };

    #[test]
    fn passed_and_complete_stay_with_their_score() {
        let later = Course { completion: Completion::Incomplete, success: Success::Failed, score: Some(0.2) };
        assert_eq!(keep_best(PASSED, later, false), PASSED);
        assert_eq!(keep_best(PASSED, later, true), later);
        let again = Course { score: Some(0.7), ..PASSED };
        assert_eq!(keep_best(PASSED, again, false), again);
    }

    #[test]
    fn what_was_not_reached_yet_may_change() {
        let completed = Course { success: Success::Failed, ..PASSED };
        assert_eq!(keep_best(completed, PASSED, false), PASSED);
        assert_eq!(keep_best(Course::default(), completed, false), completed);
    }
}
