//! Results for reports.

use cmi::Centiseconds;

use super::Attempt;
use crate::results::{
    ActivityResult, Completion, CourseResult, LaunchResult, ObjectiveResult, Results, Success,
};

/// Microseconds in a hundredth of a second.
const PER_CENTISECOND: i64 = 10_000;

fn centiseconds(micros: i64) -> Centiseconds {
    Centiseconds(micros / PER_CENTISECOND)
}

impl Attempt {
    /// Everything that reports, lists and postbacks show.
    #[must_use]
    pub fn results(&self) -> Results {
        Results { course: self.course_result(), root: self.activity_result(0), launch: self.launch_result() }
    }

    /// The course level alone: cheap enough for every batch.
    #[must_use]
    pub fn course_result(&self) -> CourseResult {
        let course = self.state.course;
        let total: i64 = self.state.activities.iter().map(|a| a.tracked + a.tracked_before).sum();
        CourseResult {
            completion: course.completion,
            success: course.success,
            score: course.score,
            total_time: centiseconds(total),
        }
    }

    /// The launch that is running or ran last.
    #[must_use]
    pub fn launch_result(&self) -> Option<LaunchResult> {
        let launch = self.state.launch.as_ref()?;
        let course = self.state.course;
        Some(LaunchResult {
            launch: launch.pins.launch.clone(),
            completion: course.completion,
            success: course.success,
            score: course.score,
            tracked: centiseconds(launch.tracked),
            started: launch.started,
            ended: launch.ended,
            last_entry: launch.last,
        })
    }

    /// One activity with those below. The tree's depth is that of the manifest, which `packaging` bounds.
    fn activity_result(&self, index: usize) -> ActivityResult {
        let activity = &self.definition.activities[index];
        let state = &self.state.activities[index];
        let (completion, success) = self.activity_status(index);
        let children = activity.children.iter().map(|child| self.activity_result(*child)).collect::<Vec<_>>();
        let tracked = centiseconds(state.tracked);
        let mut across = centiseconds(state.tracked + state.tracked_before);
        across.0 += children.iter().map(|child| child.time_across_attempts.0).sum::<i64>();
        let pins = self.state.launch.as_ref().map(|launch| &launch.pins);
        let runtime = activity.resource.as_ref().map(|_| {
            let mut runtime = match state.counted() {
                Some(data) => data.report(activity, pins),
                None => {
                    crate::run_data::RunData::new(self.definition.edition, activity).report(activity, pins)
                }
            };
            runtime.time_tracked = tracked;
            Box::new(runtime)
        });
        let mut result = ActivityResult {
            identifier: activity.identifier.clone(),
            title: activity.title.clone(),
            attempts: state.attempts,
            completion,
            success,
            score: None,
            time_across_attempts: across,
            time: activity.resource.as_ref().map(|_| tracked),
            suspended: state.suspended,
            objectives: Vec::new(),
            runtime,
            children,
        };
        if self.definition.edition.is_2004() {
            self.fill_by_the_book(index, &mut result);
        } else {
            self.fill_linear(index, &mut result);
        }
        result
    }

    /// SCORM 1.1 and 1.2 know no tracking beside the data model: the primary objective is the status.
    fn fill_linear(&self, index: usize, result: &mut ActivityResult) {
        let all = self.linear_roll_up(index);
        result.score = all.score;
        result.objectives = vec![ObjectiveResult {
            id: String::new(),
            primary: true,
            satisfied: match all.success {
                Success::Passed => Some(true),
                Success::Failed => Some(false),
                Success::Unknown => None,
            },
            measure: all.score,
        }];
        if result.runtime.is_none() {
            // An attempt on a cluster is one on anything below it.
            result.attempts = result.children.iter().map(|child| child.attempts).max().unwrap_or(0);
            result.suspended = result.children.iter().any(|child| child.suspended);
        }
    }

    /// Completion and success of an activity.
    pub(super) fn activity_status(&self, index: usize) -> (Completion, Success) {
        if self.definition.edition.is_2004() {
            return self.status_by_the_book(index);
        }
        let all = self.linear_roll_up(index);
        (all.completion, all.success)
    }

    /// Satisfied, as exit actions ask it of an activity whose content has finished.
    pub(super) fn is_satisfied(&self, index: usize) -> bool {
        let is_2004 = self.definition.edition.is_2004();
        match if is_2004 { self.status_after_exit(index) } else { self.activity_status(index) } {
            (_, Success::Passed) => true,
            (completion, Success::Unknown) => completion == Completion::Complete,
            (_, Success::Failed) => false,
        }
    }
}
