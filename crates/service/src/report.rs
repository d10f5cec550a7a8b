//! The one function that turns the results of an attempt into a report of V1: for `getRegistrationResult`, for
//! the list with results and for postbacks alike.

use cloud_api::v1::{
    report::{
        ActivityReport, Comment, CourseReport, Entry, Exit, FullActivity, FullObjective, Interaction,
        LearnerPreference, Mode, RegistrationReport, Results as Reported, Runtime, RuntimeCompletion,
        RuntimeObjective, StaticData, TimeLimitAction,
    },
    values::{Completion, ResultsFormat, Success, duration_text},
};
use runtime::{ActivityResult, Results, RuntimeResult};

/// The report of one instance in the detail that is asked for.
#[must_use]
pub fn report(results: &Results, regid: &str, instanceid: u32, format: ResultsFormat) -> RegistrationReport {
    let results = match format {
        ResultsFormat::Course => Reported::Course(CourseReport {
            complete: completion(results.course.completion),
            success: success(results.course.success),
            total_time_secs: u64::try_from(results.course.total_time.0 / 100).unwrap_or(0),
            score: percent(results.course.score),
        }),
        ResultsFormat::Activity => Reported::Activity(activity(&results.root)),
        ResultsFormat::Full => Reported::Full(Box::new(full(&results.root))),
    };
    RegistrationReport { regid: regid.to_owned(), instanceid, results }
}

fn activity(result: &ActivityResult) -> ActivityReport {
    ActivityReport {
        id: result.identifier.clone(),
        title: result.title.clone(),
        attempts: result.attempts,
        complete: completion(result.completion),
        success: success(result.success),
        time_across_attempts: result.time_across_attempts.0,
        time: result.time.map(|time| time.0),
        score: percent(result.score),
        children: result.children.iter().map(activity).collect(),
    }
}

fn full(result: &ActivityResult) -> FullActivity {
    FullActivity {
        id: result.identifier.clone(),
        title: result.title.clone(),
        satisfied: match result.success {
            runtime::Success::Passed => Some(true),
            runtime::Success::Failed => Some(false),
            runtime::Success::Unknown => None,
        },
        completed: match result.completion {
            runtime::Completion::Complete => Some(true),
            runtime::Completion::Incomplete => Some(false),
            runtime::Completion::Unknown => None,
        },
        time_across_attempts: result.time_across_attempts.0,
        attempts: result.attempts,
        suspended: result.suspended,
        objectives: result
            .objectives
            .iter()
            .map(|objective| FullObjective {
                id: objective.id.clone(),
                primary: objective.primary,
                normalized_measure: objective.measure,
                satisfied: objective.satisfied,
            })
            .collect(),
        runtime: result.runtime.as_deref().map(run_time),
        children: result.children.iter().map(full).collect(),
    }
}

fn run_time(result: &RuntimeResult) -> Runtime {
    Runtime {
        completion_status: RuntimeCompletion::parse(&result.completion_status).unwrap_or_default(),
        credit: result.credit,
        entry: Entry::parse(&result.entry).unwrap_or_default(),
        exit: Exit::parse(&result.exit).unwrap_or_default(),
        learner_preference: preference(&result.learner_preference),
        location: result.location.clone(),
        mode: match result.mode {
            runtime::Mode::Normal => Mode::Normal,
            runtime::Mode::Browse => Mode::Browse,
            runtime::Mode::Review => Mode::Review,
        },
        progress_measure: number(result.progress_measure.as_deref()),
        score_scaled: result.score_scaled,
        score_raw: number(result.score_raw.as_deref()),
        score_min: number(result.score_min.as_deref()),
        score_max: number(result.score_max.as_deref()),
        total_time: result.total_time.0,
        time_tracked: result.time_tracked.0,
        success_status: success(result.success),
        suspend_data: text(&result.suspend_data),
        comments_from_learner: result
            .comments_from_learner
            .iter()
            .map(|one| comment(&one.value, &one.location, &one.date_time))
            .collect(),
        comments_from_lms: result
            .comments_from_lms
            .iter()
            .map(|one| comment(&one.value, &one.location, &one.date_time))
            .collect(),
        interactions: result
            .interactions
            .iter()
            .map(|one| Interaction {
                id: one.id.clone(),
                // A client takes the lower case of this without asking whether it is there.
                r#type: one.kind.clone().unwrap_or_else(|| "other".to_owned()),
                objectives: one.objectives.clone(),
                timestamp: text(&one.timestamp),
                correct_responses: one.correct_responses.clone(),
                weighting: text(&one.weighting),
                learner_response: text(&one.learner_response),
                result: text(&one.result),
                latency: one.latency.map(|latency| duration_text(latency.0)).unwrap_or_default(),
                description: text(&one.description),
            })
            .collect(),
        objectives: result
            .objectives
            .iter()
            .map(|objective| RuntimeObjective {
                id: objective.id.clone(),
                score_scaled: objective.score_scaled,
                score_min: number(objective.score_min.as_deref()),
                score_raw: number(objective.score_raw.as_deref()),
                score_max: number(objective.score_max.as_deref()),
                success_status: success(objective.success),
                completion_status: RuntimeCompletion::parse(&objective.completion_status).unwrap_or_default(),
                progress_measure: number(objective.progress_measure.as_deref()),
                description: objective.description.clone(),
            })
            .collect(),
        static_data: StaticData {
            completion_threshold: number(result.completion_threshold.as_deref()),
            launch_data: text(&result.launch_data),
            learner_id: result.learner_id.clone(),
            learner_name: result.learner_name.clone(),
            max_time_allowed: text(&result.max_time_allowed),
            scaled_passing_score: number(result.scaled_passing_score.as_deref()),
            time_limit_action: time_limit_action(result.time_limit_action.as_deref()),
        },
    }
}

fn preference(
    [audio_level, language, delivery_speed, captioning]: &[Option<String>; 4],
) -> LearnerPreference {
    let default = LearnerPreference::default();
    LearnerPreference {
        audio_level: number(audio_level.as_deref()).unwrap_or(default.audio_level),
        language: text(language),
        delivery_speed: number(delivery_speed.as_deref()).unwrap_or(default.delivery_speed),
        audio_captioning: captioning
            .as_deref()
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(default.audio_captioning),
    }
}

fn comment(value: &str, location: &Option<String>, date_time: &Option<String>) -> Comment {
    Comment { value: value.to_owned(), location: text(location), date_time: text(date_time) }
}

fn text(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

/// The words of the manifest hold a comma: `exit,no message`.
fn time_limit_action(text: Option<&str>) -> TimeLimitAction {
    text.and_then(TimeLimitAction::parse).unwrap_or_default()
}

pub(crate) fn completion(completion: runtime::Completion) -> Completion {
    match completion {
        runtime::Completion::Complete => Completion::Complete,
        runtime::Completion::Incomplete => Completion::Incomplete,
        runtime::Completion::Unknown => Completion::Unknown,
    }
}

pub(crate) fn success(success: runtime::Success) -> Success {
    match success {
        runtime::Success::Passed => Success::Passed,
        runtime::Success::Failed => Success::Failed,
        runtime::Success::Unknown => Success::Unknown,
    }
}

/// Reports count scores from 0 to 100; a negative measure is a score of 0 there.
pub(crate) fn percent(scaled: Option<f64>) -> Option<f64> {
    scaled.map(|scaled| (scaled * 100.0).clamp(0.0, 100.0))
}

fn number(text: Option<&str>) -> Option<f64> {
    text.and_then(|text| text.trim().parse().ok()).filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_unknown_where_nothing_is_known() {
        assert_eq!(percent(None), None);
        assert_eq!(percent(Some(0.01)), Some(1.0));
        assert_eq!(percent(Some(-0.5)), Some(0.0));
        assert_eq!(number(Some("")), None);
        assert_eq!(number(Some(" 68 ")), Some(68.0));
        assert_eq!(time_limit_action(Some("exit,no message")), TimeLimitAction::ExitNoMessage);
        assert_eq!(time_limit_action(Some("continue,message")), TimeLimitAction::ContinueMessage);
        assert_eq!(time_limit_action(None), TimeLimitAction::Undefined);
    }
}
