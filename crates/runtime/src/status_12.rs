//! Status and score of SCORM 1.1 and 1.2: what the player implies at LMSFinish, and what a status means in results.

use crate::behaviour::Behaviour;
use crate::pins::Mode;
use crate::results::{Completion, Success};

/// What is known when content calls LMSFinish.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AtFinish {
    /// Content has set `cmi.core.lesson_status` itself, in this session or one before.
    pub(crate) status_set: bool,
    pub(crate) mode: Mode,
    pub(crate) credit: bool,
    /// `adlcp:masteryscore`
    pub(crate) mastery: Option<f64>,
    /// `cmi.core.score.raw`
    pub(crate) raw: Option<f64>,
    /// `scoreOverridesStatus`
    pub(crate) score_overrides: bool,
}

/// The status that the player sets, and why. `None` leaves what content set.
pub(crate) fn implied_status(at: AtFinish) -> Option<(&'static str, &'static str)> {
    if at.mode == Mode::Review || at.status_set && !at.score_overrides {
        return None;
    }
    if at.mode == Mode::Browse {
        return (!at.status_set)
            .then_some(("browsed", "content finished in browse mode without setting a status"));
    }
    match (at.credit, at.mastery, at.raw) {
        (true, Some(mastery), Some(raw)) => Some(match (raw >= mastery, at.status_set) {
            (true, false) => ("passed", "content set none, and the raw score reaches the mastery score"),
            (false, false) => ("failed", "content set none, and the raw score is below the mastery score"),
            (true, true) => {
                ("passed", "the score overrides the status, and the raw score reaches the mastery score")
            }
            (false, true) => {
                ("failed", "the score overrides the status, and the raw score is below the mastery score")
            }
        }),
        _ if at.status_set => None,
        _ => Some(("completed", "content finished without setting one")),
    }
}

/// What a status means in results.
pub(crate) fn as_results(status: &str, behaviour: &Behaviour) -> (Completion, Success) {
    match status {
        "passed" => (Completion::Complete, Success::Passed),
        "completed" => (Completion::Complete, Success::Unknown),
        "failed" => (behaviour.completion_stat_of_failed_success_stat, Success::Failed),
        "incomplete" | "browsed" => (Completion::Incomplete, Success::Unknown),
        _ => (Completion::Unknown, Success::Unknown),
    }
}

/// Scaled score: within its own range where both ends are set and make sense, else out of 100.
pub(crate) fn scaled(raw: Option<f64>, min: Option<f64>, max: Option<f64>) -> Option<f64> {
    let raw = raw?;
    let scaled = match (min, max) {
        (Some(min), Some(max)) if max > min && (min..=max).contains(&raw) => (raw - min) / (max - min),
        _ => raw / 100.0,
    };
    Some(scaled.clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use cmi::Edition;

    use super::*;

    const UNSET: AtFinish = AtFinish {
        status_set: false,
        mode: Mode::Normal,
        credit: true,
        mastery: None,
        raw: None,
        score_overrides: false,
    };

    fn word(at: AtFinish) -> Option<&'static str> {
        implied_status(at).map(|(word, _)| word)
    }

    #[test]
    fn status_never_set_is_completed_then_judged_by_mastery() {
        assert_eq!(word(UNSET), Some("completed"));
        assert_eq!(word(AtFinish { raw: Some(90.0), ..UNSET }), Some("completed"));
        let judged = AtFinish { mastery: Some(80.0), raw: Some(80.0), ..UNSET };
        assert_eq!(word(judged), Some("passed"));
        assert_eq!(word(AtFinish { raw: Some(79.9), ..judged }), Some("failed"));
        assert_eq!(word(AtFinish { credit: false, ..judged }), Some("completed"));
        assert_eq!(word(AtFinish { raw: None, ..judged }), Some("completed"));
    }

    #[test]
    fn a_status_that_content_set_stays_unless_the_score_overrides_it() {
        let set = AtFinish { status_set: true, mastery: Some(80.0), raw: Some(10.0), ..UNSET };
        assert_eq!(word(set), None);
        assert_eq!(word(AtFinish { score_overrides: true, ..set }), Some("failed"));
        assert_eq!(word(AtFinish { score_overrides: true, raw: None, ..set }), None);
    }

    #[test]
    fn browse_and_review() {
        assert_eq!(word(AtFinish { mode: Mode::Browse, credit: false, ..UNSET }), Some("browsed"));
        assert_eq!(word(AtFinish { mode: Mode::Browse, status_set: true, ..UNSET }), None);
        assert_eq!(word(AtFinish { mode: Mode::Review, credit: false, ..UNSET }), None);
    }

    #[test]
    fn what_a_status_means() {
        let behaviour = Behaviour::defaults(Edition::Scorm12, 1);
        assert_eq!(as_results("failed", &behaviour), (Completion::Unknown, Success::Failed));
        let mut other = behaviour.clone();
        other.completion_stat_of_failed_success_stat = Completion::Complete;
        assert_eq!(as_results("failed", &other), (Completion::Complete, Success::Failed));
        assert_eq!(as_results("browsed", &behaviour), (Completion::Incomplete, Success::Unknown));
        assert_eq!(as_results("not attempted", &behaviour), (Completion::Unknown, Success::Unknown));
    }

    #[test]
    fn scores_are_scaled_without_making_things_up() {
        assert_eq!(scaled(None, Some(0.0), Some(10.0)), None);
        assert_eq!(scaled(Some(0.0), None, None), Some(0.0));
        // 1 is one per cent, never all of it.
        assert_eq!(scaled(Some(1.0), None, None), Some(0.01));
        assert_eq!(scaled(Some(8.0), Some(0.0), Some(10.0)), Some(0.8));
        assert_eq!(scaled(Some(80.0), Some(0.0), Some(10.0)), Some(0.8));
        assert_eq!(scaled(Some(5.0), Some(10.0), Some(10.0)), Some(0.05));
    }
}
