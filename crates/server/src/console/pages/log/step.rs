//! The attempt as it stood at any line, rebuilt by the engine, and what changed with that line.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use service::debug_log::{ActivityStanding, Completion, LogLine, Standing, Success};

use super::{
    entry::{Entry, about},
    place::{Place, failed, of_link, of_query},
    words,
};
use crate::{
    console::{
        answer::{Failed, Page},
        asking::{Asking, Me},
        frame::Frame,
    },
    services::Services,
};

/// Of a value in a table, so many characters are shown.
const VALUE_CHARS: usize = 1_000;
/// Elements of one activity that are shown.
const ELEMENTS: usize = 1_000;
/// Changes that are told in words.
const CHANGES: usize = 40;

#[derive(Template)]
#[template(path = "console/log_step.html")]
struct StepPage {
    frame: Frame,
    title: String,
    to_log: String,
    form: String,
    fields: Vec<(&'static str, String)>,
    at: usize,
    total: usize,
    position: String,
    /// Addresses of the first, the previous, the next and the last line.
    ways: [Option<String>; 4],
    entry: Option<Entry>,
    changes: Vec<String>,
    /// Name, value, and whether it changed.
    state: Vec<(String, String, bool)>,
    tree: Vec<Activity>,
    data: Vec<Data>,
    objectives: Vec<Vec<(String, bool)>>,
    buckets: Vec<(String, String, bool)>,
}

struct Activity {
    title: String,
    identifier: String,
    depth: u32,
    current: bool,
    suspended: bool,
    is_new: bool,
    /// Completion, success, score, attempts, each with whether it changed.
    cells: [(String, bool); 4],
}

struct Data {
    heading: String,
    open: bool,
    /// Element, value, and whether it changed.
    rows: Vec<(String, String, bool)>,
    more: Option<String>,
}

/// `GET console/log/step`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let place = of_query(&services, &me, query).await?;
    show(&services, place).await
}

/// `GET console/shared-log/{token}/step`.
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
    let lines = place.log.lines();
    let total = lines.len();
    let at = place.number("at").unwrap_or(total).min(total);
    let mut tx = services.store.begin_read().await?;
    let (before, after) = place.log.step(&mut tx, at).await.map_err(failed)?.ok_or(Failed::NotFound)?;
    drop(tx);
    let entry = about(services, &place, at).await?;
    let frame = &place.frame;
    let to = |at: usize| place.to("/step", &[("at", &at.to_string())]);
    let is_step = |line: &LogLine| line.entry > 0 && !line.late;
    let previous = (1..at).rev().find(|number| is_step(&lines[number - 1]));
    let next = (at + 1..=total).find(|number| is_step(&lines[number - 1]));
    let (number, all) = (at.to_string(), total.to_string());
    let page = StepPage {
        title: place.title().to_owned(),
        to_log: place.to("", &[("line", &number)]),
        form: place.form("/step"),
        fields: place.fields(),
        at,
        total,
        position: if at == 0 {
            frame.say("log-step-beginning")
        } else {
            frame.with_all("log-step-at", &[("at", &number), ("total", &all)])
        },
        ways: [
            (at > 0).then(|| to(0)),
            (at > 0).then(|| to(previous.unwrap_or(0))),
            next.map(to),
            (at < total).then(|| to(total)),
        ],
        entry,
        changes: changes(frame, &before, &after),
        state: state(frame, &before, &after),
        tree: tree(frame, &before, &after),
        data: data(frame, &before, &after),
        objectives: objectives(frame, &before, &after),
        buckets: pairs(&before.buckets, &after.buckets)
            .into_iter()
            .map(|(id, was, now)| {
                (id.to_owned(), words::cut(now.unwrap_or_default(), VALUE_CHARS), was != now)
            })
            .collect(),
        frame: place.frame.clone(),
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

/// Names of both lists in the order of the second, with what each had.
fn pairs<'a>(
    before: &'a [(String, String)],
    after: &'a [(String, String)],
) -> Vec<(&'a str, Option<&'a str>, Option<&'a str>)> {
    let known: std::collections::HashMap<&str, &str> =
        before.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let names: std::collections::HashSet<&str> = after.iter().map(|(name, _)| name.as_str()).collect();
    let now = after
        .iter()
        .map(|(name, value)| (name.as_str(), known.get(name.as_str()).copied(), Some(value.as_str())));
    let gone = before.iter().filter(|(name, _)| !names.contains(name.as_str()));
    now.chain(gone.map(|(name, value)| (name.as_str(), Some(value.as_str()), None))).collect()
}

/// What a state says of itself, in a few words: name and value.
fn state_of(frame: &Frame, standing: &Standing) -> Vec<(String, String)> {
    let player = frame.say(match standing.state {
        "playing" => "log-state-player-playing",
        "choosing" => "log-state-player-choosing",
        "ended" => "log-state-player-ended",
        _ => "log-state-player-none",
    });
    let session = frame.say(match standing.session.unwrap_or_default() {
        "" => "log-state-session-none",
        "running" => "log-state-session-running",
        "terminated" => "log-state-session-over",
        _ => "log-state-session-before",
    });
    let seconds = standing.time.0.max(0) / 100;
    let time = format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    let offers: Vec<String> = standing.offers.iter().map(|name| words::request(frame, name)).collect();
    vec![
        (frame.say("log-state-player"), player),
        (frame.say("log-state-session"), session),
        (
            frame.say("log-state-course"),
            words::result(frame, standing.completion, standing.success, standing.score),
        ),
        (frame.say("log-state-time"), time),
        (frame.say("log-state-offers"), if offers.is_empty() { "–".to_owned() } else { offers.join(", ") }),
    ]
}

fn state(frame: &Frame, before: &Standing, after: &Standing) -> Vec<(String, String, bool)> {
    let was = state_of(frame, before);
    let now = state_of(frame, after).into_iter();
    now.zip(was).map(|((name, now), (_, was))| (name, now.clone(), now != was)).collect()
}

/// The activity as it was before.
fn was<'a>(before: &'a Standing, activity: &ActivityStanding) -> Option<&'a ActivityStanding> {
    before.activities.iter().find(|other| other.identifier == activity.identifier)
}

fn cells(frame: &Frame, activity: &ActivityStanding) -> [String; 4] {
    [
        match activity.completion {
            Completion::Unknown => frame.say("result-unknown"),
            known => words::completion(frame, known),
        },
        match activity.success {
            Success::Unknown => frame.say("result-unknown"),
            known => words::success(frame, known),
        },
        activity.score.map_or_else(|| "–".to_owned(), |score| format!("{} %", words::scaled(score))),
        activity.attempts.to_string(),
    ]
}

fn tree(frame: &Frame, before: &Standing, after: &Standing) -> Vec<Activity> {
    let row = |activity: &ActivityStanding| {
        let was = was(before, activity);
        let old = was.map(|was| cells(frame, was));
        let mut at = 0;
        let cells = cells(frame, activity).map(|now| {
            let is_new = old.as_ref().is_some_and(|old| old[at] != now);
            at += 1;
            (now, is_new)
        });
        let moved =
            |was: &ActivityStanding| (was.current, was.suspended) != (activity.current, activity.suspended);
        Activity {
            title: activity.title.clone(),
            identifier: activity.identifier.clone(),
            depth: activity.depth.min(6),
            current: activity.current,
            suspended: activity.suspended,
            is_new: was.is_some_and(moved),
            cells,
        }
    };
    after.activities.iter().map(row).collect()
}

fn data(frame: &Frame, before: &Standing, after: &Standing) -> Vec<Data> {
    let mut all = Vec::new();
    for activity in &after.activities {
        let was = was(before, activity).map_or(&[][..], |was| &was.elements);
        let found = pairs(was, &activity.elements);
        if found.is_empty() {
            continue;
        }
        let changed = found.iter().any(|(_, was, now)| was != now);
        let left = found.len().saturating_sub(ELEMENTS);
        all.push(Data {
            heading: frame.with("log-data", "title", &activity.title),
            open: activity.current || changed,
            rows: found
                .into_iter()
                .take(ELEMENTS)
                .map(|(name, was, now)| {
                    (name.to_owned(), words::cut(now.unwrap_or_default(), VALUE_CHARS), was != now)
                })
                .collect(),
            more: (left > 0).then(|| frame.with("log-data-more", "count", left)),
        });
    }
    all
}

/// Objective, where it is, satisfied, measure.
fn objectives_of(frame: &Frame, standing: &Standing) -> Vec<[String; 4]> {
    let truth = |value: Option<bool>| {
        frame.say(match value {
            Some(true) => "log-yes",
            Some(false) => "log-no",
            None => "log-unknown",
        })
    };
    let number =
        |value: Option<f64>| value.map_or_else(|| frame.say("log-unknown"), |value| value.to_string());
    let mut all = Vec::new();
    for activity in &standing.activities {
        for objective in &activity.objectives {
            let id = if objective.id.is_empty() {
                frame.say("log-objectives-primary")
            } else {
                objective.id.clone()
            };
            all.push([id, activity.title.clone(), truth(objective.satisfied), number(objective.measure)]);
        }
    }
    for shared in &standing.shared_objectives {
        let at = frame.say("log-objectives-shared");
        all.push([shared.id.clone(), at, truth(shared.satisfied), number(shared.measure)]);
    }
    all
}

fn objectives(frame: &Frame, before: &Standing, after: &Standing) -> Vec<Vec<(String, bool)>> {
    let was = objectives_of(frame, before);
    let now = objectives_of(frame, after);
    let is_alike = was.len() == now.len();
    let row = |(at, row): (usize, [String; 4])| {
        let cell = |(column, now): (usize, String)| {
            let is_new = is_alike && was[at][column] != now;
            (now, is_new)
        };
        row.into_iter().enumerate().map(cell).collect()
    };
    now.into_iter().enumerate().map(row).collect()
}

/// What changed, in words.
fn changes(frame: &Frame, before: &Standing, after: &Standing) -> Vec<String> {
    let mut all: Vec<(String, Option<String>, Option<String>)> = Vec::new();
    for ((name, now), (_, was)) in state_of(frame, after).into_iter().zip(state_of(frame, before)) {
        all.push((name, Some(was), Some(now)));
    }
    let names = ["log-tree-completion", "log-tree-success", "log-tree-score", "log-tree-attempts"];
    for activity in &after.activities {
        let Some(was) = was(before, activity) else { continue };
        let of = |what: String| format!("{}: {what}", activity.title);
        for (current, suspended, id) in [
            (was.current, activity.current, "log-tree-current"),
            (was.suspended, activity.suspended, "log-tree-suspended"),
        ] {
            let truth = |value| frame.say(if value { "log-yes" } else { "log-no" });
            all.push((of(frame.say(id)), Some(truth(current)), Some(truth(suspended))));
        }
        let (was_cells, now_cells) = (cells(frame, was), cells(frame, activity));
        for ((id, was), now) in names.iter().zip(was_cells).zip(now_cells) {
            all.push((of(frame.say(id)), Some(was), Some(now)));
        }
        for (name, was, now) in pairs(&was.elements, &activity.elements) {
            all.push((name.to_owned(), was.map(str::to_owned), now.map(str::to_owned)));
        }
    }
    let (was, now) = (objectives_of(frame, before), objectives_of(frame, after));
    if was.len() == now.len() {
        for (was, now) in was.iter().zip(&now) {
            let what = |id: &str| format!("{} ({}): {}", now[0], now[1], frame.say(id));
            all.push((what("log-objectives-satisfied"), Some(was[2].clone()), Some(now[2].clone())));
            all.push((what("log-objectives-measure"), Some(was[3].clone()), Some(now[3].clone())));
        }
    }
    for (id, was, now) in pairs(&before.buckets, &after.buckets) {
        all.push((id.to_owned(), was.map(str::to_owned), now.map(str::to_owned)));
    }
    all.retain(|(_, was, now)| was != now);
    let left = all.len().saturating_sub(CHANGES);
    let short = |text: Option<String>| text.map(|text| words::cut(&text, 120)).unwrap_or_default();
    let mut told: Vec<String> = all
        .into_iter()
        .take(CHANGES)
        .map(|(what, was, now)| {
            let id = match (&was, &now) {
                (None, _) => "log-changed-new",
                (_, None) => "log-changed-gone",
                _ => "log-changed-was",
            };
            frame.with_all(id, &[("what", &what), ("was", &short(was)), ("now", &short(now))])
        })
        .collect();
    if left > 0 {
        told.push(frame.with("log-changed-more", "count", left));
    }
    told
}
