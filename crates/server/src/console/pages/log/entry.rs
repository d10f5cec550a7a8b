//! All about one line of a log.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use service::debug_log::LineKind;

use super::{
    lines::since,
    place::{Place, failed, of_link, of_query},
    words,
};
use crate::{
    console::{
        answer::{Failed, Page},
        asking::{Asking, Me},
        frame::{Frame, exact},
    },
    services::Services,
};

/// Of a value, so many characters are shown.
const VALUE_CHARS: usize = 100_000;

/// What there is to say about a line.
pub(super) struct Entry {
    pub(super) number: usize,
    pub(super) words: String,
    pub(super) call: String,
    pub(super) sort: &'static str,
    pub(super) facts: Vec<(String, String)>,
    /// The value and how long it is, where it is more than the words tell.
    pub(super) value: Option<(String, String)>,
    /// Steps of sequencing.
    pub(super) steps: Vec<String>,
}

#[derive(Template)]
#[template(path = "console/log_entry.html")]
struct EntryPage {
    frame: Frame,
    entry: Entry,
    to_step: Option<String>,
    to_log: String,
}

/// `GET console/log/entry`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let place = of_query(&services, &me, query).await?;
    show(&services, place).await
}

/// `GET console/shared-log/{token}/entry`.
pub(in crate::console) async fn shared(
    State(services): State<Services>,
    asking: Asking,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    match of_link(&services, &asking, &token, query).await {
        Ok(place) => show(&services, place).await,
        Err(response) => Ok(response),
    }
}

async fn show(services: &Services, place: Place) -> Result<Response, Failed> {
    let number = place.number("at").ok_or(Failed::NotFound)?;
    let entry = about(services, &place, number).await?.ok_or(Failed::NotFound)?;
    let number = number.to_string();
    let page = EntryPage {
        to_step: place.log.replays().then(|| place.to("/step", &[("at", &number)])),
        to_log: place.to("", &[("line", &number)]),
        entry,
        frame: place.frame,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

/// What there is to say about a line.
pub(super) async fn about(
    services: &Services,
    place: &Place,
    number: usize,
) -> Result<Option<Entry>, Failed> {
    let (frame, log) = (&place.frame, &place.log);
    let Some(line) = number.checked_sub(1).and_then(|at| log.lines().get(at)) else { return Ok(None) };
    let mut facts = vec![(frame.say("log-entry-time"), exact(line.at)), (String::new(), String::new())];
    facts[1] = (String::new(), frame.with("log-entry-since", "since", since(log, line)));
    if let Some((identifier, title)) = line.activity.and_then(|at| log.activity(at)) {
        facts.push((frame.say("log-entry-activity"), format!("{title} ({identifier})")));
    }
    if line.entry > 0 {
        facts.push((frame.say("log-entry-number"), line.entry.to_string()));
    }
    if line.error > 0 {
        facts.push((
            frame.say("log-entry-error"),
            format!("{} {}", line.error, words::meaning(log, line.error)),
        ));
    }
    let is_story = line.kind == LineKind::Sequencing;
    let has_value = matches!(
        line.kind,
        LineKind::SetValue
            | LineKind::GetValue
            | LineKind::Refused
            | LineKind::LookAhead
            | LineKind::Difference
    );
    let value = if has_value && !line.value.is_empty() {
        let mut tx = services.store.begin_read().await?;
        let whole = log.whole_value(&mut tx, number).await.map_err(failed)?.unwrap_or_default();
        Some((words::cut(&whole, VALUE_CHARS), frame.with("log-entry-chars", "count", line.value_chars)))
    } else {
        None
    };
    Ok(Some(Entry {
        number,
        words: words::plain(frame, log, line),
        call: words::call(log, line, 400),
        sort: words::sort(line),
        facts,
        value,
        steps: if is_story { line.value.split("; ").map(str::to_owned).collect() } else { Vec::new() },
    }))
}
