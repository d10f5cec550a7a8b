//! Who called what over the API, and what came of it.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::params::Params;
use platform::AppId;
use service::{
    AppError,
    operations::{self, CallsWanted},
    rows::{ApiCall, ApiCallFilter, ApiCallKey},
};

use crate::{
    console::{
        answer::{Failed, Page},
        asking::Me,
        frame::{Frame, machine, second},
    },
    services::Services,
};

/// Calls on a page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "console/calls.html")]
struct CallsPage {
    frame: Frame,
    tab: &'static str,
    /// Id, name, and whether it is chosen.
    apps: Vec<(String, String, bool)>,
    is_failed: bool,
    method: String,
    library: String,
    key: String,
    calls: Vec<Line>,
    is_later: bool,
    first_path: String,
    older: Option<String>,
    /// Whether nothing is kept.
    keeps_none: bool,
}

struct Line {
    at: String,
    machine_at: String,
    app: String,
    method: String,
    code: u32,
    outcome: String,
    took: String,
    client: String,
    agent: String,
    key: String,
    request: String,
}

/// `GET console/operations/calls`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let query = Params::from_urlencoded(query.unwrap_or_default());
    let frame = Frame::of(&me.asking, "operations");
    let text = |name| query.get(name).map(str::trim).filter(|text| !text.is_empty());
    let app = match text("app") {
        Some(id) => Some(AppId::new(id).map_err(|_| Failed::NotFound)?),
        None => None,
    };
    let is_failed = text("outcome").is_some_and(|outcome| outcome == "failed");
    // People know methods by the name that they call them by.
    let method = text("method").map(|method| method.strip_prefix("rustici.").unwrap_or(method));
    let (secret, applib) = (text("key"), text("library"));
    let filter = ApiCallFilter { failed: is_failed, method, secret, applib };
    let before = text("before").and_then(|key| key.parse().ok()).map(ApiCallKey);
    let wanted = CallsWanted { app: app.as_ref(), filter, before, limit: PAGE };
    let page = match operations::list_calls(&services.store, wanted).await {
        Ok(page) => page,
        Err(AppError::Unknown(_)) => return Err(Failed::NotFound),
        Err(AppError::Store(error)) => return Err(error.into()),
        Err(_) => return Err(Failed::NotNow),
    };
    let mut same = Params::new();
    for (name, value) in [
        ("app", app.as_ref().map(AppId::as_str)),
        ("outcome", is_failed.then_some("failed")),
        ("method", method),
        ("library", applib),
        ("key", secret),
    ] {
        if let Some(value) = value {
            same = same.with(name, value);
        }
    }
    let first_path = frame.to(&format!("/operations/calls?{}", same.to_urlencoded()));
    let older = page.older.map(|key| {
        let query = same.with("before", key.0.to_string()).to_urlencoded();
        frame.to(&format!("/operations/calls?{query}"))
    });
    let apps = service::list_apps(&services.store).await?;
    let is_chosen = |id: &AppId| app.as_ref() == Some(id);
    let page = CallsPage {
        tab: "calls",
        apps: apps
            .into_iter()
            .map(|app| (app.id.as_str().to_owned(), app.name, is_chosen(&app.id)))
            .collect(),
        is_failed,
        method: method.unwrap_or_default().to_owned(),
        library: applib.unwrap_or_default().to_owned(),
        key: secret.unwrap_or_default().to_owned(),
        calls: page.calls.into_iter().map(|(_, app, call)| line(&frame, &app, call)).collect(),
        is_later: before.is_some(),
        first_path,
        older,
        keeps_none: services.config.api_log_days == 0,
        frame,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

fn line(frame: &Frame, app: &AppId, call: ApiCall) -> Line {
    let client = [call.applib, call.origin];
    let client: Vec<&str> = client.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    Line {
        at: second(call.at),
        machine_at: machine(call.at),
        app: app.as_str().to_owned(),
        method: call.method,
        code: call.code,
        outcome: match call.code {
            0 => frame.say("call-well"),
            code => frame.with("call-failed", "code", code),
        },
        took: format!("{} ms", call.duration_us.div_ceil(1000)),
        client: client.join(" · "),
        agent: call.user_agent,
        key: call.secret.map_or_else(String::new, |key| key.as_str().to_owned()),
        request: call.request_id,
    }
}
