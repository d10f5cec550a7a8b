//! Users and their roles.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use platform::WelcomeToken;
use service::console::{self, ConsoleError, Role, User, UserKey};

use crate::{
    console::{
        answer::{Failed, Fields, Page},
        asking::Me,
        frame::{Choice, Frame, minute},
        see,
    },
    services::Services,
};

#[derive(Template)]
#[template(path = "console/users.html")]
struct UsersPage {
    frame: Frame,
    users: Vec<Line>,
    /// For a new user.
    roles: Vec<Choice>,
    /// What was typed as the name of a new user.
    login: String,
    problem: Option<String>,
}

struct Line {
    key: i64,
    login: String,
    role: String,
    roles: Vec<Choice>,
    active: bool,
    has_password: bool,
    signed_in: String,
}

#[derive(Template)]
#[template(path = "console/link.html")]
struct LinkPage {
    frame: Frame,
    login: String,
    link: String,
}

/// `GET console/users`.
pub(in crate::console) async fn page(State(services): State<Services>, me: Me) -> Result<Response, Failed> {
    show(&services, &me, NOTHING, None).await
}

/// `POST console/users`.
pub(in crate::console) async fn add(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let Some(role) = Role::parse(form.get("role")) else { return Err(Failed::Form) };
    let (rng, now) = (services.rng.as_ref(), services.clock.now());
    let login = form.get("login");
    match console::add_user(&services.store, rng, me.actor(), login, role, now).await {
        Ok((login, token)) => Ok(link_page(&services, &me, login, &token)),
        Err(ConsoleError::BadLogin) => show(&services, &me, (login, role), Some("bad-login")).await,
        Err(ConsoleError::LoginTaken(_)) => show(&services, &me, (login, role), Some("login-taken")).await,
        Err(error) => Err(error.into()),
    }
}

/// `POST console/users/{user}`.
pub(in crate::console) async fn change(
    State(services): State<Services>,
    me: Me,
    Path(user): Path<String>,
    form: Fields,
) -> Result<Response, Failed> {
    let Some(role) = Role::parse(form.get("role")) else { return Err(Failed::Form) };
    let (key, now) = (key(&user)?, services.clock.now());
    match console::change_user(&services.store, me.actor(), key, role, form.has("active"), now).await {
        Ok(()) => Ok(see(&me.asking, "/users").into_response()),
        Err(ConsoleError::LastAdministrator) => {
            show(&services, &me, NOTHING, Some("last-administrator")).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST console/users/{user}/link`.
pub(in crate::console) async fn link(
    State(services): State<Services>,
    me: Me,
    Path(user): Path<String>,
) -> Result<Response, Failed> {
    let key = key(&user)?;
    let users = console::list_users(&services.store).await?;
    let user = users.into_iter().find(|user| user.key == key).ok_or(Failed::NotFound)?;
    let (rng, now) = (services.rng.as_ref(), services.clock.now());
    match console::user_link(&services.store, rng, me.actor(), &user.login, now).await {
        Ok(token) => Ok(link_page(&services, &me, user.login, &token)),
        Err(ConsoleError::Inactive) => show(&services, &me, NOTHING, Some("user-inactive")).await,
        Err(error) => Err(error.into()),
    }
}

/// The only page that ever shows the link.
fn link_page(services: &Services, me: &Me, login: String, token: &WelcomeToken) -> Response {
    let link = service::welcome_url(&services.config, token);
    Page(StatusCode::OK, LinkPage { frame: Frame::of(&me.asking, "users"), login, link }).into_response()
}

/// What stands in the form for a new user at first.
const NOTHING: (&str, Role) = ("", Role::Viewer);

async fn show(
    services: &Services,
    me: &Me,
    (typed, role): (&str, Role),
    problem: Option<&str>,
) -> Result<Response, Failed> {
    let frame = Frame::of(&me.asking, "users");
    let users = console::list_users(&services.store).await?;
    let page = UsersPage {
        users: users.into_iter().map(|user| line(&frame, user)).collect(),
        roles: frame.roles(role),
        login: typed.to_owned(),
        problem: problem.map(|id| frame.say(id)),
        frame,
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Page(status, page).into_response())
}

fn line(frame: &Frame, user: User) -> Line {
    Line {
        key: user.key.0,
        role: frame.role(user.role),
        roles: frame.roles(user.role),
        active: user.active,
        has_password: user.has_password,
        signed_in: match user.signed_in_at {
            Some(at) => frame.with("signed-in-at", "at", minute(at)),
            None => frame.say("signed-in-never"),
        },
        login: user.login,
    }
}

fn key(text: &str) -> Result<UserKey, Failed> {
    text.parse().map(UserKey).map_err(|_| Failed::NotFound)
}
