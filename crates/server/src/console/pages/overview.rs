//! What there is, in figures.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

use crate::{
    console::{
        answer::{Failed, Page},
        asking::Me,
        frame::Frame,
    },
    services::Services,
};

#[derive(Template)]
#[template(path = "console/overview.html")]
struct OverviewPage {
    frame: Frame,
    apps: usize,
    has_no_apps: bool,
    courses: u64,
    registrations: u64,
    month_registrations: u64,
    api: String,
    content: String,
}

pub(in crate::console) async fn page(State(services): State<Services>, me: Me) -> Result<Response, Failed> {
    let usage = service::account_usage(&services.store, services.clock.now()).await?.usage;
    let apps = service::list_apps(&services.store).await?.len();
    let page = OverviewPage {
        frame: Frame::of(&me.asking, "overview"),
        apps,
        has_no_apps: apps == 0,
        courses: usage.courses,
        registrations: usage.registrations,
        month_registrations: usage.month_registrations,
        api: format!("{}/api", services.config.public_url.as_str().trim_end_matches('/')),
        content: services.config.content_url.pattern().to_owned(),
    };
    Ok(Page(StatusCode::OK, page).into_response())
}
