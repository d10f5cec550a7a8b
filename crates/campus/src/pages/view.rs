//! How things look in words: results, times, people.

use lyceum_client::{Completion, Success, Summary, Timestamp};

use super::words::Words;
use crate::clock;
use crate::records::imports::{Import, ImportState};
use crate::records::users::{Role, User};

/// What the frame of every page needs, and the words for what is in it.
#[derive(Clone)]
pub(crate) struct Frame {
    words: Words,
    /// The part of Campus that the page belongs to.
    place: &'static str,
    /// Empty where nobody is signed in.
    pub(crate) name: String,
    pub(crate) is_author: bool,
    pub(crate) is_administrator: bool,
}

impl Frame {
    pub(crate) fn of(user: &User, place: &'static str) -> Self {
        Self {
            words: Words::here(),
            place,
            name: user.name(),
            is_author: user.role >= Role::Author,
            is_administrator: user.role == Role::Administrator,
        }
    }

    /// Of a page that is the same for everybody.
    pub(crate) fn of_nobody() -> Self {
        Self {
            words: Words::here(),
            place: "",
            name: String::new(),
            is_author: false,
            is_administrator: false,
        }
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        !self.name.is_empty()
    }

    pub(crate) fn is_at(&self, place: &str) -> bool {
        self.place == place
    }

    pub(crate) fn language(&self) -> &'static str {
        self.words.language()
    }

    pub(crate) fn direction(&self) -> &'static str {
        self.words.direction()
    }

    pub(crate) fn say(&self, id: &str) -> String {
        self.words.say(id)
    }

    pub(crate) fn with(&self, id: &str, name: &str, value: impl ToString) -> String {
        self.words.with(id, name, &value.to_string())
    }

    pub(crate) fn with2(&self, id: &str, one: &str, value: &str, two: &str, other: &str) -> String {
        self.words.with2(id, (one, value), (two, other))
    }
}

/// A few words with a mark for the eye. `kind` is for the styles: good, bad, begun, none, warm, plain.
#[derive(Clone)]
pub(crate) struct Chip {
    pub(crate) kind: &'static str,
    pub(crate) text: String,
}

impl Chip {
    fn new(kind: &'static str, text: String) -> Self {
        Self { kind, text }
    }

    /// Where a learner stands with a course, in one word.
    pub(crate) fn of_result(result: &Summary, is_begun: bool) -> Self {
        let (kind, id) = standing(result, is_begun);
        Self::new(kind, Words::here().say(id))
    }

    /// When a course is due, and whether that is over for a learner who has not finished.
    pub(crate) fn of_due(day: &str, now: Timestamp, is_done: bool) -> Self {
        let is_over = !is_done && *day < *clock::minute(now).split(' ').next().unwrap_or_default();
        let (kind, id) = if is_over { ("warm", "overdue") } else { ("plain", "due-on") };
        Self::new(kind, Words::here().with(id, "day", day))
    }

    pub(crate) fn of_import(import: &Import) -> Self {
        let (kind, id) = match import.state {
            ImportState::Awaited => ("begun", "import-awaited"),
            ImportState::Running => ("begun", "import-running"),
            ImportState::Succeeded => ("good", "import-succeeded"),
            ImportState::Failed => ("bad", "import-failed-chip"),
        };
        Self::new(kind, Words::here().say(id))
    }
}

/// The kinds of standing, each with the id of its text, from the best to the least.
pub(crate) const STANDINGS: [(&str, &str); 5] = [
    ("good", "status-passed"),
    ("done", "status-complete"),
    ("bad", "status-failed"),
    ("begun", "status-begun"),
    ("none", "status-none"),
];

/// Where a result stands: one of [`STANDINGS`].
pub(crate) fn standing(result: &Summary, is_begun: bool) -> (&'static str, &'static str) {
    match (result.completion, result.success) {
        (_, Success::Passed) => STANDINGS[0],
        (_, Success::Failed) => STANDINGS[2],
        (Completion::Complete, Success::Unknown) => STANDINGS[1],
        (Completion::Incomplete, Success::Unknown) => STANDINGS[3],
        (Completion::Unknown, Success::Unknown) if is_begun => STANDINGS[3],
        (Completion::Unknown, Success::Unknown) => STANDINGS[4],
    }
}

/// A result in words.
#[derive(Clone)]
pub(crate) struct Shown {
    pub(crate) completion: String,
    pub(crate) completion_kind: &'static str,
    pub(crate) success: String,
    pub(crate) success_kind: &'static str,
    pub(crate) score: String,
    pub(crate) time: String,
}

impl Shown {
    pub(crate) fn of(result: &Summary) -> Self {
        Self {
            completion: completion(result.completion),
            completion_kind: match result.completion {
                Completion::Complete => "good",
                Completion::Incomplete => "begun",
                Completion::Unknown => "plain",
            },
            success: success(result.success),
            success_kind: match result.success {
                Success::Passed => "good",
                Success::Failed => "bad",
                Success::Unknown => "plain",
            },
            score: score(result.score),
            time: time(result.total_time.as_secs()),
        }
    }
}

pub(crate) fn completion(completion: Completion) -> String {
    Words::here().say(match completion {
        Completion::Complete => "complete",
        Completion::Incomplete => "incomplete",
        Completion::Unknown => "not-known",
    })
}

pub(crate) fn success(success: Success) -> String {
    Words::here().say(match success {
        Success::Passed => "passed",
        Success::Failed => "failed",
        Success::Unknown => "not-known",
    })
}

/// Unknown is not 0.
pub(crate) fn score(score: Option<f64>) -> String {
    score.map_or_else(|| "–".to_owned(), |score| format!("{} %", (score * 100.0).round() / 100.0))
}

/// `1:02:03`.
pub(crate) fn time(secs: u64) -> String {
    format!("{}:{:02}:{:02}", secs / 3600, secs / 60 % 60, secs % 60)
}

pub(crate) fn at(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "–".to_owned(), clock::minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s46_s47_l4_unknown_is_not_zero_and_time_has_hours() {
        assert_eq!(score(None), "–");
        assert_eq!(score(Some(0.0)), "0 %");
        assert_eq!(score(Some(66.666_666)), "66.67 %");
        assert_eq!(time(3_723), "1:02:03");
    }

    #[test]
    fn a_course_is_overdue_the_day_after() {
        let now = Timestamp(1_767_225_600_000_000);
        assert_eq!(Chip::of_due("2026-01-01", now, false).kind, "plain");
        assert_eq!(Chip::of_due("2025-12-31", now, false).kind, "warm");
        assert_eq!(Chip::of_due("2025-12-31", now, true).kind, "plain");
    }
}
