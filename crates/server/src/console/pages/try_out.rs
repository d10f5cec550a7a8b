//! What somebody sees who was sent a link to the sandbox. Nobody has to sign in for it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use service::sandbox::{self, SandboxError, ShownLink};

use super::sandbox::{failed, opening, ours, problem};
use crate::{
    console::{
        answer::{Failed, Fields, Page},
        asking::Asking,
        frame::Frame,
    },
    services::Services,
};

#[derive(Template)]
#[template(path = "console/try_out.html")]
struct TryOutPage {
    frame: Frame,
    here: String,
    invited: Option<Invited>,
    first: String,
    last: String,
    problem: Option<String>,
}

struct Invited {
    title: String,
    by: String,
}

/// `GET console/try/{token}`. Looking uses nothing up: programs that look at mail follow links too.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    asking: Asking,
    Path(token): Path<String>,
) -> Result<Response, Failed> {
    match find(&services, &token).await? {
        Some(link) => Ok(show(&asking, &token, Some(&link), ["", ""], None)),
        None => Ok(show(&asking, &token, None, ["", ""], None)),
    }
}

/// `POST console/try/{token}`: a learner of the visitor's own begins.
pub(in crate::console) async fn play(
    State(services): State<Services>,
    asking: Asking,
    Path(token): Path<String>,
    form: Fields,
) -> Result<Response, Failed> {
    let (first, last) = (form.get("first"), form.get("last"));
    match sandbox::play_link(ours(&services), &token, first, last, None).await {
        Ok(player) => Ok(opening(&services, &asking, &player)),
        Err(SandboxError::NoLink) => Ok(show(&asking, &token, None, ["", ""], None)),
        Err(error) => {
            let problem = problem(error)?;
            let link = find(&services, &token).await?;
            Ok(show(&asking, &token, link.as_ref(), [first, last], Some(problem)))
        }
    }
}

async fn find(services: &Services, token: &str) -> Result<Option<ShownLink>, Failed> {
    match sandbox::find_link(&services.store, token, services.clock.now()).await {
        Ok(link) => Ok(Some(link)),
        Err(SandboxError::NoLink) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

fn show(
    asking: &Asking,
    token: &str,
    link: Option<&ShownLink>,
    [first, last]: [&str; 2],
    problem: Option<&str>,
) -> Response {
    let frame = Frame::of(asking, "try-out");
    let page = TryOutPage {
        here: frame.to(&format!("/try/{token}")),
        invited: link.map(|link| Invited {
            title: link.title.clone(),
            by: frame.with("try-out-by", "login", &link.made_by),
        }),
        first: first.to_owned(),
        last: last.to_owned(),
        problem: problem.map(|id| frame.say(id)),
        frame,
    };
    let status = match (link, problem) {
        (None, _) => StatusCode::NOT_FOUND,
        (_, Some(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    Page(status, page).into_response()
}
