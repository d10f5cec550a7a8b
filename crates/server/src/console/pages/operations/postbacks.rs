//! Postbacks that have not arrived, by application, and what an administrator can do for all of one's.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::params::Params;
use platform::{AppId, Timestamp};
use service::{
    AppError,
    operations::{self, Backlog, BacklogKey, ListBacklog, PostbackState, Postbacks, Undelivered},
    rows::{AppKey, RegistrationKey},
};

use super::{age, counted};
use crate::{
    console::{
        answer::{Failed, Fields, Page},
        asking::Me,
        frame::{Frame, machine, minute},
        see,
    },
    services::Services,
};

/// Applications, and posts, on a page.
const APPS: u32 = 100;
const POSTS: u32 = 50;

#[derive(Template)]
#[template(path = "console/postbacks.html")]
struct PostbacksPage {
    frame: Frame,
    tab: &'static str,
    apps: Vec<Line>,
    more_apps: Option<String>,
    /// The posts of one application in one state.
    shown: Option<Shown>,
}

struct Line {
    id: String,
    name: String,
    is_held: bool,
    /// State, number, and the address of the posts in it.
    states: Vec<(String, String, String)>,
    oldest: String,
    can_send: bool,
}

struct Shown {
    heading: String,
    posts: Vec<Post>,
    older: Option<String>,
}

struct Post {
    registration: String,
    path: String,
    host: String,
    since: String,
    machine_since: String,
    attempts: u32,
    due: String,
    reason: String,
}

/// `GET console/operations/postbacks`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let query = Params::from_urlencoded(query.unwrap_or_default());
    let frame = Frame::of(&me.asking, "operations");
    let now = services.clock.now();
    let after = query.get("apps-after").and_then(|key| key.parse().ok()).map(AppKey);
    let wanted = ListBacklog { after, limit: APPS + 1 };
    let mut apps = operations::postback_backlog(&services.store, wanted).await?;
    let has_more = apps.len() > APPS as usize;
    apps.truncate(APPS as usize);
    let more = apps.last().filter(|_| has_more).map(|app| app.app.0);
    let page = PostbacksPage {
        tab: "postbacks",
        apps: apps.into_iter().map(|app| line(&frame, app, now)).collect(),
        more_apps: more.map(|key| frame.to(&format!("/operations/postbacks?apps-after={key}"))),
        shown: shown(&services, &frame, &query).await?,
        frame,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

fn line(frame: &Frame, app: Backlog, now: Timestamp) -> Line {
    let states = [
        (PostbackState::Pending, app.pending),
        (PostbackState::Sending, app.sending),
        (PostbackState::Held, app.held),
        (PostbackState::Paused, app.paused),
        (PostbackState::Blocked, app.blocked),
        (PostbackState::Failed, app.failed),
    ];
    let shown = states.into_iter().filter(|(_, count)| *count > 0).map(|(state, count)| {
        let path = address(frame, app.id.as_str(), state, None);
        (frame.say(state_id(state)), counted(frame, count), path)
    });
    Line {
        states: shown.collect(),
        can_send: app.pending + app.blocked + app.failed > 0 && !app.is_held,
        oldest: app.oldest.map(|at| age(frame, at, now)).unwrap_or_default(),
        id: app.id.as_str().to_owned(),
        name: app.name,
        is_held: app.is_held,
    }
}

fn address(frame: &Frame, app: &str, state: PostbackState, after: Option<BacklogKey>) -> String {
    let mut query = Params::new().with("app", app).with("state", state.as_str());
    if let Some(BacklogKey(at, registration)) = after {
        query = query.with("after", format!("{}.{}", at.0, registration.0));
    }
    frame.to(&format!("/operations/postbacks?{}", query.to_urlencoded()))
}

async fn shown(services: &Services, frame: &Frame, query: &Params) -> Result<Option<Shown>, Failed> {
    let Some(app) = query.get("app").filter(|app| !app.is_empty()) else { return Ok(None) };
    let app = AppId::new(app).map_err(|_| Failed::NotFound)?;
    let asked = query.get("state").unwrap_or("pending");
    let state = PostbackState::ALL.into_iter().find(|state| state.as_str() == asked);
    let state = state.ok_or(Failed::NotFound)?;
    let after = query.get("after").and_then(|text| {
        let (at, registration) = text.split_once('.')?;
        Some(BacklogKey(Timestamp(at.parse().ok()?), RegistrationKey(registration.parse().ok()?)))
    });
    let wanted = Postbacks { app: &app, state };
    let mut posts =
        operations::list_undelivered(&services.store, wanted, after, POSTS + 1).await.map_err(failed)?;
    let has_more = posts.len() > POSTS as usize;
    posts.truncate(POSTS as usize);
    let next = posts.last().filter(|_| has_more).map(|post| post.key);
    Ok(Some(Shown {
        heading: frame.with_all("posts-of", &[("state", &frame.say(state_id(state))), ("app", app.as_str())]),
        older: next.map(|key| address(frame, app.as_str(), state, Some(key))),
        posts: posts.into_iter().map(|found| post(frame, &app, state, found)).collect(),
    }))
}

fn state_id(state: PostbackState) -> &'static str {
    match state {
        PostbackState::Pending => "state-pending",
        PostbackState::Sending => "state-sending",
        PostbackState::Held => "state-held",
        PostbackState::Paused => "state-paused",
        PostbackState::Blocked => "state-blocked",
        PostbackState::Failed => "state-failed",
    }
}

fn post(frame: &Frame, app: &AppId, state: PostbackState, post: Undelivered) -> Post {
    let query = Params::new().with("app", app.as_str()).with("registration", post.registration.as_str());
    Post {
        path: frame.to(&format!("/registration?{}", query.to_urlencoded())),
        registration: post.registration.as_str().to_owned(),
        host: post.host,
        since: minute(post.key.0),
        machine_since: machine(post.key.0),
        attempts: post.attempts,
        due: if state == PostbackState::Pending { minute(post.due_at) } else { String::new() },
        reason: post.reason,
    }
}

/// `POST console/operations/postbacks/send`: everything of an application now.
pub(in crate::console) async fn send(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let app = named(&form)?;
    operations::send_postbacks(&services.store, me.actor(), &app, services.clock.now())
        .await
        .map_err(failed)?;
    Ok(see(&me.asking, "/operations/postbacks").into_response())
}

/// `POST console/operations/postbacks/hold`.
pub(in crate::console) async fn hold(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let app = named(&form)?;
    operations::hold_postbacks(&services.store, me.actor(), &app, services.clock.now())
        .await
        .map_err(failed)?;
    Ok(see(&me.asking, "/operations/postbacks").into_response())
}

/// `POST console/operations/postbacks/release`.
pub(in crate::console) async fn release(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let app = named(&form)?;
    let now = services.clock.now();
    operations::release_postbacks(&services.store, me.actor(), &app, now).await.map_err(failed)?;
    Ok(see(&me.asking, "/operations/postbacks").into_response())
}

fn named(form: &Fields) -> Result<AppId, Failed> {
    AppId::new(form.get("app")).map_err(|_| Failed::NotFound)
}

fn failed(error: AppError) -> Failed {
    match error {
        AppError::Unknown(_) => Failed::NotFound,
        AppError::Store(error) => error.into(),
        _ => Failed::NotNow,
    }
}
