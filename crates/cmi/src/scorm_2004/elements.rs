//! Every element of SCORM 2004 (RTE 4.2).

use super::values::Kind;
use crate::element::{Element, both, read, write};

pub(super) const ELEMENTS: [Element<Kind>; 51] = [
    both("cmi.comments_from_learner.n.comment", Kind::Localized(4000)),
    both("cmi.comments_from_learner.n.location", Kind::Text(250)),
    both("cmi.comments_from_learner.n.timestamp", Kind::Time),
    read("cmi.comments_from_lms.n.comment", Kind::Localized(4000)),
    read("cmi.comments_from_lms.n.location", Kind::Text(250)),
    read("cmi.comments_from_lms.n.timestamp", Kind::Time),
    both("cmi.completion_status", Kind::CompletionStatus),
    read("cmi.completion_threshold", Kind::Real),
    read("cmi.credit", Kind::Text(250)),
    read("cmi.entry", Kind::Text(250)),
    write("cmi.exit", Kind::Exit),
    both("cmi.interactions.n.id", Kind::LongIdentifier),
    both("cmi.interactions.n.type", Kind::InteractionType),
    both("cmi.interactions.n.objectives.n.id", Kind::LongIdentifier),
    both("cmi.interactions.n.timestamp", Kind::Time),
    both("cmi.interactions.n.correct_responses.n.pattern", Kind::Pattern),
    both("cmi.interactions.n.weighting", Kind::Real),
    both("cmi.interactions.n.learner_response", Kind::LearnerResponse),
    both("cmi.interactions.n.result", Kind::Result),
    both("cmi.interactions.n.latency", Kind::Interval),
    both("cmi.interactions.n.description", Kind::Localized(250)),
    read("cmi.launch_data", Kind::Text(4000)),
    read("cmi.learner_id", Kind::LongIdentifier),
    read("cmi.learner_name", Kind::Localized(250)),
    both("cmi.learner_preference.audio_level", Kind::RealFromZero),
    both("cmi.learner_preference.language", Kind::Language),
    both("cmi.learner_preference.delivery_speed", Kind::RealFromZero),
    both("cmi.learner_preference.audio_captioning", Kind::Captioning),
    both("cmi.location", Kind::Text(1000)),
    read("cmi.max_time_allowed", Kind::Interval),
    read("cmi.mode", Kind::Text(250)),
    both("cmi.objectives.n.id", Kind::LongIdentifier),
    both("cmi.objectives.n.score.scaled", Kind::Scaled),
    both("cmi.objectives.n.score.raw", Kind::Real),
    both("cmi.objectives.n.score.min", Kind::Real),
    both("cmi.objectives.n.score.max", Kind::Real),
    both("cmi.objectives.n.success_status", Kind::SuccessStatus),
    both("cmi.objectives.n.completion_status", Kind::CompletionStatus),
    both("cmi.objectives.n.progress_measure", Kind::Measure),
    both("cmi.objectives.n.description", Kind::Localized(250)),
    both("cmi.progress_measure", Kind::Measure),
    read("cmi.scaled_passing_score", Kind::Scaled),
    both("cmi.score.scaled", Kind::Scaled),
    both("cmi.score.raw", Kind::Real),
    both("cmi.score.min", Kind::Real),
    both("cmi.score.max", Kind::Real),
    write("cmi.session_time", Kind::Interval),
    both("cmi.success_status", Kind::SuccessStatus),
    both("cmi.suspend_data", Kind::SuspendData),
    read("cmi.time_limit_action", Kind::Text(250)),
    read("cmi.total_time", Kind::Interval),
];

/// What `_children` answers.
pub(super) const CHILDREN: [(&str, &str); 7] = [
    ("cmi.comments_from_learner", "comment,location,timestamp"),
    ("cmi.comments_from_lms", "comment,location,timestamp"),
    (
        "cmi.interactions",
        "id,type,objectives,timestamp,correct_responses,weighting,learner_response,result,latency,description",
    ),
    ("cmi.learner_preference", "audio_level,language,delivery_speed,audio_captioning"),
    ("cmi.objectives", "id,score,success_status,completion_status,progress_measure,description"),
    ("cmi.objectives.n.score", "scaled,raw,min,max"),
    ("cmi.score", "scaled,raw,min,max"),
];

/// What has a `_count`.
pub(super) const LISTS: [&str; 6] = [
    "cmi.comments_from_learner",
    "cmi.comments_from_lms",
    "cmi.interactions",
    "cmi.interactions.n.objectives",
    "cmi.interactions.n.correct_responses",
    "cmi.objectives",
];
