//! Signing in and out.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use lyceum_client::Secret;

use super::answer::{Page, PageError};
use super::session;
use super::view::Frame;
use crate::doing::sign_in::{self, SignIn};
use crate::{Campus, KnownPerson};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'c> {
    frame: Frame,
    then: String,
    login: String,
    problem: Option<String>,
    known_people: &'c [KnownPerson],
}

#[derive(serde::Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    then: String,
}

#[derive(serde::Deserialize)]
pub(crate) struct Given {
    login: String,
    password: String,
    #[serde(default)]
    then: String,
}

pub(crate) async fn page(State(campus): State<Campus>, Query(Asked { then }): Query<Asked>) -> Response {
    let (frame, known_people) = (Frame::of_nobody(), campus.known_people());
    Page(SignInPage { frame, then, login: String::new(), problem: None, known_people }).into_response()
}

pub(crate) async fn submit(
    State(campus): State<Campus>,
    Form(given): Form<Given>,
) -> Result<Response, PageError> {
    let frame = Frame::of_nobody();
    let problem = match sign_in::sign_in(&campus, &given.login, Secret::new(given.password)).await? {
        SignIn::Welcome(token) => {
            let cookie = session::cookie(&campus, token.expose());
            return Ok(([(header::SET_COOKIE, cookie)], session::inside(&given.then)).into_response());
        }
        SignIn::Refused => frame.say("sign-in-wrong"),
        SignIn::TooOften(wait) => frame.with("sign-in-wait", "seconds", wait.as_secs().max(1)),
    };
    let known_people = campus.known_people();
    let (then, login) = (given.then, given.login);
    let page = SignInPage { frame, then, login, problem: Some(problem), known_people };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

pub(crate) async fn sign_out(
    State(campus): State<Campus>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    if let Some(token) = session::token(&headers) {
        sign_in::sign_out(&campus, token.expose()).await?;
    }
    let cookie = session::cookie(&campus, "");
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/sign-in")).into_response())
}
