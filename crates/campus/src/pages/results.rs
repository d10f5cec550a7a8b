//! The results of a course: from the records alone, so the page is there when the cloud is not.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use lyceum_client::{Completion, Success, Summary};

use super::answer::{Page, PageError};
use super::session::Author;
use super::view::{self, Frame, Shown};
use super::{chart, csv};
use crate::Campus;
use crate::doing::{Failed, take_result};
use crate::records::courses::Course;
use crate::records::overrides::Override;
use crate::records::registrations::Registration;
use crate::records::users::User;
use crate::records::{assignments, courses, overrides, registrations, result_history, users};

#[derive(Template)]
#[template(path = "results.html")]
struct ResultsPage {
    frame: Frame,
    key: i64,
    title: String,
    rows: Vec<Row>,
    assigned: usize,
    complete: usize,
    passed: usize,
    average: String,
    chart: Option<chart::Chart>,
    parts: Vec<chart::Part>,
}

/// A learner's line.
struct Row {
    registration: Option<i64>,
    learner: String,
    login: String,
    due_on: String,
    reported: Summary,
    effective: Summary,
    is_overridden: bool,
    is_begun: bool,
    launched: String,
    changed: String,
}

impl Row {
    fn reported(&self) -> Shown {
        Shown::of(&self.reported)
    }

    fn effective(&self) -> Shown {
        Shown::of(&self.effective)
    }
}

pub(crate) async fn page(
    State(campus): State<Campus>,
    Author(user): Author,
    Path(course): Path<i64>,
) -> Result<Response, PageError> {
    let (course, rows) = rows(&campus, course).await?;
    let days = {
        let mut tx = campus.records().begin_read().await?;
        result_history::completed_by_day(&mut tx, course.key).await?
    };
    let scores: Vec<f64> = rows.iter().filter_map(|row| row.effective.score).collect();
    let average = (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64);
    Ok(Page(ResultsPage {
        frame: Frame::of(&user, "courses"),
        key: course.key,
        title: course.title,
        assigned: rows.len(),
        complete: rows.iter().filter(|row| row.effective.completion == Completion::Complete).count(),
        passed: rows.iter().filter(|row| row.effective.success == Success::Passed).count(),
        average: view::score(average),
        chart: chart::Chart::of(&days, rows.len()),
        parts: chart::parts(rows.iter().map(|row| view::standing(&row.effective, row.is_begun))),
        rows,
    })
    .into_response())
}

pub(crate) async fn csv(
    State(campus): State<Campus>,
    Author(_): Author,
    Path(course): Path<i64>,
) -> Result<Response, PageError> {
    let (course, rows) = rows(&campus, course).await?;
    let mut text = csv::Csv::new(&[
        "learner",
        "login",
        "due",
        "completion",
        "success",
        "score",
        "seconds",
        "overridden",
        "reported completion",
        "reported success",
        "reported score",
        "launched",
        "changed",
    ]);
    for row in &rows {
        let score = |score: Option<f64>| score.map(|score| score.to_string()).unwrap_or_default();
        text.line(&[
            &row.learner,
            &row.login,
            &row.due_on,
            row.effective.completion.as_str(),
            row.effective.success.as_str(),
            &score(row.effective.score),
            &row.effective.total_time.as_secs().to_string(),
            if row.is_overridden { "yes" } else { "no" },
            row.reported.completion.as_str(),
            row.reported.success.as_str(),
            &score(row.reported.score),
            &row.launched,
            &row.changed,
        ]);
    }
    let name = format!("attachment; filename=\"results-{}.csv\"", course.key);
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, text.finish()).into_response())
}

/// Asks the cloud for all results of the course.
pub(crate) async fn refresh(
    State(campus): State<Campus>,
    Author(_): Author,
    Path(course): Path<i64>,
) -> Result<Redirect, PageError> {
    let course = super::course::find(&campus, course).await?;
    take_result::refresh_all(&campus, Some(&course.id), None).await?;
    Ok(Redirect::to(&format!("/courses/{}/results", course.key)))
}

async fn rows(campus: &Campus, course: i64) -> Result<(Course, Vec<Row>), PageError> {
    let mut tx = campus.records().begin_read().await?;
    let course = courses::find(&mut tx, course).await?.ok_or(Failed::NotFound)?;
    let people: HashMap<i64, User> =
        users::list(&mut tx).await?.into_iter().map(|user| (user.key, user)).collect();
    let registrations = registrations::of_course(&mut tx, course.key).await?;
    let registrations: HashMap<i64, Registration> =
        registrations.into_iter().map(|found| (found.learner, found)).collect();
    // Of several the newest counts, which comes last.
    let overrides: HashMap<i64, Override> = overrides::in_force(&mut tx, course.key)
        .await?
        .into_iter()
        .map(|decided| (decided.registration, decided))
        .collect();
    let rows = assignments::of_course(&mut tx, course.key)
        .await?
        .into_iter()
        .filter_map(|assignment| {
            let learner = people.get(&assignment.learner)?;
            let registration = registrations.get(&learner.key);
            let reported = registration.map(|found| found.result).unwrap_or_default();
            let decided = registration.and_then(|found| overrides.get(&found.key));
            Some(Row {
                registration: registration.map(|found| found.key),
                learner: learner.name(),
                login: learner.login.clone(),
                due_on: assignment.due_on.unwrap_or_default(),
                effective: decided.map_or(reported, |decided| decided.decision.over(&reported)),
                reported,
                is_overridden: decided.is_some(),
                is_begun: registration.is_some_and(|found| found.launched_at.is_some()),
                launched: view::at(registration.and_then(|found| found.launched_at)),
                changed: view::at(registration.and_then(|found| found.result_at)),
            })
        })
        .collect();
    Ok((course, rows))
}
