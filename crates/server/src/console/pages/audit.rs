//! Who changed what.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use cloud_api::v1::params::Params;
use service::console::{AuditEvent, AuditKey, list_audit_events};

use crate::{
    console::{
        answer::{Failed, Page},
        asking::Me,
        frame::{Frame, machine, minute},
    },
    services::Services,
};

/// Changes on a page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "console/audit.html")]
struct AuditPage {
    frame: Frame,
    events: Vec<Line>,
    /// Whether it is not the first page.
    is_later: bool,
    /// The address of the next page.
    older: Option<String>,
}

struct Line {
    at: String,
    machine_at: String,
    actor: String,
    address: String,
    what: String,
    subject: String,
    detail: String,
}

/// `GET console/audit`.
pub(in crate::console) async fn page(
    State(services): State<Services>,
    me: Me,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let query = Params::from_urlencoded(query.unwrap_or_default());
    let before = query.get("before").and_then(|key| key.parse().ok()).map(AuditKey);
    let mut events = list_audit_events(&services.store, before, PAGE + 1).await?;
    let has_older = events.len() > PAGE as usize;
    events.truncate(PAGE as usize);
    let frame = Frame::of(&me.asking, "audit");
    let older = events.last().filter(|_| has_older).map(|(key, _)| format!("/audit?before={}", key.0));
    let page = AuditPage {
        events: events.into_iter().map(|(_, event)| line(&frame, event)).collect(),
        is_later: before.is_some(),
        older: older.map(|path| frame.to(&path)),
        frame,
    };
    Ok(Page(StatusCode::OK, page).into_response())
}

fn line(frame: &Frame, event: AuditEvent) -> Line {
    let detail = match event.kind.as_str() {
        "user.created" | "user.role" => frame.say(&format!("role-{}", event.detail)),
        "log.shared" => frame.with("log-shared-days", "days", &event.detail),
        "session.all-ended" => frame.with("sessions-ended", "count", &event.detail),
        _ => event.detail,
    };
    Line {
        at: minute(event.at),
        machine_at: machine(event.at),
        what: frame.say(&format!("event-{}", event.kind.replace('.', "-"))),
        actor: event.actor,
        address: event.address,
        subject: event.subject,
        detail,
    }
}
