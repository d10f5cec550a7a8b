//! One application: its name, its keys, what it holds, and its end.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::params::Params;
use platform::AppId;
use service::{AppChange, AppError, AppKeyInfo, console};

use super::apps::secret_page;
use crate::{
    console::{
        answer::{Failed, Fields, Page},
        asking::Me,
        frame::{Frame, minute, size},
        see,
    },
    services::Services,
    to_its_end::to_its_end,
};

#[derive(Template)]
#[template(path = "console/app.html")]
struct AppPage {
    frame: Frame,
    id: String,
    name: String,
    /// What was typed for a name.
    typed: String,
    active: bool,
    manages: bool,
    allow_delete: bool,
    made: String,
    last_use: String,
    held: Held,
    calls_path: String,
    courses_path: String,
    registrations_path: String,
    delete_path: String,
    keys: Vec<Key>,
    problem: Option<String>,
}

/// What an application holds.
struct Held {
    courses: u64,
    registrations: u64,
    launches: u64,
    size: String,
}

/// A key; its secret is shown nowhere.
struct Key {
    id: String,
    description: String,
    active: bool,
    made: String,
    last_use: String,
}

#[derive(Template)]
#[template(path = "console/app_delete.html")]
struct DeletePage {
    frame: Frame,
    id: String,
    name: String,
    held: Held,
    back: String,
    problem: Option<String>,
}

/// `GET console/app?app=`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    show(&services, &me, &asked(query)?, None, None).await
}

fn asked(query: Option<String>) -> Result<AppId, Failed> {
    let query = Params::from_urlencoded(query.unwrap_or_default());
    AppId::new(query.get("app").unwrap_or_default()).map_err(|_| Failed::NotFound)
}

fn named(form: &Fields) -> Result<AppId, Failed> {
    AppId::new(form.get("app")).map_err(|_| Failed::NotFound)
}

/// The address of an application's page below the console's.
pub(super) fn path(app: &str) -> String {
    format!("/app?{}", Params::new().with("app", app).to_urlencoded())
}

/// `POST console/app`: name and switches.
pub(in crate::console) async fn update(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let app = named(&form)?;
    let name = form.get("name").trim();
    let change = AppChange {
        name: Some(name),
        active: Some(form.has("active")),
        allow_delete: Some(form.has("allow_delete")),
    };
    match console::update_app(&services.store, me.actor(), &app, change, services.clock.now()).await {
        Ok(()) => Ok(see(&me.asking, &path(app.as_str())).into_response()),
        Err(AppError::BadName) => show(&services, &me, &app, Some(name), Some("bad-app-name")).await,
        Err(error) => Err(failed(error)),
    }
}

/// `POST console/app/keys`: one more.
pub(in crate::console) async fn add_key(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let app = named(&form)?;
    let (store, key, rng) = (&services.store, &services.installation_key, services.rng.as_ref());
    let (by, now) = (me.actor(), services.clock.now());
    match console::add_app_key(store, key, rng, by, &app, form.get("description"), now).await {
        Ok(secret) => Ok(secret_page(&services, &me, &app, &secret)),
        Err(AppError::BadName) => show(&services, &me, &app, None, Some("bad-key-description")).await,
        Err(error) => Err(failed(error)),
    }
}

/// `POST console/app/keys/switch`.
pub(in crate::console) async fn switch_key(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let app = named(&form)?;
    let (key, active) = (form.get("key"), form.get("to") == "on");
    let switched =
        console::switch_app_key(&services.store, me.actor(), &app, key, active, services.clock.now()).await;
    after_a_key(&services, &me, &app, switched).await
}

/// `POST console/app/keys/delete`.
pub(in crate::console) async fn delete_key(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let app = named(&form)?;
    let now = services.clock.now();
    let deleted = console::delete_app_key(&services.store, me.actor(), &app, form.get("key"), now).await;
    after_a_key(&services, &me, &app, deleted).await
}

async fn after_a_key(
    services: &Services,
    me: &Me,
    app: &AppId,
    done: Result<(), AppError>,
) -> Result<Response, Failed> {
    match done {
        Ok(()) => Ok(see(&me.asking, &path(app.as_str())).into_response()),
        Err(AppError::LastKey) => show(services, me, app, None, Some("last-key")).await,
        Err(error) => Err(failed(error)),
    }
}

/// `GET console/app/delete?app=`: what would go with it.
pub(in crate::console) async fn ask(
    State(services): State<Services>,
    me: Me,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    show_delete(&services, &me, &asked(query)?, None).await
}

/// `POST console/app/delete`: for whoever typed its id.
pub(in crate::console) async fn delete(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let app = named(&form)?;
    if form.get("typed").trim() != app.as_str().trim() {
        return show_delete(&services, &me, &app, Some("app-typed-wrong")).await;
    }
    let (deleted, me) = to_its_end(async move {
        let now = services.clock.now();
        (console::delete_app(&services.store, me.actor(), &app, now).await, me)
    })
    .await;
    deleted.map_err(failed)?;
    Ok(see(&me.asking, "/apps").into_response())
}

async fn show(
    services: &Services,
    me: &Me,
    id: &AppId,
    typed: Option<&str>,
    problem: Option<&str>,
) -> Result<Response, Failed> {
    let frame = Frame::of(&me.asking, "apps");
    let (app, totals) = console::app_with_totals(&services.store, id).await.map_err(failed)?;
    let keys = service::app_keys(&services.store, id).await.map_err(failed)?;
    let last_use = keys.iter().filter_map(|key| key.last_used_at).max();
    let query = Params::new().with("app", id.as_str()).to_urlencoded();
    let page = AppPage {
        id: id.as_str().to_owned(),
        typed: typed.map_or_else(|| app.name.clone(), str::to_owned),
        name: app.name,
        active: app.active,
        manages: app.manages,
        allow_delete: app.allow_delete,
        made: minute(app.created_at),
        last_use: last_use.map_or_else(|| frame.say("keys-never-used"), minute),
        held: held(totals),
        calls_path: frame.to(&format!("/operations/calls?{query}")),
        courses_path: frame.to(&format!("/courses?{query}")),
        registrations_path: frame.to(&format!("/registrations?{query}")),
        delete_path: frame.to(&format!("/app/delete?{query}")),
        keys: keys.into_iter().map(|key| key_line(&frame, key)).collect(),
        problem: problem.map(|id| frame.say(id)),
        frame,
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Page(status, page).into_response())
}

fn key_line(frame: &Frame, key: AppKeyInfo) -> Key {
    Key {
        id: key.id.as_str().to_owned(),
        description: key.description,
        active: key.active,
        made: minute(key.created_at),
        last_use: key.last_used_at.map_or_else(|| frame.say("never-used"), minute),
    }
}

fn held(totals: console::Totals) -> Held {
    Held {
        courses: totals.courses,
        registrations: totals.registrations,
        launches: totals.launches,
        size: size(totals.size_bytes),
    }
}

async fn show_delete(
    services: &Services,
    me: &Me,
    id: &AppId,
    problem: Option<&str>,
) -> Result<Response, Failed> {
    let frame = Frame::of(&me.asking, "apps");
    let (app, totals) = console::app_with_totals(&services.store, id).await.map_err(failed)?;
    let page = DeletePage {
        id: id.as_str().to_owned(),
        name: app.name,
        held: held(totals),
        back: frame.to(&path(id.as_str())),
        problem: problem.map(|id| frame.say(id)),
        frame,
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Page(status, page).into_response())
}

fn failed(error: AppError) -> Failed {
    match error {
        AppError::Unknown(_) | AppError::UnknownKey(_) => Failed::NotFound,
        AppError::Store(error) => error.into(),
        other => {
            tracing::error!(
                error = &other as &dyn std::error::Error,
                "an application cannot be shown or changed"
            );
            Failed::NotNow
        }
    }
}
