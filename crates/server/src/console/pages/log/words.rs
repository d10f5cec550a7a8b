//! A line of a log in plain words, and as the call that it was.

use service::debug_log::{
    By, Completion, Edition, LineKind, Log, LogLine, RefusedCall, Success, error_meaning,
};

use crate::console::frame::Frame;

/// What happened, as one would tell it.
pub(super) fn plain(frame: &Frame, log: &Log, line: &LogLine) -> String {
    let words = in_time(frame, log, line);
    if line.late { frame.with("log-late", "what", words) } else { words }
}

fn in_time(frame: &Frame, log: &Log, line: &LogLine) -> String {
    let value = line.value.as_str();
    match line.kind {
        LineKind::Launched => frame.say(match line.about.as_str() {
            "review" => "log-launched-review",
            "browse" => "log-launched-browse",
            _ => "log-launched",
        }),
        LineKind::Initialize => frame.say("log-initialize"),
        LineKind::SetValue => set(frame, line),
        LineKind::GetValue if value.is_empty() => frame.with("log-get-empty", "element", &line.about),
        LineKind::GetValue => {
            frame.with_all("log-get", &[("element", &line.about), ("value", &short(value))])
        }
        LineKind::Commit => frame.say("log-commit"),
        LineKind::Terminate => frame.say("log-terminate"),
        LineKind::Refused => refused(frame, log, line),
        LineKind::Unloaded => frame.say("log-unloaded"),
        LineKind::Navigate(by) => navigate(frame, log, line, by),
        LineKind::Heartbeat => frame.say("log-alive"),
        LineKind::Closed => frame.say("log-closed"),
        LineKind::Reset => frame.say("log-reset"),
        LineKind::ObjectivesReset => frame.say("log-objectives-reset"),
        LineKind::Opened => frame.with("log-opened", "title", log.title_of(&line.about)),
        LineKind::Result(completion, success, score) => {
            frame.with("log-result", "what", result(frame, completion, success, score))
        }
        LineKind::Lenient => frame.with("log-lenient", "why", value),
        LineKind::Implied if line.about.is_empty() => frame.with("log-implied", "why", value),
        LineKind::Implied => {
            frame.with_all("log-implied-of", &[("what", log.title_of(&line.about)), ("why", value)])
        }
        LineKind::Sequencing => decided(frame, log, line),
        LineKind::Difference => frame.with("log-difference", "why", value),
        LineKind::LookAhead if value.is_empty() => frame.say("log-offers-nothing"),
        LineKind::LookAhead => frame.with("log-offers", "what", short(value)),
        LineKind::Control => frame.with("log-control", "what", value),
    }
}

/// What content set.
fn set(frame: &Frame, line: &LogLine) -> String {
    let (element, value) = (line.about.as_str(), short(&line.value));
    let chars = line.value_chars.to_string();
    let with = |id| frame.with(id, "value", &value);
    let beside = |id| frame.with_all(id, &[("value", &value), ("of", &line.beside)]);
    let parts: Vec<&str> = element.split('.').collect();
    match parts.as_slice() {
        ["cmi", "core", "lesson_status"] | ["cmi", "completion_status" | "success_status"] => {
            with("log-set-status")
        }
        ["cmi", "core", "score", "raw"] | ["cmi", "score", "raw"] if line.beside.is_empty() => {
            with("log-set-score")
        }
        ["cmi", "core", "score", "raw"] | ["cmi", "score", "raw"] => beside("log-set-score-of"),
        ["cmi", "score", "scaled"] => match percent(&line.value) {
            Some(percent) => frame.with("log-set-scaled", "percent", percent),
            None => with("log-set-score"),
        },
        ["cmi", "core", "score", "max"] | ["cmi", "score", "max"] => with("log-set-score-max"),
        ["cmi", "core", "score", "min"] | ["cmi", "score", "min"] => with("log-set-score-min"),
        ["cmi", "progress_measure"] => match percent(&line.value) {
            Some(percent) => frame.with("log-set-progress", "percent", percent),
            None => frame.with_all("log-set", &[("element", element), ("value", &value)]),
        },
        ["cmi", "core", "lesson_location"] | ["cmi", "location"] => with("log-set-location"),
        ["cmi", "suspend_data"] => frame.with("log-set-suspend-data", "count", chars),
        ["cmi", "core", "exit"] | ["cmi", "exit"] => frame.say(match line.value.as_str() {
            "suspend" => "log-set-exit-suspend",
            "logout" => "log-set-exit-logout",
            "time-out" => "log-set-exit-time-out",
            _ => "log-set-exit-normal",
        }),
        ["cmi", "core", "session_time"] | ["cmi", "session_time"] => with("log-set-session-time"),
        ["cmi", "comments"] | ["cmi", "comments_from_learner", _, "comment"] => with("log-set-comment"),
        ["cmi", "interactions", _, "id"] => with("log-set-question"),
        ["cmi", "interactions", _, "student_response" | "learner_response"] => beside("log-set-answer"),
        ["cmi", "interactions", _, "result"] => beside("log-set-answer-result"),
        ["cmi", "interactions", _, "correct_responses", _, "pattern"] => beside("log-set-answer-right"),
        ["cmi", "interactions", _, leaf] => frame
            .with_all("log-set-question-more", &[("element", leaf), ("value", &value), ("of", &line.beside)]),
        ["cmi", "objectives", _, "id"] => with("log-set-objective"),
        ["cmi", "objectives", _, "status" | "success_status" | "completion_status"] => {
            beside("log-set-objective-status")
        }
        ["cmi", "objectives", _, "score", "raw" | "scaled"] => beside("log-set-objective-score"),
        ["adl", "nav", "request"] => with("log-set-nav"),
        ["adl", "data", _, "store"] => frame.with("log-set-shared", "count", chars),
        _ => frame.with_all("log-set", &[("element", element), ("value", &value)]),
    }
}

fn refused(frame: &Frame, log: &Log, line: &LogLine) -> String {
    let meaning = meaning(log, line.error);
    let number = line.error.to_string();
    let call = RefusedCall::parse(&line.value);
    let told = [("what", line.about.as_str()), ("number", &number), ("meaning", meaning)];
    match call.and_then(|call| call.value) {
        Some(value) => {
            let value = short(value);
            frame.with_all("log-refused-value", &[told.as_slice(), &[("value", &value)]].concat())
        }
        None => frame.with_all("log-refused", &told),
    }
}

/// What an error number means in the edition that was played.
pub(super) fn meaning(log: &Log, number: u16) -> &'static str {
    log.edition().map_or("", |edition| error_meaning(edition, number))
}

fn navigate(frame: &Frame, log: &Log, line: &LogLine, by: By) -> String {
    let request = request(frame, &line.about);
    let target = log.title_of(&line.value);
    let id = match (by, line.value.is_empty()) {
        (By::Learner, true) => "log-pressed",
        (By::Learner, false) => "log-chose",
        (By::Player, true) => "log-went",
        (By::Player, false) => "log-went-to",
    };
    frame.with_all(id, &[("request", &request), ("target", target)])
}

/// A request as the page's control names it.
pub(super) fn request(frame: &Frame, name: &str) -> String {
    frame.say(match name {
        "start" => "log-request-start",
        "resumeAll" => "log-request-resume",
        "continue" => "log-request-continue",
        "previous" => "log-request-previous",
        "choice" => "log-request-choice",
        "jump" => "log-request-jump",
        "exit" => "log-request-exit",
        "exitAll" => "log-request-exit-all",
        "suspendAll" => "log-request-suspend-all",
        "abandon" => "log-request-abandon",
        "abandonAll" => "log-request-abandon-all",
        "returnToLms" => "log-request-leave",
        _ => return name.to_owned(),
    })
}

/// What came of the rules.
fn decided(frame: &Frame, log: &Log, line: &LogLine) -> String {
    let request = request(frame, &line.about);
    let outcome = line.outcome();
    let within = |before: &str| Some(outcome.strip_prefix(before)?.strip_suffix(')')?.to_owned());
    if let Some(activity) = outcome.strip_prefix("deliver ") {
        return frame
            .with_all("log-decided-opens", &[("request", &request), ("title", log.title_of(activity))]);
    }
    if let Some(why) = within("refused (") {
        return frame.with_all("log-decided-refused", &[("request", &request), ("why", &why)]);
    }
    if let Some(why) = within("the learner chooses (") {
        return frame.with_all("log-decided-chooses-why", &[("request", &request), ("why", &why)]);
    }
    let id = if outcome == "the session ends" { "log-decided-ends" } else { "log-decided-chooses" };
    frame.with(id, "request", request)
}

/// Completion, success and score in words.
pub(super) fn result(frame: &Frame, completion: Completion, success: Success, score: Option<f64>) -> String {
    let mut all = vec![self::completion(frame, completion), self::success(frame, success)];
    if let Some(score) = score {
        all.push(frame.with("log-score-percent", "percent", scaled(score)));
    }
    all.join(", ")
}

pub(super) fn completion(frame: &Frame, completion: Completion) -> String {
    frame.say(match completion {
        Completion::Complete => "log-complete",
        Completion::Incomplete => "log-incomplete",
        Completion::Unknown => "log-completion-unknown",
    })
}

pub(super) fn success(frame: &Frame, success: Success) -> String {
    frame.say(match success {
        Success::Passed => "log-passed",
        Success::Failed => "log-failed",
        Success::Unknown => "log-success-unknown",
    })
}

/// A scaled score in percent, without digits that say nothing.
pub(super) fn scaled(score: f64) -> String {
    let text = format!("{:.2}", score * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn percent(value: &str) -> Option<String> {
    let number: f64 = value.trim().parse().ok()?;
    number.is_finite().then(|| scaled(number))
}

/// A value within a sentence.
fn short(value: &str) -> String {
    cut(value, 80)
}

/// A text with so many characters at most.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}\u{2026}", &text[..end]),
        None => text.to_owned(),
    }
}

/// The line as the call that it was, or as the player spells it; and what was answered.
pub(super) fn call(log: &Log, line: &LogLine, most: usize) -> String {
    let old = matches!(log.edition(), Some(Edition::Scorm11 | Edition::Scorm12));
    let name = |old_name: &'static str, new_name: &'static str| if old { old_name } else { new_name };
    let (about, value) = (&line.about, cut(&line.value, most));
    let answer = if line.error == 0 {
        "\"true\"".to_owned()
    } else {
        format!("{} {}", line.error, meaning(log, line.error))
    };
    match line.kind {
        LineKind::Initialize => format!("{}(\"\") \u{2192} {answer}", name("LMSInitialize", "Initialize")),
        LineKind::Terminate => format!("{}(\"\") \u{2192} {answer}", name("LMSFinish", "Terminate")),
        LineKind::Commit => format!("{}(\"\") \u{2192} {answer}", name("LMSCommit", "Commit")),
        LineKind::SetValue => {
            format!("{}(\"{about}\", \"{value}\") \u{2192} {answer}", name("LMSSetValue", "SetValue"))
        }
        LineKind::GetValue => {
            format!("{}(\"{about}\") \u{2192} \"{value}\"", name("LMSGetValue", "GetValue"))
        }
        LineKind::Refused => {
            let call = RefusedCall::parse(&value);
            let why = call.map_or(value.as_str(), |call| call.why);
            let what = match (about.as_str(), call.and_then(|call| call.value)) {
                ("Initialize", None) => format!("{}(\"\")", name("LMSInitialize", "Initialize")),
                ("Terminate", None) => format!("{}(\"\")", name("LMSFinish", "Terminate")),
                ("Commit", None) => format!("{}(\"\")", name("LMSCommit", "Commit")),
                (about, Some(value)) => {
                    format!("{}(\"{about}\", \"{value}\")", name("LMSSetValue", "SetValue"))
                }
                (about, None) => format!("{}(\"{about}\")", name("LMSGetValue", "GetValue")),
            };
            format!("{what} \u{2192} {answer}: {why}")
        }
        LineKind::Navigate(_) if value.is_empty() => format!("navigate {about}"),
        LineKind::Navigate(_) => format!("navigate {about} {value}"),
        LineKind::Opened => format!("deliver {about}"),
        LineKind::Launched => format!("launch {about}"),
        LineKind::Sequencing | LineKind::LookAhead | LineKind::Control => value,
        LineKind::Lenient | LineKind::Implied | LineKind::Difference if about.is_empty() => value,
        LineKind::Lenient | LineKind::Implied | LineKind::Difference => format!("{about}: {value}"),
        LineKind::Unloaded => "unload".to_owned(),
        LineKind::Heartbeat => "heartbeat".to_owned(),
        LineKind::Closed => "close".to_owned(),
        LineKind::Reset => "reset".to_owned(),
        LineKind::ObjectivesReset => "reset objectives".to_owned(),
        LineKind::Result(completion, success, score) => {
            let score = score.map_or_else(|| "unknown".to_owned(), |score| score.to_string());
            format!("{completion:?}, {success:?}, {score}").to_lowercase()
        }
    }
}

/// What sort of line it is, for its looks.
pub(super) fn sort(line: &LogLine) -> &'static str {
    if line.is_error() {
        return "error";
    }
    match line.kind {
        LineKind::SetValue => "write",
        LineKind::Initialize | LineKind::Commit | LineKind::Terminate => "call",
        LineKind::GetValue | LineKind::Refused => "read",
        LineKind::Navigate(_) | LineKind::Opened | LineKind::Launched | LineKind::Unloaded => "way",
        LineKind::Sequencing | LineKind::Implied | LineKind::Lenient => "why",
        LineKind::Result(..) => "result",
        LineKind::Closed | LineKind::Reset | LineKind::ObjectivesReset | LineKind::Difference => "server",
        LineKind::Heartbeat | LineKind::LookAhead | LineKind::Control => "quiet",
    }
}
