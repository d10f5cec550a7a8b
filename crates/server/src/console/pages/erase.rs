//! What is known of one learner, and its erasure.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use platform::AppId;
use service::{EraseLearnerError, LearnerData, erase_learner, learner_data, list_apps};

use crate::{
    console::{
        answer::{Failed, Fields, Page, Query},
        asking::Me,
        frame::Frame,
    },
    services::Services,
};

#[derive(Template)]
#[template(path = "console/erase.html")]
struct ErasePage {
    frame: Frame,
    /// Applications: id, name, and whether it is the one.
    apps: Vec<(String, String, bool)>,
    app: String,
    learner: String,
    /// What is known, with how much of it.
    known: Vec<(&'static str, u64)>,
    /// Whether there is something to erase.
    asks: bool,
    problem: Option<String>,
    done: Option<String>,
}

/// `GET console/erase`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    Query(query): Query,
) -> Result<Response, Failed> {
    let (app, learner) = (query.get("app").unwrap_or_default(), query.get("learner").unwrap_or_default());
    let mut page = begin(&services, &me, app, learner).await?;
    if !learner.is_empty() {
        match look(&services, app, learner).await {
            Ok(data) if data.is_empty() => page.problem = Some(page.frame.say("erase-nobody")),
            Ok(data) => {
                page.known = known(&data);
                page.asks = true;
            }
            Err(error) => page.problem = Some(page.frame.say(refusal(error)?)),
        }
    }
    Ok(Page(status(&page), page).into_response())
}

/// `POST console/erase`.
pub(in crate::console) async fn erase(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let (app, learner) = (form.get("app"), form.get("learner"));
    let mut page = begin(&services, &me, app, learner).await?;
    let data = match look(&services, app, learner).await {
        Ok(data) => data,
        Err(error) => {
            page.problem = Some(page.frame.say(refusal(error)?));
            return Ok(Page(status(&page), page).into_response());
        }
    };
    page.known = known(&data);
    if form.get("confirm") != learner {
        page.problem = Some(page.frame.say("erase-other"));
        page.asks = true;
        return Ok(Page(status(&page), page).into_response());
    }
    let (store, blobs, now) = (&services.store, &services.blobs, services.clock.now());
    let id = AppId::new(app).map_err(|_| Failed::Form)?;
    match erase_learner(store, blobs, me.actor(), &id, learner, now).await {
        Ok(_) => {
            page.done = Some(page.frame.say("erase-done"));
            // The page that stays open does not go on naming the learner.
            page.learner = String::new();
        }
        Err(error) => page.problem = Some(page.frame.say(refusal(error)?)),
    }
    Ok(Page(status(&page), page).into_response())
}

async fn begin(services: &Services, me: &Me, app: &str, learner: &str) -> Result<ErasePage, Failed> {
    let apps = list_apps(&services.store).await?;
    Ok(ErasePage {
        frame: Frame::of(&me.asking, "erase"),
        apps: apps
            .into_iter()
            .map(|found| (found.id.to_string(), found.name, found.id.as_str() == app))
            .collect(),
        app: app.to_owned(),
        learner: learner.to_owned(),
        known: Vec::new(),
        asks: false,
        problem: None,
        done: None,
    })
}

async fn look(services: &Services, app: &str, learner: &str) -> Result<LearnerData, EraseLearnerError> {
    let id = AppId::new(app).map_err(|_| EraseLearnerError::NoApp(app.to_owned()))?;
    learner_data(&services.store, &id, learner).await
}

fn known(data: &LearnerData) -> Vec<(&'static str, u64)> {
    let known = &data.known;
    vec![
        ("erase-registrations", known.registrations),
        ("erase-attempts", known.attempts),
        ("erase-launches", known.launches),
        ("erase-batches", known.batches),
        ("erase-notes", known.notes),
        ("erase-postbacks", known.postbacks),
        ("erase-objectives", known.objectives),
        ("erase-tags", known.tags),
        ("erase-exports", data.exports),
    ]
}

/// The text for what a form can cause.
fn refusal(error: EraseLearnerError) -> Result<&'static str, Failed> {
    match error {
        EraseLearnerError::NoApp(_) => Ok("erase-no-app"),
        EraseLearnerError::BadId => Ok("erase-nobody"),
        EraseLearnerError::Store(error) => Err(error.into()),
    }
}

fn status(page: &ErasePage) -> StatusCode {
    if page.problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}
