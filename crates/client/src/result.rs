//! The result of a registration, the same whether it was asked for or posted.

use std::future::Future;
use std::time::Duration;

use cloud_api::v1::report::{CourseReport, RegistrationReport, Results};
use cloud_api::v1::values::{Completion, Success};

use crate::{RegistrationId, Timestamp};

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
    /// It came before, or the registration was reset between the two.
    Older,
    /// The results alone do not tell.
    Unclear,
}

/// How a result came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The cloud posted it. It may be late, and it may come again.
    Posted,
    /// The cloud was asked for it, at this instant.
    Asked(Timestamp),
}

/// What you have stored about a registration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// The instance that the result is of.
    pub instance: u32,
    /// The result.
    pub summary: Summary,
    /// When it was stored.
    pub stored: Timestamp,
}

/// What to do with a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Store it: it is newer than what you have.
    pub take: bool,
    /// Ask the cloud for the result too, soon: the order of the two is not certain.
    pub ask: bool,
}

impl RegistrationResult {
    /// How this result follows one that is known: time only ever grows within an instance, and instances are counted
    /// up. API V1 says nothing more about the order of results.
    pub fn order_after(&self, instance: u32, known: &Summary) -> Order {
        let new = &self.summary;
        if self.instance != instance {
            if self.instance > instance { Order::Newer } else { Order::Older }
        } else if new == known {
            Order::Same
        } else if *known == Summary::default() {
            Order::Newer
        } else if *new == Summary::default() || new.total_time == known.total_time {
            // Just reset, or very late; or two changes within one second.
            Order::Unclear
        } else if new.total_time > known.total_time {
            Order::Newer
        } else {
            Order::Older
        }
    }

    /// Whether this result is to be stored in place of what is known: newer wins. An answer to a question is the truth,
    /// unless something was stored while it was under way. A posted result whose order is not certain is taken, or not,
    /// by what is likelier, and the cloud asked.
    pub fn verdict(&self, known: Option<&Known>, source: Source) -> Verdict {
        let Some(known) = known else { return Verdict { take: true, ask: false } };
        let order = self.order_after(known.instance, &known.summary);
        if let Source::Asked(at) = source
            && known.stored <= at
        {
            return Verdict { take: order != Order::Same, ask: false };
        }
        match order {
            Order::Newer => Verdict { take: true, ask: false },
            Order::Same => Verdict { take: false, ask: false },
            Order::Older => Verdict { take: false, ask: true },
            Order::Unclear => Verdict { take: true, ask: true },
        }
    }
}

/// A result on its way into your system, from a registration that is proven to be the one.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// The registration.
    pub id: RegistrationId,
    /// Its result.
    pub result: RegistrationResult,
    /// How it came.
    pub source: Source,
}

/// Where results are kept: the one place for those that are posted and those that are asked for.
pub trait ResultSink: Send + Sync {
    /// Why they cannot be kept.
    type Error: std::fmt::Display + Send;

    /// Keeps a result if the registration is yours and the [`verdict`](RegistrationResult::verdict) says so. The same
    /// result may come many times, and late. Be quick: a posting cloud waits; leave everything else to a job. Log what
    /// fails: who posts is only told to try again later.
    fn store(&self, incoming: Incoming) -> impl Future<Output = Result<Stored, Self::Error>> + Send;
}

/// What became of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// It is kept, or what was known is as new or newer.
    Kept,
    /// There is no such registration here, or no more. The cloud is told that all is well, so that it stops.
    NotOurs,
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
                        .map(per_cent),
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

/// A measure in per cent. A measure of 0.55 is 55 as in every other form of the result, not 55.00000000000001: what
/// content can report has no more decimals than are kept here.
fn per_cent(measure: f64) -> f64 {
    (measure * 1e9).round() / 1e7
}

/// A score on its scale; content may report what lies outside.
fn percentage(score: Option<f64>) -> Option<f64> {
    score.filter(|score| score.is_finite()).map(|score| score.clamp(0.0, 100.0))
}

fn from_hundredths(hundredths: i64) -> Duration {
    Duration::from_secs(u64::try_from(hundredths / 100).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s46_measures_are_the_percentages_that_other_forms_show() {
        for hundredths in 0..=10_000 {
            let score = f64::from(hundredths) / 100.0;
            assert_eq!(per_cent(f64::from(hundredths) / 10_000.0), score);
        }
        assert_eq!(per_cent(0.123_456_7), 12.345_67);
    }
}
