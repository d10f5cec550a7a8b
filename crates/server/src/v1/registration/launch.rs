//! `rustici.registration.launch`: sends the learner's browser to the player.

use cloud_api::v1::{error::Fault, request::Launch};
use service::LaunchError;

use super::not_found;
use crate::v1::{call::Call, transport::Answer};

pub(in crate::v1) async fn answer(call: Call<'_>) -> Result<Answer, Fault> {
    let request: Launch = call.request()?;
    let services = call.services;
    let launched =
        service::launch(&services.store, services.rng.as_ref(), call.app_key(), &request, call.now()).await;
    let player = launched.map_err(|error| match error {
        LaunchError::Registration(error) => not_found(&call, &request.reg_id, &error),
        LaunchError::NoCourse => {
            Fault::new(2, format!("The course of registration [{}] no longer exists", request.reg_id))
        }
    })?;
    Ok(Answer::Redirect(service::player_url(&services.config, &player.content_key, &player.token)))
}
