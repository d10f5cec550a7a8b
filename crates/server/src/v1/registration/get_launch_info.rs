//! `rustici.registration.getLaunchInfo`: one launch with its log.

use cloud_api::v1::{
    error::Fault,
    launch::{LaunchInfo, RuntimeEvent, RuntimeLog},
};
use service::LoggedEvent;

use crate::v1::{
    call::{Call, internal, wire_time},
    transport::Answer,
};
use service::wire;

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let id = call.params.get("launchid").unwrap_or_default();
    let services = call.services;
    let found = service::launch_log(&services.store, services.live.definitions(), call.app_key(), id).await;
    let service::LaunchLog { launch, events, timestamps } = found
        .map_err(|error| internal(&error))?
        .ok_or_else(|| Fault::new(1, format!("Could not find launch [{id}]")))?;
    let events = events.into_iter().zip(1..).map(|(event, id)| on_the_wire(event, id, timestamps)).collect();
    Ok(Answer::ok(&LaunchInfo {
        log: RuntimeLog {
            browser: launch.user_agent.clone().unwrap_or_default(),
            tracking_enabled: launch.tracking,
            events,
        },
        launch: wire::launch(&launch),
    }))
}

fn on_the_wire(event: LoggedEvent, id: u64, timestamps: bool) -> RuntimeEvent {
    RuntimeEvent {
        id,
        attempt_no: event.attempt,
        event: event.name.to_owned(),
        item_identifier: event.activity,
        timestamp: if timestamps { wire_time(event.at).to_time_of_day() } else { String::new() },
        title: event.title,
        extra: event.extra.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}
