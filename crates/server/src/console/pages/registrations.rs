//! The registrations of an application: filtered, searched, page by page.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::params::Params;
use jiff::{civil::Date, tz::TimeZone};
use platform::Timestamp;
use service::{
    console::registrations::{
        Counted, Direction, OverviewPlace, RegistrationsFound, RegistrationsSought, find_registrations,
    },
    rows::{App, CourseResult, Registration, RegistrationKey},
};

use crate::{
    console::{
        answer::{Failed, Page, Query},
        asking::Me,
        frame::{Choice, Frame, machine, minute},
        results::{Chip, grouped, score, time},
    },
    services::Services,
};

/// Registrations on a page.
const PAGE: u32 = 50;

/// What the query may ask for; these travel from page to page.
const FILTERS: [&str; 8] = ["app", "course", "learner", "completion", "success", "since", "until", "q"];

/// Those of them that are ids.
const IDS: [&str; 3] = ["app", "course", "learner"];

#[derive(Template)]
#[template(path = "console/registrations.html")]
struct RegistrationsPage {
    frame: Frame,
    apps: Vec<AppChoice>,
    app: String,
    course: String,
    course_title: Option<String>,
    learner: String,
    completions: Vec<Choice>,
    successes: Vec<Choice>,
    since: String,
    until: String,
    text: String,
    total: String,
    rows: Vec<Line>,
    /// Whether anything is asked for beside an application.
    is_filtered: bool,
    /// Addresses of further pages.
    all: String,
    latest: Option<String>,
    newer: Option<String>,
    older: Option<String>,
}

struct AppChoice {
    id: String,
    name: String,
    is_chosen: bool,
}

struct Line {
    id: String,
    page: String,
    learner: String,
    learner_id: String,
    course: String,
    course_page: String,
    completion: Chip,
    success: Chip,
    score: String,
    time: String,
    changed: String,
    machine_changed: String,
}

/// `GET console/registrations`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    Query(query): Query,
) -> Result<Response, Failed> {
    let asked = |name: &str| asked(&query, name);
    let since = day(asked("since"));
    let until = day(asked("until"));
    let sought = RegistrationsSought {
        app: asked("app"),
        course: asked("course"),
        learner: asked("learner"),
        completion: asked("completion"),
        success: asked("success"),
        since: since.and_then(begin),
        until: until.and_then(|day| begin(day.tomorrow().ok()?)),
        text: asked("q"),
    };
    let from = place(asked("older")).map(|place| (place, Direction::Older));
    let from = from.or_else(|| place(asked("newer")).map(|place| (place, Direction::Newer)));
    let found = find_registrations(&services.store, sought, from, PAGE).await?;
    let apps = service::list_apps(&services.store).await?;
    let page = shown(Frame::of(&me.asking, "registrations"), &query, found, &apps, [since, until]);
    Ok(Page(StatusCode::OK, page).into_response())
}

/// What the query says. An id may begin or end with blanks; where nothing else does, they are a slip.
fn asked<'q>(query: &'q Params, name: &str) -> &'q str {
    let value = query.get(name).unwrap_or_default();
    if IDS.contains(&name) { value } else { value.trim() }
}

fn shown(
    frame: Frame,
    query: &Params,
    found: RegistrationsFound,
    apps: &[App],
    days: [Option<Date>; 2],
) -> RegistrationsPage {
    let asked = |name: &str| asked(query, name);
    let app = found.app.as_ref().map_or_else(|| asked("app").to_owned(), |app| app.id.as_str().to_owned());
    let kept: Vec<(&str, &str)> =
        FILTERS.map(|name| (name, if name == "app" { app.as_str() } else { asked(name) })).into();
    let link = |extra: Option<(&str, &str)>| {
        let query = kept.iter().copied().chain(extra).filter(|(_, value)| !value.is_empty());
        frame.at("/registrations", query)
    };
    let beyond = |name: &'static str, place: Option<OverviewPlace>| {
        place.map(|place| link(Some((name, &format!("{}.{}", place.changed_at.0, place.key.0)))))
    };
    let choices = |chosen: &str, all: [(&'static str, &str); 4]| {
        all.map(|(value, id)| (value, frame.say(id), value == chosen)).into()
    };
    let total = match found.total {
        Counted::Exactly(count) => frame.with("regs-total", "count", grouped(count)),
        Counted::MoreThan(count) => frame.with("regs-more-than", "count", grouped(count)),
    };
    let is_sandbox = !apps.iter().any(|one| one.id.as_str() == app) && found.app.is_some();
    // The courses of the sandbox are copies; their pages are those of the originals.
    let original = found.app.as_ref().and_then(|app| app.sandbox_of);
    let home = apps.iter().find(|one| Some(one.key) == original).map_or(app.as_str(), |one| one.id.as_str());
    let mut all_apps: Vec<AppChoice> = apps
        .iter()
        .map(|one| AppChoice {
            id: one.id.as_str().to_owned(),
            name: one.name.clone(),
            is_chosen: one.id.as_str() == app,
        })
        .collect();
    // One that no list names is shown to who asks for it.
    if let Some(one) = found.app.as_ref().filter(|_| is_sandbox) {
        all_apps.push(AppChoice { id: app.clone(), name: one.name.clone(), is_chosen: true });
    }
    RegistrationsPage {
        completions: choices(
            asked("completion"),
            [
                ("", "regs-any"),
                ("complete", "result-complete"),
                ("incomplete", "result-incomplete"),
                ("unknown", "result-unknown"),
            ],
        ),
        successes: choices(
            asked("success"),
            [
                ("", "regs-any"),
                ("passed", "result-passed"),
                ("failed", "result-failed"),
                ("unknown", "result-unknown"),
            ],
        ),
        is_filtered: kept.iter().any(|(name, value)| *name != "app" && !value.is_empty()),
        all: frame.at("/registrations", [("app", app.as_str())]),
        latest: found.newer.map(|_| link(None)),
        newer: beyond("newer", found.newer),
        older: beyond("older", found.older),
        rows: found.rows.iter().map(|row| line(&frame, [&app, home], row)).collect(),
        course: asked("course").to_owned(),
        course_title: found.course.map(|course| course.title),
        learner: asked("learner").to_owned(),
        since: days[0].map(|day| day.to_string()).unwrap_or_default(),
        until: days[1].map(|day| day.to_string()).unwrap_or_default(),
        text: asked("q").to_owned(),
        apps: all_apps,
        total,
        app,
        frame,
    }
}

/// A registration of an application, with the application that has its course.
fn line(
    frame: &Frame,
    [app, home]: [&str; 2],
    (registration, result): &(Registration, CourseResult),
) -> Line {
    let (id, course) = (registration.id.as_str(), registration.course_id.as_str());
    let learner = &registration.learner;
    Line {
        page: frame.at("/registration", [("app", app), ("registration", id)]),
        id: id.to_owned(),
        learner: name(&learner.first, &learner.last, learner.id.as_str()),
        learner_id: learner.id.as_str().to_owned(),
        course: registration.course_title.clone(),
        course_page: frame.at("/course", [("app", home), ("course", course)]),
        completion: Chip::completion(frame, &result.complete),
        success: Chip::success(frame, &result.success),
        score: score(result.score),
        time: time(result.total_seconds),
        changed: minute(registration.updated_at),
        machine_changed: machine(registration.updated_at),
    }
}

/// What people call a learner; the id where there is no name.
pub(super) fn name(first: &str, last: &str, id: &str) -> String {
    let name = format!("{first} {last}");
    let name = name.trim();
    if name.is_empty() { id.to_owned() } else { name.to_owned() }
}

/// A day as browsers send it.
fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// The first instant of a day in UTC.
fn begin(day: Date) -> Option<Timestamp> {
    let begin = TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
    Some(Timestamp(begin.as_microsecond()))
}

/// The place of a registration, as links hold it.
fn place(text: &str) -> Option<OverviewPlace> {
    let (changed_at, key) = text.split_once('.')?;
    let (changed_at, key) = (changed_at.parse().ok()?, key.parse().ok()?);
    Some(OverviewPlace { changed_at: Timestamp(changed_at), key: RegistrationKey(key) })
}
