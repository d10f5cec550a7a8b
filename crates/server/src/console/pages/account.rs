//! What somebody may do about themselves: another password, and signing out everywhere.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use service::console::{self, ConsoleError, SHORTEST_PASSWORD};

use super::see_with;
use crate::{
    console::{
        answer::{Failed, Fields, Page},
        asking::Me,
        frame::{Frame, minute},
        session,
    },
    services::Services,
};

#[derive(Template)]
#[template(path = "console/account.html")]
struct AccountPage {
    frame: Frame,
    login: String,
    role: String,
    since: String,
    shortest: usize,
    problem: Option<String>,
}

/// `GET console/account`.
pub(in crate::console) async fn page(me: Me) -> Response {
    show(&me, None)
}

/// `POST console/account/password`.
pub(in crate::console) async fn set_password(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let door = me.asking.door(&services);
    let changed = console::change_password(door, &me.user, form.get("present"), form.get("password")).await;
    let problem = match changed {
        Ok(token) => return Ok(see_with(&me.asking, "/account", session::begin(&services.config, &token))),
        Err(ConsoleError::WrongPassword) => "wrong-password",
        Err(ConsoleError::BadPassword) => "bad-password",
        Err(ConsoleError::Busy) => "sign-in-busy",
        Err(error) => return Err(error.into()),
    };
    Ok(show(&me, Some(problem)))
}

/// `POST console/account/sign-out-everywhere`.
pub(in crate::console) async fn sign_out_everywhere(
    State(services): State<Services>,
    me: Me,
) -> Result<Response, Failed> {
    let now = services.clock.now();
    console::sign_out_everywhere(&services.store, me.actor(), me.user.key, now).await?;
    Ok(see_with(&me.asking, "/sign-in", session::end(&services.config)))
}

fn show(me: &Me, problem: Option<&str>) -> Response {
    let frame = Frame::of(&me.asking, "account");
    let page = AccountPage {
        login: me.user.login.clone(),
        role: frame.role(me.user.role),
        since: minute(me.user.created_at),
        shortest: SHORTEST_PASSWORD,
        problem: problem.map(|id| frame.with(id, "shortest", SHORTEST_PASSWORD)),
        frame,
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Page(status, page).into_response()
}
