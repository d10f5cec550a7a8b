//! Completion and success as they are read (RTE 4.2.4.1, 4.2.22.1).

use super::Scorm2004;

impl Scorm2004 {
    /// `cmi.completion_threshold`: there where completion is decided by measure.
    #[must_use]
    pub fn completion_threshold(&self) -> Option<f64> {
        let threshold = &self.session.launch_data.completion_threshold;
        threshold.completed_by_measure.then_some(threshold.min_progress_measure)
    }

    /// `cmi.progress_measure`
    #[must_use]
    pub fn progress_measure(&self) -> Option<f64> {
        self.tree.number("cmi.progress_measure")
    }

    /// `scaled`, `raw`, `min` or `max` of `cmi.score`.
    #[must_use]
    pub fn score(&self, which: &str) -> Option<f64> {
        self.tree.number(&["cmi.score.", which].concat())
    }

    /// `cmi.completion_status` as it is read now: a threshold decides over what content set.
    #[must_use]
    pub fn completion_status(&self) -> &str {
        match (self.completion_threshold(), self.progress_measure()) {
            (Some(threshold), Some(progress)) if progress >= threshold => "completed",
            (Some(_), Some(_)) => "incomplete",
            (Some(_), None) => "unknown",
            (None, _) => self.tree.value("cmi.completion_status").unwrap_or("unknown"),
        }
    }

    /// `cmi.success_status` as it is read now: a passing score decides over what content set.
    #[must_use]
    pub fn success_status(&self) -> &str {
        match (self.session.launch_data.scaled_passing_score, self.score("scaled")) {
            (Some(passing), Some(score)) if score >= passing => "passed",
            (Some(_), Some(_)) => "failed",
            (Some(_), None) => "unknown",
            (None, _) => self.tree.value("cmi.success_status").unwrap_or("unknown"),
        }
    }
}
