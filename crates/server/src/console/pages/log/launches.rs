//! Launches of an application, latest first: the way to their logs.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::params::Params;
use service::{
    debug_log::{ListedLaunch, list_launches},
    rows::App,
};

use super::{
    place::{address, learner},
    words,
};
use crate::{
    console::{
        answer::{Failed, Page},
        app_choice::find_app,
        asking::Me,
        frame::{Frame, machine, minute},
    },
    services::Services,
};

/// Launches on a page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "console/logs.html")]
struct LogsPage {
    frame: Frame,
    /// Applications: id, name, and whether it is chosen.
    apps: Vec<(String, String, bool)>,
    launches: Vec<Line>,
    latest: Option<String>,
    older: Option<String>,
}

struct Line {
    to: String,
    name: String,
    title: String,
    who: String,
    registration: Option<String>,
    at: String,
    machine_at: String,
    state: String,
    sort: &'static str,
    result: String,
}

/// `GET console/logs`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let query = Params::from_urlencoded(query.unwrap_or_default());
    let frame = Frame::of(&me.asking, "logs");
    let all = service::list_apps(&services.store).await?;
    let chosen = match query.get("app").filter(|id| !id.is_empty()) {
        Some(id) => Some(find_app(&services, id).await?),
        None => all.first().cloned(),
    };
    let before = query.get("before").and_then(|key| key.parse().ok());
    let mut launches = match &chosen {
        Some(app) => list_launches(&services.store, app.key, before, PAGE + 1).await?,
        None => Vec::new(),
    };
    let has_older = launches.len() > PAGE as usize;
    launches.truncate(PAGE as usize);
    let to = |before: Option<String>| {
        let id = chosen.as_ref().map_or("", |app| app.id.as_str()).to_owned();
        let mut query = Params::new().with("app", id);
        if let Some(before) = before {
            query = query.with("before", before);
        }
        frame.to(&format!("/logs?{}", query.to_urlencoded()))
    };
    let is_chosen = |app: &App| chosen.as_ref().is_some_and(|chosen| chosen.key == app.key);
    let last = launches.last().filter(|_| has_older).map(|last| last.launch.id.to_string());
    let page = LogsPage {
        apps: all.iter().map(|app| (app.id.as_str().to_owned(), app.name.clone(), is_chosen(app))).collect(),
        latest: before.map(|_| to(None)),
        older: last.map(|last| to(Some(last))),
        launches: match &chosen {
            Some(app) => launches.iter().map(|listed| line(&frame, app, listed)).collect(),
            None => Vec::new(),
        },
        frame: frame.clone(),
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

fn line(frame: &Frame, app: &App, listed: &ListedLaunch) -> Line {
    let launch = &listed.launch;
    let (id, sort) = match (launch.ended_at, launch.closed_by_server) {
        (None, _) => ("log-running", "begun"),
        (Some(_), false) => ("log-over", "done"),
        (Some(_), true) => ("log-over-silent", "warm"),
    };
    let at = launch.started_at.unwrap_or(launch.created_at);
    let who = learner(listed);
    let mut result: Vec<String> = Vec::new();
    for word in [&launch.history.completion, &launch.history.satisfaction] {
        if word != "unknown" {
            result.push(word.clone());
        }
    }
    if let Some(score) = launch.history.measure {
        result.push(format!("{} %", words::scaled(score)));
    }
    Line {
        to: frame.to(&format!("/log?{}", address(app, listed).to_urlencoded())),
        name: frame.with("log-of", "launch", launch.id),
        title: if listed.title.is_empty() { listed.course.clone() } else { listed.title.clone() },
        who: if who.is_empty() { frame.say("logs-preview") } else { who },
        registration: listed.registration.clone(),
        at: minute(at),
        machine_at: machine(at),
        state: frame.say(id),
        sort,
        result: result.join(", "),
    }
}
