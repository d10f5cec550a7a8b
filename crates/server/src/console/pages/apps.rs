//! The applications that may call the API.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use platform::{AppId, SecretText, Timestamp};
use service::{AppError, console, rows::AppKey};

use super::app;
use crate::{
    console::{
        answer::{Failed, Fields, Page},
        asking::Me,
        frame::{Frame, minute},
    },
    services::Services,
};

#[derive(Template)]
#[template(path = "console/apps.html")]
struct AppsPage {
    frame: Frame,
    apps: Vec<Line>,
    /// What was typed for a new one.
    id: String,
    name: String,
    problem: Option<String>,
}

struct Line {
    id: String,
    name: String,
    path: String,
    made: String,
    last_use: String,
    active: bool,
    manages: bool,
}

#[derive(Template)]
#[template(path = "console/secret.html")]
struct SecretPage {
    frame: Frame,
    id: String,
    secret: String,
    api: String,
}

/// `GET console/apps`.
pub(in crate::console) async fn page(State(services): State<Services>, me: Me) -> Result<Response, Failed> {
    show(&services, &me, "", "", None).await
}

/// `POST console/apps`.
pub(in crate::console) async fn add(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let (id, name) = (form.get("id"), form.get("name"));
    let Ok(app) = AppId::new(id.trim()) else {
        return show(&services, &me, id, name, Some("bad-app-id")).await;
    };
    let (store, key, rng) = (&services.store, &services.installation_key, services.rng.as_ref());
    match console::create_app(store, key, rng, me.actor(), &app, name, services.clock.now()).await {
        Ok(secret) => Ok(secret_page(&services, &me, &app, &secret)),
        Err(AppError::Exists(_)) => show(&services, &me, id, name, Some("app-taken")).await,
        Err(AppError::BadName) => show(&services, &me, id, name, Some("bad-app-name")).await,
        Err(error) => Err(failed(error)),
    }
}

/// `POST console/apps/rotate`: the id stands in the form, for it may hold any character.
pub(in crate::console) async fn rotate(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let app = AppId::new(form.get("app")).map_err(|_| Failed::NotFound)?;
    let (store, key, rng) = (&services.store, &services.installation_key, services.rng.as_ref());
    let (keep_old, now) = (form.has("keep_old"), services.clock.now());
    match console::rotate_app_secret(store, key, rng, me.actor(), &app, keep_old, now).await {
        Ok(secret) => Ok(secret_page(&services, &me, &app, &secret)),
        Err(AppError::Unknown(_)) => Err(Failed::NotFound),
        Err(error) => Err(failed(error)),
    }
}

/// The only page that ever shows the secret.
pub(super) fn secret_page(services: &Services, me: &Me, app: &AppId, secret: &SecretText) -> Response {
    let page = SecretPage {
        frame: Frame::of(&me.asking, "apps"),
        id: app.as_str().to_owned(),
        secret: secret.expose().to_owned(),
        api: format!("{}/api", services.config.public_url.as_str().trim_end_matches('/')),
    };
    Page(StatusCode::OK, page).into_response()
}

async fn show(
    services: &Services,
    me: &Me,
    id: &str,
    name: &str,
    problem: Option<&str>,
) -> Result<Response, Failed> {
    let frame = Frame::of(&me.asking, "apps");
    let uses: HashMap<AppKey, Timestamp> =
        console::app_last_uses(&services.store).await?.into_iter().collect();
    let line = |app: service::rows::App| Line {
        path: frame.to(&app::path(app.id.as_str())),
        last_use: match uses.get(&app.key) {
            Some(at) => frame.with("used-at", "at", minute(*at)),
            None => frame.say("keys-never-used"),
        },
        id: app.id.as_str().to_owned(),
        name: app.name,
        made: frame.with("made-at", "at", minute(app.created_at)),
        active: app.active,
        manages: app.manages,
    };
    let page = AppsPage {
        apps: service::list_apps(&services.store).await?.into_iter().map(line).collect(),
        id: id.to_owned(),
        name: name.to_owned(),
        problem: problem.map(|id| frame.say(id)),
        frame,
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Page(status, page).into_response())
}

fn failed(error: AppError) -> Failed {
    tracing::error!(error = &error as &dyn std::error::Error, "an application cannot be changed");
    Failed::NotNow
}
