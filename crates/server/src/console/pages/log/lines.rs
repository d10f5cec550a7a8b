//! The lines of a log: which are shown, and how each is told. A page has the first of them; its script asks for the rest.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};
use service::debug_log::{Log, LogLine, Show};

use super::{
    place::{Place, of_link, of_query},
    words,
};
use crate::{
    console::{
        answer::Failed,
        asking::{Asking, Me},
        frame::{Frame, exact},
    },
    services::Services,
};

/// Lines on a page, and in an answer at most.
pub(super) const PAGE: usize = 200;
const MOST: usize = 500;
/// Of a value, so many characters stand in a line.
const VALUE_CHARS: usize = 160;
/// Of what is searched for, so many characters count.
const SEARCH_CHARS: usize = 200;

/// A line as it is shown.
pub(super) struct Row {
    /// Its number in the log, from 1.
    pub(super) number: usize,
    /// Time since the first line.
    pub(super) since: String,
    /// The instant.
    pub(super) at: String,
    /// In plain words.
    pub(super) words: String,
    /// The call with its answer.
    pub(super) call: String,
    /// For its looks.
    pub(super) sort: &'static str,
    /// It tells what came of the line above.
    pub(super) explains: bool,
}

impl Row {
    pub(super) fn of(frame: &Frame, log: &Log, number: usize) -> Option<Self> {
        let line = log.lines().get(number.checked_sub(1)?)?;
        Some(Self {
            number,
            since: since(log, line),
            at: exact(line.at),
            words: words::plain(frame, log, line),
            call: words::call(log, line, VALUE_CHARS),
            sort: words::sort(line),
            explains: line.explains,
        })
    }

    fn json(&self) -> Value {
        json!([self.number, self.since, self.at, self.words, self.call, self.sort, u8::from(self.explains)])
    }
}

/// Which lines are shown.
pub(super) struct Chosen {
    pub(super) show: Show,
    /// What is searched for; empty where nothing is.
    pub(super) search: String,
    /// Their numbers in the log, from 1.
    pub(super) numbers: Vec<usize>,
}

impl Chosen {
    /// As `show` and `q` of the query have it.
    pub(super) fn of(place: &Place) -> Self {
        let show = Show::parse(place.text("show"));
        let search = place.text("q").trim().chars().take(SEARCH_CHARS).collect::<String>();
        let wanted = search.to_lowercase();
        let log: &Log = &place.log;
        let all = log.lines().iter().enumerate();
        let shown = all.filter(|(_, line)| line.is_shown(show));
        let found = shown.filter(|(_, line)| wanted.is_empty() || is_found(&place.frame, log, line, &wanted));
        Self { show, numbers: found.map(|(at, _)| at + 1).collect(), search }
    }

    /// What addresses of the same choice have in their query.
    pub(super) fn query(&self) -> [(&'static str, &str); 2] {
        let show = if self.show == Show::All { "" } else { self.show.as_str() };
        [("show", show), ("q", &self.search)]
    }
}

/// Whether a line has what is searched for, in small letters, in what it tells or in its words.
fn is_found(frame: &Frame, log: &Log, line: &LogLine, wanted: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(wanted);
    has(&line.about)
        || has(&line.value)
        || has(&line.beside)
        || line.error != 0 && line.error.to_string() == wanted
        || has(&words::plain(frame, log, line))
        || has(&words::call(log, line, 0))
}

/// `GET console/log/lines`: JSON for the page's script.
pub(in crate::console) async fn answer(
    State(services): State<Services>,
    me: Me,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    Ok(of_query(&services, &me, query).await?.read(|place| json_of(&place)).await)
}

/// `GET console/shared-log/{token}/lines`.
pub(in crate::console) async fn shared(
    State(services): State<Services>,
    asking: Asking,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    match of_link(&services, &asking, &token, query).await {
        Ok(place) => place.read(|place| json_of(&place)).await,
        Err(response) => response,
    }
}

/// A script that says what it knows (`known`) is answered nothing while that is all.
fn json_of(place: &Place) -> Response {
    let is_over = place.listed.launch.ended_at.is_some();
    let known = format!("{}{}", place.log.lines().len(), if is_over { "." } else { "" });
    if place.text("known") == known {
        return StatusCode::NO_CONTENT.into_response();
    }
    let chosen = Chosen::of(place);
    let from = place.number("from").unwrap_or(0);
    let count = place.number("count").unwrap_or(PAGE).min(MOST);
    let rows: Vec<Value> = chosen
        .numbers
        .iter()
        .skip(from)
        .take(count)
        .filter_map(|number| Row::of(&place.frame, &place.log, *number))
        .map(|row| row.json())
        .collect();
    let counts: Vec<u32> = Show::ALL.iter().map(|show| place.log.count(*show)).collect();
    Json(json!({
        "total": chosen.numbers.len(),
        "from": from,
        "rows": rows,
        "counts": counts,
        "over": is_over,
        "known": known,
        "status": status(place, chosen.numbers.len()),
    }))
    .into_response()
}

/// How the launch goes on, and how many lines there are.
pub(super) fn status(place: &Place, total: usize) -> String {
    let id = if place.listed.launch.ended_at.is_some() { "log-live-over" } else { "log-live" };
    place.frame.with(id, "total", total)
}

/// The time from the first line to this one: `0:00:01.234`.
pub(super) fn since(log: &Log, line: &LogLine) -> String {
    let first = log.lines().first().map_or(line.at.0, |first| first.at.0);
    let millis = line.at.0.saturating_sub(first).div_euclid(1000);
    let (sign, millis) = if millis < 0 { ("-", -millis) } else { ("", millis) };
    let (hours, minutes) = (millis / 3_600_000, millis / 60_000 % 60);
    format!("{sign}{hours}:{minutes:02}:{:02}.{:03}", millis / 1000 % 60, millis % 1000)
}
