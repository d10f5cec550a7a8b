//! Every element of SCORM 1.2 (RTE 3.4.4).

use super::values::Kind;
use crate::element::{Element, both, read, write};

pub(super) const ELEMENTS: [Element<Kind>; 38] = [
    read("cmi.core.student_id", Kind::Text(255)),
    read("cmi.core.student_name", Kind::Text(255)),
    both("cmi.core.lesson_location", Kind::Text(255)),
    read("cmi.core.credit", Kind::Text(255)),
    both("cmi.core.lesson_status", Kind::LessonStatus),
    read("cmi.core.entry", Kind::Text(255)),
    both("cmi.core.score.raw", Kind::Score),
    both("cmi.core.score.max", Kind::Score),
    both("cmi.core.score.min", Kind::Score),
    read("cmi.core.total_time", Kind::Timespan),
    read("cmi.core.lesson_mode", Kind::Text(255)),
    write("cmi.core.exit", Kind::Exit),
    write("cmi.core.session_time", Kind::Timespan),
    both("cmi.suspend_data", Kind::SuspendData),
    read("cmi.launch_data", Kind::Text(4096)),
    both("cmi.comments", Kind::Text(4096)),
    read("cmi.comments_from_lms", Kind::Text(4096)),
    both("cmi.objectives.n.id", Kind::Identifier),
    both("cmi.objectives.n.score.raw", Kind::Score),
    both("cmi.objectives.n.score.max", Kind::Score),
    both("cmi.objectives.n.score.min", Kind::Score),
    both("cmi.objectives.n.status", Kind::ObjectiveStatus),
    read("cmi.student_data.mastery_score", Kind::Decimal),
    read("cmi.student_data.max_time_allowed", Kind::Timespan),
    read("cmi.student_data.time_limit_action", Kind::Text(255)),
    both("cmi.student_preference.audio", Kind::Integer(-1, 100)),
    both("cmi.student_preference.language", Kind::Text(255)),
    both("cmi.student_preference.speed", Kind::Integer(-100, 100)),
    both("cmi.student_preference.text", Kind::Integer(-1, 1)),
    write("cmi.interactions.n.id", Kind::Identifier),
    write("cmi.interactions.n.objectives.n.id", Kind::Identifier),
    write("cmi.interactions.n.time", Kind::Time),
    write("cmi.interactions.n.type", Kind::InteractionType),
    write("cmi.interactions.n.correct_responses.n.pattern", Kind::Answer),
    write("cmi.interactions.n.weighting", Kind::Decimal),
    write("cmi.interactions.n.student_response", Kind::Answer),
    write("cmi.interactions.n.result", Kind::Result),
    write("cmi.interactions.n.latency", Kind::Timespan),
];

/// What `_children` answers.
pub(super) const CHILDREN: [(&str, &str); 7] = [
    (
        "cmi.core",
        "student_id,student_name,lesson_location,credit,lesson_status,entry,score,total_time,lesson_mode,exit,session_time",
    ),
    ("cmi.core.score", "raw,min,max"),
    ("cmi.objectives", "id,score,status"),
    ("cmi.objectives.n.score", "raw,min,max"),
    ("cmi.student_data", "mastery_score,max_time_allowed,time_limit_action"),
    ("cmi.student_preference", "audio,language,speed,text"),
    (
        "cmi.interactions",
        "id,objectives,time,type,correct_responses,weighting,student_response,result,latency",
    ),
];

/// What has a `_count`.
pub(super) const LISTS: [&str; 4] = [
    "cmi.objectives",
    "cmi.interactions",
    "cmi.interactions.n.objectives",
    "cmi.interactions.n.correct_responses",
];
