//! A log as a file: what is shown, or all of it.

use axum::{
    extract::{Path, RawQuery, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use serde_json::json;
use service::debug_log::Log;

use super::{
    lines::{Chosen, since},
    place::{Place, of_link, of_query},
    words,
};
use crate::{
    console::{
        answer::Failed,
        asking::{Asking, Me},
        frame::exact,
    },
    services::Services,
};

/// `GET console/log/download`.
pub(in crate::console) async fn file(
    State(services): State<Services>,
    me: Me,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    Ok(of_query(&services, &me, query).await?.read(|place| write(&place)).await)
}

/// `GET console/shared-log/{token}/download`.
pub(in crate::console) async fn shared(
    State(services): State<Services>,
    asking: Asking,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    match of_link(&services, &asking, &token, query).await {
        Ok(place) => place.read(|place| write(&place)).await,
        Err(response) => response,
    }
}

/// Text, one line each, or JSON, one object each. Values are as long as the log keeps them.
fn write(place: &Place) -> Response {
    let chosen = Chosen::of(place);
    let is_json = place.text("as") == "json";
    let mut text = String::new();
    let log: &Log = &place.log;
    for (at, number) in chosen.numbers.iter().enumerate() {
        let Some(line) = log.lines().get(number - 1) else { continue };
        let (plain, call) = (words::plain(&place.frame, log, line), words::call(log, line, usize::MAX));
        if is_json {
            let object = json!({
                "number": number,
                "at": exact(line.at),
                "since": since(log, line),
                "entry": (line.entry > 0).then_some(line.entry),
                "activity": line.activity.and_then(|place| log.activity(place)).map(|(id, _)| id),
                "about": line.about,
                "value": line.value,
                "valueCharacters": line.value_chars,
                "error": (line.error > 0).then_some(line.error),
                "meaning": (line.error > 0).then(|| words::meaning(log, line.error)),
                "applied": !line.late,
                "sort": words::sort(line),
                "call": call,
                "words": plain,
            });
            text.push_str(if at == 0 { "[\n" } else { ",\n" });
            text.push_str(&object.to_string());
        } else {
            let parts = [
                &*exact(line.at),
                "  ",
                &*since(log, line),
                "  ",
                &*one_line(&plain),
                "\n",
                "    ",
                &*one_line(&call),
                "\n",
            ];
            parts.iter().for_each(|part| text.push_str(part));
        }
    }
    if is_json {
        text.push_str(if chosen.numbers.is_empty() { "[]\n" } else { "\n]\n" });
    }
    let (kind, end) =
        if is_json { ("application/json", "json") } else { ("text/plain; charset=utf-8", "txt") };
    let name = format!("attachment; filename=\"launch-{}.{end}\"", place.listed.launch.id);
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], text).into_response()
}

/// No value begins a line of its own.
fn one_line(text: &str) -> String {
    text.replace('\r', "\u{240d}").replace('\n', "\u{240a}")
}
