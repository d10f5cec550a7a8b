//! How things look in words: results, times, people.

use lyceum_client::{Completion, Success, Summary, Timestamp};

use crate::clock;
use crate::records::users::{Role, User};

/// What the frame of every page needs.
#[derive(Clone)]
pub(crate) struct Frame {
    pub(crate) name: String,
    pub(crate) is_author: bool,
    pub(crate) is_administrator: bool,
}

impl Frame {
    pub(crate) fn of(user: &User) -> Self {
        Self {
            name: user.name(),
            is_author: user.role >= Role::Author,
            is_administrator: user.role == Role::Administrator,
        }
    }
}

/// A result in words.
#[derive(Clone)]
pub(crate) struct Shown {
    pub(crate) completion: &'static str,
    pub(crate) success: &'static str,
    pub(crate) score: String,
    pub(crate) time: String,
    /// For the styles.
    pub(crate) mark: &'static str,
}

impl Shown {
    pub(crate) fn of(result: &Summary) -> Self {
        Self {
            completion: completion(result.completion),
            success: success(result.success),
            score: score(result.score),
            time: time(result.total_time.as_secs()),
            mark: match (result.completion, result.success) {
                (_, Success::Failed) => "bad",
                (Completion::Complete, _) | (_, Success::Passed) => "good",
                (Completion::Incomplete, _) => "begun",
                _ => "none",
            },
        }
    }
}

pub(crate) fn completion(completion: Completion) -> &'static str {
    match completion {
        Completion::Complete => "complete",
        Completion::Incomplete => "incomplete",
        Completion::Unknown => "not known",
    }
}

pub(crate) fn success(success: Success) -> &'static str {
    match success {
        Success::Passed => "passed",
        Success::Failed => "failed",
        Success::Unknown => "not known",
    }
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
    fn s46_s47_unknown_is_not_zero_and_time_has_hours() {
        assert_eq!(score(None), "–");
        assert_eq!(score(Some(0.0)), "0 %");
        assert_eq!(score(Some(66.666_666)), "66.67 %");
        assert_eq!(time(3_723), "1:02:03");
    }
}
