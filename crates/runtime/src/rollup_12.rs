//! Roll-up of SCORM 1.1 and 1.2 courses with several items, which the standard leaves to the system:
//! `statusRollupMode`, `scoreRollupMode` and their companions of API V1, §9.

use crate::behaviour::{Behaviour, ScoreRollup, StatusRollup};
use crate::results::{Completion, Success};

/// What one launchable activity contributes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Unit {
    pub(crate) sco: bool,
    pub(crate) completion: Completion,
    pub(crate) success: Success,
    pub(crate) score: Option<f64>,
}

/// What a set of activities comes to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct RolledUp {
    pub(crate) completion: Completion,
    pub(crate) success: Success,
    pub(crate) score: Option<f64>,
}

/// Rolls the units below an activity up. One unit alone stands for the whole.
pub(crate) fn roll_up(units: &[Unit], behaviour: &Behaviour) -> RolledUp {
    match units {
        [] if behaviour.rollup_empty_set_to_unknown => RolledUp::default(),
        [] => RolledUp { completion: Completion::Complete, success: Success::Passed, score: None },
        [only] => RolledUp { completion: only.completion, success: only.success, score: only.score },
        [first, ..] => {
            let score = score(units, behaviour);
            let met = (behaviour.first_sco_is_pretest && first.success == Success::Passed)
                || status_rule_met(units, score, behaviour);
            RolledUp { completion: completion(units, met), success: success(units, met, behaviour), score }
        }
    }
}

fn status_rule_met(units: &[Unit], score: Option<f64>, behaviour: &Behaviour) -> bool {
    let all_complete = || units.iter().all(|unit| unit.completion == Completion::Complete);
    let threshold_met = || score.is_some_and(|score| score >= behaviour.threshold_score);
    match behaviour.status_rollup_mode {
        StatusRollup::Provided | StatusRollup::AllComplete => all_complete(),
        StatusRollup::AllCompleteNoneFailed => {
            all_complete() && units.iter().all(|unit| unit.success != Success::Failed)
        }
        StatusRollup::ThresholdMet => threshold_met(),
        StatusRollup::AllCompleteAndThresholdMet => all_complete() && threshold_met(),
        // An asset cannot pass; it has to be complete.
        StatusRollup::AllPassed => units.iter().all(|unit| {
            if unit.sco { unit.success == Success::Passed } else { unit.completion == Completion::Complete }
        }),
    }
}

fn completion(units: &[Unit], met: bool) -> Completion {
    let begun = |unit: &Unit| unit.completion != Completion::Unknown || unit.success != Success::Unknown;
    if met {
        Completion::Complete
    } else if units.iter().any(begun) {
        Completion::Incomplete
    } else {
        Completion::Unknown
    }
}

fn success(units: &[Unit], met: bool, behaviour: &Behaviour) -> Success {
    let scos = || units.iter().filter(|unit| unit.sco);
    if behaviour.apply_rollup_status_to_success && met {
        Success::Passed
    } else if scos().any(|unit| unit.success == Success::Failed) {
        Success::Failed
    } else if !behaviour.apply_rollup_status_to_success
        && scos().next().is_some()
        && scos().all(|unit| unit.success == Success::Passed)
    {
        Success::Passed
    } else {
        Success::Unknown
    }
}

fn score(units: &[Unit], behaviour: &Behaviour) -> Option<f64> {
    let scos = || units.iter().filter(|unit| unit.sco);
    let scores: Vec<f64> = scos().filter_map(|unit| unit.score).collect();
    let average = |scores: &[f64], count: usize| {
        (!scores.is_empty() && count > 0).then(|| scores.iter().sum::<f64>() / count as f64)
    };
    match behaviour.score_rollup_mode {
        ScoreRollup::Provided => None,
        ScoreRollup::AverageOfAll => average(&scores, scos().count()),
        ScoreRollup::AverageOfScored => average(&scores, scores.len()),
        ScoreRollup::FixedAverage => match behaviour.number_of_scoring_objects {
            0 => average(&scores, scores.len()),
            count => average(&scores, count as usize).map(|score| score.min(1.0)),
        },
        ScoreRollup::AverageOfNonZero => {
            let counted: Vec<f64> = scores.iter().copied().filter(|score| *score != 0.0).collect();
            average(&counted, counted.len())
        }
        ScoreRollup::Last => scos().next_back().and_then(|unit| unit.score),
    }
}

#[cfg(test)]
mod tests {
    use cmi::Edition;

    use super::*;

    const COMPLETE: Completion = Completion::Complete;
    const UNKNOWN: Unit =
        Unit { sco: true, completion: Completion::Unknown, success: Success::Unknown, score: None };

    fn passed(score: f64) -> Unit {
        Unit { completion: COMPLETE, success: Success::Passed, score: Some(score), ..UNKNOWN }
    }

    fn behave(change: impl FnOnce(&mut Behaviour)) -> Behaviour {
        let mut behaviour = Behaviour::defaults(Edition::Scorm12, 2);
        change(&mut behaviour);
        behaviour
    }

    #[test]
    fn default_is_all_complete_and_none_failed() {
        let behaviour = behave(|_| ());
        let all = roll_up(&[passed(0.8), passed(0.6)], &behaviour);
        assert_eq!((all.completion, all.success), (COMPLETE, Success::Passed));
        assert!((all.score.unwrap() - 0.7).abs() < 1e-9);
        let failed = Unit { success: Success::Failed, ..passed(0.1) };
        assert_eq!(roll_up(&[passed(1.0), failed], &behaviour).completion, Completion::Incomplete);
        assert_eq!(roll_up(&[passed(1.0), failed], &behaviour).success, Success::Failed);
        assert_eq!(roll_up(&[passed(1.0), UNKNOWN], &behaviour).success, Success::Unknown);
        assert_eq!(roll_up(&[UNKNOWN, UNKNOWN], &behaviour), RolledUp::default());
    }

    #[test]
    fn one_unit_stands_for_the_whole() {
        let behaviour = behave(|b| b.score_rollup_mode = ScoreRollup::Provided);
        assert_eq!(roll_up(&[passed(0.5)], &behaviour).score, Some(0.5));
        assert_eq!(roll_up(&[passed(0.5), passed(0.5)], &behaviour).score, None);
    }

    #[test]
    fn an_empty_set() {
        assert_eq!(roll_up(&[], &behave(|_| ())).completion, COMPLETE);
        assert_eq!(roll_up(&[], &behave(|b| b.rollup_empty_set_to_unknown = true)), RolledUp::default());
    }

    #[test]
    fn thresholds() {
        let only = behave(|b| {
            b.status_rollup_mode = StatusRollup::ThresholdMet;
            b.threshold_score = 0.7;
        });
        assert_eq!(roll_up(&[passed(0.8), UNKNOWN], &only).completion, COMPLETE);
        assert_eq!(roll_up(&[passed(0.6), UNKNOWN], &only).completion, Completion::Incomplete);
        let both = behave(|b| {
            b.status_rollup_mode = StatusRollup::AllCompleteAndThresholdMet;
            b.threshold_score = 0.7;
        });
        assert_eq!(roll_up(&[passed(0.8), UNKNOWN], &both).completion, Completion::Incomplete);
        assert_eq!(roll_up(&[passed(0.8), passed(0.6)], &both).completion, COMPLETE);
    }

    #[test]
    fn all_passed_pretest_and_applying_to_success() {
        let asset = Unit { sco: false, completion: COMPLETE, ..UNKNOWN };
        let completed = Unit { completion: COMPLETE, ..UNKNOWN };
        let all_passed = behave(|b| b.status_rollup_mode = StatusRollup::AllPassed);
        assert_eq!(roll_up(&[passed(1.0), asset], &all_passed).completion, COMPLETE);
        assert_eq!(roll_up(&[passed(1.0), completed], &all_passed).completion, Completion::Incomplete);
        let pretest = behave(|b| b.first_sco_is_pretest = true);
        assert_eq!(roll_up(&[passed(1.0), UNKNOWN], &pretest).completion, COMPLETE);
        assert_eq!(roll_up(&[UNKNOWN, passed(1.0)], &pretest).completion, Completion::Incomplete);
        let applied = behave(|b| b.apply_rollup_status_to_success = true);
        assert_eq!(roll_up(&[completed, completed], &applied).success, Success::Passed);
    }

    #[test]
    fn scores() {
        let units = [passed(0.0), passed(0.6), UNKNOWN, passed(0.9)];
        let of = |mode, count| {
            let behaviour = behave(|b| {
                b.score_rollup_mode = mode;
                b.number_of_scoring_objects = count;
            });
            roll_up(&units, &behaviour).score.map(|score| (score * 1000.0).round())
        };
        assert_eq!(of(ScoreRollup::Provided, 0), None);
        assert_eq!(of(ScoreRollup::AverageOfAll, 0), Some(375.0));
        assert_eq!(of(ScoreRollup::AverageOfScored, 0), Some(500.0));
        assert_eq!(of(ScoreRollup::FixedAverage, 5), Some(300.0));
        assert_eq!(of(ScoreRollup::AverageOfNonZero, 0), Some(750.0));
        assert_eq!(of(ScoreRollup::Last, 0), Some(900.0));
    }
}
