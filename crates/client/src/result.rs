//! The result of a registration, the same whether it was asked for or posted.

use std::time::Duration;

use cloud_api::v1::report::{CourseReport, RegistrationReport, Results};
use cloud_api::v1::values::{Completion, Success};

/// What the course reported about a registration so far.
#[derive(Debug, Clone, PartialEq)]
pub struct RegistrationResult {
    /// The registration, by your id.
    pub registration: String,
    /// Which of its instances, 0 for the first.
    pub instance: u32,
    /// The values of the whole course.
    pub summary: Summary,
    /// The whole report: activities and interactions where the format has them.
    pub report: RegistrationReport,
}

/// The four values of the whole course.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Summary {
    /// Unknown while nothing was reported.
    pub completion: Completion,
    /// Unknown while nothing was reported.
    pub success: Success,
    /// 0 to 100; `None` while no score was reported, which is not 0.
    pub score: Option<f64>,
    /// How long the course was open, in whole seconds.
    pub total_time: Duration,
}

/// How two results of one registration follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// It came after.
    Newer,
    /// It says the same.
    Same,
    /// It came before: keep what you have.
    Older,
    /// The report alone does not tell; ask the cloud.
    Unclear,
}

impl RegistrationResult {
    /// How this result follows `known`, a result of the same registration: time only ever grows within an instance, and
    /// instances are counted up.
    ///
    /// A registration that was reset begins anew, so a result without anything may be the newest or the oldest of all:
    /// that is unclear, and so are two different results of the same second. Ask for the result then.
    pub fn order_after(&self, known: &Summary, known_instance: u32) -> Order {
        let (new, old) = (&self.summary, known);
        if self.instance != known_instance {
            return if self.instance > known_instance { Order::Newer } else { Order::Older };
        }
        if new == old {
            Order::Same
        } else if *new == Summary::default() {
            Order::Unclear
        } else if new.total_time != old.total_time {
            if new.total_time > old.total_time { Order::Newer } else { Order::Older }
        } else if *old == Summary::default() {
            Order::Newer
        } else {
            Order::Unclear
        }
    }
}

impl From<RegistrationReport> for RegistrationResult {
    fn from(report: RegistrationReport) -> Self {
        Self {
            registration: report.regid.clone(),
            instance: report.instanceid,
            summary: Summary::of(&report.results),
            report,
        }
    }
}

impl Summary {
    /// The four values in a report of any detail: those of the root activity where the whole course has none.
    pub fn of(results: &Results) -> Self {
        match results {
            Results::Course(course) => Self::from(*course),
            Results::Activity(root) => Self {
                completion: root.complete,
                success: root.success,
                score: percentage(root.score),
                total_time: from_hundredths(root.time_across_attempts.max(root.time.unwrap_or_default())),
            },
            Results::Full(root) => Self {
                completion: root.completed.map_or(Completion::Unknown, |completed| {
                    if completed { Completion::Complete } else { Completion::Incomplete }
                }),
                success: root.satisfied.map_or(Success::Unknown, |satisfied| {
                    if satisfied { Success::Passed } else { Success::Failed }
                }),
                score: percentage(
                    root.objectives
                        .iter()
                        .find(|objective| objective.primary)
                        .or(root.objectives.first())
                        .and_then(|objective| objective.normalized_measure)
                        .map(|measure| measure * 100.0),
                ),
                total_time: from_hundredths(root.time_across_attempts),
            },
        }
    }
}

impl From<CourseReport> for Summary {
    fn from(course: CourseReport) -> Self {
        Self {
            completion: course.complete,
            success: course.success,
            score: percentage(course.score),
            total_time: Duration::from_secs(course.total_time_secs),
        }
    }
}

/// A score on its scale; content may report what lies outside.
fn percentage(score: Option<f64>) -> Option<f64> {
    score.filter(|score| score.is_finite()).map(|score| score.clamp(0.0, 100.0))
}

fn from_hundredths(hundredths: i64) -> Duration {
    Duration::from_secs(u64::try_from(hundredths / 100).unwrap_or_default())
}
