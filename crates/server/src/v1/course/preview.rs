//! `rustici.course.preview`: sends a browser to the player; nothing of it is kept.

use cloud_api::v1::{error::Fault, request::Preview};

use super::not_found;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: Preview = call.request()?;
    let services = call.services;
    let player =
        service::preview(&services.store, services.rng.as_ref(), call.app_key(), &request, call.now())
            .await
            .map_err(|error| not_found(&call, &request.course_id, &error))?;
    Ok(Answer::Redirect(service::player_url(&services.config, &player.content_key, &player.token)))
}
