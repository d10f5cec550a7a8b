//! One learner in one course: the result, its parts, how it changed, and what an administrator decided.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lyceum_client::wire::report::{FullActivity, RegistrationReport, Results};
use lyceum_client::wire::xml_read;
use lyceum_client::{Completion, Success};

use super::answer::{Page, PageError};
use super::session::{Administrator, Author};
use super::view::{self, Frame, Shown};
use super::words::Words;
use crate::Campus;
use crate::doing::{Failed, override_result, take_result};
use crate::records::overrides::Decision;
use crate::records::result_history::Source;
use crate::records::{courses, overrides, registrations, result_history, users};

#[derive(Template)]
#[template(path = "registration.html")]
struct RegistrationPage {
    frame: Frame,
    key: i64,
    id: String,
    course: i64,
    title: String,
    learner: String,
    launched: String,
    checked: String,
    reported: Shown,
    effective: Shown,
    is_overridden: bool,
    lost: Option<Lost>,
    activities: Vec<Activity>,
    history: Vec<Past>,
    overrides: Vec<Decided>,
}

/// A line of the activity tree.
struct Activity {
    depth: usize,
    title: String,
    completion: String,
    success: String,
    score: String,
    time: String,
    interactions: Vec<Answer>,
}

struct Answer {
    id: String,
    response: String,
    result: String,
}

/// That the cloud lost the registration.
struct Lost {
    at: String,
    /// What the one that was made anew tells, where the result from before still counts.
    since: Option<Shown>,
}

struct Past {
    at: String,
    source: String,
    result: Shown,
}

struct Decided {
    at: String,
    by: String,
    what: String,
    reason: String,
    reverted: Option<String>,
}

pub(crate) async fn page(
    State(campus): State<Campus>,
    Author(user): Author,
    Path(registration): Path<i64>,
) -> Result<Response, PageError> {
    let words = Words::here();
    let mut tx = campus.records().begin_read().await?;
    let found = registrations::find_by_key(&mut tx, registration).await?.ok_or(Failed::NotFound)?;
    let course = courses::find(&mut tx, found.course).await?.ok_or(Failed::NotFound)?;
    let learner = users::find(&mut tx, found.learner).await?.ok_or(Failed::NotFound)?;
    let decisions = overrides::list(&mut tx, found.key).await?;
    let history = result_history::list(&mut tx, found.key).await?;
    let in_force = decisions.iter().find(|decided| decided.reverted_at.is_none());
    let effective = in_force.map_or(found.result, |decided| decided.decision.over(&found.result));
    Ok(Page(RegistrationPage {
        frame: Frame::of(&user, "courses"),
        key: found.key,
        course: course.key,
        title: course.title,
        learner: learner.name(),
        launched: view::at(found.launched_at),
        checked: view::at(found.checked_at),
        reported: Shown::of(&found.result),
        effective: Shown::of(&effective),
        is_overridden: in_force.is_some(),
        lost: found.lost.map(|lost| Lost {
            at: view::at(Some(lost.at)),
            since: lost
                .old_result_counts
                .then(|| Shown::of(&found.told.map(|told| told.result).unwrap_or_default())),
        }),
        activities: found.report.as_deref().map(activities).unwrap_or_default(),
        history: history
            .iter()
            .map(|past| Past {
                at: view::at(Some(past.at)),
                source: words.say(match past.source {
                    Source::Postback => "came-posted",
                    Source::Asked => "came-asked",
                }),
                result: Shown::of(&past.result),
            })
            .collect(),
        overrides: decisions
            .iter()
            .map(|decided| Decided {
                at: view::at(Some(decided.made_at)),
                by: decided.made_by.clone(),
                what: in_words(&decided.decision),
                reason: decided.reason.clone(),
                reverted: decided
                    .reverted_by
                    .as_ref()
                    .map(|by| words.with2("reverted", ("by", by), ("at", &view::at(decided.reverted_at)))),
            })
            .collect(),
        id: found.id,
    })
    .into_response())
}

/// Asks the cloud for this result.
pub(crate) async fn refresh(
    State(campus): State<Campus>,
    Author(_): Author,
    Path(registration): Path<i64>,
) -> Result<Redirect, PageError> {
    let found = {
        let mut tx = campus.records().begin_read().await?;
        registrations::find_by_key(&mut tx, registration).await?.ok_or(Failed::NotFound)?
    };
    take_result::refresh(&campus, &found).await?;
    Ok(to(registration))
}

#[derive(serde::Deserialize)]
pub(crate) struct Override {
    #[serde(default)]
    completion: String,
    #[serde(default)]
    success: String,
    #[serde(default)]
    score: String,
    reason: String,
}

pub(crate) async fn override_result(
    State(campus): State<Campus>,
    Administrator(user): Administrator,
    Path(registration): Path<i64>,
    Form(given): Form<Override>,
) -> Result<Redirect, PageError> {
    let score = match given.score.trim() {
        "" => None,
        text => Some(text.replace(',', ".").parse::<f64>().map_err(|_| Failed::Input("input-score"))?),
    };
    let decision = Decision {
        completion: Completion::parse(&given.completion),
        success: Success::parse(&given.success),
        score,
    };
    override_result::make(&campus, &user, registration, &decision, &given.reason).await?;
    Ok(to(registration))
}

pub(crate) async fn revert(
    State(campus): State<Campus>,
    Administrator(user): Administrator,
    Path(registration): Path<i64>,
) -> Result<Redirect, PageError> {
    override_result::revert(&campus, &user, registration).await?;
    Ok(to(registration))
}

fn to(registration: i64) -> Redirect {
    Redirect::to(&format!("/registrations/{registration}"))
}

fn in_words(decision: &Decision) -> String {
    let words = Words::here();
    let line = |id, value: String| format!("{}: {value}", words.say(id));
    let completion = decision.completion.map(|value| line("completion", view::completion(value)));
    let success = decision.success.map(|value| line("success", view::success(value)));
    let score = decision.score.map(|value| line("score", view::score(Some(value))));
    [completion, success, score].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The tree of a stored report, line by line. One that cannot be read any more shows nothing.
fn activities(report: &str) -> Vec<Activity> {
    let report = xml_read::parse(report).ok().and_then(|root| RegistrationReport::from_element(&root).ok());
    let mut lines = Vec::new();
    if let Some(RegistrationReport { results: Results::Full(root), .. }) = report {
        add(&root, 0, &mut lines);
    }
    lines
}

fn add(activity: &FullActivity, depth: usize, lines: &mut Vec<Activity>) {
    let measure =
        activity.objectives.iter().find(|objective| objective.primary).or(activity.objectives.first());
    lines.push(Activity {
        depth: depth.min(6),
        title: activity.title.clone(),
        completion: view::completion(match activity.completed {
            Some(true) => Completion::Complete,
            Some(false) => Completion::Incomplete,
            None => Completion::Unknown,
        }),
        success: view::success(match activity.satisfied {
            Some(true) => Success::Passed,
            Some(false) => Success::Failed,
            None => Success::Unknown,
        }),
        score: view::score(
            measure.and_then(|objective| objective.normalized_measure).map(|value| value * 100.0),
        ),
        time: view::time(u64::try_from(activity.time_across_attempts / 100).unwrap_or_default()),
        interactions: activity
            .runtime
            .iter()
            .flat_map(|runtime| &runtime.interactions)
            .map(|interaction| Answer {
                id: interaction.id.clone(),
                response: interaction.learner_response.clone(),
                result: interaction.result.clone(),
            })
            .collect(),
    });
    for child in &activity.children {
        add(child, depth + 1, lines);
    }
}
