//! Signing in and out.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::params::Params;
use service::console::{self, ConsoleError, SignIn};

use super::see_with;
use crate::{
    console::{
        answer::{Failed, Fields, Page},
        asking::Asking,
        frame::Frame,
        see, session,
    },
    services::Services,
};

#[derive(Template)]
#[template(path = "console/sign_in.html")]
struct SignInPage {
    frame: Frame,
    then: String,
    login: String,
    problem: Option<String>,
}

/// `GET console/sign-in`.
pub(in crate::console) async fn page(asking: Asking, RawQuery(query): RawQuery) -> Response {
    let query = Params::from_urlencoded(query.unwrap_or_default());
    let then = query.get("then").unwrap_or_default().to_owned();
    if asking.user.is_some() {
        return see(&asking, inside(&then)).into_response();
    }
    let frame = Frame::of(&asking, "");
    Page(StatusCode::OK, SignInPage { frame, then, login: String::new(), problem: None }).into_response()
}

/// `POST console/sign-in`.
pub(in crate::console) async fn submit(
    State(services): State<Services>,
    asking: Asking,
    form: Fields,
) -> Result<Response, Failed> {
    let frame = Frame::of(&asking, "");
    let (login, then) = (form.get("login"), form.get("then"));
    let (status, problem) = match console::sign_in(asking.door(&services), login, form.get("password")).await
    {
        Ok(SignIn::Welcome(token)) => {
            return Ok(see_with(&asking, inside(then), session::begin(&services.config, &token)));
        }
        Ok(SignIn::Refused) => (StatusCode::UNPROCESSABLE_ENTITY, frame.say("sign-in-wrong")),
        Ok(SignIn::TooOften(wait)) => {
            (StatusCode::TOO_MANY_REQUESTS, frame.with("sign-in-wait", "seconds", wait.as_secs().max(1)))
        }
        Err(ConsoleError::Busy) => (StatusCode::SERVICE_UNAVAILABLE, frame.say("sign-in-busy")),
        Err(error) => return Err(error.into()),
    };
    let page = SignInPage { frame, then: then.to_owned(), login: login.to_owned(), problem: Some(problem) };
    Ok(Page(status, page).into_response())
}

/// `POST console/sign-out`.
pub(in crate::console) async fn sign_out(
    State(services): State<Services>,
    asking: Asking,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    if let Some(token) = session::token(&services.config, &headers) {
        console::sign_out(&services.store, token).await?;
    }
    Ok(see_with(&asking, "/sign-in", session::end(&services.config)))
}

/// A place of the console to go to after signing in; anything else leads to its first page.
fn inside(then: &str) -> &str {
    let is_path = then.starts_with('/') && !then.starts_with("//");
    let is_plain = then.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') && !then.contains("..");
    if is_path && is_plain { then } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn nobody_is_sent_away_after_signing_in() {
        assert_eq!(inside("/users?before=3"), "/users?before=3");
        for elsewhere in
            ["", "users", "//evil.example", "/\\evil.example", "https://evil.example", "/../api", "/a\r\nb"]
        {
            assert_eq!(inside(elsewhere), "/", "{elsewhere}");
        }
    }
}
