//! Links to a log, made and taken back.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use platform::Timestamp;
use service::debug_log::{LogShareKey, ShareError, revoke_log_share, share_log};

use super::place::{address, launch};
use crate::{
    console::{
        answer::{Failed, Fields, Page},
        app_choice::find_app,
        asking::Me,
        frame::{Frame, minute},
    },
    services::Services,
};

const MICROS_PER_DAY: i64 = 24 * 60 * 60 * 1_000_000;

#[derive(Template)]
#[template(path = "console/log_share.html")]
struct SharePage {
    frame: Frame,
    /// `None` where there are too many.
    link: Option<String>,
    rule: String,
    to_log: String,
}

/// `POST console/log/share`: the only page that ever shows the link.
pub(in crate::console) async fn make(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let app = find_app(&services, form.get("app")).await?;
    let listed = launch(&services, &app, form.get("launch")).await?;
    let days = form.get("days").parse().map_err(|_| Failed::Form)?;
    let (store, rng, now) = (&services.store, services.rng.as_ref(), services.clock.now());
    let made = share_log(store, rng, me.actor(), listed.launch.id, days, now).await;
    let frame = Frame::of(&me.asking, "logs");
    let until = Timestamp(now.0.saturating_add(i64::from(days) * MICROS_PER_DAY));
    let (link, rule) = match made {
        Ok(token) => {
            let link = service::console_url(&services.config);
            let link = format!("{}/shared-log/{}", link.trim_end_matches('/'), token.as_str());
            (Some(link), frame.with("log-share-rule", "until", minute(until)))
        }
        Err(ShareError::TooMany) => (None, frame.say("log-share-too-many")),
        Err(ShareError::Store(error)) => return Err(error.into()),
        Err(_) => return Err(Failed::Form),
    };
    let to_log = frame.to(&format!("/log?{}", address(&app, &listed).to_urlencoded()));
    let status = if link.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(Page(status, SharePage { link, rule, to_log, frame }).into_response())
}

/// `POST console/log/unshare`.
pub(in crate::console) async fn revoke(
    State(services): State<Services>,
    me: Me,
    form: Fields,
) -> Result<Response, Failed> {
    let app = find_app(&services, form.get("app")).await?;
    let listed = launch(&services, &app, form.get("launch")).await?;
    let share = form.get("share").parse().map(LogShareKey).map_err(|_| Failed::NotFound)?;
    let now = services.clock.now();
    match revoke_log_share(&services.store, me.actor(), listed.launch.id, share, now).await {
        Ok(()) => {}
        Err(ShareError::Store(error)) => return Err(error.into()),
        Err(_) => return Err(Failed::NotFound),
    }
    let frame = Frame::of(&me.asking, "logs");
    let to_log = frame.to(&format!("/log?{}", address(&app, &listed).to_urlencoded()));
    Ok(Redirect::to(&to_log).into_response())
}
