//! Run-time data as the `full` report shows it.

use cmi::{Centiseconds, Scorm12, Scorm2004, Session, Tree};

use super::answers_12::{convert, convert_result};
use super::{Model, RunData, success_of};
use crate::definition::Activity;
use crate::pins::{Mode, Pins};
use crate::results::{
    CommentResult, Completion, InteractionResult, RuntimeObjectiveResult, RuntimeResult, Success,
};
use crate::status_12::scaled;

impl RunData {
    /// Everything that is known. What no session has pinned yet comes from the pins of the launch.
    pub(crate) fn report(&self, activity: &Activity, pins: Option<&Pins>) -> RuntimeResult {
        let mut result = match &self.model {
            Model::Scorm12(model) => scorm_12(model),
            Model::Scorm2004(model) => scorm_2004(model),
        };
        let session = match &self.model {
            Model::Scorm12(model) => &model.session,
            Model::Scorm2004(model) => &model.session,
        };
        result.total_time = self.total_time();
        result.launch_data.clone_from(&activity.launch_data.data_from_lms);
        result.time_limit_action = activity.launch_data.time_limit_action.map(|a| a.name().to_owned());
        if self.begun {
            about_session(&mut result, session);
        } else {
            result.credit = true;
        }
        if let Some(pins) = pins {
            if matches!(&self.model, Model::Scorm12(model) if model.lesson_status() == "failed") {
                let completion = pins.behaviour.completion_stat_of_failed_success_stat;
                result.completion_status = completion_word(completion).to_owned();
            }
            result.learner_id.clone_from(&pins.learner.id);
            result.learner_name = pins.learner.reported_name();
            if !self.begun {
                result.credit = pins.credit && pins.mode == Mode::Normal;
                result.mode = pins.mode;
            }
        }
        result
    }
}

fn completion_word(completion: Completion) -> &'static str {
    match completion {
        Completion::Complete => "completed",
        Completion::Incomplete => "incomplete",
        Completion::Unknown => "unknown",
    }
}

fn about_session(result: &mut RuntimeResult, session: &Session) {
    result.credit = session.credit;
    result.entry.clone_from(&session.entry);
    result.learner_id.clone_from(&session.learner_id);
    result.learner_name.clone_from(&session.learner_name);
    result.mode = match &*session.mode {
        "browse" => Mode::Browse,
        "review" => Mode::Review,
        _ => Mode::Normal,
    };
}

/// A text; empty counts as never set.
fn text(tree: &Tree, name: &str) -> Option<String> {
    tree.value(name).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn scorm_12(model: &Scorm12) -> RuntimeResult {
    let tree = &model.tree;
    let launch = &model.session.launch_data;
    let (completion, success) = words_12(model.lesson_status());
    let preference = |name: &str| text(tree, &["cmi.student_preference.", name].concat());
    RuntimeResult {
        completion_status: completion,
        success,
        exit: model.exit().to_owned(),
        learner_preference: [
            preference("audio"),
            preference("language"),
            preference("speed"),
            preference("text"),
        ],
        location: text(tree, "cmi.core.lesson_location"),
        score_scaled: scaled(model.score("raw"), model.score("min"), model.score("max")),
        score_raw: text(tree, "cmi.core.score.raw"),
        score_min: text(tree, "cmi.core.score.min"),
        score_max: text(tree, "cmi.core.score.max"),
        suspend_data: text(tree, "cmi.suspend_data"),
        comments_from_learner: text(tree, "cmi.comments")
            .map(|value| CommentResult { value, ..CommentResult::default() })
            .into_iter()
            .collect(),
        interactions: tree.list("cmi.interactions").iter().map(interaction_12).collect(),
        objectives: tree.list("cmi.objectives").iter().map(objective_12).collect(),
        max_time_allowed: launch.max_time_allowed.map(Centiseconds::duration),
        scaled_passing_score: launch.mastery_score.map(|score| (score / 100.0).to_string()),
        ..RuntimeResult::default()
    }
}

/// A status of SCORM 1.2 as completion and success.
fn words_12(status: &str) -> (String, Success) {
    let completion = match status {
        "passed" | "completed" => "completed",
        "failed" => "unknown",
        "" => "not attempted",
        other => other,
    };
    (completion.to_owned(), success_of(status))
}

fn interaction_12(record: &Tree) -> InteractionResult {
    let kind = text(record, "type");
    let answer = |answer: &str| convert(kind.as_deref(), answer);
    InteractionResult {
        id: text(record, "id").unwrap_or_default(),
        objectives: record.list("objectives").iter().filter_map(|o| text(o, "id")).collect(),
        timestamp: text(record, "time"),
        correct_responses: record
            .list("correct_responses")
            .iter()
            .filter_map(|one| one.value("pattern").map(answer))
            .collect(),
        weighting: text(record, "weighting"),
        learner_response: record.value("student_response").map(answer),
        result: record.value("result").map(convert_result),
        latency: record.value("latency").and_then(Centiseconds::from_timespan).map(|(time, _)| time),
        description: None,
        kind,
    }
}

fn objective_12(record: &Tree) -> RuntimeObjectiveResult {
    let number = |name: &str| record.number(name);
    let (completion_status, success) = words_12(record.value("status").unwrap_or("not attempted"));
    RuntimeObjectiveResult {
        id: text(record, "id").unwrap_or_default(),
        score_scaled: scaled(number("score.raw"), number("score.min"), number("score.max")),
        score_raw: text(record, "score.raw"),
        score_min: text(record, "score.min"),
        score_max: text(record, "score.max"),
        success,
        completion_status,
        progress_measure: None,
        description: None,
    }
}

fn scorm_2004(model: &Scorm2004) -> RuntimeResult {
    let tree = &model.tree;
    let launch = &model.session.launch_data;
    let preference = |name: &str| text(tree, &["cmi.learner_preference.", name].concat());
    RuntimeResult {
        completion_status: model.completion_status().to_owned(),
        success: success_of(model.success_status()),
        exit: model.exit().to_owned(),
        learner_preference: [
            preference("audio_level"),
            preference("language"),
            preference("delivery_speed"),
            preference("audio_captioning"),
        ],
        location: text(tree, "cmi.location"),
        progress_measure: text(tree, "cmi.progress_measure"),
        score_scaled: model.score("scaled"),
        score_raw: text(tree, "cmi.score.raw"),
        score_min: text(tree, "cmi.score.min"),
        score_max: text(tree, "cmi.score.max"),
        suspend_data: text(tree, "cmi.suspend_data"),
        comments_from_learner: tree.list("cmi.comments_from_learner").iter().map(comment).collect(),
        comments_from_lms: tree.list("cmi.comments_from_lms").iter().map(comment).collect(),
        interactions: tree.list("cmi.interactions").iter().map(interaction_2004).collect(),
        objectives: model.objectives().iter().map(objective_2004).collect(),
        completion_threshold: model.completion_threshold().map(|t| t.to_string()),
        max_time_allowed: launch.max_time_allowed.map(Centiseconds::duration),
        scaled_passing_score: launch.scaled_passing_score.map(|score| score.to_string()),
        ..RuntimeResult::default()
    }
}

fn comment(record: &Tree) -> CommentResult {
    CommentResult {
        value: text(record, "comment").unwrap_or_default(),
        location: text(record, "location"),
        date_time: text(record, "timestamp"),
    }
}

fn interaction_2004(record: &Tree) -> InteractionResult {
    InteractionResult {
        id: text(record, "id").unwrap_or_default(),
        kind: text(record, "type"),
        objectives: record.list("objectives").iter().filter_map(|o| text(o, "id")).collect(),
        timestamp: text(record, "timestamp"),
        correct_responses: record
            .list("correct_responses")
            .iter()
            .filter_map(|one| one.value("pattern").map(str::to_owned))
            .collect(),
        weighting: text(record, "weighting"),
        learner_response: record.value("learner_response").map(str::to_owned),
        result: text(record, "result"),
        latency: record.value("latency").and_then(Centiseconds::from_duration),
        description: text(record, "description"),
    }
}

fn objective_2004(record: &Tree) -> RuntimeObjectiveResult {
    RuntimeObjectiveResult {
        id: text(record, "id").unwrap_or_default(),
        score_scaled: record.number("score.scaled"),
        score_raw: text(record, "score.raw"),
        score_min: text(record, "score.min"),
        score_max: text(record, "score.max"),
        success: success_of(record.value("success_status").unwrap_or_default()),
        completion_status: record.value("completion_status").unwrap_or("unknown").to_owned(),
        progress_measure: text(record, "progress_measure"),
        description: text(record, "description"),
    }
}
