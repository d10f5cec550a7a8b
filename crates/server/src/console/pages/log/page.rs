//! The page of a log. Without script it is paged; with it, one list that keeps up.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use service::debug_log::{Edition, SHARE_DAYS, Show, list_log_shares};

use super::{
    lines::{Chosen, PAGE, Row, status},
    place::{Place, of_link, of_query},
};
use crate::{
    console::{
        answer::{Failed, Page},
        asking::{Asking, Me},
        frame::{Frame, exact, minute},
    },
    services::Services,
};

#[derive(Template)]
#[template(path = "console/log.html")]
struct LogPage {
    frame: Frame,
    title: String,
    learner: String,
    facts: Vec<(String, String, Option<String>)>,
    notices: Vec<String>,
    /// Choices of lines: text, number of lines, address, whether it is chosen.
    choices: Vec<(String, u32, String, bool)>,
    fields: Vec<(&'static str, String)>,
    form: String,
    show: &'static str,
    search: String,
    search_off: Option<String>,
    rows: Vec<(Row, String)>,
    total: usize,
    from: usize,
    /// The line that is to be seen first, by its place among those that are shown.
    at: Option<usize>,
    range: String,
    earlier: Option<String>,
    later: Option<String>,
    status: String,
    is_over: bool,
    to_lines: String,
    to_entry: String,
    to_step: Option<String>,
    to_text: String,
    to_json: String,
    to_compare: Option<String>,
    to_logs: Option<String>,
    share: Option<Sharing>,
}

struct Sharing {
    to_make: String,
    to_revoke: String,
    days: Vec<(u32, String)>,
    /// Key, text, and the name of the button that takes it back.
    shares: Vec<(i64, String, String)>,
}

/// `GET console/log`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let place = of_query(&services, &me, query).await?;
    let share = if place.frame.is_author() { Some(sharing(&services, &place).await?) } else { None };
    Ok(place.read(|place| show(place, share)).await)
}

/// `GET console/shared-log/{token}`.
pub(in crate::console) async fn shared(
    State(services): State<Services>,
    asking: Asking,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    match of_link(&services, &asking, &token, query).await {
        Ok(place) => place.read(|place| show(place, None)).await,
        Err(response) => response,
    }
}

fn show(place: Place, share: Option<Sharing>) -> Response {
    let chosen = Chosen::of(&place);
    let total = chosen.numbers.len();
    let line = place.number("line").and_then(|line| chosen.numbers.iter().position(|number| *number >= line));
    let from = line.map_or_else(|| place.number("from").unwrap_or(0), |line| line / PAGE * PAGE);
    let from = from.min(total.saturating_sub(1)) / PAGE * PAGE;
    let until = total.min(from + PAGE);
    let [show, search] = chosen.query();
    let paged = |from: usize| place.to("", &[show, search, ("from", &from.to_string())]);
    let rows = chosen.numbers[from..until]
        .iter()
        .filter_map(|number| Row::of(&place.frame, &place.log, *number))
        .map(|row| {
            // Without the version that was played there are lines, and no attempt to be rebuilt.
            let part = if place.log.replays() { "/step" } else { "/entry" };
            let to = place.to(part, &[("at", &row.number.to_string())]);
            (row, to)
        })
        .collect();
    let frame = &place.frame;
    let (from_text, until_text) = ((from + 1).to_string(), until.to_string());
    let range = [("from", from_text.as_str()), ("to", &until_text), ("total", &total.to_string())];
    let page = LogPage {
        title: place.title().to_owned(),
        learner: place.learner(),
        facts: facts(&place),
        notices: notices(&place),
        choices: choices(&place, &chosen),
        fields: place.fields(),
        form: place.form(""),
        show: chosen.show.as_str(),
        search_off: (!chosen.search.is_empty()).then(|| place.to("", &[show])),
        rows,
        total,
        from,
        at: line,
        range: frame.with_all("log-range", &range),
        earlier: (from > 0).then(|| paged(from.saturating_sub(PAGE))),
        later: (until < total).then(|| paged(until)),
        status: status(&place, total),
        is_over: place.listed.launch.ended_at.is_some(),
        to_lines: place.to("/lines", &[show, search]),
        to_entry: place.to("/entry", &[]),
        to_step: (place.log.replays() && !place.log.lines().is_empty()).then(|| place.to("/step", &[])),
        to_text: place.to("/download", &[("as", "text"), show, search]),
        to_json: place.to("/download", &[("as", "json"), show, search]),
        to_compare: (!place.is_shared()).then(|| {
            let mut query = cloud_api::v1::params::Params::new();
            query = query.with("app", place.app.clone().unwrap_or_default());
            query = query.with("left", place.listed.launch.id.to_string());
            frame.to(&format!("/log/compare?{}", query.to_urlencoded()))
        }),
        to_logs: place.app.as_ref().map(|app| {
            let query = cloud_api::v1::params::Params::new().with("app", app.clone());
            frame.to(&format!("/logs?{}", query.to_urlencoded()))
        }),
        share,
        search: chosen.search.clone(),
        frame: place.frame.clone(),
    };
    Page(StatusCode::OK, page).into_response()
}

/// Name, value, and the address it leads to.
fn facts(place: &Place) -> Vec<(String, String, Option<String>)> {
    let (frame, launch) = (&place.frame, &place.listed.launch);
    let mut facts = vec![(frame.say("log-launch"), launch.id.to_string(), None)];
    if let (Some(registration), Some(app)) = (&place.listed.registration, &place.app) {
        let query = cloud_api::v1::params::Params::new()
            .with("app", app.clone())
            .with("registration", registration.clone());
        let to = frame.to(&format!("/registration?{}", query.to_urlencoded()));
        facts.push((frame.say("log-registration"), registration.clone(), Some(to)));
    }
    if let Some(at) = launch.started_at {
        facts.push((frame.say("log-began-at"), exact(at), None));
    }
    if let Some(edition) = place.log.edition() {
        facts.push((frame.say("log-standard"), standard(edition).to_owned(), None));
    }
    if let Some(browser) = &launch.user_agent {
        facts.push((frame.say("log-browser"), super::words::cut(browser, 200), None));
    }
    facts
}

fn standard(edition: Edition) -> &'static str {
    match edition {
        Edition::Scorm11 => "SCORM 1.1",
        Edition::Scorm12 => "SCORM 1.2",
        Edition::Scorm2004Ed2 => "SCORM 2004 2nd Edition",
        Edition::Scorm2004Ed3 => "SCORM 2004 3rd Edition",
        Edition::Scorm2004Ed4 => "SCORM 2004 4th Edition",
    }
}

fn notices(place: &Place) -> Vec<String> {
    let (frame, launch) = (&place.frame, &place.listed.launch);
    let mut notices = Vec::new();
    if launch.started_at.is_none() {
        notices.push(frame.say("log-not-begun"));
        return notices;
    }
    if launch.registration.is_some() && !launch.tracking {
        notices.push(frame.say("log-untracked"));
    }
    if !place.log.replays() {
        notices.push(frame.say("log-no-replay"));
    }
    if place.log.differs() {
        notices.push(frame.say("log-differs"));
    }
    notices
}

fn choices(place: &Place, chosen: &Chosen) -> Vec<(String, u32, String, bool)> {
    let [_, search] = chosen.query();
    let choice = |show: Show| {
        let text = place.frame.say(match show {
            Show::All => "log-show-all",
            Show::Calls => "log-show-calls",
            Show::Writes => "log-show-writes",
            Show::Status => "log-show-status",
            Show::Navigation => "log-show-navigation",
            Show::Sequencing => "log-show-sequencing",
            Show::Errors => "log-show-errors",
            Show::Everything => "log-show-everything",
        });
        let name = if show == Show::All { "" } else { show.as_str() };
        (text, place.log.count(show), place.to("", &[("show", name), search]), show == chosen.show)
    };
    Show::ALL.map(choice).into()
}

async fn sharing(services: &Services, place: &Place) -> Result<Sharing, Failed> {
    let frame = &place.frame;
    let shares = list_log_shares(&services.store, place.listed.launch.id, services.clock.now()).await?;
    let days = SHARE_DAYS.map(|days| {
        let text = match days {
            1 => frame.say("log-share-day"),
            7 => frame.say("log-share-week"),
            _ => frame.say("log-share-month"),
        };
        (days, text)
    });
    Ok(Sharing {
        to_make: place.form("/share"),
        to_revoke: place.form("/unshare"),
        days: days.into(),
        shares: shares
            .into_iter()
            .map(|share| {
                let (at, until) = (minute(share.created_at), minute(share.expires_at));
                let values = [("login", share.made_by.as_str()), ("at", &at), ("until", &until)];
                (
                    share.key.0,
                    frame.with_all("log-share-by", &values),
                    frame.with_all("log-share-revoke-of", &values),
                )
            })
            .collect(),
    })
}
