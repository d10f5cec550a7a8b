//! The page behind a link that works once: the first administrator chooses name and password, others a password.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use service::console::{self, ConsoleError, SHORTEST_PASSWORD, Welcome};

use super::see_with;
use crate::{
    console::{
        answer::{Failed, Fields, Page},
        asking::Asking,
        frame::Frame,
        session,
    },
    services::Services,
};

#[derive(Template)]
#[template(path = "console/welcome.html")]
struct WelcomePage {
    frame: Frame,
    action: String,
    is_first: bool,
    login: String,
    shortest: usize,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "console/no_link.html")]
struct NoLinkPage {
    frame: Frame,
}

/// `GET console/welcome/{token}`: looking at it does not use it up.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    asking: Asking,
    Path(token): Path<String>,
) -> Result<Response, Failed> {
    show(&services, &asking, &token, "", None).await
}

/// `POST console/welcome/{token}`.
pub(in crate::console) async fn submit(
    State(services): State<Services>,
    asking: Asking,
    Path(token): Path<String>,
    form: Fields,
) -> Result<Response, Failed> {
    let login = form.get("login");
    let problem = match console::welcome(asking.door(&services), &token, login, form.get("password")).await {
        Ok(session) => return Ok(see_with(&asking, "/", session::begin(&services.config, &session))),
        Err(ConsoleError::BadLogin) => "bad-login",
        Err(ConsoleError::BadPassword) => "bad-password",
        Err(ConsoleError::Busy) => "sign-in-busy",
        Err(ConsoleError::NoLink) => return Ok(no_link(&asking)),
        Err(error) => return Err(error.into()),
    };
    show(&services, &asking, &token, login, Some(problem)).await
}

async fn show(
    services: &Services,
    asking: &Asking,
    token: &str,
    typed: &str,
    problem: Option<&str>,
) -> Result<Response, Failed> {
    let (is_first, login) = match console::find_welcome(&services.store, token, services.clock.now()).await {
        Ok(Welcome::First) => (true, typed.to_owned()),
        Ok(Welcome::User(login)) => (false, login),
        Err(ConsoleError::NoLink) => return Ok(no_link(asking)),
        Err(error) => return Err(error.into()),
    };
    let frame = nobody(asking);
    let page = WelcomePage {
        // Made anew, so that only what a link can hold is written.
        action: frame.to(&format!("/welcome/{token}")),
        is_first,
        login,
        shortest: SHORTEST_PASSWORD,
        problem: problem.map(|id| frame.with(id, "shortest", SHORTEST_PASSWORD)),
        frame,
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Page(status, page).into_response())
}

fn no_link(asking: &Asking) -> Response {
    Page(StatusCode::NOT_FOUND, NoLinkPage { frame: nobody(asking) }).into_response()
}

/// Whoever is signed in in this browser is not who the page is for.
fn nobody(asking: &Asking) -> Frame {
    Frame::of(&Asking { user: None, ..asking.clone() }, "")
}
