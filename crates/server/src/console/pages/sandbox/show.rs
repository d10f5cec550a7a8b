//! The page itself.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::{
    report::{ActivityReport, Results},
    values::number_text,
};
use service::{
    rows::{App, CourseVersion},
    sandbox::{self, AttemptDetail, Host, SandboxAttempt, SandboxLink},
};

use super::{HOSTS, failed, host_title};
use crate::{
    console::{
        answer::{Failed, Page},
        asking::Me,
        frame::{Frame, machine, minute},
        results::{completion, success, time},
    },
    services::Services,
};

/// Languages that the player speaks, in their own words.
const CULTURES: [(&str, &str); 2] = [("en", "English"), ("de", "Deutsch")];
/// Activities of a course that are shown.
const MOST_ACTIVITIES: usize = 200;
/// How deep lines are moved in.
const DEEPEST: usize = 6;

/// What was asked for, or typed and cannot be used.
#[derive(Default)]
pub(super) struct Typed<'a> {
    pub(super) attempt: &'a str,
    pub(super) before: &'a str,
    pub(super) first: &'a str,
    pub(super) last: &'a str,
    pub(super) host: Host,
    pub(super) problem: Option<&'static str>,
    pub(super) made_link: Option<String>,
}

#[derive(Template)]
#[template(path = "console/sandbox.html")]
struct SandboxPage {
    frame: Frame,
    here: String,
    app: String,
    course: String,
    title: String,
    courses: String,
    course_page: String,
    problem: Option<String>,
    made_link: Option<String>,
    hosts: Vec<HostChoice>,
    first: String,
    last: String,
    versions: Vec<(u32, String)>,
    cultures: Vec<(&'static str, String)>,
    attempt: Option<Shown>,
    attempts: Vec<Line>,
    kept: String,
    newest: Option<String>,
    next: Option<String>,
    links: Vec<LinkLine>,
}

struct HostChoice {
    name: &'static str,
    title: String,
    text: String,
    is_chosen: bool,
}

/// The attempt that is looked at.
struct Shown {
    id: String,
    heading: String,
    host: String,
    is_running: bool,
    completion: String,
    success: String,
    score: String,
    time: String,
    activities: Vec<ActivityLine>,
    version: u32,
    began: String,
    began_machine: String,
    by: String,
    launches: Vec<(String, String)>,
    registration: String,
}

struct ActivityLine {
    depth: usize,
    title: String,
    completion: String,
    success: String,
    score: String,
}

struct Line {
    link: String,
    is_shown: bool,
    name: String,
    host: String,
    result: String,
    by: String,
    began: String,
    began_machine: String,
}

struct LinkLine {
    key: i64,
    /// Host, and version and language where they were chosen.
    what: String,
    by: String,
    used: String,
    until: String,
}

pub(super) async fn show(
    services: &Services,
    me: &Me,
    app: &App,
    course: &str,
    typed: Typed<'_>,
) -> Result<Response, Failed> {
    let (frame, now) = (Frame::of(&me.asking, "courses"), services.clock.now());
    let before = Some(typed.before).filter(|id| !id.is_empty());
    let found = sandbox::sandbox_course(&services.store, app.key, course, before, now).await?;
    let found = found.ok_or(Failed::NotFound)?;
    let app_id = app.id.as_str();
    let here = |more: &[(&str, &str)]| {
        let query = [("app", app_id), ("course", course)];
        frame.at("/sandbox", query.iter().chain(more).copied())
    };
    // Without a choice the latest one is looked at: the one that was just begun.
    let shown = match typed.attempt {
        "" => found.attempts.first().map(|attempt| attempt.registration.id.as_str().to_owned()),
        id => Some(id.to_owned()),
    };
    let attempt = match &shown {
        Some(id) => {
            let definitions = services.live.definitions();
            let detail = sandbox::attempt_detail(&services.store, definitions, app.key, course, id).await;
            match detail {
                Ok(detail) => Some(one(&frame, &detail)),
                // It was thrown away meanwhile.
                Err(sandbox::SandboxError::NoAttempt) => None,
                Err(error) => return Err(failed(error)),
            }
        }
        None => None,
    };
    let line = |attempt: &SandboxAttempt| Line {
        link: here(&[("attempt", attempt.registration.id.as_str())]),
        is_shown: shown.as_deref() == Some(attempt.registration.id.as_str()),
        name: name(&frame, attempt),
        host: host(&frame, &attempt.host),
        result: result(&frame, attempt),
        by: by(&frame, attempt),
        began: minute(attempt.registration.created_at),
        began_machine: machine(attempt.registration.created_at),
    };
    let title = if found.course.title.is_empty() { course } else { &found.course.title };
    let latest = found.versions.last().map_or(0, |version| version.number.0);
    let text = |number: u32| match number == latest {
        true => frame.with("sandbox-latest", "number", number),
        false => number.to_string(),
    };
    let page = SandboxPage {
        here: here(&[("attempt", typed.attempt), ("before", typed.before)]),
        app: app_id.to_owned(),
        course: course.to_owned(),
        title: title.to_owned(),
        courses: frame.at("/courses", [("app", app_id)]),
        course_page: frame.at("/course", [("app", app_id), ("course", course)]),
        problem: typed.problem.map(|id| frame.say(id)),
        made_link: typed.made_link,
        hosts: HOSTS
            .iter()
            .map(|(host, title, text)| HostChoice {
                name: host.as_str(),
                title: frame.say(title),
                text: frame.say(text),
                is_chosen: *host == typed.host,
            })
            .collect(),
        first: typed.first.to_owned(),
        last: typed.last.to_owned(),
        versions: found.versions.iter().rev().map(|v| (v.number.0, text(v.number.0))).collect(),
        cultures: std::iter::once(("", frame.say("sandbox-culture-browser")))
            .chain(CULTURES.map(|(tag, name)| (tag, name.to_owned())))
            .collect(),
        attempt,
        attempts: found.attempts.iter().map(line).collect(),
        kept: frame.with("sandbox-kept", "days", services.config.sandbox_days),
        newest: before.map(|_| here(&[])),
        next: found.next.as_ref().map(|id| here(&[("before", id.as_str())])),
        links: found.links.iter().map(|link| link_line(&frame, link, &found.versions)).collect(),
        frame,
    };
    let status = if typed.problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Page(status, page).into_response())
}

fn one(frame: &Frame, detail: &AttemptDetail) -> Shown {
    let attempt = &detail.attempt;
    let app = attempt.app_id.as_str();
    let mut activities = Vec::new();
    if let Some(Results::Activity(root)) = detail.report.as_ref().map(|report| &report.results) {
        root.children.iter().for_each(|child| lines(frame, child, 0, &mut activities));
    }
    let at = |launch: &service::rows::Launch| minute(launch.started_at.unwrap_or(launch.created_at));
    Shown {
        heading: frame.with("sandbox-latest-attempt", "name", name(frame, attempt)),
        host: host(frame, &attempt.host),
        is_running: detail.running.is_some(),
        completion: completion(frame, &attempt.result.complete),
        success: success(frame, &attempt.result.success),
        score: score(attempt.result.score.map(|score| score * 100.0)),
        time: time(attempt.result.total_seconds),
        activities,
        version: attempt.version.0,
        began: minute(attempt.registration.created_at),
        began_machine: machine(attempt.registration.created_at),
        by: by(frame, attempt),
        launches: detail
            .launches
            .iter()
            .map(|launch| {
                let link = frame.at("/log", [("app", app), ("launch", &launch.id.to_string())]);
                (link, frame.with("sandbox-launch-at", "at", at(launch)))
            })
            .collect(),
        registration: frame
            .at("/registration", [("app", app), ("registration", attempt.registration.id.as_str())]),
        id: attempt.registration.id.as_str().to_owned(),
    }
}

fn lines(frame: &Frame, activity: &ActivityReport, depth: usize, lines_so_far: &mut Vec<ActivityLine>) {
    if lines_so_far.len() >= MOST_ACTIVITIES {
        return;
    }
    lines_so_far.push(ActivityLine {
        depth: depth.min(DEEPEST),
        title: if activity.title.is_empty() { activity.id.clone() } else { activity.title.clone() },
        completion: completion(frame, activity.complete.as_str()),
        success: success(frame, activity.success.as_str()),
        score: score(activity.score),
    });
    for child in &activity.children {
        lines(frame, child, depth + 1, lines_so_far);
    }
}

fn link_line(frame: &Frame, link: &SandboxLink, versions: &[CourseVersion]) -> LinkLine {
    let version = versions.iter().find(|version| Some(version.key) == link.version);
    let version = version.map(|version| frame.with("sandbox-link-version", "number", version.number.0));
    let language = CULTURES.iter().find(|(tag, _)| link.culture.as_deref() == Some(tag));
    let what = [Some(host(frame, &link.host)), version, language.map(|(_, name)| (*name).to_owned())];
    LinkLine {
        key: link.key.0,
        what: what.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        by: link.made_by.clone(),
        used: frame.with("sandbox-link-used", "count", format!("{} / {}", link.uses, link.most_uses)),
        until: frame.with("sandbox-link-until", "at", minute(link.expires_at)),
    }
}

fn name(frame: &Frame, attempt: &SandboxAttempt) -> String {
    let learner = &attempt.registration.learner;
    let name = format!("{} {}", learner.first, learner.last);
    if name.trim().is_empty() { frame.say("sandbox-nameless") } else { name.trim().to_owned() }
}

fn by(frame: &Frame, attempt: &SandboxAttempt) -> String {
    match attempt.by_link {
        true => frame.with("sandbox-by-link", "login", &attempt.made_by),
        false => attempt.made_by.clone(),
    }
}

fn host(frame: &Frame, name: &str) -> String {
    Host::parse(name).map_or_else(|| name.to_owned(), |host| host_title(frame, host))
}

/// Completion, success and score in one line, as far as they are known.
fn result(frame: &Frame, attempt: &SandboxAttempt) -> String {
    let mut said = vec![completion(frame, &attempt.result.complete)];
    if matches!(attempt.result.success.as_str(), "passed" | "failed") {
        said.push(success(frame, &attempt.result.success));
    }
    if attempt.result.score.is_some() {
        said.push(score(attempt.result.score.map(|score| score * 100.0)));
    }
    said.join(", ")
}

/// A score from 0 to 100; a dash where there is none, which is not 0.
fn score(score: Option<f64>) -> String {
    score.map_or_else(|| "–".to_owned(), |score| number_text(Some(score)))
}
